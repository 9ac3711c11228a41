"""What another house hands out, by what it is: each is verified in its own way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.audit.foreign_file import read_foreign
from commands.errors import Refused

if TYPE_CHECKING:
    from ledger.proof.checkpoint import Checkpoint
    from ledger.proof.note import SignedNote
    from ledger.proof.policy import Judgement, Policy
    from presenters.checked import EquivocationShape


class Contradicts(Refused):
    """What was handed out is of another history than what the reader kept."""

    exit_code = 3

    def __init__(self, file: Path, size: int) -> None:
        super().__init__(
            "Refused (contradicts)",
            f"{file} verifies, but contradicts what you kept: its log signed another "
            f"root over its first {size} entries. Keep both: they show two histories.",
        )


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What a file shows, once it was verified."""

    note: SignedNote
    judgement: Judgement
    index: int | None = None
    """Where an entry stands that it proves."""
    old: int | None = None
    """Which size it continues."""


def is_evidence(file: Path) -> bool:
    """Say whether a file is evidence of two histories."""
    from ledger.proof.equivocation import FORMAT

    return not file.is_dir() and _content(file).startswith(f"{FORMAT}\n".encode())


def evidence_in(file: Path, trust: Policy) -> EquivocationShape:
    """Return whose two histories a file shows, and at which sizes."""
    from ledger.proof.base64_text import NoteInvalid
    from ledger.proof.equivocation import NoEquivocation, parse_equivocation
    from presenters.checked import EquivocationShape

    evidence = read_foreign(file, "evidence", parse_equivocation)
    try:
        older, newer = evidence.verify(trust.logs)
    except (NoteInvalid, NoEquivocation) as no:
        raise does_not_verify(file, no) from no
    return EquivocationShape(
        file=str(file),
        origin=older.origin,
        older_size=older.size,
        newer_size=newer.size,
        equivocates=True,
    )


def verified_file(
    file: Path, trust: Policy, *, entry: Path | None, old: Path | None
) -> HandedOut:
    """Verify a proof, a checkpoint, a proof of growth or a folder; raises Refused."""
    from ledger.proof.proof_file import FORMAT

    if file.is_dir():
        return _verified_folder(file, trust, _kept(old, trust))
    content = _content(file)
    if content.startswith(FORMAT.rpartition("@")[0].encode()):
        return _verified_proof(file, content, trust, entry)
    if content.startswith(b"old "):
        return _verified_growth(file, content, trust, _kept(old, trust))
    note, judgement = _judged(file, content, trust)
    kept = _kept(old, trust)
    if kept is not None and (kept.size, kept.root) != _head(judgement):
        _must_be_of_one_log(kept, judgement)
        if kept.size == judgement.checkpoint.size:
            raise Contradicts(file, kept.size)
        slip = (
            "A checkpoint by itself continues only itself. Name a proof that it grew."
        )
        raise click.BadParameter(slip, param_hint="'--old'")
    return HandedOut(note, judgement)


def _head(judgement: Judgement) -> tuple[int, bytes]:
    return judgement.checkpoint.size, judgement.checkpoint.root


def _content(file: Path) -> bytes:
    return read_foreign(file, "a proof, a checkpoint or a folder of tiles", bytes)


def _judged(file: Path, content: bytes, trust: Policy) -> tuple[SignedNote, Judgement]:
    from ledger.proof.base64_text import NoteInvalid
    from ledger.proof.note import parse_note

    note = read_foreign(file, "a checkpoint", lambda _: parse_note(content))
    try:
        return note, trust.judge(note)
    except NoteInvalid as no:
        raise does_not_verify(file, no) from no


def _kept(old: Path | None, trust: Policy) -> Checkpoint | None:
    """Return the checkpoint that a reader kept; its log must have signed it."""
    if old is None:
        return None
    return _judged(old, _content(old), trust)[1].checkpoint


def _verified_proof(
    file: Path, content: bytes, trust: Policy, entry: Path | None
) -> HandedOut:
    from commands.audit.prove import entry_beside
    from ledger.proof.proof_file import parse_proof
    from ledger.proof.tree import ProofInvalid

    proof = read_foreign(file, "a proof", lambda _: parse_proof(content))
    note, judgement = _judged(file, proof.note, trust)
    entry_bytes = read_foreign(entry or entry_beside(file), "the entry", bytes)
    try:
        proof.verify(entry_bytes, judgement.checkpoint)
    except ProofInvalid as no:
        raise does_not_verify(file, f"it is of another entry or log: {no}.") from no
    return HandedOut(note, judgement, index=proof.index)


def _verified_growth(
    file: Path, content: bytes, trust: Policy, old: Checkpoint | None
) -> HandedOut:
    from ledger.proof.checkpoint import Checkpoint
    from ledger.proof.consistency_file import parse_consistency
    from ledger.proof.tree import EMPTY_ROOT, ProofInvalid

    proof = read_foreign(file, "a proof", lambda _: parse_consistency(content))
    note, judgement = _judged(file, proof.note, trust)
    if old is None and proof.old == 0:
        old = Checkpoint(judgement.checkpoint.origin, 0, EMPTY_ROOT)
    if old is None or old.size != proof.old:
        slip = f"Name the checkpoint of {proof.old} entries that you kept."
        raise click.BadParameter(slip, param_hint="'--old'")
    _must_be_of_one_log(old, judgement)
    try:
        proof.verify(old, judgement.checkpoint)
    except ProofInvalid as no:
        why = f"the log does not continue what you kept: {no}."
        raise does_not_verify(file, why) from no
    return HandedOut(note, judgement, old=old.size)


def _verified_folder(folder: Path, trust: Policy, old: Checkpoint | None) -> HandedOut:
    from ledger.proof.tiles import CHECKPOINT
    from ledger.proof.tiles_read import TilesInvalid, verify_tiles

    file = folder / CHECKPOINT
    note, judgement = _judged(file, _content(file), trust)
    if old is not None:
        _must_be_of_one_log(old, judgement)
        if old.size > judgement.checkpoint.size:
            why = f"it ends before the {old.size} entries of what you kept."
            raise does_not_verify(folder, why)
    try:
        verify_tiles(_reader(folder), judgement.checkpoint, old)
    except TilesInvalid as no:
        if old is not None and _is_whole(folder, judgement.checkpoint):
            raise Contradicts(folder, old.size) from no
        raise does_not_verify(folder, no) from no
    return HandedOut(note, judgement, old=None if old is None else old.size)


def _is_whole(folder: Path, checkpoint: Checkpoint) -> bool:
    """Say whether a folder is of its own checkpoint's log, whatever was before."""
    from ledger.proof.tiles_read import TilesInvalid, verify_tiles

    try:
        verify_tiles(_reader(folder), checkpoint)
    except TilesInvalid:
        return False
    return True


def _reader(folder: Path) -> Callable[[str], bytes | None]:
    def read(path: str) -> bytes | None:
        place = folder / path
        return _content(place) if place.is_file() else None

    return read


def _must_be_of_one_log(old: Checkpoint, judgement: Judgement) -> None:
    if old.origin != judgement.checkpoint.origin:
        slip = f"It is of another log, {old.origin}."
        raise click.BadParameter(slip, param_hint="'--old'")


def does_not_verify(file: Path, why: object) -> Refused:
    """Return the refusal of a file that proves nothing."""
    remedy = "It proves nothing; keep it, and ask where it came from."
    return Refused("Refused (not-verified)", f"{file} does not verify: {why} {remedy}")
