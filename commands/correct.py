"""Retract, strike, reopen, rescind, resell; correct a hammer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from commands.attribution import attributed
from commands.ledger_clock import correct_clock
from commands.params import BID, LOT, PADDLE, TEXT, WHEN, price
from commands.session import LedgerSession
from ledger.identity import BidId, LotId, Paddle, sale_of

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.house.command import Command
    from ledger.lot import Lot
    from ledger.money import Minor
    from ledger.store.writer import Recorded

Callback = Callable[..., Any]

POLICY = click.Choice(["reopen", "promote-next", "strike-one", "strike-all-and-replay"])

_LOT = click.argument("name", type=LOT, metavar="SALE/LOT")
_DRY_RUN = click.option(
    "--dry-run", is_flag=True, help="Show the result, and record nothing."
)
_SECOND = click.option(
    "--authorised-by",
    type=TEXT,
    metavar="NAME",
    help="The second person, if the correction changes who pays.",
)


def _with_lot(command: Callback) -> Callback:
    """Give a command its lot, a dry run, and who acts."""
    return _LOT(_DRY_RUN(attributed(click.pass_obj(command))))


def _with_second_person(command: Callback) -> Callback:
    """Give it a second person as well."""
    return _SECOND(_with_lot(command))


@click.group()
def correct() -> None:
    """Retract, strike, reopen, rescind, resell; correct a hammer.

    Each correction needs --reason and adds events; the log loses none.

    Example: lotledger correct retract HERITAGE-2025-12/50061 50061#7 --reason "a typo"
    """


correct.add_command(correct_clock)


@correct.command()
@_with_lot
@click.argument("bid", type=BID)
def retract(
    ledger: LedgerSession,
    name: LotId,
    bid: BidId,
    *,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Retract BID for its bidder, before the hammer.

    The terms of the sale decide how the bidding continues.

    Example: lotledger correct retract HERITAGE-2025-12/50061 50061#7 --reason "a typo"
    """
    from ledger.house import corrections

    claim = ledger.house().lot(name).claims.find(bid)
    if claim is not None and by.on_behalf_of is None:
        by = replace(by, on_behalf_of=f"paddle {claim.paddle}")
    _record_correction(
        ledger, name, corrections.retract(name, bid, at=at), by, dry_run=dry_run
    )


@correct.command()
@_with_second_person
@click.argument("bid", type=BID)
@click.option("--policy", type=POLICY, required=True, help="How the bidding continues.")
def strike(
    ledger: LedgerSession,
    name: LotId,
    bid: BidId,
    *,
    policy: str,
    authorised_by: str | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Strike BID for the house.

    A second person authorises it if the leader changes, unless the lot is up in the
    room.

    Example: lotledger correct strike HERITAGE-2025-12/50061 50061#7 --policy
    strike-one --reason "bid for the consignor" --authorised-by Ann
    """
    from ledger.house import corrections
    from ledger.terms.bidding import StrikePolicy

    struck = corrections.strike(
        name, bid, policy=StrikePolicy(policy), at=at, authorised_by=authorised_by
    )
    _record_correction(ledger, name, struck, by, dry_run=dry_run)


@correct.command()
@_with_second_person
@click.option(
    "--ends-at", type=WHEN, metavar="TIME", help="The new closing time of a timed lot."
)
def reopen(
    ledger: LedgerSession,
    name: LotId,
    *,
    ends_at: datetime | None,
    authorised_by: str | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Reopen the bidding on SALE/LOT after it ended.

    Once its session is over, a second person authorises it.

    Example: lotledger correct reopen HERITAGE-2025-12/50061 --reason "bid overlooked"
    """
    from ledger.house import corrections

    up_again = corrections.reopen(
        name, at=at, ends_at=ends_at, authorised_by=authorised_by
    )
    _record_correction(ledger, name, up_again, by, dry_run=dry_run)


@correct.command()
@_with_second_person
def rescind(
    ledger: LedgerSession,
    name: LotId,
    *,
    authorised_by: str | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Cancel the sale of SALE/LOT.

    Example: lotledger correct rescind HERITAGE-2025-12/50061 --reason "never paid"
    --authorised-by Ann
    """
    from ledger.house import corrections

    called_off = corrections.rescind(name, at=at, authorised_by=authorised_by)
    _record_correction(ledger, name, called_off, by, dry_run=dry_run)


@correct.command()
@_with_second_person
@click.option(
    "--bid",
    type=BID,
    metavar="BID",
    help="The bid that buys.  [default: the best left]",
)
@click.option(
    "--price",
    "amount",
    metavar="AMOUNT",
    help="The agreed price.  [default: their bid]",
)
def resell(
    ledger: LedgerSession,
    name: LotId,
    *,
    bid: BidId | None,
    amount: str | None,
    authorised_by: str | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Sell SALE/LOT to the underbidder, or a passed lot by agreement.

    Example: lotledger correct resell HERITAGE-2025-12/50061 --reason "second chance"
    --authorised-by Ann
    """
    from ledger.house import corrections

    second_chance = corrections.resell(
        name,
        at=at,
        authorised_by=authorised_by,
        bid=bid,
        price=_price_or_none(ledger.house().lot(name), amount),
    )
    _record_correction(ledger, name, second_chance, by, dry_run=dry_run)


@correct.command()
@_with_second_person
@click.option(
    "--price", "amount", metavar="AMOUNT", help="The price at which the hammer fell."
)
@click.option("--paddle", type=PADDLE, metavar="PADDLE", help="The paddle that bought.")
def hammer(
    ledger: LedgerSession,
    name: LotId,
    *,
    amount: str | None,
    paddle: Paddle | None,
    authorised_by: str | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Correct the hammer price of SALE/LOT, its buyer, or both.

    Example: lotledger correct hammer HERITAGE-2025-12/50061 --price 1,150
    --reason "misheard" --authorised-by Ann
    """
    from ledger.house import corrections

    if amount is None and paddle is None:
        raise click.UsageError("Say what was wrong: --price, --paddle, or both.")
    amended = corrections.amend_hammer(
        name,
        at=at,
        authorised_by=authorised_by,
        buyer=paddle,
        price=_price_or_none(ledger.house().lot(name), amount),
    )
    _record_correction(ledger, name, amended, by, dry_run=dry_run)


def _price_or_none(lot: Lot, amount: str | None) -> Minor | None:
    return None if amount is None else price(amount, lot.listing.currency, "--price")


def _record_correction(
    ledger: LedgerSession,
    name: LotId,
    correction: Command,
    by: Attribution,
    *,
    dry_run: bool,
) -> None:
    """Do it, or only try it, and say what stood before and what stands now."""
    from presenters.recorded import NOTHING_RECORDED, position_sentence
    from presenters.standing import stands, stood

    house = ledger.house()
    if dry_run:
        events = house.rehearse(correction, by=by)
        before, ending = house.lot(name), NOTHING_RECORDED
    else:
        recorded = house.do(correction, by=by)
        events, ending = recorded.events, position_sentence(recorded)
        before = _lot_before(house, name, recorded)
    after = _lot_after(before, events)
    zone = house.sale(sale_of(name)).terms.zone
    now = stands(after, before=before, zone=zone)
    click.echo(f"Lot {name}: {stood(before)}; now {now} {ending}")


def _lot_before(house: House, name: LotId, recorded: Recorded) -> Lot:
    """Return a lot as it stood before a command, whatever was recorded since."""
    if not recorded.events:
        return house.lot(name)
    return house.as_of(recorded.first - 1).lot(name)


def _lot_after(lot: Lot | None, events: Iterable[Any]) -> Lot:
    from ledger.lot.evolve import evolve

    for event in events:
        lot = evolve(lot, event)
    assert lot is not None, "a lot is catalogued before it is put right"
    return lot
