"""A table that is kept beside the log, read along with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.store.library_faults import STORE_FAULTS


class SideTable:
    """The rows of a table in the order of the log, each looked at once."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self.is_broken = False
        """It cannot be read to its end."""
        self.next: tuple[Any, ...] | None = None
        """The first row that was not taken yet; None: there is none."""
        self.take()

    def take(self) -> tuple[Any, ...] | None:
        """Return the next row and go on, None at the end."""
        row = self.next
        try:
            self.next = next(self._rows, None)
        except STORE_FAULTS:
            self.next, self.is_broken = None, True
        return row

    def beyond(self, position: int, *, column: int) -> Iterator[tuple[Any, ...]]:
        """Take the rest, and yield what names a place after a position, or none."""
        while self.next is not None:
            row = self.next
            if not isinstance(row[column], int) or row[column] > position:
                yield row
            self.take()

    def before(self, position: int, *, column: int) -> Iterator[tuple[Any, ...]]:
        """Take the rows that name no position, or one before."""
        while self.next is not None and not _is_from(self.next[column], position):
            yield self.next
            self.take()


def _is_from(named: object, position: int) -> bool:
    return isinstance(named, int) and named >= position
