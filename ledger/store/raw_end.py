"""Where a log ends, and what is kept of its end: all as of one moment.

Whoever records goes on meanwhile. Read one after the other, they would be of several
logs, and agree with none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from eventsourcing.persistence import PersistenceError
from sqlalchemy import func, select

from ledger.proof.tree import HASH_BYTES
from ledger.store import schema
from ledger.store.connection import HEAD
from ledger.store.database import Database
from ledger.store.edge import STRIP_WIDTH, hashes_in
from ledger.store.query import Query

_LAST = Query(select(func.max(schema.events.c.position)))
_EDGE = Query(select(schema.ledger.c.frontier))
_TILES = Query(
    select(schema.tiles.c.level, func.count()).group_by(schema.tiles.c.level)
)
_STRIPS = Query(select(schema.strips).order_by(schema.strips.c.number))
_CHECKPOINTS = Query(select(schema.checkpoints).order_by(schema.checkpoints.c.size))
_TIMESTAMPS = Query(select(schema.timestamps).order_by(schema.timestamps.c.size))
_FOLLOWERS = Query(
    select(schema.tracking.c.application_name, schema.tracking.c.notification_id)
)
_ALL = (HEAD, _LAST, _EDGE, _TILES, _STRIPS, _CHECKPOINTS, _TIMESTAMPS, _FOLLOWERS)


class RawEnd:
    """The end of a log as its file has it, whatever that is."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._read: dict[Query, list[Any]] = {}
        self.is_standby = False
        """Whether it need not have what was recorded last."""
        try:
            with database.querying() as connection:
                self.is_standby = connection.is_standby()
                self._read = {query: list(connection.rows(query)) for query in _ALL}
        except PersistenceError:
            # What cannot be read is told where it is asked for, and only that.
            self._read = {}

    def ends(self) -> tuple[object, int]:
        """Return the last position given out, and the last that there is."""
        (head,), *_ = self._rows(HEAD)
        (last,), *_ = self._rows(_LAST)
        return head, last or 0

    def edge(self) -> object:
        """Return what the file says that the tree over the log ends in."""
        return next(iter(self._rows(_EDGE)), (None,))[0]

    def tiles(self) -> Mapping[object, int]:
        """Count the full tiles of each level; none where they cannot be counted."""
        try:
            return dict(self._rows(_TILES))
        except PersistenceError:
            return {}

    def strips(self) -> Mapping[object, list[bytes] | None]:
        """Return the strips by their number, None for what could be none."""
        try:
            rows = self._rows(_STRIPS)
        except PersistenceError:
            return {}
        return {number: _strip_in(hashes) for number, hashes in rows}

    def checkpoints(self) -> list[tuple[Any, Any]]:
        """Return the stored checkpoints: the size that each is filed under, and it."""
        return self._rows(_CHECKPOINTS)

    def timestamps(self) -> list[tuple[Any, Any, Any]]:
        """Return the stored timestamps: their size, authority and reply."""
        return self._rows(_TIMESTAMPS)

    def followers(self) -> Iterator[tuple[object, object]]:
        """Yield who follows the log, and how far each has read it."""
        if schema.tracking.name in self._database.tables():
            yield from self._rows(_FOLLOWERS)

    def _rows(self, query: Query) -> list[Any]:
        if query in self._read:
            return self._read[query]
        with self._database.querying() as connection:
            return list(connection.rows(query))


def _strip_in(stored: object) -> list[bytes] | None:
    if isinstance(stored, bytes) and len(stored) == STRIP_WIDTH * HASH_BYTES:
        return hashes_in(stored)
    return None
