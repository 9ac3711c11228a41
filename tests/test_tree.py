"""The tree, its proofs and what refuses them: published vectors, and every small size.

A second implementation, tests/naive_tree.py, decides.
"""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from ledger.proof import tree
from ledger.proof.tree import EMPTY_ROOT, Frontier, ProofInvalid
from tests.naive_tree import mth, path, subproof
from tests.source import ROOT

VECTORS = ROOT.parent / "shared" / "vectors" / "ct_reference_tree.json"
SIZES = 300
FAST = 40
ENTRIES = [f"entry {number}".encode() for number in range(SIZES)]
LEAVES = tree.leaf_hashes(ENTRIES)


class Kept:
    """The perfect trees of a list of leaves, computed when they are asked for."""

    def __init__(self, leaves):
        self.levels = [leaves]
        while len(self.levels[-1]) > 1:
            self.levels.append(tree.parents(self.levels[-1]))
        self.asked = 0

    def subtree(self, level, index):
        self.asked += 1
        return self.levels[level][index]


NODES = Kept(LEAVES)


def roots():
    frontier, found = Frontier(), [EMPTY_ROOT]
    for leaf in LEAVES:
        frontier = frontier.extended([leaf])
        found.append(frontier.root)
    return found


ROOTS = roots()


def accepts(verify, *arguments):
    try:
        verify(*arguments)
    except ProofInvalid:
        return False
    return True


def sizes(count):
    return [
        pytest.param(size, marks=() if size <= FAST else pytest.mark.slow)
        for size in range(count + 1)
    ]


# Published vectors.


@pytest.fixture(scope="module")
def vectors():
    if not VECTORS.exists():
        pytest.skip(f"the published vectors are not at {VECTORS}")
    return json.loads(VECTORS.read_text(encoding="utf-8"))


def unhexed(texts):
    return [bytes.fromhex(text) for text in texts]


def test_the_published_hashes(vectors):
    assert bytes.fromhex(vectors["empty_root_hex"]) == EMPTY_ROOT
    for example in vectors["hash_examples"]:
        if example["op"] == "leaf":
            hashed = tree.leaf_hash(bytes.fromhex(example["data_hex"]))
        else:
            hashed = tree.node_hash(
                bytes.fromhex(example["left_hex"]), bytes.fromhex(example["right_hex"])
            )
        assert hashed.hex() == example["hash"], example["from"]


def test_the_published_tree(vectors):
    leaves = tree.leaf_hashes(unhexed(vectors["leaf_inputs_hex"]))
    expected = unhexed(vectors["roots_hex_by_size_1_to_8"])
    nodes = Kept(leaves)
    for size, root in enumerate(expected, 1):
        assert tree.root_of(nodes, size) == root
        assert Frontier().extended(leaves[:size]).root == root
    for case in vectors["inclusion"]:
        index, size, proof = case["leaf_index"], case["size"], unhexed(case["path"])
        assert tree.inclusion_proof(nodes, index, size) == proof
        tree.verify_inclusion(leaves[index], index, size, proof, expected[size - 1])
    for case in vectors["consistency"]:
        old, size, proof = case["size1"], case["size2"], unhexed(case["proof"])
        assert tree.consistency_proof(nodes, old, size) == proof
        tree.verify_consistency(old, expected[old - 1], size, expected[size - 1], proof)


# Every size, against the second implementation.


@pytest.mark.parametrize("size", sizes(SIZES))
def test_the_root_is_that_of_the_rfc(size):
    root = mth(ENTRIES[:size])
    assert ROOTS[size] == root
    assert tree.root_of(NODES, size) == root
    assert Frontier().extended(LEAVES[:size]).root == root


@pytest.mark.parametrize("size", sizes(SIZES))
def test_every_inclusion_proof_is_that_of_the_rfc_and_accepted(size):
    for index in range(size):
        proof = tree.inclusion_proof(NODES, index, size)
        if size <= FAST:
            assert proof == path(index, ENTRIES[:size])
        tree.verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])


@pytest.mark.parametrize("size", sizes(SIZES))
def test_every_consistency_proof_is_that_of_the_rfc_and_accepted(size):
    for old in range(size + 1):
        proof = tree.consistency_proof(NODES, old, size)
        if old > 0 and size <= FAST:
            assert proof == subproof(old, ENTRIES[:size], b=True)
        tree.verify_consistency(old, ROOTS[old], size, ROOTS[size], proof)


@pytest.mark.parametrize("size", sizes(SIZES))
def test_a_frontier_grows_the_same_by_any_steps(size):
    frontier = Frontier().extended(LEAVES[:size])
    assert frontier.size == size
    assert len(frontier.roots) == size.bit_count()
    for more in (0, 1, 2, 3, 7, 100, SIZES - size):
        after, levels = frontier.grown(LEAVES[size : size + more])
        assert after == Frontier().extended(LEAVES[: size + more])
        assert [hash_ for level in levels for hash_ in level] == [
            hash_
            for level, kept in enumerate(NODES.levels)
            for hash_ in kept[size >> level : after.size >> level]
        ]


@pytest.mark.parametrize("size", sizes(SIZES))
def test_the_roots_of_a_frontier_stand_where_the_tree_has_them(size):
    placed = dict(Frontier().extended(LEAVES[:size]).placed())
    assert len(placed) == size.bit_count()
    for (level, index), root in placed.items():
        assert NODES.subtree(level, index) == root


def test_a_proof_asks_for_few_nodes():
    for size in range(1, SIZES):
        for index in (0, size // 2, size - 1):
            NODES.asked = 0
            tree.inclusion_proof(NODES, index, size)
            tree.consistency_proof(NODES, index, size)
            assert NODES.asked <= 4 * size.bit_length()


# What must be refused.


@pytest.mark.parametrize("size", sizes(70))
def test_an_inclusion_proof_holds_for_nothing_else(size):
    for index in range(size):
        leaf, root = LEAVES[index], ROOTS[size]
        proof = tree.inclusion_proof(NODES, index, size)
        verify = tree.verify_inclusion
        assert not accepts(
            verify, LEAVES[index - 1] if index else root[::-1], index, size, proof, root
        )
        assert not accepts(verify, leaf, index, size, proof, ROOTS[size - 1])
        assert not accepts(verify, leaf, index, size, [*proof, root], root)
        assert not accepts(verify, leaf, index, size, [leaf, *proof], root)
        for other in range(size):
            if other != index:
                assert not accepts(verify, leaf, other, size, proof, root)
        for place, hash_ in enumerate(proof):
            without = [*proof[:place], *proof[place + 1 :]]
            assert not accepts(verify, leaf, index, size, without, root)
            for wrong in (hash_[::-1], root, b"", hash_[:-1], hash_ + b"\0"):
                changed = [*proof[:place], wrong, *proof[place + 1 :]]
                assert not accepts(verify, leaf, index, size, changed, root)
        for one, other in pairwise(range(len(proof))):
            swapped = list(proof)
            swapped[one], swapped[other] = proof[other], proof[one]
            assert not accepts(verify, leaf, index, size, swapped, root)


@pytest.mark.parametrize("size", sizes(50))
def test_a_consistency_proof_holds_for_nothing_else(size):
    for old in range(1, size):
        proof = tree.consistency_proof(NODES, old, size)
        small, root, verify = ROOTS[old], ROOTS[size], tree.verify_consistency
        assert proof
        assert not accepts(verify, old, small, size, root, [])
        assert not accepts(verify, old, small[::-1], size, root, proof)
        assert not accepts(verify, old, small, size, root[::-1], proof)
        assert not accepts(verify, old, root, size, small, proof)
        assert not accepts(verify, old, small, size, root, [*proof, root])
        assert not accepts(verify, old, small, size, root, [small, *proof])
        assert not accepts(verify, size, root, old, small, proof)
        for place, hash_ in enumerate(proof):
            without = [*proof[:place], *proof[place + 1 :]]
            assert not accepts(verify, old, small, size, root, without)
            for wrong in (hash_[::-1], small[::-1], b"", hash_[:-1], hash_ + b"\0"):
                changed = [*proof[:place], wrong, *proof[place + 1 :]]
                assert not accepts(verify, old, small, size, root, changed)


ONE, TWO = ROOTS[1], ROOTS[2]
SHORT = ONE[:-1]
INCLUSIONS = {
    "an empty tree has no leaf": (ONE, 0, 0, [], EMPTY_ROOT),
    "nor has it one if it has a root": (ONE, 0, 0, [], ONE),
    "an index is below the size": (ONE, 1, 1, [], ONE),
    "an index is not negative": (ONE, -1, 1, [], ONE),
    "a size is not negative": (ONE, -2, -1, [], ONE),
    "a lone leaf is its own root": (ONE, 0, 1, [], TWO),
    "a lone leaf needs no proof": (ONE, 0, 1, [ONE], ONE),
    "a leaf of two needs one": (ONE, 0, 2, [], TWO),
    "a leaf has the length of a hash": (SHORT, 0, 1, [], SHORT),
    "a root has the length of a hash": (ONE, 0, 1, [], SHORT),
    "an entry is no leaf": (ENTRIES[0], 0, 1, [], ONE),
    "a node is no leaf": (LEAVES[0] + LEAVES[1], 0, 1, [], TWO),
}
CONSISTENCIES = {
    "no tree grows smaller": (2, TWO, 1, ONE, []),
    "no size is negative": (-1, ONE, 1, ONE, []),
    "two roots of one size contradict": (1, ONE, 1, TWO, []),
    "the same tree needs no proof": (1, ONE, 1, ONE, [ONE]),
    "the empty tree needs no proof": (0, EMPTY_ROOT, 1, ONE, [ONE]),
    "the empty tree has one root": (0, ONE, 1, ONE, []),
    "even against itself": (0, ONE, 0, ONE, []),
    "even where it is the newer": (0, EMPTY_ROOT, 0, ONE, []),
    "and has no proof against itself": (0, EMPTY_ROOT, 0, EMPTY_ROOT, [ONE]),
    "growth needs a proof": (1, ONE, 2, TWO, []),
    "an old root has the length of a hash": (0, EMPTY_ROOT[:-1], 1, ONE, []),
    "a root has the length of a hash": (1, SHORT, 1, SHORT, []),
    "so has a new one": (0, EMPTY_ROOT, 1, SHORT, []),
}


@pytest.mark.parametrize("because", INCLUSIONS)
def test_no_inclusion_at_the_edges(because):
    assert not accepts(tree.verify_inclusion, *INCLUSIONS[because]), because


@pytest.mark.parametrize("because", CONSISTENCIES)
def test_no_consistency_at_the_edges(because):
    assert not accepts(tree.verify_consistency, *CONSISTENCIES[because]), because


def test_every_tree_begins_with_the_empty_one():
    tree.verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])
    tree.verify_consistency(0, EMPTY_ROOT, 2, TWO, [])
    assert tree.consistency_proof(NODES, 0, 2) == []


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 1), (5, 2)])
def test_no_proof_is_made_of_a_leaf_that_is_not_there(index, size):
    with pytest.raises(ValueError, match="has no index"):
        tree.inclusion_proof(NODES, index, size)


@pytest.mark.parametrize(("old", "size"), [(1, 0), (-1, 1), (5, 2)])
def test_no_proof_is_made_of_a_tree_that_never_was(old, size):
    with pytest.raises(ValueError, match="was never one of"):
        tree.consistency_proof(NODES, old, size)
