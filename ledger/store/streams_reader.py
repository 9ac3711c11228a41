"""Read some streams of a ledger out of many: no more than a question asks for."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from sqlalchemy import bindparam, select

from ledger.damage import KEEP, LedgerDamaged
from ledger.entry import Entry, StreamId
from ledger.events import Event
from ledger.store import schema
from ledger.store.connection import ReadConnection
from ledger.store.loading import bounds
from ledger.store.query import Query
from ledger.store.reader import WITHIN, Reader, missing
from ledger.store.stream_rows import places_within

_VERSIONS = Query(
    select(schema.events.c.stream, schema.events.c.version, schema.events.c.position)
    .where(WITHIN)
    .order_by(schema.events.c.stream, schema.events.c.version)
)
"""Read off the index of streams alone."""
_STREAMS = Query(
    select(schema.events.c.position, schema.events.c.stream)
    .where(schema.events.c.position > bindparam("position"))
    .where(schema.events.c.position <= bindparam("last"))
    .order_by(schema.events.c.position)
)
_TEXTS = Query(select(schema.events.c.stream, schema.events.c.state).where(WITHIN))


class StreamsReader(Reader):
    """Reads one ledger, and finds out which streams of it have what is asked for."""

    def positions_of(
        self, streams: Iterable[StreamId], beginning: Iterable[str] = ()
    ) -> Sequence[int]:
        """Return where streams have their entries, and all whose name begins so.

        Raises LedgerDamaged where an entry of one is missing.
        """
        places_read = array("q")
        with self._database.querying() as connection:
            upto = self._last(connection)
            ranges = [
                *((stream, f"{stream}\1") for stream in streams),
                *map(bounds, beginning),
            ]
            for first, after in ranges:
                rows = connection.rows(_VERSIONS, first, after, upto)
                for stream, places in groupby(rows, itemgetter(0)):
                    for version, row in enumerate(places, 1):
                        if row[1] != version:
                            raise _version_missing(stream, version)
                        places_read.append(row[2])
        return array("q", sorted(places_read))

    def streams_after(
        self, position: int, *, limit: int
    ) -> Sequence[tuple[int, StreamId]]:
        """Return whose the entries after a position are, at most ``limit`` of them.

        They are not read themselves. Raises LedgerDamaged where a position is missing.
        """
        with self._database.querying() as connection:
            upto = min(self._last(connection), position + limit)
            rows = connection.rows(_STREAMS, position, upto)
            places = [(place, StreamId(stream)) for place, stream in rows]
        for due, (place, _) in enumerate(places, position + 1):
            if place != due:
                raise missing(due)
        return places

    def entries_of_kinds(
        self, beginning: str, kinds: Sequence[type]
    ) -> Sequence[Entry[Event]]:
        """Return the entries of some kinds in streams whose name begins so."""
        with self._database.querying() as connection:
            places = places_within(connection, beginning, kinds, self._last(connection))
        return list(self.entries_at(places))

    def streams_holding(self, text: bytes, beginning: Iterable[str]) -> list[StreamId]:
        """Return the streams whose name begins so, of which an entry holds a text."""
        with self._database.querying() as connection:
            upto = self._last(connection)
            holders = (
                stream
                for prefix in beginning
                for stream, state in connection.rows(_TEXTS, *bounds(prefix), upto)
                if text in state
            )
            return list(dict.fromkeys(holders))

    def _last(self, connection: ReadConnection) -> int:
        return connection.head() if self._upto is None else self._upto


def _version_missing(stream: str, version: int) -> LedgerDamaged:
    return LedgerDamaged(f"Event {version} of {stream} is missing. {KEEP}")
