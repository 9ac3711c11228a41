"""Events of a log by their types: where they stand."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, select

from ledger.store import schema
from ledger.store.connection import ReadConnection
from ledger.store.query import Query

_AFTER = Query(
    select(schema.events.c.position, schema.events.c.type)
    .where(schema.events.c.position > bindparam("after"))
    .order_by(schema.events.c.position)
)


def positions_after(
    connection: ReadConnection, types: Collection[str], after: int
) -> list[int]:
    """Return where events of some types stand after a position."""
    rows = connection.rows(_AFTER, after)
    return [position for position, kind in rows if kind in types]
