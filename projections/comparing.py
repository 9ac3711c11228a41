"""Build views beside what is served, and compare the two at one position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from sqlalchemy import Engine

from ledger.entry import Entry
from ledger.events import Event
from projections.catching_up import BATCH_EVENTS_MAX, Feed, Progress, advance
from projections.differences import ViewDifference, first_difference, with_events
from projections.generations import Generation, Purpose, find, known, start
from projections.queries import served
from projections.view import View


def compare(
    feed: Feed,
    engine: Engine,
    goals: Mapping[View[object], int],
    purpose: Purpose,
    progress: Progress | None = None,
) -> list[ViewDifference]:
    """Bring what is built for a purpose to where views are served, and compare them."""
    views = tuple(goals)
    advance(feed, engine, partial(built_for, engine, views, purpose), goals, progress)
    differences = [
        (view, difference)
        for view in views
        if (difference := _view_difference(feed, engine, view, purpose)) is not None
    ]
    if not differences:
        return []
    return with_events(differences, _entries_up_to(feed, max(goals.values())))


def _entries_up_to(feed: Feed, position: int) -> Iterator[Entry[Event]]:
    read = 0
    while read < position:
        limit = min(BATCH_EVENTS_MAX, position - read)
        page = feed.entries_after(read, limit=limit)
        yield from page
        read = page[-1].position


def built_for(
    engine: Engine, views: Sequence[View[object]], purpose: Purpose
) -> list[Generation]:
    """Return the generations of views that are for a purpose."""
    with engine.connect() as db:
        return [
            generation
            for generation in known(db, views)
            if generation.purpose is purpose
        ]


def _view_difference(
    feed: Feed, engine: Engine, view: View[object], purpose: Purpose
) -> ViewDifference | None:
    """Compare what is served with what was rebuilt, both at the same position.

    Others may catch the view up meanwhile, and then the comparison is made again.
    """
    while True:
        with engine.connect() as db, db.begin_nested():
            goal, rebuilt = served(db, view), find(db, view, purpose)
            if rebuilt is not None and rebuilt.position == goal.position:
                difference = first_difference(db, goal, rebuilt)
                if served(db, view) == goal:
                    return difference
        if rebuilt is None:
            start(engine, [view], purpose)
        checking = partial(built_for, engine, [view], purpose)
        advance(feed, engine, checking, {view: goal.position})
