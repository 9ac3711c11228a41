"""Pay a consignor, or reverse a payout."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import CLIENT, DAY, SALE, TEXT, price
from commands.session import LedgerSession
from ledger.identity import ClientId, SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.house.command import Command
    from ledger.money import Currency, Minor
    from ledger.store.writer import Recorded


@click.command()
@click.argument("name", type=SALE, metavar="SALE")
@click.argument("consignor", type=CLIENT, metavar="CLIENT")
@click.argument("amount", metavar="[AMOUNT]", required=False)
@click.option("--method", type=TEXT, metavar="METHOD", help="How it is paid.")
@click.option(
    "--on", type=DAY, metavar="DAY", help="The day it is paid.  [default: today]"
)
@click.option("--reference", type=TEXT, metavar="TEXT", help="The bank's reference.")
@click.option(
    "--reverse", type=int, metavar="N", help="Reverse payout N, which came back."
)
@attributed
@click.pass_obj
def payout(
    ledger: LedgerSession,
    name: SaleId,
    consignor: ClientId,
    amount: str | None,
    *,
    method: str | None,
    on: date | None,
    reference: str | None,
    reverse: int | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Pay CLIENT the proceeds of SALE: AMOUNT, or all that is payable.

    Payable is the total of the statements, less what buyers have not paid and what was
    paid out. Due dates are shown but block no payout. If a payout came back, reverse it
    with --reverse and --reason.

    Example: lotledger payout HERITAGE-2025-12 C-101 1,500 --method wire
    """
    from ledger.house import consigning

    _require_payout_or_reversal(amount, method, reference, reverse)
    house = ledger.house()
    terms = house.sale(name).terms
    if reverse is not None:
        asked = consigning.reverse_payout(name, consignor, reverse, on=on, at=at)
    else:
        asked = consigning.payout(
            name,
            consignor,
            _amount_or_none(amount, terms.rules.currency),
            method=method or "",
            on=on,
            reference=reference,
            at=at,
        )
    _record_payout(house, asked, by, name, consignor)


def _require_payout_or_reversal(
    amount: str | None, method: str | None, reference: str | None, reverse: int | None
) -> None:
    """See that it is one thing or the other: to pay, or to reverse a payout."""
    if reverse is None and method is None:
        raise click.UsageError("Say how it is paid, with --method.")
    if reverse is not None and (amount or method or reference):
        raise click.UsageError("With --reverse, name no amount and no method.")


def _amount_or_none(amount: str | None, currency: Currency) -> Minor | None:
    return None if amount is None else price(amount, currency, "AMOUNT")


def _record_payout(
    house: House,
    command: Command,
    by: Attribution,
    name: SaleId,
    consignor: ClientId,
) -> None:
    """Do it, and say what was paid and when it was due."""
    from presenters.recorded import position_sentence

    recorded = house.do(command, by=by)
    whose = f"to {consignor} of {name}"
    click.echo(f"{_payout_sentence(recorded, whose)}. {position_sentence(recorded)}")
    if due := _due_amounts(house, name, consignor):
        click.echo(f"Lots due: {due}.")


def _payout_sentence(recorded: Recorded, whose: str) -> str:
    from ledger.events import PayoutMade, PayoutReversed

    made = recorded.events[0]
    assert isinstance(made, PayoutMade | PayoutReversed), "that is what was asked"
    figure = made.currency.write(made.amount)
    if isinstance(made, PayoutReversed):
        return f"Payout {made.payout} {whose}, {figure}, came back: it is payable again"
    return f"Payout {made.payout} {whose}: {figure} by {made.method}"


def _due_amounts(house: House, name: SaleId, consignor: ClientId) -> str:
    """Say when the lots of a consignor are due, expenses and advances apart."""
    from ledger.house.consignors import dues

    account = house.consignment(name, consignor)
    currency = house.sale(name).terms.rules.currency
    return ", ".join(f"{currency.write(net)} on {day}" for day, net in dues(account))
