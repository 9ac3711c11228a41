"""Show one lot; withdraw it, set its reserve, follow it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import click

from commands.output import json_option, print_facts, print_json
from commands.params import CLIENT, LOT, TEXT, amount_or_none, price
from commands.session import LedgerSession, as_of, attributed
from presenters.lot_books import books_facts, books_json
from presenters.times import zoned_time
from presenters.words import counted, if_any

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house.instruction import Instruction
    from ledger.identity import ClientId, LotId
    from ledger.lot import Lot
    from ledger.lot.listing import Description
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
@as_of
def show(ledger: LedgerSession, name: LotId, *, as_json: bool) -> None:
    """Show how SALE/LOT stands now, from its events.

    Example: lotledger lot show HERITAGE-2025-12/50061 --json
    """
    from ledger.identity import sale_of

    house = ledger.records()
    position, held = house.head(), house.lot(name)
    if as_json:
        print_json(_facts(held, position))
    else:
        zone = house.sale(sale_of(name)).terms.zone
        told = [*_standing_facts(held), *books_facts(held)]
        print_facts([*told, *_other_facts(held, position, zone)])


def _standing_facts(held: Lot) -> list[tuple[str, object]]:
    """Say how far the bidding got, and why; asking is over once the lot is closed."""
    from presenters.standing import rule_words

    money, standing = held.listing.currency, held.standing
    leader = None if standing is None else standing.leader
    is_open = held.stage.value == "open"
    due, price = _premium_due(held), _price(held)
    facts: list[tuple[str, object]] = [
        ("lot", f"{held.id}  {held.listing.title}"),
        ("stage", held.stage.value),
        ("price", "no bids" if price is None else money.write(price)),
    ]
    if held.sold is not None:
        facts += [("hammer", money.write(held.sold.hammer)), ("buyer", held.sold.buyer)]
    else:
        facts += [("leader", leader or "nobody")]
    if is_open:
        facts += [("asking", money.write(held.asking))]
    return [
        *facts,
        ("premium due", "nothing" if due is None else money.write(due)),
        ("why", "no bid yet" if standing is None else rule_words(standing.rule)),
    ]


def _other_facts(held: Lot, position: int, zone: str) -> list[tuple[str, object]]:
    closed = held.stage.value != "open"
    return [
        ("reserve", {None: "none", True: "met", False: "not met"}[_reserve_met(held)]),
        ("bids", len(held.claims)),
        ("registered", _registered_words(held)),
        (
            "followed by",
            counted(len(held.trackers), "client") if held.trackers else "nobody",
        ),
        (
            "bidding ended" if closed else "bidding ends",
            zoned_time(held.ends_at, zone),
        ),
        ("as of position", position),
    ]


def _facts(held: Lot, position: int) -> dict[str, object]:
    """Gather what scripts rely on."""
    listing, standing, money = held.listing, held.standing, held.listing.currency

    plain = partial(if_any, money.plain)

    sold = held.sold
    return {
        "lot": held.id,
        "title": listing.title,
        "stage": held.stage,
        "currency": money.code,
        "opening": plain(listing.opening),
        "price": plain(_price(held)),
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
        "ends_at": held.ends_at,
        **books_json(held),
        "position": position,
    }


def _price(held: Lot) -> Minor | None:
    """Return what a piece stands at; once sold, also by agreement, what it went for."""
    return held.price if held.sold is None else held.sold.price


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


def _registered_words(held: Lot) -> str:
    """Say which paddles will bid when the lot comes up, and on which line."""
    said = (
        f"{one.paddle} {one.channel.way}"
        + ("" if one.phone_line is None else f" on line {one.phone_line}")
        for one in held.registrations
    )
    return ", ".join(said) or "nobody"


def _done(
    ledger: LedgerSession, instruction: Instruction, by: Attribution, said: str
) -> None:
    from presenters.recorded import where

    click.echo(f"{said} {where(ledger.house().do(instruction, by=by))}")


@lot.command()
@click.argument("name", type=LOT, metavar="SALE/LOT")
@attributed
@click.pass_obj
def withdraw(
    ledger: LedgerSession, name: LotId, *, by: Attribution, at: datetime
) -> None:
    """Take SALE/LOT out of the sale; it says why.

    Example: lotledger lot withdraw HERITAGE-2025-12/50061 --reason "title disputed"
    """
    from ledger.house import lots

    _done(ledger, lots.withdraw(name), by, f"Lot {name} is withdrawn.")


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
    told = "no reserve" if least is None else f"a reserve of {currency.write(least)}"
    _done(ledger, lots.set_reserve(name, least), by, f"Lot {name} has {told}.")


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

    instruction = lots.untrack(name, client) if stop else lots.track(name, client)
    told = "no longer follows" if stop else "follows"
    _done(ledger, instruction, by, f"Client {client} {told} lot {name}.")


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
    """Correct the catalogue entry of SALE/LOT before its first bid; it says why.

    Example: lotledger lot amend HERITAGE-2025-12/50061 --opening 800 --reason misprint
    """
    from ledger.house import lots

    entry = _corrected(ledger.house().lot(name), corrections)
    _done(ledger, lots.amend_lot(name, entry), by, f"Lot {name} is amended.")


def _corrected(held: Lot, corrections: dict[str, str | None]) -> Description:
    """Put the corrections into a lot's entry; what is not corrected stays."""
    from ledger.lot.listing import described

    before = described(held)

    def text(name: str, kept: str) -> str:
        return corrections[name] or kept

    def figure(name: str, kept: Minor | None) -> Minor | None:
        said = corrections[name]
        if said is None:
            return kept
        return price(said, held.listing.currency, f"--{name}")

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
