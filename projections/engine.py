"""The operations on views: catch up, rebuild, report their status, check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from ledger.damage import NotOfThisLog
from ledger.entry import EntryMark
from projections.catching_up import Feed, Plan, Progress, advance
from projections.comparing import built_for, compare
from projections.differences import ViewDifference, ViewsDiffer
from projections.generations import (
    Generation,
    Purpose,
    discard,
    known,
    prepare,
    serve,
    start,
)
from projections.queries import NotBuilt, served
from projections.sql_views import answers_from
from projections.view import View

Beside: TypeAlias = Callable[
    [Sequence[View[object]], int],
    AbstractContextManager[
        tuple[Sequence[View[object]], Callable[[], list[ViewDifference]]]
    ],
]
"""Lets another process build some of the views up to a position. Says which are left,
and waits for what it found to differ."""


@dataclass(frozen=True, slots=True)
class ViewStatus:
    """The status of a view; one that is not built yet is generation 0."""

    name: str
    shape: int
    position: int
    behind: int
    """How many events it has not heard yet."""
    generation: int
    rows: int


def catch_up(
    feed: Feed,
    engine: Engine,
    views: Sequence[View[object]],
    progress: Progress | None = None,
) -> None:
    """Tell the views every event they have not heard yet, all of them in one pass.

    A view that is missing, or of another shape, is built from the first event.
    """
    prepare(engine, feed.ledger_id())
    _must_stand_on_log(feed, engine, views)
    _bring(feed, engine, views, partial(_current, engine, views), progress)


def rebuild(
    feed: Feed,
    engine: Engine,
    views: Sequence[View[object]],
    progress: Progress | None = None,
    *,
    beside: Beside | None = None,
) -> None:
    """Build the views anew from the first event, and serve them once complete.

    Until then the old rows answer, however this ends. Raises ViewsDiffer where they say
    something else than the log: then they are evidence, and stay. Another process may
    build some of them ``beside`` this one.
    """
    prepare(engine, feed.ledger_id())
    _must_stand_on_log(feed, engine, views)
    start(engine, views, Purpose.BUILDING)
    upto = feed.head()
    if beside is None:
        differences = build(feed, engine, views, upto, progress)
    else:
        with beside(views, upto) as (own, others):
            differences = [*build(feed, engine, own, upto, progress), *others()]
    if differences:
        discard(engine, views, Purpose.BUILDING)
        raise ViewsDiffer(differences)
    _bring(feed, engine, views, partial(_begun, engine, views), progress)


def build(
    feed: Feed,
    engine: Engine,
    views: Sequence[View[object]],
    upto: int,
    progress: Progress | None = None,
) -> list[ViewDifference]:
    """Build what was begun of views up to a position, and serve none of it.

    On the way they are compared with what is served; where that differs, this ends.
    """
    replaced = {
        generation.view: generation.position
        for generation in built_for(engine, views, Purpose.SERVED)
        if generation.fits
    }
    differences = compare(feed, engine, replaced, Purpose.BUILDING, progress)
    if not differences:
        plan, goals = partial(_begun, engine, views), dict.fromkeys(views, upto)
        advance(feed, engine, plan, goals, progress)
    return differences


def _begun(engine: Engine, views: Sequence[View[object]]) -> list[Generation]:
    return [each for each in built_for(engine, views, Purpose.BUILDING) if each.fits]


def status(
    feed: Feed, engine: Engine, views: Sequence[View[object]]
) -> list[ViewStatus]:
    """Say how far each view got."""
    prepare(engine, feed.ledger_id())
    _must_stand_on_log(feed, engine, views)
    served_now = {
        generation.view: generation
        for generation in built_for(engine, views, Purpose.SERVED)
    }
    head = feed.head()
    return [
        _view_status(engine, served_now[view], head)
        if view in served_now
        else ViewStatus(view.name, view.shape, 0, head, generation=0, rows=0)
        for view in views
    ]


def positions(
    feed: Feed, engine: Engine, views: Sequence[View[object]]
) -> dict[str, int]:
    """Return how far each view got, by its name; 0 where it is not built yet."""
    prepare(engine, feed.ledger_id())
    built = built_for(engine, views, Purpose.SERVED)
    reached = {generation.view.name: generation.position for generation in built}
    return {view.name: reached.get(view.name, 0) for view in views}


def is_served(db: Connection, view: View[object]) -> bool:
    """Say whether a view can be asked as it is."""
    try:
        served(db, view)
    except NotBuilt:
        return False
    return True


def is_published(db: Connection, view: View[object]) -> bool:
    """Say whether the name of a view in SQL tells what the view does."""
    try:
        return answers_from(db, view.name, served(db, view).table)
    except DBAPIError:
        return False


def check(
    feed: Feed,
    engine: Engine,
    views: Sequence[View[object]],
    progress: Progress | None = None,
) -> list[ViewDifference]:
    """Rebuild the views beside what is served, and name the first difference in each.

    They are compared at the position they are served at, and nothing is changed.
    Raises NotBuilt where there is nothing to compare with.
    """
    prepare(engine, feed.ledger_id())
    _must_stand_on_log(feed, engine, views)
    with engine.connect() as db:
        goals = {view: served(db, view).position for view in views}
    try:
        start(engine, views, Purpose.CHECKING)
        return compare(feed, engine, goals, Purpose.CHECKING, progress)
    finally:
        discard(engine, views, Purpose.CHECKING)


def _must_stand_on_log(
    feed: Feed, engine: Engine, views: Sequence[View[object]]
) -> None:
    """Hold what was built against the log it is fed by; raises NotOfThisLog."""
    with engine.connect() as db:
        generations = [each for each in known(db, views) if each.position]
    head, here = feed.head(), dict[int, EntryMark]()
    for generation in generations:
        name, position = generation.view.name, generation.position
        if position > head:
            raise NotOfThisLog.ahead(name, position, head)
        if (read := generation.read) is None:
            continue
        if position not in here:
            here[position] = feed.mark(position)
        if here[position] != read:
            raise NotOfThisLog.other_entry(name, position, read.id, here[position].id)


def _current(engine: Engine, views: Sequence[View[object]]) -> list[Generation]:
    """Return what is to hear of each view: what is served, or will take its place."""
    while True:
        with engine.connect() as db:
            # What another process began to build, or left half built, is as good as
            # ours; what is served comes last, and goes before both.
            current = {
                generation.view: generation
                for generation in known(db, views)
                if generation.hears
            }
        missing = [view for view in views if view not in current]
        if not missing:
            return list(current.values())
        start(engine, missing, Purpose.BUILDING, unless_begun=True)


def _bring(
    feed: Feed,
    engine: Engine,
    views: Sequence[View[object]],
    plan: Plan,
    progress: Progress | None,
) -> None:
    """Bring what is planned to the head, and serve what was built."""
    while True:
        advance(feed, engine, plan, dict.fromkeys(views, feed.head()), progress)
        built = [
            generation
            for generation in plan()
            if generation.purpose is Purpose.BUILDING
        ]
        # Some tell of the rows of others, which are named before them.
        for generation in sorted(built, key=lambda each: views.index(each.view)):
            serve(engine, generation)
        if not built:
            return


def _view_status(engine: Engine, generation: Generation, head: int) -> ViewStatus:
    with engine.connect() as db:
        rows = db.scalar(select(func.count()).select_from(generation.table)) or 0
    return ViewStatus(
        generation.view.name,
        generation.shape,
        generation.position,
        head - generation.position,
        generation.number,
        rows,
    )
