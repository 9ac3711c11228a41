"""What the rules make of what was submitted: each decision, taken once more."""

from __future__ import annotations

from collections.abc import Callable

from ledger.events import (
    AskingSet,
    BidderRegistered,
    BidPlaced,
    BidRefused,
    BidRetracted,
    BidStruck,
    ClosingExtended,
    FairWarningGiven,
    HammerAmended,
    HouseBidPlaced,
    LiveBidTaken,
    LotAmended,
    LotBooksEvent,
    LotCatalogued,
    LotEvent,
    LotOpened,
    LotPassed,
    LotReopened,
    LotResold,
    LotSkipped,
    LotSold,
    LotTracked,
    LotUntracked,
    LotWithdrawn,
    RegistrationCancelled,
    ReopenedFor,
    ReserveSet,
    SaleRescinded,
)
from ledger.identity import number_of
from ledger.lot import Lot, timed
from ledger.lot.bidding import Slip, place_bid, refuse_bid
from ledger.refusals import Refusal
from ledger.replay import called, listed, put_right
from ledger.replay.day import Moment


def decided(lot: Lot | None, event: LotEvent, moment: Moment) -> tuple[LotEvent, ...]:
    """Take the decision behind an event again, on the lot as it stood.

    Raises the Refusal that it meets now; a refused bid is an event, as ever.
    """
    if isinstance(event, LotCatalogued):
        return listed.catalogued(event, moment)
    assert lot is not None, "a lot's history begins in the catalogue"
    if isinstance(event, LotBooksEvent):
        # What the books say follows from the hammer, and moves no bidding.
        return (event,)
    return _DECISIONS[type(event)](lot, event, moment)


def slip_of(event: BidPlaced | BidRefused) -> Slip:
    """Return a bid as it reached the clerk."""
    return Slip(
        paddle=event.paddle,
        submitted=event.submitted,
        channel=event.channel,
        received_at=event.received_at,
        entered_at=event.entered_at,
        static=event.static,
        break_tie=event.break_tie,
    )


def _bid(
    lot: Lot, event: BidPlaced | BidRefused, moment: Moment
) -> tuple[LotEvent, ...]:
    """Take a bid again, or refuse it again."""
    slip = slip_of(event)
    try:
        bidder = moment.day.admit(moment.position, slip.paddle).bidder
        return place_bid(lot, slip, bidder=bidder, under=moment.under)
    except Refusal as no:
        return (called.worded_as(event, refuse_bid(lot, slip, no), no),)


def refused(lot: Lot, event: BidRefused, moment: Moment) -> tuple[LotEvent, ...]:
    """Take a refused bid again, as it was left with the house or called in the room."""
    if event.live:
        return called.live_bid(lot, event, moment)
    return _bid(lot, event, moment)


def _reopened(lot: Lot, event: LotReopened, moment: Moment) -> tuple[LotEvent, ...]:
    """Put a lot up again; the bid that came within the grace is what did it."""
    if event.why is ReopenedFor.LATE_BID and isinstance(moment.then, LiveBidTaken):
        return called.live_bid(lot, moment.then, moment)
    return put_right.reopened(lot, event, moment)


def own(event: ClosingExtended) -> bool:
    """Say whether a close was moved by a bid on the lot itself."""
    return event.bid.partition("#")[0] == number_of(event.lot)


def _carried(lot: Lot, event: ClosingExtended, moment: Moment) -> tuple[LotEvent, ...]:
    """Let a late bid on another lot keep this one open again."""
    session = moment.under.session
    soft = None if session is None else session.soft_close
    late = None if own(event) else moment.late(event.bid)
    if soft is None or late is None:
        return ()
    return timed.carried(lot, late, soft=soft)


Decision = Callable[..., tuple[LotEvent, ...]]

_DECISIONS: dict[type, Decision] = {
    BidPlaced: _bid,
    BidRefused: refused,
    ReserveSet: listed.reserve,
    LotAmended: listed.amended,
    LotWithdrawn: listed.withdrawn,
    LotTracked: listed.tracked,
    LotUntracked: listed.untracked,
    BidderRegistered: listed.registered,
    RegistrationCancelled: listed.cancelled,
    LotSold: called.closed,
    LotPassed: called.closed,
    LotOpened: called.opened,
    LotSkipped: called.skipped,
    AskingSet: called.asked,
    FairWarningGiven: called.warned,
    LiveBidTaken: called.live_bid,
    HouseBidPlaced: called.house_bid,
    ClosingExtended: _carried,
    BidRetracted: put_right.retracted,
    BidStruck: put_right.struck,
    LotReopened: _reopened,
    SaleRescinded: put_right.rescinded,
    LotResold: put_right.resold,
    HammerAmended: put_right.hammer_amended,
}
