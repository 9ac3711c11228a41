"""How an entry's text begins: its edition, its place, and the ids that follow from it.

All of this is worked out again whenever a text is read, and compared. Whoever moved an
entry, changed it, or took it from another ledger is found out by its beginning.
"""

from __future__ import annotations

import re
from hashlib import sha1
from json.encoder import encode_basestring
from typing import NamedTuple
from uuid import UUID

from ledger.damage import KEEP, Damage, EntryDamaged, LedgerDamaged
from ledger.entry import StreamId
from ledger.store.envelope import BEGINNING, Row
from ledger.visible import visible

_VARIANTS = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
"""The digit that a UUID has where another stood: its two high bits are 10."""
_EDITION = BEGINNING.decode()
_ID_LENGTH = 36
_PLACE = re.compile(r'"stream":"([^"]*)","version":(-?\d+),"type":"([^"]*)",')
_IDS = re.compile(r'"id":"([^"]*)","ledger":"([^"]*)",')


class LedgerId(NamedTuple):
    """The id of a ledger as texts have it, and the bytes that ids are derived from."""

    text: str
    namespace: bytes


def read_ledger_id(text: object) -> LedgerId:
    """Read the id that a ledger's file says it has; raises LedgerDamaged."""
    try:
        return LedgerId(str(text), UUID(str(text)).bytes)
    except ValueError as fault:
        raise LedgerDamaged(
            f"The ledger says that its id is {visible(str(text))!r}, and no ledger has "
            f"such an id: it was changed. {KEEP}"
        ) from fault


def event_id(ledger: UUID, stream: StreamId, version: int) -> str:
    """Derive an event's id: the UUID version 5 of its place in the ledger (RFC 9562).

    The ledger's own id is the namespace, so ids of two ledgers never meet and a
    ledger written twice has the same bytes.
    """
    return _derived_id(ledger.bytes, stream, version)


def _derived_id(namespace: bytes, stream: object, version: int) -> str:
    name = namespace + f"{stream}/{version}".encode()
    digest = sha1(name, usedforsecurity=False).hexdigest()
    return (
        f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-"
        f"{_VARIANTS[digest[16]]}{digest[17:20]}-{digest[20:32]}"
    )


class Beginnings:
    """How the texts of rows begin, in the order of the rows.

    What neighbours share is worked out once. Without a ledger, as far as the ids.
    """

    def __init__(self, ledger: LedgerId | None) -> None:
        self._ledger = ledger
        self._stream: object = None
        self._before, self._after_type, self._after_id = "", '",', b""
        if ledger is not None:
            self._after_type = '","id":"'
            self._after_id = f'","ledger":"{ledger.text}",'.encode()

    def is_former(self, row: Row) -> bool | None:
        """Say whether a text begins as one of the first release, or as one of today.

        None where it begins otherwise than its place and its ledger have it.
        """
        _, stream, version, name, state = row
        if stream != self._stream:
            self._stream = stream
            self._before = f'"stream":{encode_basestring(str(stream))},"version":'
        if not isinstance(state, bytes):
            return None
        place = f'{self._before}{version},"type":"{name}{self._after_type}'.encode()
        former = not state.startswith(BEGINNING)
        start = 1 if former else len(BEGINNING)
        if state.startswith(place, start) and state.startswith(
            self._after_id, start + len(place) + _ID_LENGTH
        ):
            return former
        return None

    def has_id(self, row: Row) -> bool:
        """Say whether a text that begins as it must has the id of its place."""
        if self._ledger is None:
            return True
        _, stream, version, _, state = row
        id_ = _derived_id(self._ledger.namespace, stream, version)
        at = state.index(self._after_id) - _ID_LENGTH
        return state.startswith(id_.encode(), at)

    def fault_of(self, row: Row) -> EntryDamaged:
        """Say in what a text begins otherwise than it does in its place."""
        position, stream, version, name, state = row
        place = f"Position {position} is filed as {_place(stream, version, name)}"
        text = state.decode(errors="replace") if isinstance(state, bytes) else ""
        there = _PLACE.match(text.removeprefix(_EDITION).removeprefix("{"))
        if there is None:
            what = "but its text says otherwise: it does not say where it stands"
            return EntryDamaged(position, Damage.PLACE, f"{place}, {what}")
        if there.groups() != (stream, str(version), name):
            what = f"but its text says otherwise: that it is {_place(*there.groups())}"
            return EntryDamaged(position, Damage.PLACE, f"{place}, {what}")
        ids = _IDS.match(there.string, there.end())
        if ids is None or self._ledger is None:
            what = "but its text says neither its id nor its ledger"
            return EntryDamaged(position, Damage.PLACE, f"{place}, {what}")
        id_, ledger = map(visible, ids.groups())
        if ledger != self._ledger.text:
            return EntryDamaged(
                position,
                Damage.LEDGER,
                f"Position {position} was recorded in the ledger {ledger}, and this "
                f"ledger says that it is {self._ledger.text}: one of them was changed",
            )
        what = f"its id {id_} is that of another place: it was changed or moved"
        return EntryDamaged(position, Damage.ID, f"{place}, and {what}")


def _place(stream: object, version: object, name: object) -> str:
    """Say of which history an entry is, and what."""
    return visible(f"event {version} of {stream}, {name}")
