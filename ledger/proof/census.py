"""The census of a log: every stream that it has, and how many events each.

That an entry is in a log says nothing of what was left out. Whoever trusts the census
of a log of some size sees that a stream is whole, or that there is none of a name: its
rows stand sorted by the name, in a tree of their own. Whoever has the whole log takes
the same census again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from json import dumps

from ledger.proof import tree
from ledger.proof.base64_text import encoded
from ledger.proof.tree import EMPTY_ROOT, leaf_hashes, parents

SUFFIX = "/streams"
"""What stands behind the origin of a log in the first line of its census."""


@dataclass(frozen=True, slots=True)
class CensusRow:
    """A stream: how many events it has, and the position of the last of them."""

    stream: str
    events: int
    last: int

    @property
    def entry(self) -> bytes:
        """The bytes whose hash is the leaf of the row: JSON, its keys sorted."""
        row = {"events": self.events, "last": self.last, "stream": self.stream}
        return dumps(row, separators=(",", ":"), ensure_ascii=False).encode()


class Census:
    """The streams of a log of some size, in the order of their names."""

    def __init__(self, rows: Iterable[CensusRow], *, size: int, root: bytes) -> None:
        self.rows = sorted(rows, key=lambda row: row.stream)
        self.size, self.log_root = size, root
        """The size of the log and the root of its tree."""
        self._names = [row.stream for row in self.rows]
        assert len({*self._names}) == len(self.rows), "a stream has one row"
        assert sum(row.events for row in self.rows) == size, "no event is left out"
        self._levels: list[Sequence[bytes]] = [
            leaf_hashes(row.entry for row in self.rows)
        ]
        while len(self._levels[-1]) > 1:
            self._levels.append(parents(self._levels[-1]))

    def subtree(self, level: int, index: int) -> bytes:
        """Return the root of a perfect tree of rows."""
        return self._levels[level][index]

    @property
    def root(self) -> bytes:
        """The root of the tree of the rows."""
        return tree.root_of(self, len(self.rows)) if self.rows else EMPTY_ROOT

    def proof(self, index: int) -> list[bytes]:
        """Prove that a row stands at an index, counted from 0."""
        return tree.inclusion_proof(self, index, len(self.rows))

    def index(self, stream: str) -> int | None:
        """Return the index of a stream's row; None where there is no such stream."""
        at = bisect_left(self._names, stream)
        return at if self._names[at : at + 1] == [stream] else None

    def around(self, name: str, *, begins: bool = False) -> range:
        """Return the rows that show which streams there are of a name, and no others.

        They are those of the name, or that begin with it, and the neighbour on either
        side.
        """
        first = bisect_left(self._names, name)
        # No name goes on beyond the last letter there is.
        after = bisect_right(self._names, f"{name}\U0010ffff" if begins else name)
        return range(max(0, first - 1), min(len(self.rows), after + 1))

    def text(self, origin: str) -> str:
        """Return the text that is signed, of a log of an origin."""
        lines = (
            f"{origin}{SUFFIX}",
            str(len(self.rows)),
            encoded(self.root),
            str(self.size),
            encoded(self.log_root),
        )
        return "".join(f"{line}\n" for line in lines)
