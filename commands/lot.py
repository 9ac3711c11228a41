"""Show one lot; withdraw it, set its reserve, follow it, correct its entry."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.office import Office, attributed
from commands.params import CLIENT, LOT, amount
from commands.speak import json_option, say_facts, say_json

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house.instruction import Instruction
    from ledger.identity import ClientId, LotId
    from ledger.lot import Lot
    from ledger.money import Minor


@click.group()
def lot() -> None:
    """Show one lot; withdraw it, set its reserve, follow it.

    Example: lotledger lot show HERITAGE-2025-12/50061
    """


@lot.command()
@click.argument("name", type=LOT, metavar="SALE/LOT")
@json_option
@click.pass_obj
def show(office: Office, name: LotId, *, as_json: bool) -> None:
    """Show how SALE/LOT stands now, from its events.

    Example: lotledger lot show HERITAGE-2025-12/50061 --json
    """
    house = office.house()
    position, held = house.head(), house.lot(name)
    facts = _facts(held, position)
    if as_json:
        say_json(facts)
        return
    listing, money = held.listing, held.listing.currency
    due = _premium_due(held)
    say_facts(
        [
            ("lot", f"{held.id}  {listing.title}"),
            ("stage", held.stage.value),
            ("price", "no bids" if held.price is None else money.write(held.price)),
            ("leader", facts["leader"] or "nobody"),
            ("asking", money.write(held.asking)),
            ("bids", f"{len(held.claims)}, and {len(held.registrations)} by phone"),
            ("reserve", _reserve_words(held)),
            ("premium due", "nothing" if due is None else money.write(due)),
            ("why", facts["why"] or "no bid yet"),
            ("bidding ends", f"{listing.ends_at:%Y-%m-%d %H:%M:%S %Z}"),
            ("as of position", position),
        ]
    )


def _facts(held: Lot, position: int) -> dict[str, object]:
    """Gather what scripts rely on."""
    listing, standing, money = held.listing, held.standing, held.listing.currency

    def plain(amount: Minor | None) -> str | None:
        return None if amount is None else money.plain(amount)

    sold = held.sold
    return {
        "lot": held.id,
        "title": listing.title,
        "stage": held.stage,
        "currency": money.code,
        "opening": plain(listing.opening),
        "price": plain(held.price),
        "leader": None if standing is None else standing.leader,
        "asking": plain(held.asking),
        "bids": len(held.claims),
        "phones": sum(one.channel.value == "phone" for one in held.registrations),
        "tracking": len(held.trackers),
        "reserve_met": _reserve_met(held),
        "premium_due": plain(_premium_due(held)),
        "why": None if standing is None else standing.rule,
        "terms": None if standing is None else standing.terms,
        "hammer": plain(None if sold is None else sold.hammer),
        "buyer": None if sold is None else sold.buyer,
        "ends_at": listing.ends_at,
        "position": position,
    }


def _premium_due(held: Lot) -> Minor | None:
    """Return what is due on top of the hammer price, as it was recorded."""
    if held.sold is not None:
        return held.sold.premium
    return None if held.standing is None else held.standing.premium


def _reserve_met(held: Lot) -> bool | None:
    """Say whether the reserve is met; None where there is none."""
    if held.reserve is None:
        return None
    return held.standing is not None and bool(held.standing.reserve_met)


def _reserve_words(held: Lot) -> str:
    return {None: "none", True: "met", False: "not met"}[_reserve_met(held)]


def _done(office: Office, instruction: Instruction, by: Attribution, said: str) -> None:
    from commands.wording import where  # noqa: PLC0415

    click.echo(f"{said} {where(office.house().do(instruction, by=by))}")


@lot.command()
@click.argument("name", type=LOT, metavar="SALE/LOT")
@attributed
@click.pass_obj
def withdraw(office: Office, name: LotId, *, by: Attribution, at: datetime) -> None:
    """Take SALE/LOT out of the sale; it says why.

    Example: lotledger lot withdraw HERITAGE-2025-12/50061 --reason "title disputed"
    """
    from ledger.house import lots  # noqa: PLC0415

    _done(office, lots.withdraw(name), by, f"Lot {name} is withdrawn.")


@lot.command()
@click.argument("name", type=LOT, metavar="SALE/LOT")
@click.argument("value", metavar="AMOUNT|none")
@attributed
@click.pass_obj
def reserve(
    office: Office, name: LotId, value: str, *, by: Attribution, at: datetime
) -> None:
    """Set, change or lift (``none``) the reserve of SALE/LOT.

    Example: lotledger lot reserve HERITAGE-2025-12/50061 1,200
    """
    from ledger.house import lots  # noqa: PLC0415

    currency = office.house().lot(name).listing.currency
    least = None if value.lower() == "none" else amount(value, currency, "AMOUNT")
    told = "no reserve" if least is None else f"a reserve of {currency.write(least)}"
    _done(office, lots.set_reserve(name, least), by, f"Lot {name} has {told}.")


@lot.command()
@click.argument("name", type=LOT, metavar="SALE/LOT")
@click.option("--client", type=CLIENT, required=True, help="Who follows it.")
@click.option("--stop", is_flag=True, help="Stop following it.")
@attributed
@click.pass_obj
def track(  # noqa: PLR0913 (one option each)
    office: Office,
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
    from ledger.house import lots  # noqa: PLC0415

    instruction = lots.untrack(name, client) if stop else lots.track(name, client)
    told = "no longer follows" if stop else "follows"
    _done(office, instruction, by, f"Client {client} {told} lot {name}.")


@lot.command()
@click.argument("name", type=LOT, metavar="SALE/LOT")
@click.option("--title", help="The new title.")
@click.option("--description", help="The new description.")
@click.option("--category", help="The new category.")
@click.option("--opening", metavar="AMOUNT", help="The new opening bid.")
@click.option("--low", metavar="AMOUNT", help="The new low estimate.")
@click.option("--high", metavar="AMOUNT", help="The new high estimate.")
@attributed
@click.pass_obj
def amend(  # noqa: PLR0913 (one option each)
    office: Office,
    name: LotId,
    *,
    title: str | None,
    description: str | None,
    category: str | None,
    opening: str | None,
    low: str | None,
    high: str | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Correct the catalogue entry of SALE/LOT before its first bid; it says why.

    Example: lotledger lot amend HERITAGE-2025-12/50061 --opening 800 --reason "misprint"
    """
    from dataclasses import replace  # noqa: PLC0415

    from ledger.house import lots  # noqa: PLC0415
    from ledger.lot.listing import described  # noqa: PLC0415

    held = office.house().lot(name)

    def read(text: str | None, option: str, kept: Minor | None) -> Minor | None:
        if text is None:
            return kept
        return amount(text, held.listing.currency, option)

    before = described(held)
    entry = replace(
        before,
        title=title or before.title,
        description=description or before.description,
        category=category or before.category,
        opening=read(opening, "--opening", None) or before.opening,
        low_estimate=read(low, "--low", before.low_estimate),
        high_estimate=read(high, "--high", before.high_estimate),
    )
    instruction = lots.amend_lot(name, entry)
    _done(office, instruction, by, f"Lot {name} is amended.")
