"""The tree over a log: hashes, roots and proofs of RFC 6962 and RFC 9162, section 2.1.

An entry is the bytes that a log keeps, a leaf the hash of an entry, and an index counts
from 0. A proof is a list of hashes, the one nearest to the leaves first. Nothing is
known here of where entries are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple, Protocol

HASH_BYTES = 32
EMPTY_ROOT = sha256().digest()
"""The root of the tree that has no leaves."""

_LEAF = b"\x00"
_NODE = b"\x01"


class ProofInvalid(ValueError):
    """A proof does not prove what it is given for; the sentence says where it fails."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the leaf of an entry."""
    return sha256(_LEAF + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """Return the leaves of many entries, in less time than one by one."""
    return [sha256(_LEAF + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node above two others."""
    return sha256(_NODE + left + right).digest()


def parents(hashes: Sequence[bytes]) -> list[bytes]:
    """Return the nodes above pairs of hashes; a last one without another is left."""
    pairs = zip(hashes[::2], hashes[1::2], strict=False)
    return [sha256(_NODE + left + right).digest() for left, right in pairs]


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root above hashes whose number is a power of two."""
    assert hashes, "a perfect tree has a leaf"
    assert not len(hashes) & (len(hashes) - 1), "a perfect tree has 2**n leaves"
    while len(hashes) > 1:
        hashes = parents(hashes)
    return hashes[0]


def _root_above(roots: Sequence[bytes]) -> bytes:
    """Return the root above perfect trees that stand side by side, largest first."""
    above = roots[-1]
    for root in reversed(roots[:-1]):
        above = node_hash(root, above)
    return above


class Growth(NamedTuple):
    """What leaves that were added made of a frontier."""

    frontier: Frontier
    levels: Sequence[Sequence[bytes]]
    """The roots of the perfect trees that they completed, by level from the leaves up.

    Those of a level stand side by side; the index of the first is the size before,
    shifted right by the level.
    """

    def at(self, level: int) -> Sequence[bytes]:
        """Return what was completed of a level, nothing where that is none."""
        return self.levels[level] if level < len(self.levels) else ()


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that must be known of a tree to extend it, and to know its root."""

    size: int = 0
    roots: tuple[bytes, ...] = ()
    """The roots of the perfect trees that make it up, largest first."""

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        return _root_above(self.roots) if self.roots else EMPTY_ROOT

    def placed(self) -> Iterator[tuple[tuple[int, int], bytes]]:
        """Yield the roots with their places: the level, and the index on it."""
        first = 0
        for root in self.roots:
            level = (self.size - first).bit_length() - 1
            yield (level, first >> level), root
            first += 1 << level

    def extended(self, leaves: Sequence[bytes]) -> Frontier:
        """Return the frontier once leaves are added at the end."""
        return self.grown(leaves).frontier

    def grown(self, leaves: Sequence[bytes]) -> Growth:
        """Add leaves at the end; return the frontier, and all hashes on the way."""
        if len(leaves) == 1:
            return self._grown_by_one(leaves[0])
        old, new = list(self.roots), []
        levels: list[Sequence[bytes]] = []
        hashes = leaves
        while hashes:
            if self.size >> len(levels) & 1:
                side_by_side = [old.pop(), *hashes]
            else:
                side_by_side = list(hashes)
            levels.append(hashes)
            if len(side_by_side) & 1:
                new.append(side_by_side[-1])
            hashes = parents(side_by_side)
        size = self.size + len(leaves)
        return Growth(Frontier(size, (*old, *reversed(new))), levels)

    def _grown_by_one(self, leaf: bytes) -> Growth:
        """Add one leaf, as a lone bid does: it joins what it completes."""
        roots, levels, tops = list(self.roots), [(leaf,)], self.size
        while tops & 1:
            leaf = node_hash(roots.pop(), leaf)
            levels.append((leaf,))
            tops >>= 1
        return Growth(Frontier(self.size + 1, (*roots, leaf)), levels)


class Nodes(Protocol):
    """The perfect trees of a log, wherever they are kept or computed."""

    def subtree(self, level: int, index: int) -> bytes:
        """Return the root of the leaves from index * 2**level on, 2**level of them."""


def root_of(nodes: Nodes, size: int) -> bytes:
    """Return the root of the tree that the first leaves of a log make."""
    return _range_root(nodes, 0, size) if size else EMPTY_ROOT


def inclusion_proof(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """Prove that a leaf stands at an index of a tree of some size."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no index {index}")
    proof = []
    first, after = 0, size
    while after - first > 1:
        middle = first + _left_width(after - first)
        if index < middle:
            proof.append(_range_root(nodes, middle, after))
            after = middle
        else:
            proof.append(_range_root(nodes, first, middle))
            first = middle
    return proof[::-1]


def consistency_proof(nodes: Nodes, old: int, size: int) -> list[bytes]:
    """Prove that the tree of some size begins with the tree that it was before.

    Nothing has to be proved of the empty tree, nor of the tree itself.
    """
    if not 0 <= old <= size:
        raise ValueError(f"a tree of {size} leaves was never one of {old}")
    if old in (0, size):
        return []
    proof = []
    first, after = 0, size
    while old != after:
        middle = first + _left_width(after - first)
        if old <= middle:
            proof.append(_range_root(nodes, middle, after))
            after = middle
        else:
            proof.append(_range_root(nodes, first, middle))
            first = middle
    if first:  # Otherwise it is the old root, which the reader has.
        proof.append(_range_root(nodes, first, after))
    return proof[::-1]


def _left_width(size: int) -> int:
    """Return the largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


def _range_root(nodes: Nodes, first: int, after: int) -> bytes:
    """Return the root of some leaves, which begin where a tree of their size may."""
    roots = []
    while first < after:
        level = (after - first).bit_length() - 1
        roots.append(nodes.subtree(level, first >> level))
        first += 1 << level
    return _root_above(roots)


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """See that a leaf stands at an index of the tree of a root; raises ProofInvalid.

    The leaf is the hash of an entry (RFC 9162, section 2.1.3.2).
    """
    if not 0 <= index < size:
        raise ProofInvalid(f"a tree of {size} leaves has no index {index}")
    _must_be_hashes(leaf, root, *proof)
    node, last, reached = index, size - 1, leaf
    for sibling in proof:
        if not last:
            raise ProofInvalid("the proof goes on above the root")
        if node & 1 or node == last:
            reached = node_hash(sibling, reached)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            reached = node_hash(reached, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofInvalid("the proof ends below the root")
    if reached != root:
        raise ProofInvalid("the proof leads to another root")


def verify_consistency(
    old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """See that a tree begins with an older tree; raises ProofInvalid.

    The steps are those of RFC 9162, section 2.1.4.2. Every tree begins with the empty
    one, of which there is nothing to prove.
    """
    if not 0 <= old <= size:
        raise ProofInvalid(f"a tree of {size} leaves was never one of {old}")
    _must_be_hashes(old_root, root, *proof)
    if (not old and old_root != EMPTY_ROOT) or (not size and root != EMPTY_ROOT):
        raise ProofInvalid("the root of the empty tree is another")
    if old in (0, size):
        if proof:
            raise ProofInvalid("there is nothing to prove, and the proof has hashes")
        if old and old_root != root:
            raise ProofInvalid(f"there are two roots for {size} leaves")
        return
    _verify_growth(old, old_root, size, root, proof)


def _verify_growth(
    old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    old_reached, reached = proved_roots(old, old_root, size, proof)
    if old_reached != old_root:
        raise ProofInvalid("the proof leads to another root for the older tree")
    if reached != root:
        raise ProofInvalid("the proof leads to another root")


def proved_roots(
    old: int, old_root: bytes, size: int, proof: Sequence[bytes]
) -> tuple[bytes, bytes]:
    """Return the roots a proof of growth leads to: of the older tree, and of the newer.

    It leads to the older one whatever that is said to be, unless the older tree is
    perfect: then it begins with what is said. Raises ProofInvalid where it has too few
    hashes or too many.
    """
    if not proof:
        raise ProofInvalid("the proof has no hashes")
    node, last = old - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    # The old tree itself stands there, and is not proved, where it is perfect.
    start, *siblings = proof if node else (old_root, *proof)
    old_reached = reached = start
    for sibling in siblings:
        if not last:
            raise ProofInvalid("the proof goes on above the root")
        if node & 1 or node == last:
            old_reached = node_hash(sibling, old_reached)
            reached = node_hash(sibling, reached)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            reached = node_hash(reached, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofInvalid("the proof ends below the root")
    return old_reached, reached


def _must_be_hashes(*hashes: bytes) -> None:
    for each in hashes:
        if len(each) != HASH_BYTES:
            raise ProofInvalid(f"a hash has {HASH_BYTES} bytes, not {len(each)}")
