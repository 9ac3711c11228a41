"""The log page by page: its rows, their entries, and what of them cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ledger.damage import EntryDamaged
from ledger.entry import Entry
from ledger.events import Event
from ledger.store.codec import Codec
from ledger.store.envelope import Row
from ledger.store.raw_log import Gap, RawLog
from ledger.store.rederived import must_have_their_hashes
from ledger.verification.finding import Finding, FindingKind, of_damage

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries of the log that stand side by side."""

    rows: Sequence[Row]
    entries: Sequence[Entry[Event] | None]
    """The entries of the rows; None for what is damaged."""


class LogCheck(Protocol):
    """A check that hears the whole log once, in order."""

    def hear(self, page: Page) -> Iterator[Finding]:
        """Yield what is wrong with a page, knowing those before it."""

    def finish(self) -> Iterator[Finding]:
        """Yield what only the end of the log shows."""


def check_log(
    log: RawLog,
    codec: Codec,
    checks: Sequence[LogCheck],
    *,
    upto: int,
    progress: Progress,
) -> Iterator[Finding]:
    """Read a log once, and let every check hear it; go on after whatever is wrong."""
    reached = 0
    for read in log.pages(upto):
        if isinstance(read, Gap):
            yield _unreadable(read)
            reached = read.last
            continue
        yield from _holes(read, reached)
        reached = max(row[0] for row in read)
        entries = yield from _read(codec, read)
        page = Page(read, entries)
        for check in checks:
            yield from check.hear(page)
        progress(reached, upto)
    for check in checks:
        yield from check.finish()


def _read(
    codec: Codec, rows: Sequence[Row]
) -> Generator[Finding, None, list[Entry[Event] | None]]:
    """Read a page at once, or row by row where one of them is damaged."""
    try:
        return [*_intact(codec, rows)]
    except EntryDamaged:
        entries: list[Entry[Event] | None] = []
    for row in rows:
        try:
            entries += _intact(codec, [row])
        except EntryDamaged as damage:
            yield of_damage(damage)
            entries.append(None)
    return entries


def _intact(codec: Codec, rows: Sequence[Row]) -> Sequence[Entry[Event]]:
    entries = codec.stored_entries(rows)
    must_have_their_hashes(rows, [entry.event for entry in entries])
    return entries


def _holes(rows: Sequence[Row], reached: int) -> Iterator[Finding]:
    """Name the positions that are not there, though later ones are."""
    for row in rows:
        if row[0] > reached + 1:
            yield _missing(reached + 1, row[0] - 1)
        reached = max(reached, row[0])


def _missing(first: int, last: int) -> Finding:
    what = f"Position {first} is not there"
    if last > first:
        what = f"The positions {first} to {last} are not there"
    return Finding(
        kind=FindingKind.MISSING,
        what=f"{what}, though the log goes on after it",
        position=first,
        last=last,
    )


def _unreadable(gap: Gap) -> Finding:
    where = f"position {gap.first}"
    if gap.last > gap.first:
        where = f"the positions {gap.first} to {gap.last}"
    return Finding(
        kind=FindingKind.UNREADABLE,
        what=f"The file is broken where {where} should be, and cannot be read there",
        position=gap.first,
        last=gap.last,
    )
