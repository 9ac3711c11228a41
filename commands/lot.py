"""Show one lot; withdraw it, set its reserve, picture it, open what was sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.lot_pictures import pictures
from commands.lot_unseal import unseal
from commands.output import print_facts, print_json, print_table, prints_json
from commands.params import CLIENT, DAY, LOT, TEXT, amount_or_none, price
from commands.recording import record
from commands.session import LedgerSession, as_of
from ledger.identity import ClientId, LotId, sale_of

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.lot import Lot
    from ledger.lot.listing import Description
    from ledger.money import Minor


@click.group()
def lot() -> None:
    """Show one lot; withdraw it, set its reserve, picture it, open what was sealed.

    Example: lotledger lot show HERITAGE-2025-12/50061
    """


lot.add_command(pictures)
lot.add_command(unseal)


@lot.command()
@click.argument("name", type=LOT, metavar="SALE/LOT")
@prints_json("presenters.lot:LotShape")
@click.pass_obj
@as_of
def show(ledger: LedgerSession, name: LotId, *, as_json: bool) -> None:
    """Show how SALE/LOT stands now, from its events, and who corrected or released it.

    Example: lotledger lot show HERITAGE-2025-12/50061 --json
    """
    from presenters.changes import CHANGE_COLUMNS, change_rows
    from presenters.lot import lot_changes, lot_shape
    from presenters.lot_facts import lot_facts

    records = ledger.records().as_of_now()
    head = records.head()
    (lot, history), sale = records.lot_and_history(name), records.sale(sale_of(name))
    changes = lot_changes(history, lot, sale.terms.zone)
    if as_json:
        print_json(lot_shape(lot, sale, changes, head))
        return
    print_facts(lot_facts(lot, sale, head))
    if changes:
        rows = change_rows(changes, sale.terms.zone)
        print_table(CHANGE_COLUMNS, rows, title="Changes")


@lot.command()
@click.argument("name", type=LOT, metavar="SALE/LOT")
@attributed
@click.pass_obj
def withdraw(
    ledger: LedgerSession, name: LotId, *, by: Attribution, at: datetime
) -> None:
    """Withdraw SALE/LOT from the sale; needs --reason.

    Example: lotledger lot withdraw HERITAGE-2025-12/50061 --reason "title disputed"
    """
    from ledger.house import lots

    record(ledger.house(), lots.withdraw(name), by, f"Lot {name} is withdrawn.")


@lot.command()
@click.argument("name", type=LOT, metavar="SALE/LOT")
@click.argument("value", metavar="AMOUNT|none")
@attributed
@click.pass_obj
def reserve(
    ledger: LedgerSession, name: LotId, value: str, *, by: Attribution, at: datetime
) -> None:
    """Set, change or lift (``none``) the reserve of SALE/LOT.

    Example: lotledger lot reserve HERITAGE-2025-12/50061 1,200
    """
    from ledger.house import lots

    currency = ledger.house().lot(name).listing.currency
    least = amount_or_none(value, currency)
    reserve = "no reserve" if least is None else f"a reserve of {currency.write(least)}"
    record(
        ledger.house(), lots.set_reserve(name, least), by, f"Lot {name} has {reserve}."
    )


@lot.command()
@click.argument("name", type=LOT, metavar="SALE/LOT")
@click.argument("amount", metavar="AMOUNT")
@click.option("--on", type=DAY, metavar="DAY", required=True, help="The day of it.")
@click.option("--reference", type=TEXT, metavar="TEXT", help="The seller's bill.")
@attributed
@click.pass_obj
def purchase(
    ledger: LedgerSession,
    name: LotId,
    amount: str,
    *,
    on: date,
    reference: str | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Record what the house paid for SALE/LOT, a lot of its own.

    The margin scheme taxes what such a lot brings less what it cost.

    Example: lotledger lot purchase LONDON-2026/110 500 --on 2026-02-14
    """
    from ledger.house import lots

    currency = ledger.house().lot(name).listing.currency
    cost = price(amount, currency, "AMOUNT")
    command = lots.purchase(name, price=cost, on=on, reference=reference)
    sentence = f"Lot {name} was bought for {currency.write(cost)} on {on}."
    record(ledger.house(), command, by, sentence)


@lot.command()
@click.argument("name", type=LOT, metavar="SALE/LOT")
@click.option("--client", type=CLIENT, required=True, help="Who follows it.")
@click.option("--stop", is_flag=True, help="Stop following it.")
@attributed
@click.pass_obj
def track(
    ledger: LedgerSession,
    name: LotId,
    *,
    client: ClientId,
    stop: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Let a client follow SALE/LOT.

    Example: lotledger lot track HERITAGE-2025-12/50061 --client C-1042
    """
    from ledger.house import lots

    command = lots.untrack(name, client) if stop else lots.track(name, client)
    follows = "no longer follows" if stop else "follows"
    record(ledger.house(), command, by, f"Client {client} {follows} lot {name}.")


@lot.command()
@click.argument("name", type=LOT, metavar="SALE/LOT")
@click.option("--title", type=TEXT, help="The new title.")
@click.option("--description", type=TEXT, help="The new description.")
@click.option("--category", type=TEXT, help="The new category.")
@click.option("--opening", metavar="AMOUNT", help="The new opening bid.")
@click.option("--low", metavar="AMOUNT", help="The new low estimate.")
@click.option("--high", metavar="AMOUNT", help="The new high estimate.")
@attributed
@click.pass_obj
def amend(
    ledger: LedgerSession,
    /,
    name: LotId,
    *,
    by: Attribution,
    at: datetime,
    **corrections: str | None,
) -> None:
    """Correct the catalogue entry of SALE/LOT before its first bid; needs --reason.

    Example: lotledger lot amend HERITAGE-2025-12/50061 --opening 800 --reason misprint
    """
    from ledger.house import lots

    entry = _corrected(ledger.house().lot(name), corrections)
    record(ledger.house(), lots.amend_lot(name, entry), by, f"Lot {name} is amended.")


def _corrected(lot: Lot, corrections: dict[str, str | None]) -> Description:
    """Put the corrections into a lot's entry; what is not corrected stays."""
    from ledger.lot.listing import description_of

    before = description_of(lot)

    def text(name: str, kept: str) -> str:
        return corrections[name] or kept

    def figure(name: str, kept: Minor | None) -> Minor | None:
        amount = corrections[name]
        if amount is None:
            return kept
        return price(amount, lot.listing.currency, f"--{name}")

    low, high = figure("low", before.low_estimate), figure("high", before.high_estimate)
    if low is not None and high is not None and low > high:
        slip = "The low estimate would be above the high one. Correct both."
        raise click.BadParameter(slip, param_hint="'--low, --high'")
    return replace(
        before,
        title=text("title", before.title),
        description=text("description", before.description),
        category=corrections["category"] or before.category,
        opening=figure("opening", None) or before.opening,
        low_estimate=low,
        high_estimate=high,
    )
