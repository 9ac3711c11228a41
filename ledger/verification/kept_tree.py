"""What is kept of a tree, against the leaves that its entries have."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from ledger.proof.tree import Frontier, perfect_root
from ledger.store.edge import STRIP_WIDTH, edge_of
from ledger.store.raw_end import RawEnd
from ledger.store.raw_tree import RawTree, edge_in
from ledger.store.tiles import TILE_WIDTH
from ledger.verification.finding import Finding, FindingKind
from ledger.visible import visible

_OTHER = "is not as it was recorded: its text has another hash than was kept then"
_ABOVE = "have another hash in the tile above theirs"


class KeptTree:
    """Holds full tiles, strips and the edge against leaves, and against each other."""

    def __init__(self, kept: RawTree, end: RawEnd, upto: int) -> None:
        self._kept = kept
        self._end = end
        self._stored_edge = end.edge()
        self._edge = edge_in(self._stored_edge)
        self._upto = upto
        self._full = Frontier()
        """Over the roots of full tiles, as they are kept."""
        self._levels: list[list[bytes]] = []
        """The roots of tiles of each level that fill no tile above them yet."""

    def held_against(self, number: int, leaves: Sequence[bytes]) -> Iterator[Finding]:
        """Yield what is wrong with a full tile of leaves, and with those it fills."""
        yield from self._held(0, number, leaves)

    def _held(
        self, level: int, number: int, hashes: Sequence[bytes]
    ) -> Iterator[Finding]:
        width = TILE_WIDTH ** (level + 1)
        first = number * width
        kept = self._kept.tile(level, number)
        if kept is None:
            yield _finding(first, width, "have no tile of the tree over them")
            root = perfect_root(hashes)
        else:
            root = kept.root
            yield from self._unequal(first, width // TILE_WIDTH, kept.hashes, hashes)
            if perfect_root(kept.hashes) != root:
                what = "have another root than the hashes in their tile make"
                yield _finding(first, width, what)
        if level == 0:
            self._full = self._full.extended([root])
        if len(self._levels) == level:
            self._levels.append([])
        self._levels[level].append(root)
        if len(self._levels[level]) == TILE_WIDTH:
            above, self._levels[level] = self._levels[level], []
            yield from self._held(level + 1, number // TILE_WIDTH, above)

    def _unequal(
        self, first: int, width: int, kept: Sequence[bytes], hashes: Sequence[bytes]
    ) -> Iterator[Finding]:
        """Yield the places where hashes are not those that are kept."""
        if kept == hashes:
            return
        for place, (was, now) in enumerate(zip(kept, hashes, strict=True)):
            if was != now:
                what = _OTHER if width == 1 else _ABOVE
                yield _finding(first + place * width, width, what)

    def end_held_against(
        self, number: int, leaves: Sequence[bytes]
    ) -> Iterator[Finding]:
        """Yield what is wrong with the strips, the edge, and what is kept too much."""
        yield from self._surplus_tiles(number)
        first, edge = number * TILE_WIDTH, self._edge
        strips = len(leaves) // STRIP_WIDTH * STRIP_WIDTH
        kept = yield from self._strips_held(first, leaves[:strips])
        if edge is None:
            yield Finding(
                kind=FindingKind.TREE, what="The tree over the log has no end"
            )
        elif edge.size != self._upto:
            yield _of_other_size(edge.size, self._upto)
        else:
            last = list(leaves[strips:])
            yield from self._unequal(first + strips, 1, list(edge.leaves), last)
            roots = (*self._full.roots, *Frontier().extended(kept).roots)
            frontier = Frontier(first + strips, roots).extended(edge.leaves)
            if edge_of(frontier, edge.leaves).to_bytes() != self._stored_edge:
                yield _finding(0, self._upto, "are not what the tree over them ends in")

    def _strips_held(
        self, first: int, leaves: Sequence[bytes]
    ) -> Generator[Finding, None, list[bytes]]:
        """Hold strips against the leaves that they should have; return those kept."""
        strips = dict(self._end.strips())
        kept: list[bytes] = []
        for at in range(0, len(leaves), STRIP_WIDTH):
            strip = strips.pop((first + at) // STRIP_WIDTH, None)
            due = list(leaves[at : at + STRIP_WIDTH])
            if strip is None:
                yield _finding(first + at, STRIP_WIDTH, "have no leaves in the tree")
            else:
                yield from self._unequal(first + at, 1, strip, due)
            kept += strip or due
        for number in strips:
            what = f"The tree keeps a strip {visible(repr(number))} of leaves too much"
            yield Finding(kind=FindingKind.TREE, what=what)
        return kept

    def _surplus_tiles(self, number: int) -> Iterator[Finding]:
        due: dict[object, int] = {}
        while number:
            due[len(due)] = number
            number //= TILE_WIDTH
        for level, tiles in self._end.tiles().items():
            if tiles > due.get(level, 0):
                yield Finding(
                    kind=FindingKind.TREE,
                    what=f"The tree has {tiles} tiles of level {visible(repr(level))}, "
                    f"and the log fills {due.get(level, 0)}",
                )


def _of_other_size(size: int, upto: int) -> Finding:
    return Finding(
        kind=FindingKind.TREE,
        what=f"The tree over the log has {size} entries, and the log {upto}",
        position=min(size, upto) + 1,
        last=max(size, upto),
    )


def _finding(index: int, width: int, what: str) -> Finding:
    """Return what is wrong with some leaves, by the index of the first."""
    first, last = index + 1, index + width
    where = f"The positions {first} to {last}" if width > 1 else f"Position {first}"
    return Finding(
        kind=FindingKind.TREE,
        what=f"{where} {what}",
        position=first,
        last=last if width > 1 else None,
    )
