"""What authorities said of checkpoints, as it is stored beside the log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import bindparam, insert, select

from ledger.damage import KEEP, LedgerDamaged
from ledger.store import schema
from ledger.store.connection import ReadConnection, WriteConnection
from ledger.store.query import Query

_COLUMNS = schema.timestamps.c
_OF = Query(
    select(_COLUMNS.size, _COLUMNS.authority, _COLUMNS.reply)
    .where(_COLUMNS.size == bindparam("size"))
    .order_by(_COLUMNS.authority)
)
_SIZES = Query(select(_COLUMNS.size).distinct().order_by(_COLUMNS.size))
_KEEP = Query(insert(schema.timestamps))


class StoredTimestamp(NamedTuple):
    """What an authority said of a checkpoint."""

    size: int
    authority: str
    reply: bytes


def timestamps_of(connection: ReadConnection, size: int) -> list[StoredTimestamp]:
    """Return what was said of the checkpoint of a size, by the authority's name."""
    return [_read(row) for row in connection.rows(_OF, size)]


def timestamped_sizes(connection: ReadConnection) -> Iterator[int]:
    """Return the sizes of which a checkpoint was stamped, the smallest first."""
    return (row[0] for row in connection.rows(_SIZES))


def keep_timestamp(connection: WriteConnection, stamp: StoredTimestamp) -> None:
    """Keep what an authority said, to be committed."""
    connection.run(_KEEP, *stamp)


def _read(row: tuple[object, ...]) -> StoredTimestamp:
    size, authority, reply = row
    if (
        isinstance(size, int)
        and isinstance(authority, str)
        and isinstance(reply, bytes)
    ):
        return StoredTimestamp(size, authority, reply)
    raise LedgerDamaged(f"The ledger keeps a timestamp that is none. {KEEP}")
