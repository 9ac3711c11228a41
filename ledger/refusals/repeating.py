"""Refusals of a registration, a close or a repeated command."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from ledger.identity import Channel, LotId, Paddle
from ledger.refusals.refusal import Refusal, Words

if TYPE_CHECKING:
    from ledger.events import BidRefused


class AlreadyRegistered(Refusal):
    """The paddle is registered for the lot that way."""

    lot: LotId
    paddle: Paddle
    channel: Channel

    code = "already-registered"
    what = "Paddle {paddle} is registered for lot {lot} by {channel}."
    remedy = "Nothing needs doing."


class LineTaken(Refusal):
    """A phone line can call one bidder at a time."""

    lot: LotId
    line: int
    paddle: Paddle

    code = "line-taken"
    what = "Line {line} calls paddle {paddle} for lot {lot}."
    remedy = "Choose another line."


class NotRegistered(Refusal):
    """The paddle is not registered for the lot that way."""

    lot: LotId
    paddle: Paddle
    channel: Channel

    code = "not-registered"
    what = "Paddle {paddle} is not registered for lot {lot} by {channel}."
    remedy = "See who is with: lotledger lot show {lot}"


class BiddingGoesOn(Refusal):
    """A lot cannot close before its bidding has ended."""

    lot: LotId
    ends_at: datetime
    at: datetime

    code = "bidding-goes-on"
    what = (
        "Bidding on lot {lot} goes on until {ends_at:%Y-%m-%d %H:%M:%S %Z}; "
        "it is {at:%Y-%m-%d %H:%M:%S %Z}."
    )
    remedy = "Wait until then, and give the command again."


class AwaitsFirstBid(Refusal):
    """A lot that stays open until somebody bids has no time to close at."""

    lot: LotId

    code = "awaits-first-bid"
    what = "Lot {lot} has no bid, and by the terms stays open until it has one."
    remedy = "Let it wait, or withdraw it with: lotledger lot withdraw {lot}"


class LotMovedOn(Refusal):
    """A call was made on what a screen showed, and the lot had moved on by then."""

    lot: LotId
    now: Words

    code = "lot-moved-on"
    what = "Lot {lot} has moved on: {now}. Nothing was recorded."
    remedy = "Look at it again, and call anew."


class FarBeyond(Refusal):
    """An amount far beyond what stands is a slip more often than a bid."""

    amounts: Words

    code = "far-beyond"
    what = "Far beyond what stands: {amounts}."
    remedy = "If it is so, say it again with --sure. Nothing was recorded."


class ReasonNeeded(Refusal):
    """A correction says why."""

    command: str

    code = "reason-needed"
    what = "To {command} is a correction, and a correction says why."
    remedy = "Give the reason with --reason."


class HalfCharacter(Refusal):
    """A text holds half of a character, which no file can keep."""

    code = "half-character"
    what = "A text of this command holds half of a character, which no file can keep."
    remedy = "Write it again, in UTF-8."


class KeyUsed(Refusal):
    """A command key stands for one command for ever."""

    key: str
    position: int

    code = "key-used"
    what = "Key {key} was used at position {position} for another command."
    remedy = "Use a new key; to repeat a command, repeat it word for word."


class RecordedRefusal(Refusal):
    """A bid that the house refused, in the words that it recorded."""

    bid_code: str
    words: str
    position: int
    """Where it is recorded; 0 where it was only rehearsed."""

    code = "recorded-refusal"
    what = "{words}"
    remedy = ""

    def __init__(self, *, event: BidRefused, entry: bytes, **quoted: object) -> None:
        super().__init__(**quoted)
        self.event, self.entry = event, entry
        """What is recorded, and its bytes; none where it was only rehearsed."""

    @classmethod
    def of(cls, event: BidRefused, position: int, entry: bytes) -> Self:
        """Return the refusal that is recorded at a position, in these bytes."""
        given = {"bid_code": event.code, "words": event.said, "position": position}
        return cls(event=event, entry=entry, **given)

    def __str__(self) -> str:
        return self.words

    @property
    def given(self) -> str:
        """The code that the bid was refused with."""
        return self.bid_code
