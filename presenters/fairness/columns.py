"""The columns of the tables that tell how a sale treated its bidders."""

from __future__ import annotations

from projections.reports.model import Column, Kind

SUMMARY = (
    Column("figure", "Figure", key=True),
    Column("count", "Count", Kind.COUNT),
    Column("events", "Events"),
)
CHANNELS = (
    Column("channel", "Channel", key=True),
    Column("stated", "Receipt stated", Kind.YES_NO, key=True),
    Column("bids", "Bids", Kind.COUNT),
    Column("taken", "Taken", Kind.COUNT),
    Column("refused", "Refused", Kind.COUNT),
    Column("fastest_ms", "Fastest", Kind.SPAN),
    Column("median_ms", "Median", Kind.SPAN),
    Column("most_ms", "19 of 20 within", Kind.SPAN),
    Column("slowest_ms", "Slowest", Kind.SPAN),
    Column("slowest", "Slowest event", Kind.POSITION),
    Column("events", "Events"),
)
_BID = (
    Column("position", "Position", Kind.POSITION, key=True),
    Column("lot", "Lot"),
    Column("bid", "Bid"),
    Column("paddle", "Paddle"),
    Column("channel", "Channel"),
    Column("amount", "Amount", Kind.AMOUNT),
    Column("received_at", "Received", Kind.MOMENT),
    Column("recorded_at", "Recorded", Kind.MOMENT),
)
LATE = (
    *_BID[:4],
    Column("ms", "Late by", Kind.SPAN),
    *_BID[4:],
    Column("stated", "Receipt stated", Kind.YES_NO),
    Column("late", "In what way late"),
    Column("beside", "Before its time", Kind.POSITION),
    Column("code", "Refused"),
    Column("decided_tie", "Decided a tie", Kind.YES_NO),
    Column("reason", "Reason"),
    Column("authorised_by", "Second person"),
)
TIES = (
    Column("position", "Position", Kind.POSITION, key=True),
    Column("lot", "Lot"),
    Column("amount", "Both bid", Kind.AMOUNT),
    Column("leader", "Leads"),
    Column("leader_bid", "By bid"),
    Column("leader_received_at", "Received", Kind.MOMENT),
    Column("other", "Before"),
    Column("other_bid", "Its bid"),
    Column("other_received_at", "Received", Kind.MOMENT),
    Column("gap_ms", "Apart", Kind.SPAN),
    Column("stated", "Receipt stated", Kind.YES_NO),
    Column("events", "Events"),
)
EXTENSIONS = (
    Column("position", "Position", Kind.POSITION, key=True),
    Column("lot", "Lot"),
    Column("bid", "Late bid"),
    Column("paddle", "Paddle"),
    Column("scope", "Scope"),
    Column("was", "Was to close", Kind.MOMENT),
    Column("closes", "Closes", Kind.MOMENT),
    Column("added_ms", "Added", Kind.SPAN),
    Column("before_end_ms", "Bid before the end", Kind.SPAN),
    Column("bid_event", "Bid's event", Kind.POSITION),
)
HOUSE_BIDS = (
    Column("lot", "Lot", key=True),
    Column("house_bids", "House bids", Kind.COUNT),
    Column("refused", "Refused", Kind.COUNT),
    Column("highest", "Highest", Kind.AMOUNT),
    Column("reserve", "Reserve", Kind.AMOUNT),
    Column("stage", "Came to"),
    Column("price", "Price", Kind.AMOUNT),
    Column("buyer", "To"),
    Column("stage_without", "Without the house"),
    Column("price_without", "Price without", Kind.AMOUNT),
    Column("buyer_without", "To, without"),
    Column("difference", "Difference", Kind.AMOUNT),
    Column("notes", "What fares otherwise"),
    Column("events", "Events"),
)
AFTER = (
    *_BID,
    Column("closed_at", "Closed", Kind.MOMENT),
    Column("after_ms", "After", Kind.SPAN),
    Column("hammer_price", "Hammer price", Kind.AMOUNT),
    Column("higher", "Above it", Kind.YES_NO),
    Column("hammer", "Hammer's event", Kind.POSITION),
    Column("code", "Refused"),
    Column("reopened", "Reopened at", Kind.POSITION),
)

RECORD = "From receipt to record"
NOTES = {
    "channels": "From when a bid was received, or read, to when it was durable in the "
    "log. A stated receipt is what somebody says, and is told apart.",
    "house_bids": "Each lot decided again from the same bids as if the house had never "
    "bid for the consignor. The difference is what buyers would pay less.",
    "after_the_hammer": "By the clock of the bid and that of the hammer, as recorded.",
}
