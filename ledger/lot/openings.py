"""The openings of a closed lot: whose sealed amounts everybody is given.

Its terms say which. A withdrawn lot opens nothing by them: no hammer fell, and nobody's
maximum was spent. What was opened stays so when a lot is put up again; its next close
opens what came since. Two people may open more of a closed lot by hand.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from ledger.entry import InStream
from ledger.events.event import Event
from ledger.events.lot import BidPlaced, BidRefused, ReserveSet
from ledger.events.openings import MaximumsOpened, OpeningEvent, ReserveOpened
from ledger.events.sealed import SEALABLE, Sealable
from ledger.identity import BidId, Paddle
from ledger.lot import Lot, Stage
from ledger.lot.bidding import UnderTerms
from ledger.refusals import NothingToOpen, StaysSealed, UnknownBid
from ledger.terms.bidding import Openings
from ledger.terms.sessions import SessionKind

OPENINGS_MAX = 1_000
"""So many bids are opened by one entry."""


class SealInStream(NamedTuple):
    """A sealed amount: where it stands in the log, and in the entries of its lot."""

    position: int
    version: int
    event: Sealable


def due(
    lot: Lot, history: Sequence[InStream], *, under: UnderTerms, is_over: bool
) -> tuple[SealInStream, ...]:
    """Return the seals of a lot that its terms open now, and that no event opened yet.

    A lot that a late bid may still put up again waits until its session is over.
    """
    if lot.stage not in {Stage.SOLD, Stage.PASSED}:
        return ()
    if not is_over and _may_be_put_up_again(lot, under):
        return ()
    policy = under.rules.bidding.openings
    paddles = _heads(lot)
    bids, reserves = opened_before(each.event for each in history)
    return tuple(
        seal
        for seal in sealed_in(history)
        if not _is_opened(seal, bids, reserves)
        and is_opened_by_policy(
            policy, seal.event, sold=lot.sold is not None, to=paddles
        )
    )


def is_opened_by_policy(
    policy: Openings, event: Sealable, *, sold: bool, to: Container[Paddle]
) -> bool:
    """Say whether terms open a sealed amount of a lot that is closed.

    ``to`` are its buyer and the underbidder. The price of a lot that is sold may have
    been measured against its reserve: that is opened with the buyer's maximum.
    """
    if policy is not Openings.WINNER_AND_UNDERBIDDER:
        return policy is Openings.ALL
    match event:
        case BidPlaced(paddle=paddle):
            return sold and paddle in to
        case ReserveSet():
            return sold
        case BidRefused():
            return False


def opened_before(events: Iterable[Event]) -> tuple[set[str], set[int]]:
    """Return the bids, and the entries that set a reserve, which events opened."""
    bids: set[str] = set()
    reserves: set[int] = set()
    for event in events:
        match event:
            case MaximumsOpened(openings=openings):
                bids |= {opening.bid for opening in openings}
            case ReserveOpened(set_as=version):
                reserves.add(version)
            case _:
                pass
    return bids, reserves


def named_to_open(
    lot: Lot,
    history: Sequence[InStream],
    *,
    bids: Collection[BidId],
    reserve: bool,
    everything: bool,
    under: UnderTerms,
    is_over: bool,
) -> tuple[SealInStream, ...]:
    """Return the seals of a closed lot that two people open by hand.

    Raises StaysSealed, UnknownBid and NothingToOpen.
    """
    if lot.stage is Stage.OPEN:
        raise StaysSealed(lot=lot.id)
    if not is_over and _may_be_put_up_again(lot, under):
        raise StaysSealed(lot=lot.id)
    if not (bids or reserve or everything):
        raise NothingToOpen(lot=lot.id, why="no bid and no reserve was named")
    opened_bids, opened_reserves = opened_before(each.event for each in history)
    shut = [
        seal
        for seal in sealed_in(history)
        if not _is_opened(seal, opened_bids, opened_reserves)
    ]
    _must_be_shut(lot, history, bids, shut)
    named = tuple(
        seal
        for seal in shut
        if everything
        or (reserve if isinstance(seal.event, ReserveSet) else seal.event.bid in bids)
    )
    if not named:
        raise NothingToOpen(lot=lot.id, why="nothing of that is sealed and shut")
    return named


def _must_be_shut(
    lot: Lot,
    history: Sequence[InStream],
    bids: Collection[BidId],
    shut: Sequence[SealInStream],
) -> None:
    """Refuse bids that are not there, are open already, or were never sealed."""
    known = {getattr(each.event, "bid", None) for each in history}
    names = {getattr(seal.event, "bid", None) for seal in shut}
    for bid in bids:
        if bid not in known:
            raise UnknownBid(lot=lot.id, bid=bid)
        if bid not in names:
            why = f"bid {bid} is open already, or was never sealed"
            raise NothingToOpen(lot=lot.id, why=why)


def allowed_again(
    lot: Lot, event: OpeningEvent, *, under: UnderTerms
) -> tuple[OpeningEvent, ...]:
    """Decide an opening again: none of an open lot, or that nobody may have opened.

    Whether the amounts are those that were sealed is shown by the commitments.
    """
    if event.authorised_by is not None:
        return () if lot.stage is Stage.OPEN else (event,)
    is_closed = lot.stage in {Stage.SOLD, Stage.PASSED}
    opens = under.rules.bidding.openings is not Openings.NONE
    return (event,) if is_closed and opens else ()


def _may_be_put_up_again(lot: Lot, under: UnderTerms) -> bool:
    """Say whether a bid soon after the hammer may reopen a lot (rulebook 2.4)."""
    on_floor = lot.listing.kind is SessionKind.FLOOR
    return on_floor and bool(under.rules.room.grace_seconds)


def _heads(lot: Lot) -> set[Paddle]:
    """Return who bought a lot, and the underbidder."""
    if lot.sold is None:
        return set()
    two = (lot.sold.buyer, lot.sold.underbidder)
    return {paddle for paddle in two if paddle is not None}


def sealed_in(history: Iterable[InStream]) -> Iterator[SealInStream]:
    """Yield what is sealed in the entries of a lot."""
    for position, version, event in history:
        if isinstance(event, SEALABLE) and event.seal is not None:
            yield SealInStream(position, version, event)


def _is_opened(
    seal: SealInStream, bids: Container[str], reserves: Container[int]
) -> bool:
    if isinstance(seal.event, ReserveSet):
        return seal.version in reserves
    return seal.event.bid in bids
