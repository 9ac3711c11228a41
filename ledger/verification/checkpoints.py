"""Checkpoints, stored and brought: of this log, and signed by whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ledger.proof.checkpoint import Checkpoint, parse_checkpoint
from ledger.proof.note import NoteInvalid, SignedNote, parse_note, verified
from ledger.proof.note_keys import VerifierKey
from ledger.proof.policy import Policy
from ledger.proof.timestamp import (
    TimestampInvalid,
    must_be_of,
    stamped_bytes,
    verified_timestamp,
)
from ledger.verification.brought import Brought
from ledger.verification.finding import Finding, FindingKind
from ledger.verification.findings import TrustMode
from ledger.verification.sizes import KnownSize, KnownSizes
from ledger.visible import visible

STORED = "A checkpoint that is stored with the ledger"


@dataclass(frozen=True, slots=True)
class KnownNote:
    """A checkpoint as a signed note, and where it is from."""

    note: SignedNote
    checkpoint: Checkpoint
    whose: str

    @property
    def known(self) -> KnownSize:
        """What it says of the log."""
        return KnownSize(self.checkpoint.size, self.checkpoint.root, self.whose)


@dataclass(slots=True, kw_only=True)
class Vouched:
    """On whose word a log stands, and up to where."""

    mode: TrustMode = TrustMode.SELF_CONSISTENT
    upto: int = 0
    """The last position that their word is about."""
    signed_by: tuple[str, ...] = ()
    cosigned_by: tuple[str, ...] = ()
    stamped_at: datetime | None = None
    """When the log was there at the latest, by an authority's word."""


class Checkpoints:
    """The checkpoints of a log, from its own file and from the reader."""

    def __init__(
        self, stored: Sequence[tuple[object, object]], brought: Brought
    ) -> None:
        self._brought = brought
        self._faults: list[Finding] = []
        self._stored = list(self._readable(stored))
        self._brought_notes = list(self._readable_brought())
        self.vouched = Vouched()

    @property
    def sizes(self) -> set[int]:
        """The sizes at which the root of the log has to be known."""
        return {each.checkpoint.size for each in (*self._stored, *self._brought_notes)}

    def __len__(self) -> int:
        return len(self._stored) + len(self._brought_notes)

    def _readable(self, stored: Sequence[tuple[object, object]]) -> Iterator[KnownNote]:
        for size, data in stored:
            try:
                note = parse_note(data if isinstance(data, bytes) else b"")
                checkpoint = parse_checkpoint(note.text)
            except NoteInvalid as no:
                self._fault(size, f"is none: {str(no).removesuffix('.')}")
                continue
            if checkpoint.size != size:
                self._fault(size, f"is of {checkpoint.size} entries")
            else:
                yield KnownNote(note, checkpoint, STORED)

    def _fault(self, size: object, what: str) -> None:
        where = f"The checkpoint that is stored for {visible(repr(size))} entries"
        self._faults.append(
            Finding(
                kind=FindingKind.CHECKPOINT,
                what=f"{where} {visible(what)}",
                position=size if isinstance(size, int) and size > 0 else None,
            )
        )

    def _readable_brought(self) -> Iterator[KnownNote]:
        for file, note in self._brought.checkpoints:
            try:
                checkpoint = parse_checkpoint(note.text)
            except NoteInvalid as no:
                what = f"{file} is no checkpoint: {str(no).removesuffix('.')}"
                self._faults.append(Finding(kind=FindingKind.HEAD, what=what))
            else:
                yield KnownNote(note, checkpoint, f"The checkpoint in {file}")

    def check(
        self, sizes: KnownSizes, own_keys: Collection[VerifierKey]
    ) -> Iterator[Finding]:
        """Yield the checkpoints that are not of this log, or that nobody signed."""
        yield from self._faults
        for kind, notes in (
            (FindingKind.CHECKPOINT, self._stored),
            (FindingKind.HEAD, self._brought_notes),
        ):
            others = [each for each in notes if not sizes.agrees(each.known)]
            yield from sizes.contradictions(kind, [each.known for each in others])
            for each in notes:
                if each not in others:
                    yield from self._signatures(kind, each, own_keys)
        if self._brought.pinned and self.vouched.mode is TrustMode.SELF_CONSISTENT:
            keys = (f"{key.name}+{key.id.hex()}" for key in self._brought.pinned)
            what = "No checkpoint of this log is signed by a key that you gave"
            yield Finding(kind=FindingKind.HEAD, what=f"{what}: {', '.join(keys)}")

    def _signatures(
        self, kind: FindingKind, known: KnownNote, own_keys: Collection[VerifierKey]
    ) -> Iterator[Finding]:
        """Verify who signed a checkpoint of this log, and note on whose word it is."""
        pinned, policy = self._brought.pinned, self._brought.policy
        witnesses = () if policy is None else policy.witnesses.values()
        keys = dict.fromkeys((*pinned, *own_keys, *witnesses))
        try:
            signed = {each.key for each in verified(known.note, keys)}
        except NoteInvalid as no:
            what = f"{known.whose}, of {known.checkpoint.size} entries, does not verify"
            yield Finding(
                kind=kind,
                what=f"{what}: {visible(str(no).removesuffix('.'))}",
                position=known.checkpoint.size or None,
            )
            return
        by = tuple(key.name for key in pinned if key in signed)
        if by:
            self._vouch(known, TrustMode.SIGNED, signed_by=by)
            if policy is not None:
                self._witnessed(known, policy, by)

    def _witnessed(self, known: KnownNote, policy: Policy, by: tuple[str, ...]) -> None:
        """Note who cosigned a checkpoint, where they are the quorum of the reader."""
        try:
            judgement = policy.judge(known.note)
        except NoteInvalid:
            return
        if judgement.witnessed:
            cosigned = tuple(each.witness for each in judgement.cosignatures)
            self._vouch(known, TrustMode.WITNESSED, signed_by=by, cosigned_by=cosigned)

    def check_timestamps(
        self, stored: Sequence[tuple[object, object, object]]
    ) -> Iterator[Finding]:
        """Yield the timestamps that are of no checkpoint that is stored."""
        notes = {each.checkpoint.size: each for each in self._stored}
        for size, authority, reply in stored:
            known = notes.get(size) if isinstance(size, int) else None
            if known is None or not isinstance(reply, bytes):
                yield _of_timestamp(size, authority, "there is no such checkpoint")
                continue
            stamped = stamped_bytes(known.note)
            try:
                must_be_of(reply, stamped)
            except TimestampInvalid as no:
                yield _of_timestamp(size, authority, str(no))
            else:
                self._stamped(known, reply, stamped)

    def _stamped(self, known: KnownNote, reply: bytes, stamped: bytes) -> None:
        """Note when a checkpoint was there, by an authority that the reader trusts."""
        if self._brought.authorities is None:
            return
        try:
            time = verified_timestamp(reply, stamped, self._brought.authorities)
        except TimestampInvalid:
            return
        self._vouch(known, TrustMode.TIMESTAMPED, stamped_at=time.at)

    def _vouch(
        self,
        known: KnownNote,
        mode: TrustMode,
        *,
        signed_by: tuple[str, ...] = (),
        cosigned_by: tuple[str, ...] = (),
        stamped_at: datetime | None = None,
    ) -> None:
        """Let a log stand on the best word that there is, as far as it goes."""
        modes, size = list(TrustMode), known.checkpoint.size
        now = self.vouched
        if (modes.index(mode), size) > (modes.index(now.mode), now.upto):
            self.vouched = Vouched(
                mode=mode,
                upto=size,
                signed_by=signed_by or now.signed_by,
                cosigned_by=cosigned_by or now.cosigned_by,
                stamped_at=stamped_at or now.stamped_at,
            )


def _of_timestamp(size: object, authority: object, why: str) -> Finding:
    named = visible(f"by {authority} of the checkpoint for {size!r} entries")
    return Finding(
        kind=FindingKind.CHECKPOINT,
        what=f"The timestamp {named} is none: {visible(why.removesuffix('.'))}",
        position=size if isinstance(size, int) and size > 0 else None,
    )
