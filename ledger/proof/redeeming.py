"""What became of a receipt: whether the log has what it promises, and where."""

from __future__ import annotations

from enum import StrEnum

from ledger.proof.base64_text import NoteInvalid
from ledger.proof.checkpoint import Checkpoint
from ledger.proof.note import parse_note, verified
from ledger.proof.note_keys import VerifierKey
from ledger.proof.proof_file import ProofFile
from ledger.proof.receipt import Receipt
from ledger.proof.tree import ProofInvalid


class Redeemed(StrEnum):
    """What became of a receipt."""

    INCLUDED = "included"
    """The log has the entry, at its position."""
    LEFT_OUT = "left-out"
    """The log has no such entry: the house broke its word."""
    NOT_THE_SAME = "not-the-same"
    """The log has another entry in its place: the house broke its word."""
    NOT_YET_COVERED = "not-yet-covered"
    """What it is held against does not reach so far."""
    NOT_TOLD = "not-told"
    """It is reached, and whether it is there takes a proof."""


def signer_of(receipt: Receipt, keys: list[VerifierKey]) -> VerifierKey | None:
    """Return which key promised the entry; None where none of them did.

    Raises NoteInvalid where its note promises something else, or was not signed by a
    key that it names.
    """
    if receipt.note is None:
        return None
    note = parse_note(receipt.note)
    if note.text != receipt.text:
        raise NoteInvalid("What is signed is not what the receipt says.")
    known = [key for key in keys if key.name == receipt.origin]
    names = {(each.name, each.key_id) for each in note.signatures}
    if not any((key.name, key.id) in names for key in known):
        return None
    return verified(note, known)[0].key


def by_proof(
    receipt: Receipt,
    checkpoint: Checkpoint,
    proof: ProofFile | None,
    entry: bytes | None = None,
) -> Redeemed:
    """Hold a receipt against a checkpoint, and a proof that leads to it.

    The entry is the one that came with the proof: where it is proved, and is another
    than the receipt's, the house broke its word. Raises ProofInvalid where the proof is
    of another position, or proves neither.
    """
    if checkpoint.size < receipt.position:
        return Redeemed.NOT_YET_COVERED
    if proof is None:
        return Redeemed.NOT_TOLD
    if proof.index != receipt.position - 1:
        raise ProofInvalid(f"the proof is of position {proof.index + 1}")
    if entry is not None and entry != receipt.entry:
        proof.verify(entry, checkpoint)
        return Redeemed.NOT_THE_SAME
    proof.verify(receipt.entry, checkpoint)
    return Redeemed.INCLUDED
