"""The checkpoints of a log, stored beside it: notes, as they were signed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import bindparam, func, insert, select

from ledger.damage import KEEP, LedgerDamaged
from ledger.store import schema
from ledger.store.connection import ReadConnection, WriteConnection
from ledger.store.query import Query

_STORED = select(schema.checkpoints.c.size, schema.checkpoints.c.note)
_LAST = Query(
    _STORED.where(
        schema.checkpoints.c.size
        == select(func.max(schema.checkpoints.c.size)).scalar_subquery()
    )
)
_LAST_UPTO = Query(
    _STORED.where(
        schema.checkpoints.c.size
        == select(func.max(schema.checkpoints.c.size))
        .where(schema.checkpoints.c.size <= bindparam("most"))
        .scalar_subquery()
    )
)
_FROM = Query(
    _STORED.where(schema.checkpoints.c.size >= bindparam("least")).order_by(
        schema.checkpoints.c.size
    )
)
_KEEP = Query(insert(schema.checkpoints))
_TYPES = Query(
    select(schema.events.c.type).where(schema.events.c.position > bindparam("after"))
)


class StoredCheckpoint(NamedTuple):
    """A signed note, and the size of the tree that it is of."""

    size: int
    note: bytes


def last_checkpoint(connection: ReadConnection) -> StoredCheckpoint | None:
    """Return the last checkpoint, None where nothing was signed yet."""
    row = connection.ask(_LAST)
    return None if row is None else _read(row)


def last_checkpoint_upto(
    connection: ReadConnection, most: int
) -> StoredCheckpoint | None:
    """Return the last checkpoint over no more than so many entries, if there is one."""
    row = connection.ask(_LAST_UPTO, most)
    return None if row is None else _read(row)


def checkpoints_from(
    connection: ReadConnection, least: int
) -> Iterator[StoredCheckpoint]:
    """Return the checkpoints over at least so many entries, the smallest first."""
    return map(_read, connection.rows(_FROM, least))


def keep_checkpoint(connection: WriteConnection, size: int, note: bytes) -> None:
    """Keep a checkpoint, to be committed."""
    connection.run(_KEEP, size, note)


def types_after(connection: ReadConnection, position: int) -> set[str]:
    """Return of which types the events after a position are."""
    return {row[0] for row in connection.rows(_TYPES, position)}


def _read(row: tuple[object, ...]) -> StoredCheckpoint:
    size, note = row
    if isinstance(size, int) and isinstance(note, bytes):
        return StoredCheckpoint(size, note)
    raise LedgerDamaged(f"The ledger keeps a checkpoint that is no note. {KEEP}")
