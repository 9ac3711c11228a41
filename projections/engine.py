"""The operations on views: catch up, rebuild, report their status, check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from ledger.damage import NotOfThisLog
from ledger.entry import Entry, EntryMark
from ledger.events import Event
from projections.catching_up import BATCH_EVENTS_MAX, Feed, Plan, Progress, advance
from projections.differences import (
    ViewDifference,
    ViewsDiffer,
    first_difference,
    with_events,
)
from projections.generations import (
    Generation,
    Purpose,
    discard,
    find,
    known,
    prepare,
    serve,
    start,
)
from projections.queries import NotBuilt, served
from projections.sql_views import answers_from
from projections.view import View


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
) -> None:
    """Build the views anew from the first event, and serve them once complete.

    Until then the old rows answer, however this ends. Raises ViewsDiffer where they say
    something else than the log: then they are evidence, and stay.
    """
    prepare(engine, feed.ledger_id())
    _must_stand_on_log(feed, engine, views)
    start(engine, views, Purpose.BUILDING)
    replaced = {
        generation.view: generation.position
        for generation in _built_for(engine, views, Purpose.SERVED)
        if generation.fits
    }
    if differences := _differences(feed, engine, replaced, Purpose.BUILDING, progress):
        discard(engine, views, Purpose.BUILDING)
        raise ViewsDiffer(differences)
    building = partial(_built_for, engine, views, Purpose.BUILDING)
    _bring(feed, engine, views, lambda: [b for b in building() if b.fits], progress)


def status(
    feed: Feed, engine: Engine, views: Sequence[View[object]]
) -> list[ViewStatus]:
    """Say how far each view got."""
    prepare(engine, feed.ledger_id())
    _must_stand_on_log(feed, engine, views)
    served_now = {
        generation.view: generation
        for generation in _built_for(engine, views, Purpose.SERVED)
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
    built = _built_for(engine, views, Purpose.SERVED)
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
        return _differences(feed, engine, goals, Purpose.CHECKING, progress)
    finally:
        discard(engine, views, Purpose.CHECKING)


def _differences(
    feed: Feed,
    engine: Engine,
    goals: Mapping[View[object], int],
    purpose: Purpose,
    progress: Progress | None = None,
) -> list[ViewDifference]:
    """Bring what is built for a purpose to where views are served, and compare them."""
    views = tuple(goals)
    advance(feed, engine, partial(_built_for, engine, views, purpose), goals, progress)
    differences = [
        (view, difference)
        for view in views
        if (difference := _view_difference(feed, engine, view, purpose)) is not None
    ]
    return with_events(
        differences, _entries_up_to(feed, max(goals.values(), default=0))
    )


def _entries_up_to(feed: Feed, position: int) -> Iterator[Entry[Event]]:
    read = 0
    while read < position:
        limit = min(BATCH_EVENTS_MAX, position - read)
        page = feed.entries_after(read, limit=limit)
        yield from page
        read = page[-1].position


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


def _built_for(
    engine: Engine, views: Sequence[View[object]], purpose: Purpose
) -> list[Generation]:
    with engine.connect() as db:
        return [
            generation
            for generation in known(db, views)
            if generation.purpose is purpose
        ]


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
        checking = partial(_built_for, engine, [view], purpose)
        advance(feed, engine, checking, {view: goal.position})
