"""Extends the tree over a log, in the transaction that writes the entries.

No entry is read again for it: where one was changed by hand, the tree goes on over what
was recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import delete, insert

from ledger.damage import KEEP, LedgerDamaged
from ledger.proof.tree import Frontier, Growth, perfect_root
from ledger.store import schema, tiles
from ledger.store.edge import STRIP_LEVELS, STRIP_WIDTH, Edge, edge_of, read_edge
from ledger.store.query import Query
from ledger.store.tiles import TILE_LEVELS, TILE_WIDTH
from ledger.store.tree_nodes import StoredNodes

if TYPE_CHECKING:
    from ledger.store.connection import WriteConnection

Tile: TypeAlias = tuple[int, int, bytes, bytes]
"""Its level, its number, its root and its hashes."""

_KEEP_TILE = Query(insert(schema.tiles))
_KEEP_STRIP = Query(insert(schema.strips))
_CLEAR_STRIPS = Query(delete(schema.strips))


class TreeWriter:
    """The tree over a log as one connection extends it."""

    def __init__(self, connection: WriteConnection) -> None:
        self._connection = connection
        self._frontier = Frontier()
        self._leaves: Sequence[bytes] = ()
        """The leaves that are in no full strip."""
        self.stored: bytes | None = None
        """The edge as it was last read or written."""

    @property
    def frontier(self) -> Frontier:
        """The frontier of the tree, with all that was added."""
        return self._frontier

    @property
    def edge(self) -> Edge:
        """The end of the tree, with all that was added."""
        return edge_of(self._frontier, self._leaves)

    def begin(self, stored: object, head: int) -> None:
        """Take up the edge that stands with the head; raises LedgerDamaged."""
        if stored == self.stored and head == self._frontier.size:
            return
        edge = read_edge(stored, head)
        self._frontier, self._leaves = edge.frontier, edge.leaves
        # Once for a connection: from then on only those write who saw to the same.
        if self.stored is None:
            nodes = StoredNodes(self._connection, edge)
            if nodes.frontier() != self._frontier:
                raise _not_its_edge()
        self.stored = edge.to_bytes()

    def extend(self, leaves: Sequence[bytes]) -> bytes:
        """Add leaves, and keep what they fill; return the edge, to be kept."""
        growth = self._frontier.grown(leaves)
        if growth.at(TILE_LEVELS):
            self._connection.run_many(_KEEP_TILE, list(self._full_tiles(growth)))
            self._connection.run(_CLEAR_STRIPS)
        ends = [*self._leaves, *leaves]
        if len(ends) >= STRIP_WIDTH:
            self._keep_strips(ends, growth.frontier.size)
            ends = ends[len(ends) - growth.frontier.size % STRIP_WIDTH :]
        self._frontier, self._leaves = growth.frontier, ends
        self.stored = self.edge.to_bytes()
        return self.stored

    def _keep_strips(self, ends: Sequence[bytes], size: int) -> None:
        """Keep the strips that leaves at the end fill, but for those in full tiles."""
        begin = size - len(ends)
        first = max(begin, size // TILE_WIDTH * TILE_WIDTH) >> STRIP_LEVELS
        rows = []
        for number in range(first, size >> STRIP_LEVELS):
            start = number * STRIP_WIDTH - begin
            rows.append((number, b"".join(ends[start : start + STRIP_WIDTH])))
        if rows:
            self._connection.run_many(_KEEP_STRIP, rows)

    def _full_tiles(self, growth: Growth) -> Iterator[Tile]:
        """Return the tiles that are full now, the lowest first."""
        for level in count():
            roots = growth.at(TILE_LEVELS * (level + 1))
            if not roots:
                return
            below = self._frontier.size >> TILE_LEVELS * level
            earlier = self._earlier(level, below - below % TILE_WIDTH, below)
            hashes = [*earlier, *growth.at(TILE_LEVELS * level)]
            if earlier and perfect_root(hashes[:TILE_WIDTH]) != roots[0]:
                raise _not_its_edge()
            for place, root in enumerate(roots):
                tile = hashes[place * TILE_WIDTH : (place + 1) * TILE_WIDTH]
                yield level, below // TILE_WIDTH + place, root, b"".join(tile)

    def _earlier(self, level: int, first: int, below: int) -> Sequence[bytes]:
        """Return the hashes of a tile that was not full yet."""
        if first == below:
            return ()
        if level:
            return tiles.roots(self._connection, level - 1, first, below)
        return tiles.last_leaves(self._connection, first, self.edge)


def _not_its_edge() -> LedgerDamaged:
    return LedgerDamaged(
        "The tree over the ledger does not end in what it was made of: it was changed "
        f"by hand. {KEEP}"
    )
