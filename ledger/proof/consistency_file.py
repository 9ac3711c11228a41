"""A proof that a log only grew since an older checkpoint, as a file of its own.

It is the request by which a log asks a witness to cosign (``add-checkpoint`` of
c2sp.org/tlog-witness): the older size, the proof, and the checkpoint.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.proof.base64_text import encoded
from ledger.proof.checkpoint import Checkpoint
from ledger.proof.lines import Malformed, hashes_in, head_and_note, number_in, shown
from ledger.proof.tree import verify_consistency


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsistencyFile:
    """The size of a log that its reader knows, what it became, and the proof."""

    old: int
    """The number of entries that the reader knows; 0: nothing."""
    hashes: tuple[bytes, ...]
    """The consistency proof, from there to the checkpoint."""
    note: bytes
    """The checkpoint, a signed note, as it was published."""

    @property
    def data(self) -> bytes:
        """Return the file."""
        lines = [f"old {self.old}", *map(encoded, self.hashes), "", ""]
        return "\n".join(lines).encode("ascii") + self.note

    def verify(self, old: Checkpoint, checkpoint: Checkpoint) -> None:
        """See that a log only grew since an older checkpoint; raises ProofInvalid.

        Both were signed: the newer one is that of the note.
        """
        size, root = checkpoint.size, checkpoint.root
        verify_consistency(old.size, old.root, size, root, self.hashes)


def parse_consistency(file: bytes) -> ConsistencyFile:
    """Read a proof of consistency; raises Malformed for what is none.

    Its checkpoint is not looked at, and nothing is verified.
    """
    lines, note = head_and_note(file, "proof of consistency")
    if not lines[0].startswith("old "):
        raise Malformed(
            f"Line 1 is {shown(lines[0])}; a proof of consistency begins with the "
            "older size: old 323."
        )
    old = number_in(lines[0].removeprefix("old "), "The older size in line 1")
    return ConsistencyFile(old=old, hashes=hashes_in(lines[1:], 2), note=note)
