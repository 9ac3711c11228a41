"""A lot while it is cried: it is put up, bid for from the room, and knocked down.

The book bids too: a bid from the room meets the leader's maximum at once, so that what
the room hears as two calls is one event.
"""

from __future__ import annotations

from ledger.lot.room.bids import (
    ROOM_CHANNELS,
    RoomBid,
    house_bid,
    refuse_bid,
    take_bid,
)
from ledger.lot.room.calls import (
    ask,
    hammer,
    open_lot,
    pass_lot,
    skip,
    warn,
)

__all__ = [
    "ROOM_CHANNELS",
    "RoomBid",
    "ask",
    "hammer",
    "house_bid",
    "open_lot",
    "pass_lot",
    "refuse_bid",
    "skip",
    "take_bid",
    "warn",
]
