"""The codec: it keeps events under names, as JSON, and reads them back exactly.

The stored bytes are the whole entry but its position: what is hashed and handed out is
this text, and it is never written anew. The event stands last, under ``body``. It is
read strictly, in the shape that it was written in, and then made an event of today.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha1
from json.encoder import encode_basestring
from typing import Annotated, Any, Generic, NamedTuple, TypeAlias, TypeVar, cast
from uuid import UUID

from msgspec import Meta, Struct
from msgspec.json import Decoder

from ledger.damage import LedgerDamaged
from ledger.entry import Attribution, Entry, StreamId
from ledger.events import NAMES, Event
from ledger.events.former import FORMER
from ledger.identity import Role
from ledger.refusals import HalfCharacter
from ledger.store import json_text
from ledger.store.opened import Opened

_NAME_OF: Mapping[type, str] = {shape: name for name, shape in NAMES.items()}
_FORMER_NAMES: Mapping[str, list[str]] = {
    name: [old for old in FORMER if old.partition("/")[0] == name.partition("/")[0]]
    for name in NAMES
}
_VARIANTS = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
"""The digit that a UUID has where another stood: its two high bits are 10."""
_BODY = b',"body":'
_BODY_LENGTH = len(_BODY)
T = TypeVar("T")


Row: TypeAlias = tuple[int, str, int, str, bytes]
"""Position, stream, version, type and text, in the order of the table's columns."""


class _BodyOnly(Struct, Generic[T], gc=False):
    """An entry as far as its event is asked for."""

    body: T


class _Whole(Struct, Generic[T], forbid_unknown_fields=True):
    """An entry as its text has it, in this order."""

    stream: str
    version: int
    type: str
    id: str
    ledger: str
    actor: str
    role: Role
    on_behalf_of: str | None
    reason: str | None
    recorded_at: Annotated[datetime, Meta(tz=True)]
    key: str | None
    causation: str | None
    body: T


class _Form(NamedTuple):
    """The functions that read entries of one name, and write their events again."""

    decode: Callable[[bytes], Any]
    encode_into: Callable[[object, bytearray, int], None]
    is_former: bool


class Codec:
    """Writes the events of one ledger as the texts that it stores, and reads them."""

    def __init__(self) -> None:
        self._body_forms: dict[str, _Form] = {}
        self._whole_forms: dict[str, _Form] = {}

    def write(
        self,
        event: Event,
        *,
        name: str,
        stream: StreamId,
        version: int,
        id_: str,
        ledger: str,
        by: Attribution,
        causation: str | None,
    ) -> bytes:
        """Write the entry of an event; moments are in UTC."""
        assert by.recorded_at.tzinfo is not None, "a moment says which zone it is in"
        entry = _Whole(
            stream,
            version,
            name,
            id_,
            ledger,
            by.actor,
            by.role,
            by.on_behalf_of,
            by.reason,
            by.recorded_at.astimezone(UTC),
            by.key,
            causation,
            event,
        )
        text = json_text.encoder(NAMES[name])(entry)
        # What does not fit its shape could be written, but never read again.
        if self._body_form(name).decode(text).body != event:
            raise ValueError(f"{event} would be read as another event")
        return text

    def stored_entries(self, rows: Sequence[Row]) -> list[Entry[Event]]:
        """Read rows of the log as everybody may read them.

        Raises LedgerDamaged where a row's columns and its text disagree, and for a text
        that is not word for word what would be written.
        """
        wholes = _decoded(rows, self._whole_form)
        return [_entry_of(row, whole) for row, whole in zip(rows, wholes, strict=True)]

    def stored_entry(self, row: Row) -> Entry[Event]:
        """Read one row of the log; raises LedgerDamaged as for many."""
        (entry,) = self.stored_entries((row,))
        return entry

    def stored_event(self, row: Row) -> Event:
        """Read the event of one row alone; raises LedgerDamaged as for many."""
        (entry,) = _decoded((row,), self._body_form)
        event: Event = entry.body
        return event

    def opened_events(self, rows: Sequence[Row]) -> list[Opened[Event]]:
        """Open the events of rows, for the house; raises LedgerDamaged."""
        return [entry.body for entry in _decoded(rows, self._body_form)]

    def opened_entries(self, rows: Sequence[Row]) -> list[Opened[Entry[Event]]]:
        """Open rows whole, for the house; raises LedgerDamaged."""
        return cast("list[Opened[Entry[Event]]]", self.stored_entries(rows))

    def _body_form(self, name: str) -> _Form:
        """Return how the events of one name are read, worked out at the first one."""
        if (form := self._body_forms.get(name)) is None:
            form = self._body_forms[name] = _new_form(_BodyOnly, name)
        return form

    def _whole_form(self, name: str) -> _Form:
        """Return how entries of one name are read whole, as for the event alone."""
        if (form := self._whole_forms.get(name)) is None:
            form = self._whole_forms[name] = _new_form(_Whole, name)
        return form


def _new_form(entry: Any, name: str) -> _Form:
    shape: type | None = NAMES.get(name) or FORMER.get(name)
    if shape is None:
        raise LedgerDamaged(
            f"The ledger holds a {name!r} event, which this version of lotledger does "
            "not know. Nothing was changed; upgrade lotledger."
        )
    decoder: Decoder[Any] = json_text.decoder(entry[shape])
    return _Form(decoder.decode, json_text.encoder_into(shape), name in FORMER)


def name_of(event: Event) -> str:
    """Return the stable name an event is stored under."""
    return _NAME_OF[type(event)]


def names_of(kinds: Sequence[type]) -> frozenset[str]:
    """Return the stable names that kinds of events are and were stored under."""
    names = {_NAME_OF[kind] for kind in kinds}
    return frozenset(names.union(*(_FORMER_NAMES[name] for name in names)))


def event_id(ledger: UUID, stream: StreamId, version: int) -> str:
    """Derive an event's id: the UUID version 5 of its place in the ledger (RFC 9562).

    The ledger's own id is the namespace, so ids of two ledgers never meet and a
    ledger written twice has the same bytes.
    """
    digest = sha1(
        ledger.bytes + f"{stream}/{version}".encode(), usedforsecurity=False
    ).hexdigest()
    return (
        f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-"
        f"{_VARIANTS[digest[16]]}{digest[17:20]}-{digest[20:32]}"
    )


def unwritable(fault: Exception) -> HalfCharacter | None:
    """Return the refusal of a text that cannot be written; None for another fault."""
    return HalfCharacter() if isinstance(fault, UnicodeEncodeError) else None


def _entry_of(row: Row, whole: _Whole[Any]) -> Entry[Event]:
    position, stream, version, name, _ = row
    return Entry(
        position=position,
        stream=StreamId(stream),
        version=version,
        type=name,
        id=whole.id,
        ledger=whole.ledger,
        by=Attribution(
            actor=whole.actor,
            role=whole.role,
            recorded_at=whole.recorded_at,
            on_behalf_of=whole.on_behalf_of,
            reason=whole.reason,
            key=whole.key,
        ),
        causation=whole.causation,
        event=whole.body,
    )


def _decoded(rows: Sequence[Row], form_of: Callable[[str], _Form]) -> list[Any]:
    """Read the texts of rows, strictly: a stranger in the file is damage."""
    entries = []
    last_stream, last_name, ending = None, None, bytearray(_BODY)
    for row in rows:
        _, stream, version, name, state = row
        # Neighbours are often of one stream or one name: work these out once.
        if stream != last_stream:
            last_stream, beginning = stream, f'{{"stream":{encode_basestring(stream)}'
        place = f'{beginning},"version":{version},"type":"{name}",'.encode()
        if not isinstance(state, bytes) or not state.startswith(place):
            raise _misplaced(row)
        if name != last_name:
            last_name, (decode, encode_into, is_former) = name, form_of(name)
        try:
            entry = decode(state)
        except json_text.FAULTS as fault:
            raise _unreadable(name, json_text.reason_of(fault)) from fault
        # The decoder passes over a field too many in an event: only its text shows it.
        encode_into(entry.body, ending, _BODY_LENGTH)
        ending += b"}"
        if not state.endswith(ending):
            raise _unreadable(name, "it is not as it would be written")
        if is_former:
            entry.body = entry.body.upcast()
        entries.append(entry)
    return entries


def _misplaced(row: Row) -> LedgerDamaged:
    position, stream, version, name, state = row
    return LedgerDamaged(
        f"Position {position} is filed as {stream} {version} {name}, but its text "
        f"says otherwise: {state[:120]!r}. Nothing was changed; restore the ledger "
        "from a backup."
    )


def _unreadable(name: str, why: str) -> LedgerDamaged:
    return LedgerDamaged(
        f"A {name} event in the ledger cannot be read: {why}. Nothing was changed; "
        "restore the ledger from a backup."
    )
