"""What a pack of evidence takes from a ledger: who signs it, and what is all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ledger.house.checkpoints import key_of_today, publish, verifier_keys
from ledger.house.proofs import checkpoint_over
from ledger.proof.census import Census
from ledger.proof.checkpoint import parse_checkpoint
from ledger.proof.note import SignedNote, parse_note, sign_note
from ledger.refusals import KeyNotHere, KeysNotKept, NoSigningKey, ReplicaNotWritten
from ledger.store.checkpoints import checkpoints_from
from ledger.store.streams import counted, places
from ledger.store.timestamps import timestamps_of

if TYPE_CHECKING:
    from ledger.house.house import House

Sign = Callable[[str], bytes]


class PackBasis(NamedTuple):
    """The size of the log at which a pack is made, and who signs it."""

    size: int
    note: SignedNote | None
    """The checkpoint of that size; None where the key is not at hand."""
    sign: Sign | None
    """Signs a text with the key that signed the checkpoint."""
    why_not: str | None
    """Why nobody signs."""


def basis_over(house: House, size: int) -> PackBasis:
    """Return at which size, of so many entries or more, a pack is made.

    It is that of a checkpoint which others cosigned, or which is there; or one is
    signed now. The same key signs all of a pack, or nobody does.
    """
    try:
        key = key_of_today(house)
        note = checkpoint_over(house, size)
        if (key.name, key.verifier.id) not in _named(note):
            note = publish(house)
    except (KeyNotHere, KeysNotKept, NoSigningKey, ReplicaNotWritten) as no:
        with house.reading() as connection:
            kept = [each.size for each in checkpoints_from(connection, size)]
        return PackBasis(kept[-1] if kept else house.tree().size(), None, None, str(no))
    return PackBasis(
        parse_checkpoint(note.text).size,
        note,
        lambda text: sign_note(text, [key]).data,
        None,
    )


def census_at(house: House, size: int) -> Census:
    """Take the census of the log as it was at a size."""
    with house.reading() as connection:
        rows = list(counted(connection, size))
    return Census(rows, size=size, root=house.tree().root(size))


def places_of(house: House, names: Iterable[tuple[str, bool]]) -> set[int]:
    """Return where the events of streams stand: of a name, or that begin so."""
    with house.reading() as connection:
        return {
            position
            for name, begins in names
            for position in places(connection, name, begins=begins)
        }


def timestamps_at(house: House, size: int) -> Mapping[str, bytes]:
    """Return what authorities for time said of the checkpoint of a size."""
    with house.reading() as connection:
        return {each.authority: each.reply for each in timestamps_of(connection, size)}


def handovers_before(house: House, size: int) -> Mapping[int, bytes]:
    """Return the checkpoints that two keys of the log signed, up to a size."""
    keys = {(key.name, key.id) for key in verifier_keys(house)}
    with house.reading() as connection:
        notes = {each.size: each.note for each in checkpoints_from(connection, 0)}
    return {
        at: note
        for at, note in notes.items()
        if at <= size and sum(key in keys for key in _named(parse_note(note))) > 1
    }


def _named(note: SignedNote) -> set[tuple[str, bytes]]:
    return {(each.name, each.key_id) for each in note.signatures}
