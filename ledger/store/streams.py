"""The streams of a log: how many events each has, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import bindparam, func, select

from ledger.proof.census import CensusRow
from ledger.store import schema
from ledger.store.connection import ReadConnection
from ledger.store.loading import bounds
from ledger.store.query import Query

_EVENTS = schema.events.c
_COUNTED = Query(
    select(_EVENTS.stream, func.count(), func.max(_EVENTS.position))
    .where(_EVENTS.position <= bindparam("size"))
    .group_by(_EVENTS.stream)
)
_PLACES = Query(select(_EVENTS.position).where(_EVENTS.stream == bindparam("stream")))
_PLACES_OF_MANY = Query(
    select(_EVENTS.position)
    .where(_EVENTS.stream >= bindparam("first"))
    .where(_EVENTS.stream < bindparam("after"))
)


def counted(connection: ReadConnection, size: int) -> Iterator[CensusRow]:
    """Count the events of each stream among the first entries of the log."""
    return (CensusRow(*row) for row in connection.rows(_COUNTED, size))


def places(connection: ReadConnection, name: str, *, begins: bool) -> Iterator[int]:
    """Return where the events of a stream stand, or of all whose name begins so."""
    rows = (
        connection.rows(_PLACES_OF_MANY, *bounds(name))
        if begins
        else connection.rows(_PLACES, name)
    )
    return (row[0] for row in rows)
