"""The edge of the tree over a log: what stands in the ledger's row, beside the head.

Hashes of entries are kept from the moment they are computed: whoever changes an entry
is found out at its position. The last of them, which fill no strip of 64 yet, stand in
the row itself, where they cost no page and no statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ledger.damage import KEEP, LedgerDamaged
from ledger.proof.tree import HASH_BYTES, Frontier

STRIP_LEVELS = 6
STRIP_WIDTH = 1 << STRIP_LEVELS

_SIZE_BYTES = 8


class Edge(NamedTuple):
    """The end of a tree."""

    size: int = 0
    roots: Sequence[bytes] = ()
    """The roots of the perfect trees that full strips make up, largest first."""
    leaves: Sequence[bytes] = ()
    """The leaves after them."""

    @property
    def frontier(self) -> Frontier:
        """The frontier of the tree."""
        in_strips = self.size - len(self.leaves)
        return Frontier(in_strips, tuple(self.roots)).extended(self.leaves)

    def to_bytes(self) -> bytes:
        """Return the edge as it is stored."""
        size = self.size.to_bytes(_SIZE_BYTES)
        return b"".join((size, *self.roots, *self.leaves))


def edge_of(frontier: Frontier, leaves: Sequence[bytes]) -> Edge:
    """Return the edge of a tree by its frontier, and its leaves in no full strip."""
    strips = frontier.size >> STRIP_LEVELS
    return Edge(frontier.size, frontier.roots[: strips.bit_count()], leaves)


def read_edge(stored: object, head: int) -> Edge:
    """Read the edge that a ledger keeps with its head; raises LedgerDamaged."""
    roots = (head >> STRIP_LEVELS).bit_count()
    length = _SIZE_BYTES + HASH_BYTES * (roots + head % STRIP_WIDTH)
    size = head.to_bytes(_SIZE_BYTES)
    if (
        not isinstance(stored, bytes)
        or len(stored) != length
        or not stored.startswith(size)
    ):
        raise LedgerDamaged(
            f"The ledger ends at position {head}, and the tree over it does not: one "
            f"of them was changed by hand. {KEEP}"
        )
    hashes = hashes_in(stored[_SIZE_BYTES:])
    return Edge(head, hashes[:roots], hashes[roots:])


def hashes_in(joined: bytes) -> list[bytes]:
    """Return hashes that stand one after the other."""
    starts = range(0, len(joined), HASH_BYTES)
    return [joined[at : at + HASH_BYTES] for at in starts]
