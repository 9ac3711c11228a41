"""Tell views what happened, a batch at a time, each event once.

Any number of processes may do so at once. Each batch starts from what the bookkeeping
says, and moves it on in the transaction that writes the rows; whoever comes second
finds a view moved, writes nothing of it, and looks again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeAlias

from sqlalchemy import Engine

from ledger.entry import Entry
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


class AheadOfLedger(LookupError):
    """A view has heard of events that the ledger does not have."""

    def __init__(self, view: View[object], position: int, head: int) -> None:
        super().__init__(
            f'The view "{view.name}" stands at event {position} and the ledger ends at '
            f"{head}: it was built from another ledger, or from a longer copy of this "
            "one. Build it from this one with: lotledger views rebuild"
        )


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
        _write_batch(engine, [(generation, due) for generation, due in batch if due])
        if progress is not None:
            progress(last - begun, goal - begun)


def _write_batch(
    engine: Engine, batch: Sequence[tuple[Generation, Sequence[Entry[Event]]]]
) -> None:
    """Write what each view makes of a batch, unless somebody else was quicker."""
    changes = [
        (generation, due[-1].position, _rows_to_write(generation, due))
        for generation, due in batch
    ]
    with engine.begin() as db:
        for generation, position, rows in changes:
            if move(db, generation, position):
                rows.write(db)


def _rows_to_write(generation: Generation, due: Sequence[Entry[Event]]) -> Rows:
    """Let a view hear entries, before anybody has to wait for a transaction."""
    rows, hears = Rows(generation.table, generation.view.row), generation.view.hears
    for entry in due:
        hear = hears.get(type(entry.event))
        if hear is not None:
            hear(entry, rows)
    return rows
