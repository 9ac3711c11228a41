"""A witness: it cosigns a log that only grows, and nothing that contradicts itself.

What is asked of it, and in which order, is c2sp.org/tlog-witness, v1.0.0 of 31 March
2026 and its later notes; a cosignature is of type Ed25519 (c2sp.org/tlog-cosignature).
Whoever calls it keeps what was cosigned last, and lets nobody else in between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ledger.proof.base64_text import NoteInvalid
from ledger.proof.checkpoint import Checkpoint, parse_checkpoint
from ledger.proof.consistency_file import ConsistencyFile
from ledger.proof.equivocation import Equivocation, contradict
from ledger.proof.lines import shown
from ledger.proof.note import SignedNote, parse_note, verified
from ledger.proof.note_keys import VerifierKey
from ledger.proof.tree import EMPTY_ROOT, ProofInvalid


class NotCosigned(Exception):
    """A witness declined; the sentence says why.

    ``status`` is how it says so over HTTP (c2sp.org/tlog-witness).
    """

    code = "not-cosigned"
    status = 422
    remedy = "Nothing was signed."


class UnknownLog(NotCosigned):
    """A witness has no key of the log."""

    code = "unknown-log"
    status = 404
    remedy = "Give the key that the log's owner gave you with: --key"


class NotTheLogs(NotCosigned):
    """The log did not sign the checkpoint."""

    code = "not-the-logs"
    status = 403
    remedy = "If the log has a new key, give it with: --key"


class SmallerThanOld(NotCosigned):
    """The proof begins at a larger size than the checkpoint has."""

    status = 400
    remedy = "Ask for a proof of a later checkpoint."


class OtherSize(NotCosigned):
    """The proof begins at another size than the witness cosigned last."""

    code = "other-size"
    status = 409

    def __init__(self, origin: str, size: int, given: int) -> None:
        super().__init__(
            f"This witness cosigned {shown(origin)} last at {size} entries, and the "
            f"proof begins at {given}."
        )
        self.size = size
        self.remedy = f"Ask its owner for: lotledger audit consistency {size}"


class Unreconciled(NotCosigned):
    """Nothing shows that the checkpoint continues the last one."""

    code = "unreconciled"
    remedy = "Nothing was signed. Ask the log's owner for a proof, and keep both."


class LogEquivocates(NotCosigned):
    """The log signed two histories."""

    code = "log-equivocates"

    def __init__(self, evidence: Equivocation, older: int, newer: int) -> None:
        super().__init__(
            f"The log signed a checkpoint of {newer} entries that contradicts its "
            f"checkpoint of {older} entries, which this witness cosigned."
        )
        self.evidence = evidence


@dataclass(frozen=True, slots=True)
class LogSeen:
    """What a witness knows of a log."""

    keys: Collection[VerifierKey]
    """The keys that it is trusted to sign with."""
    last: SignedNote | None
    """The checkpoint that the witness cosigned last."""

    @property
    def size(self) -> int:
        """The number of entries that were cosigned last, 0 for none."""
        return 0 if self.last is None else parse_checkpoint(self.last.text).size


def with_keys(
    seen: LogSeen | None, origin: str, keys: Iterable[VerifierKey]
) -> LogSeen | None:
    """Return what is known of a log, and keys that are given for it now."""
    known, last = ((), None) if seen is None else (tuple(seen.keys), seen.last)
    given = (key for key in keys if key.name == origin and key not in known)
    together = (*known, *given)
    return LogSeen(together, last) if together else None


def may_cosign(request: ConsistencyFile, seen: LogSeen | None) -> SignedNote:
    """Return the checkpoint of a request as one to cosign; raises NotCosigned.

    ``seen`` is what is known of the log by the origin of the checkpoint.
    """
    note = parse_note(request.note)
    checkpoint = parse_checkpoint(note.text)
    if seen is None:
        raise UnknownLog(f"This witness has no key of the log {checkpoint.origin}.")
    try:
        verified(note, seen.keys)
    except NoteInvalid as fault:
        raise NotTheLogs(str(fault)) from fault
    if request.old > checkpoint.size:
        raise SmallerThanOld(
            f"The proof begins at {request.old} entries, and the checkpoint has "
            f"{checkpoint.size}."
        )
    last = _last(seen.last)
    _must_not_contradict(seen, last, note, checkpoint, request.hashes)
    if request.old != last.size:
        raise OtherSize(checkpoint.origin, last.size, request.old)
    try:
        request.verify(last, checkpoint)
    except ProofInvalid as fault:
        raise Unreconciled(
            f"The checkpoint of {checkpoint.size} entries is not shown to continue "
            f"the one of {last.size} entries that this witness cosigned: {fault}."
        ) from fault
    return note


def _last(note: SignedNote | None) -> Checkpoint:
    return (
        Checkpoint("", 0, EMPTY_ROOT) if note is None else parse_checkpoint(note.text)
    )


def _must_not_contradict(
    seen: LogSeen,
    last: Checkpoint,
    note: SignedNote,
    checkpoint: Checkpoint,
    hashes: tuple[bytes, ...],
) -> None:
    if seen.last is not None and contradict(last, checkpoint, hashes):
        evidence = Equivocation(older=seen.last, newer=note, hashes=hashes)
        raise LogEquivocates(evidence, last.size, checkpoint.size)
