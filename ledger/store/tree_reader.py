"""Read the tree over a log: roots, proofs and tiles, in logarithmic time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from ledger.damage import KEEP, LedgerDamaged
from ledger.proof import tree
from ledger.proof.tree import Frontier, ProofInvalid
from ledger.store import tiles
from ledger.store.connection import ReadConnection, WriteConnection
from ledger.store.database import Database
from ledger.store.edge import Edge
from ledger.store.leaves import Leaves
from ledger.store.tiles import TILE_LEVELS, TILE_WIDTH
from ledger.store.tree_nodes import KnownNodes, StoredNodes


class TreeReader:
    """Reads the tree over one log; each call sees one moment of it.

    Sizes and positions are those of the log: the leaf of a position has the index
    before it. What is not there yet is a ValueError, what was changed LedgerDamaged.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._upper = database.upper_nodes

    def size(self) -> int:
        """Return how many leaves the tree has: the last position given out."""
        with self._database.querying() as connection:
            return connection.head()

    def root(self, size: int) -> bytes:
        """Return the root of the tree that the first entries make."""
        with self._moment(size) as (_, edge, nodes):
            root = tree.root_of(nodes, size)
        if size == edge.size and root != edge.frontier.root:
            raise LedgerDamaged(
                "The tree over the ledger does not end in what it was made of: it was "
                f"changed by hand. {KEEP}"
            )
        return root

    def inclusion(self, position: int, size: int) -> list[bytes]:
        """Prove that the entry at a position is in the tree of some size."""
        ((_, proof),) = self.inclusions((position,), size)
        return proof

    def inclusions(
        self, positions: Iterable[int], size: int
    ) -> Iterator[tuple[bytes, list[bytes]]]:
        """Return the entries at positions, each with the proof of its inclusion.

        They are of one moment, and many take a fraction of the time of one by one.
        """
        with self._moment(size) as (connection, edge, stored):
            nodes = KnownNodes(stored, edge)
            root = tree.root_of(nodes, size)
            for position in positions:
                proof = tree.inclusion_proof(nodes, position - 1, size)
                (entry,) = tiles.entries(connection, position - 1, position)
                _must_be_in_tree(entry, position, size, proof, root)
                yield entry, proof

    def consistency(self, old: int, size: int) -> list[bytes]:
        """Prove that the tree of some size begins with the tree of an older one."""
        with self._moment(size) as (_, _, nodes):
            return tree.consistency_proof(nodes, old, size)

    def goes_on(self, seen: Frontier, connection: WriteConnection) -> bool:
        """Say whether the log that a writer sees begins with one that was seen."""
        leaves = self._database.leaves or Leaves(self._database)
        return leaves.extended(seen, connection) == connection.frontier

    def tile(self, level: int, number: int, width: int = TILE_WIDTH) -> bytes:
        """Return the first hashes of a tile, one after the other."""
        least = (number * TILE_WIDTH + width) << TILE_LEVELS * level
        with self._moment(least) as (_, _, nodes):
            return b"".join(nodes.tile(level, number)[:width])

    def entry(self, position: int) -> bytes:
        """Return the bytes of the entry at a position."""
        return self.entries(position, position)[0]

    def entries(self, first: int, last: int) -> list[bytes]:
        """Return the bytes of the entries from one position to another."""
        if not 1 <= first <= last:
            raise ValueError(f"no positions are from {first} to {last}")
        with self._moment(last) as (connection, _, _):
            return tiles.entries(connection, first - 1, last)

    def entries_at(self, positions: Iterable[int]) -> list[bytes]:
        """Return the bytes of the entries at positions, all of one moment."""
        with self._database.querying() as connection:
            return [
                entry
                for position in positions
                for entry in tiles.entries(connection, position - 1, position)
            ]

    @contextmanager
    def _moment(self, least: int) -> Iterator[tuple[ReadConnection, Edge, StoredNodes]]:
        """See one moment of the tree; raises ValueError where it has less leaves."""
        with self._database.querying() as connection:
            edge = tiles.edge(connection)
            if least > edge.size:
                raise ValueError(f"the ledger ends at position {edge.size}: {least}")
            yield connection, edge, StoredNodes(connection, edge, self._upper)


def _must_be_in_tree(
    entry: bytes, position: int, size: int, proof: list[bytes], root: bytes
) -> None:
    leaf = tree.leaf_hash(entry)
    try:
        tree.verify_inclusion(leaf, position - 1, size, proof, root)
    except ProofInvalid as fault:
        raise LedgerDamaged(
            f"The entry at position {position} of the ledger is not the one that the "
            f"tree over it has: one of them was changed by hand. {KEEP}"
        ) from fault


def root_at(connection: ReadConnection, size: int) -> bytes:
    """Return the root of the first entries, as a transaction sees the tree."""
    return tree.root_of(StoredNodes(connection, tiles.edge(connection)), size)
