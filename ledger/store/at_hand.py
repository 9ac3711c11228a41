"""Aggregates at hand, each with what was recorded in it since; the least used leave.

What others record is evolved once somebody asks for it, not as it is heard of: of many
processes that write to one ledger, each hears of all events and needs few.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from ledger.damage import LedgerDamaged
from ledger.entry import StreamId
from ledger.store.codec import Codec
from ledger.store.envelope import Row
from ledger.store.loading import Evolve, Versioned, evolved

BEHIND_EVENTS_MAX = 500
"""An aggregate that is further behind than so many events is loaded anew."""


class AtHand:
    """The aggregates of one ledger that were loaded or changed last."""

    def __init__(
        self, evolve: Callable[[StreamId], Evolve], codec: Codec, *, capacity: int
    ) -> None:
        self._evolve = evolve
        self._codec = codec
        self._capacity = capacity
        self._aggregates: OrderedDict[StreamId, Versioned] = OrderedDict()
        self._behind: dict[StreamId, list[Row]] = {}
        """What was recorded since of aggregates that nobody asked for again."""

    def get(self, stream: StreamId) -> Versioned | None:
        """Return an aggregate with all that was followed; None where it is not here."""
        known = self._aggregates.get(stream)
        if known is None:
            return None
        if rows := self._behind.pop(stream, None):
            try:
                known = evolved(known, rows, self._evolve(stream), self._codec)
            except LedgerDamaged:
                # Loading this stream raises the fault; the others can be read.
                del self._aggregates[stream]
                return None
            self._aggregates[stream] = known
        self._aggregates.move_to_end(stream)
        return known

    def keep(self, stream: StreamId, aggregate: Versioned) -> None:
        """Keep an aggregate as it stands; drop the least used if there are too many."""
        self._aggregates[stream] = aggregate
        self._aggregates.move_to_end(stream)
        while len(self._aggregates) > self._capacity:
            self._drop(next(iter(self._aggregates)))

    def follow(self, row: Row) -> None:
        """Hear of an event that somebody else recorded."""
        stream = StreamId(row[1])
        known = self._aggregates.get(stream)
        # What was loaded meanwhile may be ahead of the head that was followed.
        if known is None or row[2] <= known.version:
            return
        behind = self._behind.setdefault(stream, [])
        behind.append(row)
        if len(behind) > BEHIND_EVENTS_MAX:
            self._drop(stream)

    def clear(self) -> None:
        """Drop all of them."""
        self._aggregates.clear()
        self._behind.clear()

    def _drop(self, stream: StreamId) -> None:
        del self._aggregates[stream]
        self._behind.pop(stream, None)
