"""The tiles of the tree over a log, as they are stored and checked.

A tile has 256 hashes of a level; those of level 0 are of entries, those of the next are
the roots of tiles, and so on. Only full tiles are stored. The leaves of one that is not
full stand in strips of 64 until it is, and the last of them at the edge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from sqlalchemy import bindparam, select

from ledger.damage import KEEP, LedgerDamaged
from ledger.proof.tree import HASH_BYTES
from ledger.store import schema
from ledger.store.edge import STRIP_WIDTH, Edge, hashes_in, read_edge
from ledger.store.query import Query

if TYPE_CHECKING:
    from ledger.store.connection import ReadConnection

TILE_LEVELS = 8
TILE_WIDTH = 1 << TILE_LEVELS

_EDGE = Query(select(schema.ledger.c.head, schema.ledger.c.frontier))
_ENTRIES = Query(
    select(schema.events.c.position, schema.events.c.state)
    .where(schema.events.c.position > bindparam("first"))
    .where(schema.events.c.position <= bindparam("last"))
    .order_by(schema.events.c.position)
)
_ROOTS = Query(
    select(schema.tiles.c.number, schema.tiles.c.root)
    .where(schema.tiles.c.level == bindparam("level"))
    .where(schema.tiles.c.number >= bindparam("first"))
    .where(schema.tiles.c.number < bindparam("after"))
    .order_by(schema.tiles.c.number)
)
_TILE = Query(
    select(schema.tiles.c.hashes)
    .where(schema.tiles.c.level == bindparam("level"))
    .where(schema.tiles.c.number == bindparam("number"))
)
_STRIPS = Query(
    select(schema.strips.c.number, schema.strips.c.hashes)
    .where(schema.strips.c.number >= bindparam("first"))
    .where(schema.strips.c.number < bindparam("after"))
    .order_by(schema.strips.c.number)
)


def edge(connection: ReadConnection) -> Edge:
    """Return the edge that stands with the head; raises LedgerDamaged."""
    if connection.schema() < schema.TREE_SINCE:
        raise LedgerDamaged(
            "The ledger was written by an older lotledger, and has no tree yet. It has "
            "one once something is recorded in it."
        )
    row = connection.ask(_EDGE)
    assert row is not None, "a ledger has a head"
    head, stored = row
    return read_edge(stored, head)


def entry_of(position: object, state: object) -> bytes:
    """Return the bytes of an entry, which the tree hashes; raises LedgerDamaged."""
    if isinstance(state, bytes):
        return state
    raise LedgerDamaged(
        f"Position {position} of the ledger holds no text of an entry: it was changed "
        f"by hand. {KEEP}"
    )


def entries(connection: ReadConnection, first: int, after: int) -> list[bytes]:
    """Read the entries of some leaves, from one index up to another."""
    texts: list[bytes] = []
    for position, state in connection.rows(_ENTRIES, first, after):
        if position != first + len(texts) + 1:
            break
        texts.append(entry_of(position, state))
    if len(texts) < after - first:
        raise LedgerDamaged(
            f"The ledger has no position {first + len(texts) + 1}, which it gave out: "
            f"it was deleted by hand. {KEEP}"
        )
    return texts


def last_leaves(connection: ReadConnection, first: int, edge: Edge) -> list[bytes]:
    """Return the leaves of the last tile, which is not full, from an index on."""
    leaves: list[bytes] = []
    strips = first // STRIP_WIDTH, edge.size // STRIP_WIDTH
    for number, hashes in connection.rows(_STRIPS, *strips):
        if number * STRIP_WIDTH != first + len(leaves) or not _is(hashes, STRIP_WIDTH):
            break
        leaves += hashes_in(hashes)
    leaves += edge.leaves
    if first + len(leaves) != edge.size:
        raise _not_a_tile(0, edge.size // TILE_WIDTH)
    return leaves


def roots(
    connection: ReadConnection, level: int, first: int, after: int
) -> list[bytes]:
    """Read the roots of full tiles of a level, from one number up to another."""
    read: list[bytes] = []
    for number, root in connection.rows(_ROOTS, level, first, after):
        if number != first + len(read) or not _is(root, 1):
            break
        read.append(root)
    if len(read) < after - first:
        raise _not_a_tile(level, first + len(read))
    return read


def tile(connection: ReadConnection, level: int, number: int) -> list[bytes]:
    """Read the hashes of a full tile; raises LedgerDamaged."""
    row = connection.ask(_TILE, level, number)
    hashes = None if row is None else row[0]
    if not _is(hashes, TILE_WIDTH):
        raise _not_a_tile(level, number)
    return hashes_in(hashes)


def _is(hashes: object, count: int) -> TypeGuard[bytes]:
    return isinstance(hashes, bytes) and len(hashes) == count * HASH_BYTES


def _not_a_tile(level: int, number: int) -> LedgerDamaged:
    return LedgerDamaged(
        f"The ledger has no tile {number} of level {level}, or another than it wrote: "
        f"the tree over it was changed by hand. {KEEP}"
    )
