"""What was decided while a lot was cried, decided once more."""

from __future__ import annotations

from dataclasses import replace

from ledger.events import (
    AskingSet,
    BidRefused,
    FairWarningGiven,
    HouseBidPlaced,
    LiveBidTaken,
    LotEvent,
    LotOpened,
    LotPassed,
    LotSkipped,
    LotSold,
    OpeningRule,
)
from ledger.lot import Lot, hammer, room
from ledger.lot.room import RoomBid
from ledger.refusals import Refusal
from ledger.refusals.quoting import quotes_the_same
from ledger.replay.day import Moment


def words_of(event: LiveBidTaken | BidRefused) -> RoomBid:
    """Return a bid as the auctioneer saw it."""
    at = event.at if isinstance(event, LiveBidTaken) else event.received_at
    return RoomBid(
        paddle=event.paddle,
        channel=event.channel,
        at=at,
        amount=event.submitted,
        cut=event.cut,
    )


def worded_as(recorded: LotEvent, refused: BidRefused, refusal: Refusal) -> BidRefused:
    """Word a refusal as it was worded that day, where it quotes the same values.

    Words are no evidence: what is held against the record is the code, and the values.
    """
    if not isinstance(recorded, BidRefused) or recorded.code != refused.code:
        return refused
    same = quotes_the_same(refusal, recorded.said)
    return replace(refused, said=recorded.said) if same else refused


def live_bid(
    lot: Lot, event: LiveBidTaken | BidRefused, moment: Moment
) -> tuple[LotEvent, ...]:
    """Take a bid from the room again, as it was seen, or refuse it again."""
    words = words_of(event)
    try:
        bidder = moment.day.admit(moment.position, words.paddle).bidder
        return room.take_bid(lot, words, bidder=bidder, under=moment.under)
    except Refusal as no:
        return (worded_as(event, room.refuse_bid(lot, words, no), no),)


def opened(lot: Lot, event: LotOpened, moment: Moment) -> tuple[LotEvent, ...]:
    """Put a lot up again."""
    amount = event.asking if event.rule is OpeningRule.CHOICE else None
    return room.open_lot(lot, at=event.at, amount=amount, under=moment.under)


def skipped(lot: Lot, event: LotSkipped, _: Moment) -> tuple[LotEvent, ...]:
    """Leave a lot for later again."""
    return room.skip(lot, at=event.at)


def asked(lot: Lot, event: AskingSet, moment: Moment) -> tuple[LotEvent, ...]:
    """Ask for another amount again."""
    return room.ask(lot, asking=event.asking, at=event.at, under=moment.under)


def warned(lot: Lot, event: FairWarningGiven, _: Moment) -> tuple[LotEvent, ...]:
    """Give fair warning again."""
    return room.warn(lot, at=event.at)


def house_bid(lot: Lot, event: HouseBidPlaced, moment: Moment) -> tuple[LotEvent, ...]:
    """Let the auctioneer bid for the consignor again."""
    return room.house_bid(lot, amount=event.amount, under=moment.under)


def closed(
    lot: Lot, event: LotSold | LotPassed, moment: Moment
) -> tuple[LotEvent, ...]:
    """Knock a lot down again, or pass it; what is not up is closed by the clock."""
    if lot.up is None:
        return hammer.close(lot, at=event.at, under=moment.under)
    if isinstance(event, LotPassed):
        return room.pass_lot(lot, at=event.at, under=moment.under)
    return room.hammer(lot, at=event.at, under=moment.under)
