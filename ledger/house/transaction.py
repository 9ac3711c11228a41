"""The transaction of one command: it reads aggregates, and records their events."""

from __future__ import annotations

from ledger.entry import series_stream
from ledger.house.aggregates import Aggregates
from ledger.identity import SeriesId
from ledger.settlement import series as numbers
from ledger.store.transaction import Transaction


class HouseTransaction(Transaction, Aggregates):
    """One command's view of the ledger, by aggregates, and what it records."""

    __slots__ = ()

    def draw_number(self, series: SeriesId) -> str:
        """Draw the next number of a series, together with what it is drawn for."""
        stream = series_stream(series)
        drawn = numbers.draw(self.state(stream), series)
        self.record(stream, drawn)
        return drawn[0].document
