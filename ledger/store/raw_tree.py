"""What a ledger keeps of the tree over its log, whatever that is."""

from __future__ import annotations

from typing import NamedTuple

from eventsourcing.persistence import PersistenceError
from sqlalchemy import bindparam, select

from ledger.proof.tree import HASH_BYTES
from ledger.store import schema
from ledger.store.database import Database
from ledger.store.edge import STRIP_LEVELS, STRIP_WIDTH, Edge, hashes_in
from ledger.store.query import Query
from ledger.store.tiles import TILE_WIDTH

_TILE = Query(
    select(schema.tiles.c.root, schema.tiles.c.hashes)
    .where(schema.tiles.c.level == bindparam("level"))
    .where(schema.tiles.c.number == bindparam("number"))
)
_SIZE_BYTES = 8


class KeptTile(NamedTuple):
    """A full tile as it is kept: its root, and the hashes in it."""

    root: bytes
    hashes: list[bytes]


class RawTree:
    """Reads what is kept of a tree; what is in no shape, or broken, is not there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tile(self, level: int, number: int) -> KeptTile | None:
        """Return a full tile, None where none is kept that could be one."""
        try:
            with self._database.querying() as connection:
                row = connection.ask(_TILE, level, number)
        except PersistenceError:
            return None
        if row is None or not (_is(row[0], 1) and _is(row[1], TILE_WIDTH)):
            return None
        return KeptTile(row[0], hashes_in(row[1]))


def edge_in(stored: object) -> Edge | None:
    """Read an edge, of whatever size it says; None for what could be none."""
    if not isinstance(stored, bytes) or len(stored) < _SIZE_BYTES:
        return None
    size = int.from_bytes(stored[:_SIZE_BYTES])
    roots = (size >> STRIP_LEVELS).bit_count()
    if not _is(stored[_SIZE_BYTES:], roots + size % STRIP_WIDTH):
        return None
    hashes = hashes_in(stored[_SIZE_BYTES:])
    return Edge(size, hashes[:roots], hashes[roots:])


def _is(hashes: object, count: int) -> bool:
    return isinstance(hashes, bytes) and len(hashes) == count * HASH_BYTES
