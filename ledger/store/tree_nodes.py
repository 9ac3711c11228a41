"""The perfect trees of a log, as one transaction reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ledger.proof.tree import Frontier, perfect_root
from ledger.store import tiles
from ledger.store.edge import Edge
from ledger.store.tiles import TILE_LEVELS, TILE_WIDTH

if TYPE_CHECKING:
    from ledger.store.connection import ReadConnection


class StoredNodes:
    """What one transaction sees of the tree; each tile is read once."""

    def __init__(self, connection: ReadConnection, edge: Edge) -> None:
        self._connection = connection
        self._edge = edge
        self._tiles: dict[tuple[int, int], Sequence[bytes]] = {}

    def subtree(self, level: int, index: int) -> bytes:
        """Return the root of the leaves from index * 2**level on, 2**level of them."""
        tile_level, height = divmod(level, TILE_LEVELS)
        number, start = divmod(index << height, TILE_WIDTH)
        hashes = self.tile(tile_level, number)
        return perfect_root(hashes[start : start + (1 << height)])

    def tile(self, level: int, number: int) -> Sequence[bytes]:
        """Return the hashes of a tile, as many as there are by now."""
        if (hashes := self._tiles.get((level, number))) is None:
            hashes = self._tiles[level, number] = self._read_tile(level, number)
        return hashes

    def _read_tile(self, level: int, number: int) -> Sequence[bytes]:
        first = number * TILE_WIDTH
        after = self._edge.size >> TILE_LEVELS * level
        if after >= first + TILE_WIDTH:
            return tiles.tile(self._connection, level, number)
        if level:
            return tiles.roots(self._connection, level - 1, first, after)
        return tiles.last_leaves(self._connection, first, self._edge)

    def frontier(self) -> Frontier:
        """Compute the frontier of the whole log."""
        roots, first, size = [], 0, self._edge.size
        while first < size:
            level = (size - first).bit_length() - 1
            roots.append(self.subtree(level, first >> level))
            first += 1 << level
        return Frontier(size, tuple(roots))


class KnownNodes:
    """The same, with every root that was computed kept: for many proofs at once."""

    def __init__(self, nodes: StoredNodes) -> None:
        self._nodes = nodes
        self._roots: dict[tuple[int, int], bytes] = {}

    def subtree(self, level: int, index: int) -> bytes:
        """Return the root of the leaves from index * 2**level on, 2**level of them."""
        if (root := self._roots.get((level, index))) is None:
            root = self._roots[level, index] = self._nodes.subtree(level, index)
        return root
