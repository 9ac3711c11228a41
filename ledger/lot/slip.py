"""A bid as it reaches the house, before anything is decided about it."""

from __future__ import annotations

from datetime import datetime

from ledger.events.lot import BidPlaced, BidRefused
from ledger.events.vocabulary import arrived_at
from ledger.identity import Channel, LotId, Paddle
from ledger.money import Minor
from ledger.value import value


@value(kw_only=True)
class Slip:
    """A bid as it reaches the clerk: who, how much, how, and when.

    ``received_at`` decides ties and lateness; ``entered_at`` is when it was typed.
    Where the two are one, ``read_at`` decides lateness: a service read it then.
    """

    paddle: Paddle
    submitted: Minor
    channel: Channel
    received_at: datetime
    entered_at: datetime
    static: bool = False
    break_tie: bool = False
    read_at: datetime | None = None

    @property
    def arrived_at(self) -> datetime:
        """Return what decides whether it is in time."""
        return arrived_at(self.received_at, self.entered_at, self.read_at)


@value
class LotSlip:
    """A slip, and the lot that it is for."""

    lot: LotId
    slip: Slip


def slip_of(event: BidPlaced | BidRefused) -> Slip:
    """Return a bid as it reached the clerk; raises Unread where it is sealed."""
    submitted = event.submitted
    if submitted is None:
        assert event.seal is not None, "what is not told is sealed"
        submitted = event.seal.locked.amount
    return Slip(
        paddle=event.paddle,
        submitted=submitted,
        channel=event.channel,
        received_at=event.received_at,
        entered_at=event.entered_at,
        static=event.static,
        break_tie=event.break_tie,
        read_at=event.read_at,
    )
