"""Cosign the checkpoint of a log, as its witness: by file or over HTTP alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from ledger.keys.witness_folder import WitnessFolder
from ledger.proof.checkpoint import parse_checkpoint
from ledger.proof.consistency_file import ConsistencyFile
from ledger.proof.equivocation import Equivocation
from ledger.proof.note import SignedNote, parse_note, verified
from ledger.proof.note_keys import NoteSignature, SigningKey, VerifierKey
from ledger.proof.witness import (
    LogEquivocates,
    LogSeen,
    NotCosigned,
    Unreconciled,
    may_cosign,
    with_keys,
)


class Cosigned(NamedTuple):
    """A checkpoint that was cosigned."""

    note: SignedNote
    """With what its log and the witness signed."""
    signature: NoteSignature
    """What the witness signed."""
    old: int
    """The number of entries that it had cosigned before."""


class Declined(Exception):
    """A witness signed nothing."""

    def __init__(self, why: NotCosigned, evidence: Path | None) -> None:
        super().__init__(str(why))
        self.why = why
        self.evidence = evidence
        """What was kept of it, where two checkpoints do not reconcile."""


def cosign(
    folder: WitnessFolder,
    signing: SigningKey,
    request: ConsistencyFile,
    keys: Sequence[VerifierKey] = (),
    *,
    at: int,
    keeps_doubts: bool = True,
) -> Cosigned:
    """Cosign what a request asks for; raises Declined.

    Keys that are given are known from now on, if the log signed with them. Whoever
    calls it has the turn: what was cosigned is on the disk before anybody is answered.
    Where anybody may ask, doubts are not kept: a proof that leads nowhere is made of
    any checkpoint that the log published.
    """
    origin = parse_checkpoint(parse_note(request.note).text).origin
    seen = with_keys(folder.seen(origin), origin, keys)
    try:
        note = may_cosign(request, seen)
    except NotCosigned as no:
        may_keep = keeps_doubts or isinstance(no, LogEquivocates)
        evidence = _kept_evidence(folder, request, seen, no) if may_keep else None
        raise Declined(no, evidence) from no
    signature = signing.sign(note.text, at=at)
    cosigned = note.signed_too([signature])
    assert seen is not None, "an unknown log is declined"
    signed = {each.key for each in verified(note, seen.keys)}
    for key in signed.intersection(keys):
        folder.trust(key)
    folder.keep(origin, _signed_by(cosigned, {*signed, signing.verifier}))
    return Cosigned(cosigned, signature, seen.size)


def _signed_by(note: SignedNote, keys: Iterable[VerifierKey]) -> SignedNote:
    """Return a note with what some keys signed of it: others may have written more."""
    known = {(key.name, key.id) for key in keys}
    signatures = (each for each in note.signatures if (each.name, each.key_id) in known)
    return SignedNote(note.text, tuple(signatures))


def _kept_evidence(
    folder: WitnessFolder,
    request: ConsistencyFile,
    seen: LogSeen | None,
    no: NotCosigned,
) -> Path | None:
    """Keep what somebody may have to be shown; returns where."""
    if isinstance(no, LogEquivocates):
        return folder.keep_evidence(no.evidence)
    if isinstance(no, Unreconciled) and seen is not None and seen.last is not None:
        newer = parse_note(request.note)
        both = Equivocation(older=seen.last, newer=newer, hashes=request.hashes)
        return folder.keep_evidence(both, unreconciled=True)
    return None
