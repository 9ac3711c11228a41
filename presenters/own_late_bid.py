"""A bidder's own bid that came too late, and by how much."""

from __future__ import annotations

from datetime import datetime

from ledger.identity import BidId, LotId, Paddle
from presenters.shape import Shape
from projections.fairness.lateness import AfterHammer, LateBid
from projections.fairness.receipts import arrived_at


class OwnLateBidShape(Shape):
    """A bid that was refused because its lot took none any more when it came."""

    lot: LotId
    """The lot."""
    paddle: Paddle
    """Whose it is."""
    bid: BidId
    """The bid, by its number on the lot."""
    arrived_at: datetime
    """When it came."""
    late_ms: int
    """How many milliseconds after the end of the bidding, or of its way, it came."""


def own_late_bid_shape(late: AfterHammer | LateBid) -> OwnLateBidShape:
    """Return a bid that came too late as its bidder is told of it."""
    line = late.line
    assert line.paddle is not None, "a bid has a paddle"
    assert line.bid is not None, "a bid has a number"
    return OwnLateBidShape(
        lot=line.lot,
        paddle=line.paddle,
        bid=line.bid,
        arrived_at=arrived_at(line),
        late_ms=late.ms,
    )
