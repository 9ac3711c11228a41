"""The views of some entries of a log, built apart for a question about the past."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TypeAlias

from sqlalchemy import Engine

from ledger.entry import Entry
from ledger.events import Event
from projections.catching_up import Feed, Progress, write_batch
from projections.generations import Generation, Purpose, known, prepare, serve, start
from projections.views import VIEWS, Views

Pages: TypeAlias = Iterable[Sequence[Entry[Event]]]


class ViewsOfSome(Views):
    """Every view, told of some entries alone: what was known of them then."""

    def __init__(
        self,
        feed: Feed,
        place: str,
        count: int,
        pages: Pages,
    ) -> None:
        super().__init__(feed, place)
        self._count = count
        self._pages = iter(pages)
        self._is_built = False

    def catch_up(self, progress: Progress | None = None) -> None:
        """Tell the views of the entries, once: what was known does not grow."""
        if not self._is_built:
            self._build(progress)
            self._is_built = True

    def _build(self, progress: Progress | None) -> None:
        """Build the views in the order of the log; they stand at the last entry."""
        engine = self._writer
        prepare(engine, self._feed.ledger_id())
        start(engine, VIEWS, Purpose.BUILDING)
        read = 0
        for page in self._pages:
            write_batch(self._feed, engine, [(each, page) for each in _begun(engine)])
            read += len(page)
            if progress is not None:
                progress(read, self._count)
        for each in _begun(engine):
            serve(engine, each)


@contextmanager
def views_of_past(feed: Feed, some: tuple[int, Pages] | None) -> Iterator[Views]:
    """Open views of what was known, apart from what is served.

    They are told of some entries, so many, in the order of the log; or of everything.
    """
    with TemporaryDirectory() as apart:
        place = f"{apart}/ledger.db"
        views = Views(feed, place) if some is None else ViewsOfSome(feed, place, *some)
        with views:
            yield views


def _begun(engine: Engine) -> list[Generation]:
    with engine.connect() as db:
        return known(db, VIEWS)
