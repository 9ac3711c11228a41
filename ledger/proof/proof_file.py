"""A proof that an entry is in a log, as a file of its own: ``.tlog-proof``.

The format is c2sp.org/tlog-proof@v1. Its reader needs no network: the entry's bytes,
and the verifier key of the log from somewhere else than this file, are enough.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.proof.base64_text import NoteInvalid, decoded, encoded
from ledger.proof.checkpoint import Checkpoint
from ledger.proof.lines import Malformed, hashes_in, head_and_note, number_in, shown
from ledger.proof.tree import leaf_hash, verify_inclusion

FORMAT = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofFile:
    """Where an entry stands, the hashes from its leaf to the root, and a checkpoint."""

    index: int
    """The place of the entry in the log, counted from 0."""
    hashes: tuple[bytes, ...]
    """The inclusion proof, the sibling of the leaf first."""
    note: bytes
    """The checkpoint, a signed note, as it was published."""
    extra: bytes | None = None
    """What is in the file besides, which nothing vouches for."""

    @property
    def data(self) -> bytes:
        """Return the file."""
        extra = [] if self.extra is None else [f"extra {encoded(self.extra)}"]
        lines = [FORMAT, *extra, f"index {self.index}", *map(encoded, self.hashes)]
        return "\n".join([*lines, "", ""]).encode("ascii") + self.note

    def verify(self, entry: bytes, checkpoint: Checkpoint) -> None:
        """See that an entry stands there; raises ProofInvalid.

        The checkpoint is that of the note, whose signatures were verified before.
        """
        size, root = checkpoint.size, checkpoint.root
        verify_inclusion(leaf_hash(entry), self.index, size, self.hashes, root)


def parse_proof(file: bytes) -> ProofFile:
    """Read a proof; raises Malformed for what is none.

    Its checkpoint is not looked at, and nothing is verified.
    """
    lines, note = head_and_note(file, "proof")
    if lines[0] != FORMAT:
        raise Malformed(f"Line 1 is {shown(lines[0])}; a proof begins with {FORMAT}.")
    at, extra = 1, None
    if at < len(lines) and lines[at].startswith("extra "):
        extra = _extra_in(lines[at].removeprefix("extra "))
        at += 1
    if at == len(lines) or not lines[at].startswith("index "):
        raise Malformed(
            f"Line {at + 1} does not say where the entry stands: index 323."
        )
    index = number_in(lines[at].removeprefix("index "), f"The index in line {at + 1}")
    hashes = hashes_in(lines[at + 1 :], at + 2)
    return ProofFile(index=index, hashes=hashes, note=note, extra=extra)


def _extra_in(base64: str) -> bytes:
    try:
        return decoded(base64)
    except NoteInvalid as fault:
        raise Malformed(f"What is extra in line 2 is not read. {fault}") from None
