"""A lot while it is cried: it is put up, bid for from the room, and knocked down.

The book bids too: a bid from the room meets the leader's maximum at once, so that what
the room hears as two calls is one event.
"""

from __future__ import annotations

from ledger.lot.room.bids import (
    RoomBid as RoomBid,
    house_bid as house_bid,
    refuse_bid as refuse_bid,
    take_bid as take_bid,
)
from ledger.lot.room.calls import (
    ask as ask,
    hammer as hammer,
    must_be_in_session as must_be_in_session,
    open_lot as open_lot,
    pass_lot as pass_lot,
    set_increment as set_increment,
    skip as skip,
    warn as warn,
)
