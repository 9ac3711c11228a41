"""Prove to others what a ledger has: entries, growth, and what others said of it.

What is handed out was verified first, as its reader will verify it: nothing is given to
anybody that would look forged because the ledger was changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from ledger.damage import KEEP, LedgerDamaged
from ledger.house.answers import must_be_recorded
from ledger.house.checkpoints import last_note, last_note_upto, publish, verifier_keys
from ledger.keys.heads import Why
from ledger.keys.trusted_keys import TrustedKeys
from ledger.proof.base64_text import NoteInvalid
from ledger.proof.checkpoint import Checkpoint, parse_checkpoint
from ledger.proof.consistency_file import ConsistencyFile
from ledger.proof.equivocation import Equivocation, NoEquivocation
from ledger.proof.note import SignedNote, parse_note, verified
from ledger.proof.note_keys import COSIGNATURE, VerifierKey
from ledger.proof.proof_file import ProofFile
from ledger.proof.timestamp import (
    StampedTime,
    Trust,
    own_signatures,
    stamped_bytes,
    verified_timestamp,
)
from ledger.proof.tree import ProofInvalid
from ledger.refusals import (
    CheckpointOfAnother,
    KeyNotHere,
    NoSigningKey,
    NotACosignature,
    NotCheckpointed,
    NotRecordedYet,
    ReplicaNotWritten,
    TimestampThere,
)
from ledger.store.checkpoints import checkpoints_from, keep_checkpoint
from ledger.store.cosigned import checkpoint_at, keep_cosigned
from ledger.store.timestamps import StoredTimestamp, keep_timestamp, timestamps_of

if TYPE_CHECKING:
    from ledger.house.house import House
    from ledger.store.connection import WriteConnection


class ProvedEntry(NamedTuple):
    """An entry, its proof, and the checkpoint that the proof leads to."""

    entry: bytes
    proof: ProofFile
    checkpoint: Checkpoint
    note: SignedNote


class OurOtherHistory(LedgerDamaged):
    """The log signed another history than the ledger has."""

    def __init__(self, evidence: Equivocation | None, size: int, head: int) -> None:
        super().__init__(
            f"A checkpoint of {size} entries, which this ledger's key signed, is of "
            f"another history than the ledger, which has {head} entries: the ledger "
            "was changed, or an older copy of it was put in its place. Nothing was "
            "recorded; keep the ledger and the checkpoint as they are."
        )
        self.evidence = evidence


def checkpoint_over(house: House, size: int) -> SignedNote:
    """Return a checkpoint over at least so many entries; sign one if need be.

    It is the last one that others cosigned, if there is any.
    """
    with house.reading() as connection:
        notes = [parse_note(each.note) for each in checkpoints_from(connection, size)]
    cosigned = [note for note in notes if is_cosigned(note)]
    chosen = cosigned or notes
    return chosen[-1] if chosen else publish(house)


def newest_checkpoint(house: House) -> SignedNote:
    """Sign the ledger as it stands; return the last checkpoint where nothing signs.

    A copy is not signed, nor is a ledger whose key is kept elsewhere.
    """
    try:
        return publish(house)
    except (ReplicaNotWritten, NoSigningKey, KeyNotHere):
        note = last_note(house)
        if note is None:
            raise
        return note


def is_cosigned(note: SignedNote) -> bool:
    """Say whether others than its log signed a checkpoint."""
    origin = note.text.partition("\n")[0]
    return any(each.name != origin for each in note.signatures)


def prove_entry(house: House, position: int, *, upto: int | None = None) -> ProvedEntry:
    """Prove that the ledger has the entry at a position; raises NotRecordedYet.

    With ``upto`` the proof leads to the last checkpoint over no more entries than that;
    raises NotCheckpointed where none of those has it.
    """
    head = must_be_recorded(house, position, upto=upto)
    if upto is None:
        note = checkpoint_over(house, position)
    else:
        note = last_note_upto(house, upto)
    checkpoint = _verified_by_us(house, note)
    if checkpoint.size < position:
        raise NotCheckpointed(size=head)
    tree = house.tree()
    entry, hashes = tree.entry(position), tree.inclusion(position, checkpoint.size)
    proof = ProofFile(index=position - 1, hashes=tuple(hashes), note=note.data)
    try:
        proof.verify(entry, checkpoint)
    except ProofInvalid as fault:
        raise _not_what_was_signed(checkpoint, fault) from fault
    return ProvedEntry(entry, proof, checkpoint, note)


def prove_growth(house: House, old: int, note: SignedNote) -> ConsistencyFile:
    """Prove that the ledger only grew from a size to a checkpoint."""
    checkpoint = _verified_by_us(house, note)
    if old > checkpoint.size:
        raise NotRecordedYet(position=old, head=checkpoint.size)
    tree = house.tree()
    hashes = tuple(tree.consistency(old, checkpoint.size))
    proof = ConsistencyFile(old=old, hashes=hashes, note=note.data)
    before = Checkpoint(checkpoint.origin, old, tree.root(old))
    try:
        proof.verify(before, checkpoint)
    except ProofInvalid as fault:
        raise _not_what_was_signed(checkpoint, fault) from fault
    return proof


def must_be_of_our_history(house: House, note: SignedNote) -> Checkpoint:
    """Return a checkpoint that somebody kept, if it is of this ledger as it is.

    Raises CheckpointOfAnother for what its key did not sign, and OurOtherHistory where
    it did, and the ledger has another history.
    """
    checkpoint = parse_checkpoint(note.text)
    try:
        verified(note, _keys_of(house, checkpoint.origin))
    except NoteInvalid as fault:
        raise CheckpointOfAnother(why=str(fault)) from fault
    tree, size = house.tree(), checkpoint.size
    if size > (head := tree.size()):
        raise OurOtherHistory(None, size, head)
    if tree.root(size) != checkpoint.root:
        raise OurOtherHistory(_evidence(house, note, size), size, head)
    return checkpoint


def _evidence(house: House, note: SignedNote, size: int) -> Equivocation | None:
    """Return both histories as evidence, where what was signed here shows the other."""
    with house.reading() as connection:
        stored = next(checkpoints_from(connection, size), None)
    if stored is None:
        return None
    hashes = tuple(house.tree().consistency(size, stored.size))
    evidence = Equivocation(older=note, newer=parse_note(stored.note), hashes=hashes)
    try:
        evidence.verify(verifier_keys(house))
    except (NoEquivocation, NoteInvalid):
        return None
    return evidence


def known_witnesses(house: House) -> TrustedKeys:
    """Return where the keys of witnesses are kept that may cosign for this ledger."""
    folder = house.published.must_have_folder()
    return TrustedKeys(folder, apart_from=house.folder)


def cosigned_after(house: House, moment: datetime) -> SignedNote | None:
    """Return the last checkpoint that a known witness cosigned after a moment."""
    if house.published.folder is None:
        return None
    keys = known_witnesses(house).read()
    by_known = {(key.name, key.id) for key in keys}
    with house.reading() as connection:
        notes = [parse_note(each.note) for each in checkpoints_from(connection, 0)]
    for note in reversed(notes):
        if any((each.name, each.key_id) in by_known for each in note.signatures):
            at = max(each.at or 0 for each in verified(note, keys))
            return note if at > moment.timestamp() else None
    return None


def add_cosignatures(
    house: House, note: SignedNote, witnesses: Iterable[VerifierKey]
) -> Sequence[VerifierKey]:
    """Keep what witnesses signed of a checkpoint; returns whose it is.

    Raises NotACosignature where none of them did, and else as
    ``must_be_of_our_history``.
    """
    checkpoint = must_be_of_our_history(house, note)
    try:
        signed = verified(note, witnesses)
    except NoteInvalid as fault:
        raise NotACosignature(why=str(fault)) from fault
    keys = tuple(dict.fromkeys(each.key for each in signed))
    assert all(key.kind == COSIGNATURE for key in keys), "witnesses cosign"
    known = {(key.name, key.id) for key in keys}
    more = [each for each in note.signatures if (each.name, each.key_id) in known]
    with house.appending() as connection:
        _must_be_written(connection)
        stored = checkpoint_at(connection, checkpoint.size)
        if stored is None:
            # It was signed, and its row was lost.
            whole = SignedNote(note.text, (*own_signatures(note), *more))
            keep_checkpoint(connection, checkpoint.size, whole.data)
        else:
            whole = parse_note(stored.note).signed_too(more)
            keep_cosigned(connection, checkpoint.size, whole.data)
        house.published.keep_head(checkpoint.size, checkpoint.root, Why.WITNESS)
    return keys


def checkpoint_to_stamp(house: House, size: int | None) -> SignedNote:
    """Return the checkpoint of a size; without one, of the ledger as it stands."""
    if size is None:
        return publish(house)
    with house.reading() as connection:
        stored = checkpoint_at(connection, size)
    if stored is None:
        raise NotCheckpointed(size=size)
    return parse_note(stored.note)


def keep_stamp(
    house: House, note: SignedNote, authority: str, reply: bytes, trust: Trust
) -> StampedTime:
    """Keep what an authority said of a checkpoint; raises TimestampInvalid.

    Raises TimestampThere where it said something of the same checkpoint before.
    """
    checkpoint = _verified_by_us(house, note)
    stamp = verified_timestamp(reply, stamped_bytes(note), trust)
    with house.appending() as connection:
        _must_be_written(connection)
        _must_be_first(connection, checkpoint.size, authority)
        keep_timestamp(connection, StoredTimestamp(checkpoint.size, authority, reply))
    return stamp


def _must_be_written(connection: WriteConnection) -> None:
    if connection.replica is not None:
        raise ReplicaNotWritten(replica=connection.replica)


def _must_be_first(connection: WriteConnection, size: int, authority: str) -> None:
    there = timestamps_of(connection, size)
    if any(each.authority == authority for each in there):
        raise TimestampThere(authority=authority, size=size)


def _verified_by_us(house: House, note: SignedNote) -> Checkpoint:
    """Return a checkpoint that is kept in the ledger; raises LedgerDamaged."""
    checkpoint = parse_checkpoint(note.text)
    try:
        verified(note, _keys_of(house, checkpoint.origin))
    except NoteInvalid as fault:
        raise _not_what_was_signed(checkpoint, fault) from fault
    return checkpoint


def _keys_of(house: House, origin: str) -> list[VerifierKey]:
    return [key for key in verifier_keys(house) if key.name == origin]


def _not_what_was_signed(checkpoint: Checkpoint, fault: Exception) -> LedgerDamaged:
    return LedgerDamaged(
        f"The checkpoint of {checkpoint.size} entries that the ledger keeps does not "
        f"fit the ledger: {str(fault).rstrip('.')}. {KEEP}"
    )
