"""Count how the entries of a ledger were made: by whom, in which role, which way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from presenters.procedures.shape import CountShape, EntriesShape

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house.records import Records

BATCH = 2_000
"""So many entries are held in memory at a time."""


class Counted:
    """The entries that were counted so far."""

    def __init__(self) -> None:
        self.moments: list[datetime] = []
        """The first and the last."""
        self.actors: set[str] = set()
        self.roles: Counter[str | None] = Counter()
        self.known: Counter[str | None] = Counter()
        self.ways: Counter[str | None] = Counter()
        self.marks: Counter[str] = Counter()

    def add(self, by: Attribution) -> None:
        """Count an entry."""
        self.moments[1:] = [by.recorded_at]
        self.actors.add(by.actor)
        self.roles[str(by.role)] += 1
        self.known[None if by.known is None else str(by.known)] += 1
        self.ways[None if by.way is None else str(by.way)] += 1
        self.marks.update(
            mark
            for mark in ("login", "second", "reason", "evidence", "claimed_at")
            if getattr(by, mark) is not None
        )


def entries_shape(
    records: Records, head: int, progress: Callable[[int, int], None]
) -> EntriesShape:
    """Count how the entries were made; it reads each once."""
    counted = Counted()
    for by in _attributions(records, head, progress):
        counted.add(by)
    return EntriesShape(
        entry_count=head,
        first_at=counted.moments[0] if head else None,
        last_at=counted.moments[-1] if head else None,
        actors=len(counted.actors),
        roles=_counts(counted.roles),
        known_by=_counts(counted.known),
        ways=_counts(counted.ways),
        other_login=counted.marks["login"],
        second_person=counted.marks["second"],
        reasons=counted.marks["reason"],
        naming_evidence=counted.marks["evidence"],
        claiming_times=counted.marks["claimed_at"],
    )


def _attributions(
    records: Records, head: int, progress: Callable[[int, int], None]
) -> Iterator[Attribution]:
    position = 0
    while position < head:
        batch = records.entries_after(position, limit=min(BATCH, head - position))
        yield from (entry.by for entry in batch)
        position = batch[-1].position
        progress(position, head)


def _counts(counter: Counter[str | None]) -> tuple[CountShape, ...]:
    """Return counts, the most frequent first."""
    ranked = sorted(counter.items(), key=lambda each: (-each[1], each[0] or ""))
    return tuple(
        CountShape(value=value, entry_count=number) for value, number in ranked
    )
