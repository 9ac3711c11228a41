"""Several ledgers as one log: seasons of a house, or houses, told of together.

What was brought forward is left out where the ledger that it came from is told of as
well, so that nothing is counted twice. Positions are told by their own ledger.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from ledger.entry import Entry, EntryMark
from ledger.events import BalancesBroughtForward, Event
from ledger.house.going_on import other_end, other_history, went_on
from ledger.store.reader import AT_ONCE
from ledger.value import replace as replaced
from presenters.report_scope import begun_on, report_scope
from projections.reports.model import Column, Kind, Report, ReportTable

if TYPE_CHECKING:
    from datetime import datetime

    from ledger.house.records import Records
    from projections.reports.books.scope import Scope

LEDGER = Column("ledger", "Ledger", key=True)


class NotTogether(ValueError):
    """Ledgers that cannot be told of together: a sentence says why."""


class NamedLedger(NamedTuple):
    """A ledger, and what it is called in a report."""

    name: str
    records: Records
    """What is told of it: all, or what was known at a moment."""
    whole: Records
    """All that it holds now."""


class SeveralLedgers:
    """The entries of several ledgers, one after the other."""

    def __init__(self, ledgers: Sequence[NamedLedger]) -> None:
        """Put them in order, each after the one before it; raises NotTogether."""
        now = [each._replace(records=each.records.as_of_now()) for each in ledgers]
        self.ledgers = _in_order(now)
        self._ids = {each.records.ledger_id() for each in ledgers}
        _must_be_apart(self.ledgers)
        _must_go_on(self.ledgers)
        heads = [each.records.head() for each in self.ledgers]
        self._ends = list(accumulate(heads))
        """Where the last entry of each stands in all of them together."""

    def head(self) -> int:
        """Return how many entries they have together."""
        return self._ends[-1]

    def ledger_id(self) -> str:
        """Return the ids of all."""
        return ", ".join(each.records.ledger_id() for each in self.ledgers)

    def mark(self, position: int) -> EntryMark:
        """Return what an entry is known again by."""
        ledger, own = self.place(position)
        return ledger.records.mark(own)

    def place(self, position: int) -> tuple[NamedLedger, int]:
        """Return whose entry stands at a position, and where it does there."""
        number = bisect_left(self._ends, position)
        before = self._ends[number - 1] if number else 0
        return self.ledgers[number], position - before

    def entries_after(self, position: int, *, limit: int) -> Sequence[Entry[Event]]:
        """Return what follows a position in the ledger that it is of."""
        ledger, own = self.place(position + 1)
        entries = ledger.records.entries_after(own - 1, limit=limit)
        return [
            replaced(entry, position=position + number)
            for number, entry in enumerate(entries, start=1)
        ]

    def pages(self) -> tuple[int, Iterator[Sequence[Entry[Event]]]]:
        """Count the entries, and yield all that no other of the ledgers tells."""
        return self.head(), self._pages()

    def _pages(self) -> Iterator[Sequence[Entry[Event]]]:
        position = 0
        while position < self.head():
            page = self.entries_after(position, limit=AT_ONCE)
            ledger, _ = self.place(position + 1)
            position = page[-1].position
            if self._goes_on(ledger):
                page = [entry for entry in page if not _is_told_before(entry)]
            if page:
                yield page

    def _goes_on(self, ledger: NamedLedger) -> bool:
        """Say whether the ledger that one goes on from is told of as well."""
        return _before(ledger) in self._ids

    @property
    def begun_on(self) -> date | None:
        """The first day of the books; raises NotTogether where some began later."""
        days = {
            begun_on(each.records) for each in self.ledgers if not self._goes_on(each)
        }
        if len(days) == 1:
            return days.pop()
        later = next(
            each for each in self.ledgers if begun_on(each.records) is not None
        )
        raise _without_its_previous(later)

    def scope(
        self, then: int | date | None, *, printed_by: str, printed_at: datetime
    ) -> Scope:
        """Say what a report of all of them is about."""
        scopes = [
            report_scope(
                each.records, None, then, printed_by=printed_by, printed_at=printed_at
            )
            for each in self.ledgers
        ]
        least = next((s for s in scopes if s.timing.is_rehearsed), scopes[-1])
        return replace(
            scopes[-1],
            house=", ".join(dict.fromkeys(s.house for s in scopes if s.house)),
            as_of=max(scope.as_of for scope in scopes),
            position=self.head(),
            ledger=self.ledger_id(),
            timing=least.timing,
        )

    def named(self, report: Report) -> Report:
        """Return a report that tells of each position whose it is."""
        ledgers = "; ".join(
            f"{each.name} to position {each.records.head()}" for each in self.ledgers
        )
        heading = report.heading
        filters = (*heading.filters, ("Ledgers", ledgers))
        return replace(
            report,
            heading=replace(heading, filters=filters),
            tables=tuple(map(self._named_table, report.tables)),
        )

    def _named_table(self, table: ReportTable) -> ReportTable:
        places = table.places(Kind.POSITION)
        if not places:
            return table
        first, rows = places[0], []
        for row in table.rows:
            cells, name = list(row), None
            for place in places:
                if isinstance(position := row[place], int):
                    ledger, cells[place] = self.place(position)
                    name = ledger.name
            rows.append((*cells[:first], name, *cells[first:]))
        columns = (*table.columns[:first], LEDGER, *table.columns[first:])
        return replace(table, columns=columns, rows=tuple(rows))


def _must_be_apart(ledgers: Sequence[NamedLedger]) -> None:
    """Refuse one ledger twice, with a copy of it, or two sales of one name.

    A sale that was brought forward is one sale with that of the ledger before.
    """
    names: dict[str, str] = {}
    for name, records, _ in ledgers:
        known = names.setdefault(records.ledger_id(), name)
        if known is not name:
            raise NotTogether(
                f"{known} and {name} are the ledger {records.ledger_id()}, or copies "
                "of it: what it holds would be counted twice. Name it once."
            )
    sales: dict[str, str] = {}
    for ledger in ledgers:
        name, records, _ = ledger
        goes_on = _before(ledger) in names
        for sale in records.sale_names():
            first = records.sale_history(sale)[0]
            known = sales.setdefault(sale, name)
            if known is name or (goes_on and first.by.brought):
                continue
            if first.by.brought:
                raise _without_its_previous(ledger)
            raise NotTogether(
                f"{known} and {name} both have a sale {sale}: its rows could not "
                "be told apart. Name one of the two."
            )


def _without_its_previous(later: NamedLedger) -> NotTogether:
    previous = later.records.ledger().previous
    assert previous is not None, "it goes on from one that is not told of"
    return NotTogether(
        f"{later.name} goes on from {previous.origin}, which is not among them: "
        "name that as well, so that its books begin with the others'."
    )


def _must_go_on(ledgers: Sequence[NamedLedger]) -> None:
    """Refuse a ledger beside one that is not as it was brought forward from it.

    What came of that would be left out here, and be told there of nothing. Raises
    NotTogether.
    """
    known = {each.records.ledger_id(): each for each in ledgers}
    for later in ledgers:
        previous = later.whole.ledger().previous
        if previous is None or (before := known.get(previous.ledger)) is None:
            continue
        fault = (
            other_history(previous, before.whole)
            or other_end(later.whole, before.whole)
            or went_on(previous, before.whole)
            or _not_ended(before, later, previous.head.size)
        )
        if fault is not None:
            raise NotTogether(
                f"{later.name} does not go on from {before.name} as that is: {fault}. "
                f"Name the ledger as it ended, and no copy from before its end."
            )


def _not_ended(before: NamedLedger, later: NamedLedger, size: int) -> str | None:
    """Return how one had not ended by then where the other had begun, or has not."""
    if before.whole.ledger().closed is None:
        return "It has not ended, and may still go on; close its season again"
    upto = before.records.head()
    if later.records.head() and upto < size:
        return (
            f"As of that time {size} entries were brought forward, of which {upto} had "
            "been recorded; ask as of a later time"
        )
    return None


def _in_order(ledgers: Sequence[NamedLedger]) -> list[NamedLedger]:
    """Put each ledger after the one that it goes on from; others stay in order."""
    waiting, ordered = list(ledgers), list[NamedLedger]()
    while waiting:
        ids = {each.records.ledger_id() for each in waiting}
        following = next(
            (each for each in waiting if _before(each) not in ids), waiting[0]
        )
        waiting.remove(following)
        ordered.append(following)
    return ordered


def _before(ledger: NamedLedger) -> str | None:
    previous = ledger.records.ledger().previous
    return None if previous is None else previous.ledger


def _is_told_before(entry: Entry[Event]) -> bool:
    return entry.by.brought is not None or isinstance(
        entry.event, BalancesBroughtForward
    )
