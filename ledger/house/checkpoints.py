"""Sign what a ledger is: what is durable of it, and never two histories.

This room signs, and so is imported only where something is signed or verified.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ledger import ledger as ledger_itself
from ledger.damage import Contradiction
from ledger.events.ledger import LedgerTakenOver, SigningKeyAdopted, Times
from ledger.keys.heads import Why
from ledger.keys.key_files import kept_key, rehearsal_key
from ledger.proof.checkpoint import Checkpoint, parse_checkpoint
from ledger.proof.note import (
    SignedNote,
    SigningKey,
    VerifierKey,
    parse_note,
    parse_verifier_key,
    sign_note,
)
from ledger.refusals import (
    KeyNotHere,
    NoSigningKey,
    NotCheckpointed,
    NothingToSign,
    ReplicaNotWritten,
)
from ledger.store.checkpoints import (
    keep_checkpoint,
    last_checkpoint,
    last_checkpoint_upto,
)
from ledger.store.tree_reader import root_at

if TYPE_CHECKING:
    from ledger.house.house import House
    from ledger.house.records import Records
    from ledger.store.connection import ReadConnection, WriteConnection


def verifier_keys(records: Records) -> tuple[VerifierKey, ...]:
    """Return every key that ever signed for a ledger, in order; the last signs now."""
    if records.ledger().times is Times.REHEARSAL:
        return tuple(key.verifier for key in _rehearsal_keys(records))
    return tuple(
        parse_verifier_key(entry.event.key)
        for entry in records.ledger_history()
        if isinstance(entry.event, SigningKeyAdopted)
    )


def _rehearsal_keys(records: Records) -> Iterator[SigningKey]:
    """Derive the keys of a rehearsal, one for each epoch that it had."""
    name = ledger_itself.name_of_all_epochs(records.ledger(), records.ledger_id())
    yield rehearsal_key(name)
    for entry in records.ledger_history():
        if isinstance(entry.event, LedgerTakenOver):
            yield rehearsal_key(ledger_itself.in_epoch(name, entry.event.epoch))


def last_note(house: House) -> SignedNote | None:
    """Return the last checkpoint of a ledger, None where nothing was signed yet."""
    with house.reading() as connection:
        last = last_checkpoint(connection)
    return None if last is None else parse_note(last.note)


def last_note_upto(house: House, size: int) -> SignedNote:
    """Return the last checkpoint over no more than so many entries.

    Raises NotCheckpointed where nothing was signed by then.
    """
    with house.reading() as connection:
        last = last_checkpoint_upto(connection, size)
    if last is None:
        raise NotCheckpointed(size=size)
    return parse_note(last.note)


def key_of_today(house: House) -> SigningKey:
    """Return the key that signs now.

    Raises NoSigningKey, KeyNotHere where it is kept elsewhere, and KeysNotKept where it
    is kept as no key may be.
    """
    ledger = house.ledger()
    if ledger.times is Times.REHEARSAL:
        return rehearsal_key(ledger_itself.origin(ledger, house.ledger_id()))
    if ledger.signing_key is None:
        raise NoSigningKey
    return _kept(house, ledger.signing_key)


def publish(house: House) -> SignedNote:
    """Sign the ledger as it stands, keep the checkpoint, and return it.

    What was signed already is returned as it was. Raises Contradiction where an earlier
    checkpoint, or a head that is kept, is of another history; NoSigningKey, KeyNotHere
    and KeysNotKept where nothing can be signed with; NothingToSign.
    """
    note = _given_before(house) or _signed(house)
    house.published.given = note
    return note


def _given_before(house: House) -> SignedNote | None:
    """Return what this process gave last, without its turn to write, if it still holds.

    What another has signed may be on this machine alone yet, and is waited for.
    """
    given = house.published.given
    if given is None:
        return None
    with house.reading() as connection:
        fault = house.published.contradiction(connection)
        if connection.copied_from() is not None:
            return None
        if fault is not None:
            raise fault
        size = connection.head()
        note = _last_signed(connection, size)
        return given if note == given and _size_of(given) == size else None


def _signed(house: House) -> SignedNote:
    """Sign the ledger as it stands, in turn with whatever is recorded."""
    # No head is ever ahead of what a standby has: what was committed and not waited for
    # is waited for first.
    with house.appending() as connection:
        connection.settle()
    with house.appending() as connection:
        if connection.replica is not None:
            raise ReplicaNotWritten(replica=connection.replica)
        if not (size := connection.head()):
            raise NothingToSign
        if (fault := house.published.contradiction(connection)) is not None:
            raise fault
        last = _last_signed(connection, size)
        signed_to = 0 if last is None else _size_of(last)
        if last is not None and signed_to == size:
            return last
        root = root_at(connection, size)
        keys = _signing_keys(house, signed_to)
        note = sign_note(Checkpoint(keys[0].name, size, root).text, keys)
        _keep(house, connection, size, root, note)
    return note


def _last_signed(connection: ReadConnection, size: int) -> SignedNote | None:
    """Return the last checkpoint; raises Contradiction where it is of another log."""
    if (last := last_checkpoint(connection)) is None:
        return None
    note = parse_note(last.note)
    before = parse_checkpoint(note.text)
    if before.size > size or root_at(connection, before.size) != before.root:
        raise Contradiction(size, before.size, str(Why.CHECKPOINT))
    return note


def _size_of(note: SignedNote) -> int:
    return parse_checkpoint(note.text).size


def _keep(
    house: House, connection: WriteConnection, size: int, root: bytes, note: SignedNote
) -> None:
    """Keep a checkpoint, and its head elsewhere before that.

    Whoever is stopped between the two has signed nothing that anybody was given.
    """
    house.published.keep_head(size, root, Why.CHECKPOINT)
    keep_checkpoint(connection, size, note.data)


def _signing_keys(house: House, signed_to: int) -> Sequence[SigningKey]:
    """Return what signs next: the key of today, and those it replaced since."""
    keys = [key_of_today(house)]
    for entry in reversed(house.ledger_history()):
        if entry.position <= signed_to or isinstance(entry.event, LedgerTakenOver):
            break
        if isinstance(entry.event, SigningKeyAdopted) and entry.event.replaces:
            try:
                keys.append(_kept(house, entry.event.replaces))
            except KeyNotHere:
                # It was lost, and is on record as replaced: it signs no more.
                continue
    return keys


def _kept(house: House, key: str) -> SigningKey:
    folder = house.published.folder
    assert folder is not None, "a live ledger is opened with the folder of its keys"
    return kept_key(folder, parse_verifier_key(key), apart_from=house.folder)
