"""What is handed to others so that they need not believe us, and what they gave us."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ledger.proof.base64_text import encoded
from ledger.proof.checkpoint import parse_checkpoint
from presenters.shape import Shape
from presenters.times import utc_time
from presenters.words import counted

if TYPE_CHECKING:
    from ledger.house.proofs import ProvedEntry
    from ledger.proof.consistency_file import ConsistencyFile
    from ledger.proof.note import SignedNote
    from ledger.proof.note_keys import VerifierKey
    from ledger.proof.timestamp import StampedTime


class ProofShape(Shape):
    """A proof that an entry is in the log, as files."""

    position: int
    """Where the entry stands in the ledger."""
    index: int
    """Where it stands in the log, which counts from 0."""
    origin: str
    """The name of the log."""
    size: int
    """How many entries the checkpoint of the proof is over."""
    cosigned_by: list[str]
    """The names of the witnesses that cosigned the checkpoint."""
    file: str
    """The proof: a ``.tlog-proof``."""
    entry_file: str
    """The bytes of the entry, which whoever verifies needs as well."""


class TilesShape(Shape):
    """A log as a folder of tiles."""

    folder: str
    """Where it is."""
    origin: str
    """The name of the log."""
    size: int
    """How many entries its checkpoint is over."""
    former_size: int
    """How many the folder had before."""
    files: int
    """How many files were written."""
    too_long: list[int]
    """Positions of entries of more than 65,535 bytes: their bundles stand elsewhere."""


class ConsistencyShape(Shape):
    """A proof that the log only grew."""

    origin: str
    """The name of the log."""
    old: int
    """How many entries it had."""
    size: int
    """How many entries the checkpoint of the proof is over."""
    hashes: list[str]
    """The proof, in Base 64."""
    note: str
    """The checkpoint, a signed note."""


class CosignedShape(Shape):
    """A checkpoint of another log, cosigned."""

    origin: str
    """The name of the log."""
    old: int
    """How many entries the witness had cosigned before."""
    size: int
    """How many it has cosigned now."""
    root: str
    """The root over them, in Base 64."""
    witness: str
    """The verifier key of the witness."""
    at: datetime
    """When it cosigned."""
    note: str
    """The checkpoint with the cosignature."""


class AskedWitnessShape(Shape):
    """A checkpoint of this ledger that a witness was asked to cosign, and did."""

    size: int
    """How many entries it is over."""
    cosigned_by: list[str]
    """The names of the known witnesses that cosigned it, those asked before too."""
    note: str
    """The checkpoint with what they signed."""


class StampShape(Shape):
    """A checkpoint, and when it was there at the latest."""

    origin: str
    """The name of the log."""
    size: int
    """How many entries the checkpoint is over."""
    authority: str
    """Under which name the timestamp is kept."""
    signed_by: str
    """The name in the certificate of the authority."""
    at: datetime
    """What its clock said."""
    serial: str
    """The number that it gave the timestamp."""


def proof_shape(proved: ProvedEntry, file: str, entry_file: str) -> ProofShape:
    """Return a proof that was written as its shape."""
    return ProofShape(
        position=proved.proof.index + 1,
        index=proved.proof.index,
        origin=proved.checkpoint.origin,
        size=proved.checkpoint.size,
        cosigned_by=witness_names(proved.note),
        file=file,
        entry_file=entry_file,
    )


def witness_names(note: SignedNote) -> list[str]:
    """Return the names of those who cosigned a checkpoint, as it says."""
    origin = note.text.partition("\n")[0]
    names = (each.name for each in note.signatures)
    return [name for name in dict.fromkeys(names) if name != origin]


def proof_words(proof: ProofShape, keys: Sequence[VerifierKey]) -> str:
    """Say what a proof proves, and what its reader needs besides."""
    witnesses = ", ".join(proof.cosigned_by)
    cosigned = f", cosigned by {witnesses}" if witnesses else ""
    return (
        f"{proof.file} proves that position {proof.position} is in the log "
        f"{proof.origin}, in a checkpoint of {entries(proof.size)}{cosigned}.\n"
        f"{proof.entry_file} holds the entry, byte for byte. Hand both on. Whoever "
        "verifies them needs this verifier key, from somewhere else than these files:\n"
        + "\n".join(key.text for key in keys)
    )


def entries(size: int) -> str:
    """Write how many entries a log has."""
    return f"{size:,} {'entry' if size == 1 else 'entries'}"


def tiles_words(tiles: TilesShape) -> str:
    """Say what a folder has, and what others cannot read of it."""
    since = f", {tiles.former_size:,} of them before" if tiles.former_size else ""
    words = (
        f"{tiles.folder} has the log {tiles.origin} of {entries(tiles.size)}{since}: "
        f"{counted(tiles.files, 'file')} written, the checkpoint last."
    )
    if tiles.too_long:
        places = ", ".join(map(str, tiles.too_long))
        words += (
            f"\nToo long for a bundle of the standard: position {places}. What stands "
            "beside it is in long-entries/, with lengths of four bytes; the tiles "
            "have its hash as any other."
        )
    return words


def consistency_shape(proof: ConsistencyFile, note: SignedNote) -> ConsistencyShape:
    """Return a proof of growth as its shape."""
    checkpoint = parse_checkpoint(note.text)
    return ConsistencyShape(
        origin=checkpoint.origin,
        old=proof.old,
        size=checkpoint.size,
        hashes=[encoded(each) for each in proof.hashes],
        note=note.data.decode(),
    )


def cosigned_shape(
    note: SignedNote, old: int, witness: VerifierKey, at: int
) -> CosignedShape:
    """Return a checkpoint that was cosigned as its shape."""
    checkpoint = parse_checkpoint(note.text)
    return CosignedShape(
        origin=checkpoint.origin,
        old=old,
        size=checkpoint.size,
        root=encoded(checkpoint.root),
        witness=witness.text,
        at=datetime.fromtimestamp(at, UTC),
        note=note.data.decode(),
    )


def cosigned_words(cosigned: CosignedShape) -> str:
    """Say what was cosigned, and that it continues what was before."""
    grew = f"It continues the {entries(cosigned.old)} that were cosigned before."
    if not cosigned.old:
        grew = "Nothing of this log was cosigned before."
    if cosigned.old == cosigned.size:
        grew = "It is what was cosigned before."
    return f"Cosigned {cosigned.origin} at {entries(cosigned.size)}. {grew}"


def asked_witness_shape(note: SignedNote, witnesses: list[str]) -> AskedWitnessShape:
    """Return a checkpoint of ours that was cosigned as its shape."""
    size = parse_checkpoint(note.text).size
    return AskedWitnessShape(size=size, cosigned_by=witnesses, note=note.data.decode())


def asked_witness_words(asked: AskedWitnessShape) -> str:
    """Say which checkpoint was cosigned, and by whom."""
    names = ", ".join(asked.cosigned_by)
    return f"The checkpoint of {entries(asked.size)} is cosigned by {names}."


def stamp_shape(note: SignedNote, authority: str, stamp: StampedTime) -> StampShape:
    """Return a timestamp as its shape."""
    checkpoint = parse_checkpoint(note.text)
    return StampShape(
        origin=checkpoint.origin,
        size=checkpoint.size,
        authority=authority,
        signed_by=stamp.authority,
        at=stamp.at,
        serial=str(stamp.serial),
    )


def stamp_words(stamp: StampShape) -> str:
    """Say when a checkpoint was there at the latest, and by whose word."""
    return (
        f"The checkpoint of {entries(stamp.size)} was there on {utc_time(stamp.at)}, "
        f"as {stamp.signed_by} says. The timestamp is kept under {stamp.authority}."
    )
