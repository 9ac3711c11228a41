"""How events are kept: under a name, as JSON, read back exactly as they were.

The stored bytes are the whole entry but its position: what is hashed and handed out is
this text, and it is never written anew. The event stands last, under ``body``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha1, sha256
from json import loads
from json.encoder import encode_basestring
from typing import Annotated, Any, Generic, TypeAlias, TypeVar
from uuid import UUID

from msgspec import Meta, Struct
from msgspec.json import Decoder

from ledger.damage import LedgerDamaged
from ledger.entry import Attribution, Entry, StreamId
from ledger.events import NAMES, Event
from ledger.identity import Role
from ledger.refusals import HalfCharacter
from ledger.store import shorthand
from ledger.terms import Rules, Terms
from ledger.terms.settling import SettlementRules

_NAME_OF: Mapping[type, str] = {shape: name for name, shape in NAMES.items()}
_RECORDED_AT = re.compile(rb'"recorded_at":"([^"]*)"')
T = TypeVar("T")


Row: TypeAlias = tuple[int, str, int, str, bytes]
"""Position, stream, version, type and text, in the order of the table's columns."""


class _Filed(Struct, Generic[T]):
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


@cache
def _filed(name: str) -> Decoder[Any]:
    """Build the reader of one kind of event, when the first one is met."""
    return shorthand.decoder(_Filed, NAMES[name])


@cache
def _whole(name: str) -> Decoder[Any]:
    """Build the reader of entries of one kind of event, when the first one is met."""
    return shorthand.decoder(_Whole, NAMES[name])


def name_of(event: Event) -> str:
    """Return the stable name an event is stored under."""
    return _NAME_OF[type(event)]


def names_of(kinds: Sequence[type]) -> frozenset[str]:
    """Return the stable names that kinds of events are stored under."""
    return frozenset(_NAME_OF[kind] for kind in kinds)


def event_id(ledger: UUID, stream: StreamId, version: int) -> str:
    """Derive an event's id: the UUID version 5 of its place in the ledger (RFC 9562).

    The ledger's own id is the namespace, so ids of two ledgers never meet and a
    ledger written twice has the same bytes.
    """
    digest = sha1(
        ledger.bytes + f"{stream}/{version}".encode(), usedforsecurity=False
    ).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return (
        f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-"
        f"{variant}{digest[17:20]}-{digest[20:32]}"
    )


def write(
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
    text = shorthand.writer(NAMES[name])(entry)
    # What does not fit its shape could be written, but never read again.
    if _filed(name).decode(text).body != event:
        raise ValueError(f"{event} would be read as another event")
    return text


def _place(stream: str, version: int, name: str) -> bytes:
    """Write how the text of an entry begins: where it is filed."""
    said = encode_basestring(stream)
    return f'{{"stream":{said},"version":{version},"type":"{name}",'.encode()


def unwritable(fault: Exception) -> HalfCharacter | None:
    """Say no to a text that cannot be written; None where the fault is another."""
    return HalfCharacter() if isinstance(fault, UnicodeEncodeError) else None


def read_row(row: Row) -> Event:
    """Read the event of a row of the log.

    Raises LedgerDamaged where the row's columns and its text disagree, and for a text
    that is not word for word what would be written.
    """
    event: Event = _read(row, _filed).body
    return event


def read_entry(row: Row) -> Entry[Event]:
    """Read a row of the log whole; raises LedgerDamaged as for its event."""
    position, stream, version, name, _ = row
    whole = _read(row, _whole)
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


def recorded_at(row: Row) -> datetime:
    """Say when a row was recorded, without reading the rest of it."""
    found = _RECORDED_AT.search(row[4])
    if found is None:
        raise _unreadable(row[3], "it does not say when it was recorded")
    return datetime.fromisoformat(found[1].decode())


def _read(row: Row, reader: Callable[[str], Decoder[Any]]) -> Any:
    """Read the text of a row, strictly: a stranger in the file is damage."""
    position, stream, version, name, state = row
    place = _place(stream, version, name)
    if not isinstance(state, bytes) or not state.startswith(place):
        raise LedgerDamaged(
            f"Position {position} is filed as {stream} {version} {name}, but its text "
            f"says otherwise: {state[:120]!r}. Nothing was changed; restore the ledger "
            "from a backup."
        )
    if name not in NAMES:
        raise LedgerDamaged(
            f"The ledger holds a {name!r} event, which this version of lotledger does "
            "not know. Nothing was changed; upgrade lotledger."
        )
    try:
        found = reader(name).decode(state)
    except shorthand.FAULTS as fault:
        raise _unreadable(name, shorthand.told(fault)) from fault
    # The decoder passes over a field too many in an event: only its text shows it.
    body = shorthand.writer(NAMES[name])(found.body)
    if not state.endswith(b',"body":%b}' % body):
        raise _unreadable(name, "it is not as it would be written")
    return found


def _unreadable(name: str, why: str) -> LedgerDamaged:
    return LedgerDamaged(
        f"A {name} event in the ledger cannot be read: {why}. Nothing was changed; "
        "restore the ledger from a backup."
    )


def content_hash(terms: Terms | SettlementRules) -> str:
    """Return the SHA-256 of terms or rules as they are recorded, in hexadecimal."""
    kind: Any = type(terms)
    return sha256(shorthand.writer(kind)(terms)).hexdigest()


def write_terms(terms: Rules | Terms) -> str:
    """Write terms, or rules alone, whole: as JSON that reads back as they are."""
    kind: Any = type(terms)
    return shorthand.writer(kind)(terms).decode()


def read_terms(text: str) -> Rules | Terms:
    """Read terms, or rules alone, as they were written; raises LedgerDamaged."""
    try:
        told = loads(text)
        kind = Terms if "rules" in told else Rules
        found: Rules | Terms = shorthand.reader(kind).decode(text)
    except shorthand.FAULTS as fault:
        raise _terms_unreadable(shorthand.told(fault)) from fault
    if loads(write_terms(found)) != told:
        raise _terms_unreadable("they are not as they would be written")
    return found


def _terms_unreadable(why: str) -> LedgerDamaged:
    return LedgerDamaged(
        f"Terms on file in the ledger cannot be read: {why}. Nothing was changed; "
        "restore the ledger from a backup."
    )
