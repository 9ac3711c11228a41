"""The index of times, and the latest time that the file names, against the entries."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.store.inspection import LedgerRow
from ledger.store.moments import Moments
from ledger.store.raw_log import RawLog
from ledger.verification.finding import Finding, FindingKind
from ledger.verification.pages import Page
from ledger.verification.side_table import SideTable
from ledger.visible import visible


class Index:
    """Works the index of times out again, row by row."""

    def __init__(self, log: RawLog, row: LedgerRow, upto: int) -> None:
        self._log = log
        self._table = SideTable(log.moments())
        self._row, self._upto = row, upto
        self._moments = Moments(None, None)

    def hear(self, page: Page) -> Iterator[Finding]:
        """Yield the rows of the index that are others, missing, or too many."""
        readable = (
            (*row[:4], row[4] if isinstance(row[4], bytes) else b"")
            for row in page.rows
        )
        for indexed in self._moments.follow(readable):
            for row in self._table.before(indexed[0], column=0):
                yield _of_no_entries(row)
            if self._table.next is None or self._table.next[0] != indexed[0]:
                yield _finding(indexed[0], "is not in the index of times")
            elif self._table.take() != indexed:
                yield _finding(indexed[0], "has other times in the index of times")

    def finish(self) -> Iterator[Finding]:
        """Yield what is left in the index, and what the file says of its end."""
        for row in self._table.before(self._upto + 1, column=0):
            yield _of_no_entries(row)
        # What was recorded meanwhile is in it by now.
        last = self._log.last()
        yield from map(_of_no_entries, self._table.beyond(last, column=0))
        if self._table.is_broken:
            what = "The index of times cannot be read to its end"
            yield Finding(kind=FindingKind.MOMENTS, what=what)
        ends = self._moments.latest, self._moments.earliest
        kept = self._row.latest, self._row.earliest
        if self._row.head == self._upto and kept != ends:
            what = (
                f"The file says that its latest moment and its earliest are "
                f"{visible(repr(kept))}, and its entries make that {ends!r}"
            )
            yield Finding(kind=FindingKind.MOMENTS, what=what)


def _finding(position: int, what: str) -> Finding:
    return Finding(
        kind=FindingKind.MOMENTS, what=f"Position {position} {what}", position=position
    )


def _of_no_entries(row: tuple[object, ...]) -> Finding:
    named = row[0]
    return Finding(
        kind=FindingKind.MOMENTS,
        what=f"The index of times has a row for {visible(repr(named))}, and none "
        "belongs there",
        position=named if isinstance(named, int) and named > 0 else None,
    )
