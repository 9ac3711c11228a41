"""The tree over the log, worked out again from its entries, leaf by leaf."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ledger.proof.tree import HASH_BYTES, Frontier, leaf_hash, leaf_hashes, perfect_root
from ledger.store.envelope import Row
from ledger.store.raw_end import RawEnd
from ledger.store.raw_tree import RawTree
from ledger.store.tiles import TILE_WIDTH
from ledger.verification.finding import Finding
from ledger.verification.kept_tree import KeptTree
from ledger.verification.pages import Page

GONE = bytes(HASH_BYTES)
"""Stands for the leaf of an entry that cannot be hashed: no entry has it."""


class Tree:
    """Hashes the log, and holds what is kept of its tree against that.

    What is kept names each leaf, so that whatever was changed is found at its position.
    """

    def __init__(
        self,
        kept: RawTree | None,
        end: RawEnd,
        upto: int,
        *,
        sizes: Collection[int] = (),
    ) -> None:
        self._kept = None if kept is None else KeptTree(kept, end, upto)
        """None: the ledger is of a schema without a tree."""
        self._sizes = sorted({size for size in sizes if 0 < size <= upto})[::-1]
        self.roots = {0: Frontier().root}
        """The roots at the sizes that are asked for."""
        self._full = Frontier()
        """Over the roots of full tiles."""
        self._leaves: list[bytes] = []
        """The leaves of the tile that is not full yet."""

    @property
    def _size(self) -> int:
        return self._full.size * TILE_WIDTH + len(self._leaves)

    @property
    def root(self) -> bytes:
        """The root over all that was read."""
        tail = Frontier().extended(self._leaves)
        return Frontier(self._size, (*self._full.roots, *tail.roots)).root

    def hear(self, page: Page) -> Iterator[Finding]:
        """Yield the entries whose leaf is not the one that was kept."""
        leaves = _leaves_of(page.rows, self._size + 1)
        while leaves:
            room = TILE_WIDTH - len(self._leaves)
            if self._sizes:
                room = min(room, self._sizes[-1] - self._size)
            self._leaves += leaves[:room]
            leaves = leaves[room:]
            if self._sizes and self._sizes[-1] == self._size:
                self.roots[self._sizes.pop()] = self.root
            if len(self._leaves) == TILE_WIDTH:
                tile, self._leaves = self._leaves, []
                if self._kept is not None:
                    yield from self._kept.held_against(self._full.size, tile)
                self._full = self._full.extended([perfect_root(tile)])

    def finish(self) -> Iterator[Finding]:
        """Yield what is wrong with the end of the tree."""
        if self._kept is not None:
            yield from self._kept.end_held_against(self._full.size, self._leaves)


def _leaves_of(rows: Sequence[Row], position: int) -> list[bytes]:
    """Hash the entries from a position on; what is not there has a leaf all the same.

    An entry that stands a second time, or before others, is passed over.
    """
    is_dense = (rows[0][0], rows[-1][0]) == (position, position + len(rows) - 1)
    if is_dense and all(isinstance(row[4], bytes) for row in rows):
        return leaf_hashes(row[4] for row in rows)
    leaves: list[bytes] = []
    for at, _, _, _, entry in rows:
        if at >= position + len(leaves):
            leaves += [GONE] * (at - position - len(leaves))
            leaves.append(leaf_hash(entry) if isinstance(entry, bytes) else GONE)
    return leaves
