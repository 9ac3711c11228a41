"""What a form of the room is answered with: what a key led to, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.house.records import Records
from ledger.identity import SaleId
from ledger.store.durability import Durability
from ledger.store.writer import Recorded
from presenters.console.answers import answer

OF_THE_ROOM = frozenset(
    """bid_for_the_house bid_in_the_room close_session drop_hammer give_warning open_lot
    pass_lot reopen_lot set_asking set_the_increment_of_a_lot skip_lot
    take_a_call_back""".split()
)
"""The operations that the clerk's screen has keys for."""


def room_sentence(records: Records, sale: SaleId, shape: Mapping[str, Any]) -> str:
    """Say what was recorded in the room, and where, by what the API answered."""
    first = shape.get("first", shape.get("position"))
    last = shape.get("last", first)
    assert isinstance(first, int)
    assert isinstance(last, int)
    if not last:
        return str(shape["sentence"])
    entries = records.entries_after(first - 1, limit=last - first + 1)
    events = tuple(entry.event for entry in entries)
    recorded = Recorded(
        events,
        first,
        last,
        repeated=shape["repeated"],
        durability=Durability(shape["durable"]),
    )
    names = dict.fromkeys(getattr(event, "lot", None) for event in events)
    lots = [records.lot(name) for name in names if name is not None]
    return answer(recorded, records.sale(sale), lots)
