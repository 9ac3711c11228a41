"""What is read anew of a log each time: its rows as they are stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from ledger.entry import InStream, StreamId
from ledger.store import schema
from ledger.store.codec import names_of
from ledger.store.connection import ReadConnection
from ledger.store.database import Database
from ledger.store.envelope import Row
from ledger.store.loading import HISTORY, bounds, up_to
from ledger.store.moments import recorded_at
from ledger.store.query import Query
from ledger.store.reader import WITHIN

BETWEEN = Query(
    select(schema.events)
    .where(schema.events.c.position >= bindparam("first"))
    .where(schema.events.c.position <= bindparam("last"))
    .order_by(schema.events.c.position)
)
_PLACES = Query(
    select(schema.events.c.position, schema.events.c.type)
    .where(schema.events.c.stream == bindparam("stream"))
    .order_by(schema.events.c.version)
)
_KINDS = Query(select(schema.events.c.position, schema.events.c.type).where(WITHIN))


def places_within(
    connection: ReadConnection, prefix: str, kinds: Sequence[type], last: int
) -> list[int]:
    """Return where events of some kinds stand in streams whose name begins so."""
    names = names_of(kinds)
    rows = connection.rows(_KINDS, *bounds(prefix), last)
    return sorted(position for position, name in rows if name in names)


class StreamRows:
    """Reads rows of one ledger, up to a position if one is given."""

    def __init__(self, database: Database, *, upto: int | None = None) -> None:
        self._database = database
        self._upto = upto
        """The last position that is read; None: as far as the log goes."""
        self.codec = database.codec

    def rows(self, first: int, last: int) -> list[Row]:
        """Return the rows of the log from one position to another."""
        return list(self._database.rows(BETWEEN, first, last))

    def positions(self, stream: StreamId, kinds: Sequence[type]) -> list[int]:
        """Return where in the log a stream's events of some kinds stand, in order."""
        names = names_of(kinds)
        places = self._database.rows(_PLACES, stream)
        return [position for position, name in places if name in names]

    def stored_events(self, stream: StreamId, kinds: Sequence[type]) -> list[InStream]:
        """Return a stream's events of some kinds as they are stored, in order."""
        names = names_of(kinds)
        rows = list(up_to(self._database.rows(HISTORY, stream), self._upto))
        return [
            InStream(row[0], row[2], self.codec.stored_event(row))
            for row in rows
            if row[3] in names
        ]

    def events_within(self, prefix: str, kinds: Sequence[type]) -> list[InStream]:
        """Return events of some kinds in streams whose name begins so, in order."""
        with self._database.querying() as connection:
            last = connection.head() if self._upto is None else self._upto
            positions = places_within(connection, prefix, kinds, last)
            rows = [
                row
                for place in positions
                for row in connection.rows(BETWEEN, place, place)
            ]
        return [InStream(row[0], row[2], self.codec.stored_event(row)) for row in rows]

    def begun_at(self, stream: StreamId) -> datetime:
        """Return when the first event of a stream was recorded."""
        with self._database.querying() as connection:
            row = next(connection.rows(HISTORY, stream), None)
        assert row is not None, "what is loaded has begun"
        return recorded_at((row[0], row[1], row[2], row[3], row[4]))
