"""What signs a ledger, what it signed, and what is kept elsewhere of that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ledger.events import SigningKeyAdopted
from ledger.house.checkpoints import last_note, verifier_keys
from ledger.keys.key_files import file_of
from ledger.ledger import origin
from ledger.proof.base64_text import encoded
from ledger.proof.checkpoint import parse_checkpoint
from ledger.proof.note import parse_verifier_key
from ledger.store.durability import Durability
from presenters.house_sentences import key_words
from presenters.recorded import durability_of, durability_words
from presenters.shape import Shape

if TYPE_CHECKING:
    from ledger.house import House
    from ledger.house.records import Records
    from ledger.keys.folder import LedgerFolder
    from ledger.proof.note import SignedNote, VerifierKey
    from ledger.store.writer import Recorded


class AdoptedKeyShape(Shape):
    """A key that signs from here on."""

    key: str
    """Its verifier key: name, id and public half. Give it to whoever verifies."""
    replaces: str | None
    """The verifier key of the one that signed before; null where none did."""
    file: str | None
    """Where its secret half is kept."""
    position: int
    """The entry that says that it signs."""
    repeated: bool
    """Whether the command was carried out before, and nothing was recorded now."""
    durable: Durability | None
    """Where it is: on the disk of one machine, on a standby as well, or under a
    checkpoint that a witness signed; null where nothing was recorded."""


class SignedByShape(Shape):
    """A signature below a checkpoint, as it names itself."""

    name: str
    """The name of the key."""
    id: str
    """The id of the key, in hexadecimal."""


class CheckpointShape(Shape):
    """What was signed of a ledger."""

    origin: str
    """The name of the log."""
    size: int
    """How many entries it had."""
    root: str
    """The root of the tree over them, in Base 64."""
    signatures: list[SignedByShape]
    """Who signed it."""
    note: str
    """The signed note, as it is stored and verified."""


class VerifierKeyShape(Shape):
    """A key of a ledger."""

    key: str
    """Its verifier key."""
    position: int | None
    """The entry that says that it signs; null in a rehearsal, whose key is derived."""
    signs: bool
    """Whether it is the one that signs today."""
    file: str | None
    """Where its secret half is kept here; null where it is not."""


class KeysShape(Shape):
    """What signs a ledger, and what was published of it."""

    ledger: str
    """The ledger's id."""
    origin: str
    """The name of its log."""
    epoch: int
    """Which history of the ledger it is: more than 1 where it was taken over."""
    keys: list[VerifierKeyShape]
    """Its keys, in order; those of before keep verifying what they signed."""
    folder: str | None
    """Where its keys and heads are kept on this machine."""
    checkpoint: CheckpointShape | None
    """The last that was signed; null where nothing was."""
    replica: str | None
    """What the ledger is a copy of; null where it may be written to."""
    as_of_position: int
    """The last position of the log that was read."""


def adopted_shape(recorded: Recorded, folder: LedgerFolder | None) -> AdoptedKeyShape:
    """Return a key that was adopted as its shape."""
    (adopted,) = (
        event for event in recorded.events if isinstance(event, SigningKeyAdopted)
    )
    return AdoptedKeyShape(
        key=adopted.key,
        replaces=adopted.replaces,
        file=_file_here(folder, parse_verifier_key(adopted.key)),
        position=recorded.last,
        repeated=recorded.repeated,
        durable=durability_of(recorded),
    )


def _file_here(folder: LedgerFolder | None, key: VerifierKey) -> str | None:
    file = None if folder is None else file_of(folder, key)
    return str(file) if file is not None and file.exists() else None


def adopted_words(adopted: AdoptedKeyShape) -> str:
    """Say which key signs, where it is kept, and what to hand out."""
    place = f"At position {adopted.position}"
    if adopted.repeated:
        place = f"Recorded before, at position {adopted.position}"
    return (
        f"The key {key_words(adopted.key)} signs from here on. "
        f"{place}{durability_words(adopted.durable)}.\n"
        f"It is kept in {adopted.file}. Keep a copy of that file apart from the "
        "ledger, and show it to nobody.\n"
        "Whoever is to verify what is signed needs this verifier key:\n"
        f"{adopted.key}"
    )


def checkpoint_shape(note: SignedNote) -> CheckpointShape:
    """Return a checkpoint as its shape."""
    checkpoint = parse_checkpoint(note.text)
    return CheckpointShape(
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=encoded(checkpoint.root),
        signatures=[
            SignedByShape(name=each.name, id=each.key_id.hex())
            for each in note.signatures
        ],
        note=note.data.decode(),
    )


def keys_shape(records: Records, house: House) -> KeysShape:
    """Return what signs a ledger as its shape."""
    note = last_note(house)
    records = records.as_of_now()
    ledger, head = records.ledger(), records.head()
    folder = house.published.folder
    return KeysShape(
        ledger=records.ledger_id(),
        origin=origin(ledger, records.ledger_id()),
        epoch=ledger.epoch,
        keys=list(_keys(records, folder)),
        folder=None if folder is None else str(folder.path),
        checkpoint=None if note is None else checkpoint_shape(note),
        replica=house.replica(),
        as_of_position=head,
    )


def _keys(records: Records, folder: LedgerFolder | None) -> Iterator[VerifierKeyShape]:
    """Return the keys of a ledger, each with where it was adopted."""
    keys = verifier_keys(records)
    adopted = {
        entry.event.key: entry.position
        for entry in records.ledger_history()
        if isinstance(entry.event, SigningKeyAdopted)
    }
    signing = origin(records.ledger(), records.ledger_id())
    for number, key in enumerate(keys, start=1):
        yield VerifierKeyShape(
            key=key.text,
            position=adopted.get(key.text),
            signs=number == len(keys) and key.name == signing,
            file=_file_here(folder, key),
        )


def keys_facts(keys: KeysShape) -> list[tuple[str, object]]:
    """Return what signs a ledger, a line each."""
    facts: list[tuple[str, object]] = [("ledger", keys.ledger), ("log", keys.origin)]
    if keys.replica is not None:
        facts.append(("copy of", keys.replica))
    facts += [
        ("signs" if each.signs else "signed", _key_line(each)) for each in keys.keys
    ]
    if not any(each.signs for each in keys.keys):
        facts.append(("signs", "nothing yet; make a key with: lotledger key new"))
    if keys.folder is not None:
        facts.append(("kept in", keys.folder))
    size = keys.checkpoint and f"{keys.checkpoint.size} entries"
    facts.append(("last checkpoint", size or "none"))
    return [*facts, ("as of position", keys.as_of_position)]


def _key_line(key: VerifierKeyShape) -> str:
    if key.position is None:
        return f"{key.key}, as anybody can derive it"
    here = "" if key.file is not None else ", kept elsewhere"
    return f"{key.key}, from position {key.position}{here}"
