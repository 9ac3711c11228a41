"""Evidence that a log signed two histories: a file with both of its checkpoints.

Whoever has the log's verifier key needs nothing else to see it. Two checkpoints of one
size with two roots are enough; of two sizes, a proof belongs to them that the newer one
grew from another tree than the older one tells of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.proof.base64_text import encoded
from ledger.proof.checkpoint import Checkpoint, parse_checkpoint
from ledger.proof.lines import Malformed, hashes_in, head_and_note, shown
from ledger.proof.note import SignedNote, parse_note, verified
from ledger.proof.note_keys import VerifierKey
from ledger.proof.tree import ProofInvalid, proved_roots

FORMAT = "lotledger/equivocation@v1"
SUFFIX = ".equivocation"

_PARTS = 4


class NoEquivocation(Exception):
    """Two checkpoints may both be of one history; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivocation:
    """Two checkpoints that one log signed, and what shows that they contradict."""

    older: SignedNote
    newer: SignedNote
    hashes: tuple[bytes, ...] = ()
    """The proof with which the newer came, where they are of two sizes."""

    @property
    def data(self) -> bytes:
        """Return the file."""
        head = "\n".join([FORMAT, *map(encoded, self.hashes), "", ""]).encode("ascii")
        return head + self.older.data + b"\n" + self.newer.data

    def verify(self, keys: Iterable[VerifierKey]) -> tuple[Checkpoint, Checkpoint]:
        """See that it shows what it is for; return both checkpoints, the older first.

        Raises NoteInvalid where the log did not sign both, and NoEquivocation where
        they do not contradict one another.
        """
        trusted = list(keys)
        older, newer = (
            parse_checkpoint(note.text) for note in (self.older, self.newer)
        )
        if older.origin != newer.origin:
            raise NoEquivocation("The two checkpoints are of two logs.")
        for note in (self.older, self.newer):
            verified(note, [key for key in trusted if key.name == older.origin])
        if not contradict(older, newer, self.hashes):
            raise NoEquivocation(
                "Nothing shows that the two checkpoints contradict one another: both "
                "may be of one history."
            )
        return older, newer


def contradict(
    older: Checkpoint, newer: Checkpoint, hashes: tuple[bytes, ...] = ()
) -> bool:
    """Say whether two checkpoints of a log cannot be of one history.

    A proof shows it where it leads to the newer root, and to another older one. It
    cannot where the older tree is perfect, nor where it leads nowhere.
    """
    if older.size == newer.size:
        return older.root != newer.root
    if not 0 < older.size < newer.size:
        return False
    try:
        roots = proved_roots(older.size, older.root, newer.size, hashes)
    except ProofInvalid:
        return False
    return roots[1] == newer.root and roots[0] != older.root


def parse_equivocation(file: bytes) -> Equivocation:
    """Read evidence; raises NoteInvalid for what is none. Nothing is verified."""
    lines, rest = head_and_note(file, "evidence")
    if lines[0] != FORMAT:
        raise Malformed(f"Line 1 is {shown(lines[0])}; evidence begins with {FORMAT}.")
    # No line of a checkpoint is empty: between two of them stand three empty lines.
    parts = rest.split(b"\n\n")
    if len(parts) != _PARTS:
        raise Malformed("The evidence does not hold two signed checkpoints.")
    return Equivocation(
        older=parse_note(parts[0] + b"\n\n" + parts[1] + b"\n"),
        newer=parse_note(parts[2] + b"\n\n" + parts[3]),
        hashes=hashes_in(lines[1:], 2),
    )
