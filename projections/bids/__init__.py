"""The auditor's history of the bidding: the one view that tells maximums."""

from projections.bids.handlers import BIDS
from projections.bids.history import (
    HistoryLine,
    history_in_turn,
    lot_history,
    paddle_history,
    sale_history,
    stated_among,
    stated_receipts,
    with_own_lots,
)
from projections.bids.row import BidRow, HistoryKind

__all__ = [
    "BIDS",
    "BidRow",
    "HistoryKind",
    "HistoryLine",
    "history_in_turn",
    "lot_history",
    "paddle_history",
    "sale_history",
    "stated_among",
    "stated_receipts",
    "with_own_lots",
]
