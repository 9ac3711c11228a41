"""The perfect trees of a log, as one transaction reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ledger.proof.tree import Frontier, node_hash, perfect_root
from ledger.store import tiles
from ledger.store.edge import Edge
from ledger.store.tiles import TILE_LEVELS, TILE_WIDTH

if TYPE_CHECKING:
    from ledger.store.connection import ReadConnection


UPPER_NODES_MAX = 100_000
"""So many are kept at hand, in some 20 MB: all that 12 million entries have."""


class UpperNodes:
    """Nodes above the lowest tiles: once there, they stay as they are."""

    def __init__(self) -> None:
        self._roots: dict[tuple[int, int], bytes] = {}
        self.get = self._roots.get

    def keep(self, level: int, first: int, roots: Sequence[bytes]) -> None:
        """Keep the roots of nodes of a level that stand side by side."""
        if len(self._roots) >= UPPER_NODES_MAX:
            self._roots.clear()
        for index, root in enumerate(roots, first):
            self._roots[level, index] = root


class StoredNodes:
    """What one transaction sees of the tree; each tile is read once."""

    def __init__(
        self, connection: ReadConnection, edge: Edge, upper: UpperNodes | None = None
    ) -> None:
        self._connection = connection
        self._edge = edge
        self._tiles: dict[tuple[int, int], Sequence[bytes]] = {}
        self._upper = upper or UpperNodes()

    def subtree(self, level: int, index: int) -> bytes:
        """Return the root of the leaves from index * 2**level on, 2**level of them."""
        if level < TILE_LEVELS:
            number, start = divmod(index << level, TILE_WIDTH)
            return perfect_root(self.tile(0, number)[start : start + (1 << level)])
        if (root := self._upper.get((level, index))) is not None:
            return root
        if level % TILE_LEVELS:
            left = self.subtree(level - 1, 2 * index)
            root = node_hash(left, self.subtree(level - 1, 2 * index + 1))
            self._upper.keep(level, index, (root,))
            return root
        number, place = divmod(index, TILE_WIDTH)
        hashes = self.tile(level // TILE_LEVELS, number)
        self._upper.keep(level, number * TILE_WIDTH, hashes)
        return hashes[place]

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
    """The same, with every root that was computed kept: for many proofs at once.

    The last of them are at the edge, with the head.
    """

    def __init__(self, nodes: StoredNodes, edge: Edge) -> None:
        self._nodes = nodes
        self._roots = dict(edge.frontier.placed())

    def subtree(self, level: int, index: int) -> bytes:
        """Return the root of the leaves from index * 2**level on, 2**level of them."""
        if (root := self._roots.get((level, index))) is None:
            root = self._roots[level, index] = self._nodes.subtree(level, index)
        return root
