"""The transaction of one command: it reads aggregates, and records their events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledger.entry import StreamId, series_stream
from ledger.events import Event
from ledger.house.aggregates import Aggregates
from ledger.identity import SeriesId
from ledger.settlement import series as numbers
from ledger.settlement.periods import COUNTS_ON, must_be_open
from ledger.store.transaction import Transaction


class HouseTransaction(Transaction, Aggregates):
    """One command's view of the ledger, by aggregates, and what it records."""

    __slots__ = ()

    def record(self, stream: StreamId, events: Sequence[Event]) -> Any:
        """Record events, and return the aggregate as they leave it.

        Raises PeriodIsLocked where one counts on a day that the books are locked on.
        """
        for event in events:
            if type(event) in COUNTS_ON:
                must_be_open(self.periods(), event)
        return super().record(stream, events)

    def draw_number(self, series: SeriesId) -> str:
        """Draw the next number of a series, together with what it is drawn for."""
        stream = series_stream(series)
        drawn = numbers.draw(self.state(stream), series)
        self.record(stream, drawn)
        return drawn[0].document
