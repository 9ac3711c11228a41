"""Checkpoints with what others signed of them."""

from __future__ import annotations

from sqlalchemy import bindparam, update

from ledger.store import schema
from ledger.store.checkpoints import StoredCheckpoint, checkpoints_from
from ledger.store.connection import ReadConnection, WriteConnection
from ledger.store.query import Query

_DASH = "— ".encode()
"""What the line of a signature begins with, before a name."""
_COSIGNED = Query(
    update(schema.checkpoints)
    .values(note=bindparam("with_more"))
    .where(schema.checkpoints.c.size == bindparam("of_size"))
)


def checkpoint_at(connection: ReadConnection, size: int) -> StoredCheckpoint | None:
    """Return the checkpoint over so many entries, None where none was signed."""
    stored = next(checkpoints_from(connection, size), None)
    return stored if stored is not None and stored.size == size else None


def is_witnessed(connection: ReadConnection, position: int) -> bool:
    """Say whether others than its log signed a checkpoint over a position."""
    return any(_by_others(each.note) for each in checkpoints_from(connection, position))


def _by_others(note: bytes) -> bool:
    origin, *lines = note.splitlines()
    ours = b"%s%s " % (_DASH, origin)
    return any(_DASH in line[:4] and not line.startswith(ours) for line in lines)


def keep_cosigned(connection: WriteConnection, size: int, note: bytes) -> None:
    """Keep a checkpoint with more signatures than it had, to be committed."""
    connection.run(_COSIGNED, note, size)
