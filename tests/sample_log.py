"""A log in memory, with its keys: entries, tiles, checkpoints and proofs of it."""

from __future__ import annotations

from functools import cache

from ledger.proof.checkpoint import Checkpoint
from ledger.proof.consistency_file import ConsistencyFile
from ledger.proof.note import sign_note
from ledger.proof.note_keys import COSIGNATURE, SigningKey
from ledger.proof.proof_file import ProofFile
from ledger.proof.tree import (
    consistency_proof,
    inclusion_proof,
    leaf_hashes,
    perfect_root,
    root_of,
)

HOUSE = SigningKey("house.example/log", bytes(range(32)))
STRANGER = SigningKey("house.example/log", bytes(range(1, 33)))
"""Another key that calls itself the same."""
WITNESS = SigningKey("witness.example/w1", bytes(range(2, 34)), COSIGNATURE)
AT = 1_764_374_400
"""When the witness cosigned, in seconds since 1970."""


class SampleLog:
    """Entries, and the tree over them."""

    def __init__(self, entries, key=HOUSE):
        self._entries = list(entries)
        self._leaves = leaf_hashes(self._entries)
        self.key = key
        self.subtree = cache(self._subtree)

    def _subtree(self, level, index):
        if level == 0:
            return self._leaves[index]
        if level <= 8:
            return perfect_root(self._leaves[index << level : index + 1 << level])
        halves = (self.subtree(level - 1, 2 * index + half) for half in (0, 1))
        return perfect_root(tuple(halves))

    def tile(self, level, number, width):
        first = number * 256
        nodes = range(first, first + width)
        return b"".join(self.subtree(8 * level, node) for node in nodes)

    def entries(self, first, last):
        return self._entries[first - 1 : last]

    def checkpoint(self, size):
        return Checkpoint(self.key.name, size, root_of(self, size))

    def note(self, size, *more):
        """Sign a checkpoint, and have it cosigned."""
        text = self.checkpoint(size).text
        note = sign_note(text, [self.key])
        return note.signed_too(key.sign(text, at=AT) for key in more)

    def proof(self, position, size, *more):
        """Prove that an entry is in the log."""
        return ProofFile(
            index=position - 1,
            hashes=tuple(inclusion_proof(self, position - 1, size)),
            note=self.note(size, *more).data,
        )

    def consistency(self, old, size, *more):
        """Prove that the log only grew."""
        return ConsistencyFile(
            old=old,
            hashes=tuple(consistency_proof(self, old, size)),
            note=self.note(size, *more).data,
        )


def plain_entries(count, word="bid"):
    """Return entries that are told apart by their number."""
    return [f'{{"{word}":{number}}}'.encode() for number in range(1, count + 1)]
