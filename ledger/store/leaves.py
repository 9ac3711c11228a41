"""The hashes under which entries were recorded, held against what is read of them.

Whoever changes a value of an entry, or a disk that does, leaves the hash as it was. To
compare takes a tenth of what it takes to read an entry.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

from ledger.damage import Damage, EntryDamaged
from ledger.proof.tree import HASH_BYTES, leaf_hash
from ledger.store import tiles
from ledger.store.envelope import Row
from ledger.store.schema import TREE_SINCE
from ledger.store.tiles import TILE_WIDTH
from ledger.store.tree_nodes import StoredNodes

if TYPE_CHECKING:
    from ledger.proof.tree import Frontier
    from ledger.store.connection import WriteConnection
    from ledger.store.database import Database

TILES_MAX = 256
"""So many tiles are kept at hand: those of 65,536 entries, in 2 MB."""


class Leaves:
    """What is known of the hashes of one log's entries."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._tiles: OrderedDict[int, bytes] = OrderedDict()
        """The leaves of tiles one after the other, as far as they were read."""
        self._has_tree = False

    def must_match(self, rows: Sequence[Row]) -> None:
        """See that texts are those that were recorded; raises EntryDamaged.

        What is not committed yet has no leaf that could be read.
        """
        if not self._is_hashed():
            return
        number, known = -1, b""
        for position, _, _, _, text in rows:
            tile, place = divmod(position - 1, TILE_WIDTH)
            if tile != number or len(known) <= place * HASH_BYTES:
                number, known = tile, self._leaves(tile, place)
            start = place * HASH_BYTES
            leaf = known[start : start + HASH_BYTES]
            if leaf and isinstance(text, bytes) and leaf_hash(text) != leaf:
                raise EntryDamaged(
                    position,
                    Damage.TREE,
                    f"Position {position} is not as it was recorded: its text has "
                    "another hash than was kept then",
                )

    def _is_hashed(self) -> bool:
        """Say whether there is a tree: an older ledger, only read, has none."""
        if not self._has_tree:
            with self._database.querying() as connection:
                self._has_tree = connection.schema() >= TREE_SINCE
        return self._has_tree

    def _leaves(self, number: int, place: int) -> bytes:
        """Return the leaves of a tile, up to a place at least if it is there."""
        with self._lock:
            known = self._tiles.get(number, b"")
            if len(known) > place * HASH_BYTES:
                self._tiles.move_to_end(number)
                return known
        known = self._read(number)
        self._keep(number, known)
        return known

    def _keep(self, number: int, known: bytes) -> None:
        with self._lock:
            self._tiles[number] = known
            self._tiles.move_to_end(number)
            while len(self._tiles) > TILES_MAX:
                self._tiles.popitem(last=False)

    def extended(self, seen: Frontier, connection: WriteConnection) -> Frontier:
        """Return a frontier with the leaves that stand after it, as a writer sees them.

        They are kept at hand: what others recorded meanwhile is followed next.
        """
        edge = connection.edge
        nodes = StoredNodes(connection, edge)
        while seen.size < edge.size:
            number, place = divmod(seen.size, TILE_WIDTH)
            leaves = nodes.tile(0, number)
            self._keep(number, b"".join(leaves))
            seen = seen.extended(leaves[place:])
        return seen

    def _read(self, number: int) -> bytes:
        with self._database.querying() as connection:
            head, first = connection.head(), number * TILE_WIDTH
            if not 0 <= first < head:
                return b""
            if head >= first + TILE_WIDTH:
                return b"".join(tiles.tile(connection, 0, number))
            return b"".join(
                tiles.last_leaves(connection, first, tiles.edge(connection))
            )
