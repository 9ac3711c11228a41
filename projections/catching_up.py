"""Tell views what happened, a batch at a time, each event once.

Any number of processes may do so at once. Each batch starts from what the bookkeeping
says, and moves it on in the transaction that writes the rows; whoever comes second
finds a view moved, writes nothing of it, and looks again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeAlias

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from ledger.damage import NotOfThisLog
from ledger.entry import Entry, EntryMark
from ledger.events import Event
from projections.generations import Generation, move
from projections.rows import Rows
from projections.view import View

BATCH_EVENTS_MAX = 5_000

Progress: TypeAlias = Callable[[int, int], None]
"""Told after each batch: how many events were heard, of how many."""
Plan: TypeAlias = Callable[[], Sequence[Generation]]
"""Says which generations are to hear, as the bookkeeping stands at the moment."""


class Feed(Protocol):
    """Anything that tells the ledger in order; the house is one."""

    def entries_after(self, position: int, *, limit: int) -> Sequence[Entry[Event]]:
        """Return the next entries, dense from ``position + 1``."""

    def head(self) -> int:
        """Return the position of the last entry, 0 before the first."""

    def ledger_id(self) -> str:
        """Return the id of the ledger, which no other has."""

    def mark(self, position: int) -> EntryMark:
        """Return what the entry at a position is known again by."""


def advance(
    feed: Feed,
    engine: Engine,
    plan: Plan,
    goals: Mapping[View[object], int],
    progress: Progress | None = None,
) -> None:
    """Bring what is planned up to each view's goal, and no further, in one pass."""
    begun: int | None = None
    while behind := [
        generation
        for generation in plan()
        if generation.position < goals[generation.view]
    ]:
        reached = min(generation.position for generation in behind)
        goal = max(goals[generation.view] for generation in behind)
        begun = reached if begun is None else begun
        entries = feed.entries_after(
            reached, limit=min(BATCH_EVENTS_MAX, goal - reached)
        )
        assert entries, f"the feed ends at {reached}, and its head is {goal}"
        last = entries[-1].position
        assert last == reached + len(entries), f"the feed has gaps after {reached}"
        batch = [
            (
                generation,
                entries[
                    generation.position - reached : goals[generation.view] - reached
                ],
            )
            for generation in behind
        ]
        write_batch(
            feed, engine, [(generation, due) for generation, due in batch if due]
        )
        if progress is not None:
            progress(last - begun, goal - begun)


def write_batch(
    feed: Feed,
    engine: Engine,
    batch: Sequence[tuple[Generation, Sequence[Entry[Event]]]],
) -> None:
    """Write what each view makes of a batch, unless somebody else was quicker."""
    changes = [
        (generation, due, _rows_to_write(generation, due)) for generation, due in batch
    ]
    marks = {last: feed.mark(last) for last in {due[-1].position for _, due in batch}}
    with engine.begin() as db:
        for generation, due, rows in changes:
            last = due[-1].position
            if not move(db, generation, last, marks[last]):
                continue
            try:
                rows.write(db)
            except IntegrityError as fault:
                raise _not_taken_in(
                    generation, due, "a row is there already"
                ) from fault


def _not_taken_in(
    generation: Generation, due: Sequence[Entry[Event]], why: object
) -> NotOfThisLog:
    """Say that events cannot be where a view has them, so that something is wrong."""
    first, last = due[0].position, due[-1].position
    where = f"position {first}" if first == last else f"positions {first} to {last}"
    return NotOfThisLog(
        f'The view "{generation.view.name}" cannot take in {where} of the ledger: '
        f"{why}. One of the two was changed"
    )


def _rows_to_write(generation: Generation, due: Sequence[Entry[Event]]) -> Rows:
    """Let a view hear entries, before anybody has to wait for a transaction."""
    rows, hears = Rows(generation.table, generation.view.row), generation.view.hears
    for entry in due:
        hear = hears.get(type(entry.event))
        if hear is not None:
            try:
                hear(entry, rows)
            except (AssertionError, LookupError) as fault:
                raise _not_taken_in(generation, [entry], fault) from fault
    return rows
