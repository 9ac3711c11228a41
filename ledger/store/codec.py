"""How events are kept: under a name, as JSON, read back exactly as they were.

The stored bytes are the whole entry but its position: what is hashed and handed out is
this text, and it is never written anew. The event stands last, under ``body``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha1, sha256
from json.encoder import encode_basestring
from typing import NamedTuple
from uuid import UUID

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from ledger.damage import LedgerDamaged
from ledger.entry import Attribution, Entry, StreamId
from ledger.events import NAMES, Event
from ledger.identity import Role
from ledger.refusals import HalfCharacter
from ledger.terms import Terms

_NAME_OF: Mapping[type, str] = {shape: name for name, shape in NAMES.items()}
_BODY = b',"body":'


class StoredRow(NamedTuple):
    """A row of the log, in the order of the table's columns."""

    position: int
    """Its place among all events, from 1."""
    stream: str
    """Whose history it belongs to."""
    version: int
    """Its place in that history, from 1."""
    type: str
    """The stable name of the event."""
    state: bytes
    """The text of the entry."""


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands before the body of an entry, in this order."""

    stream: str
    version: int
    type: str
    id: str
    ledger: str
    actor: str
    role: Role
    on_behalf_of: str | None
    reason: str | None
    recorded_at: AwareDatetime
    key: str | None
    causation: str | None


@cache
def _heads() -> TypeAdapter[_Head]:
    """Build the reader of what stands before the body, when it is first needed."""
    return TypeAdapter(_Head)


@cache
def _adapter(name: str) -> TypeAdapter[Event]:
    """Build the reader of one kind of event, when the first one is met."""
    return TypeAdapter(NAMES[name])


def name_of(event: Event) -> str:
    """Return the stable name an event is stored under."""
    return _NAME_OF[type(event)]


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


def write_attribution(by: Attribution) -> str:
    """Write who says so, once for all events of a command."""
    return (
        f'"actor":{_quoted(by.actor)},"role":"{by.role.value}",'
        f'"on_behalf_of":{_quoted(by.on_behalf_of)},"reason":{_quoted(by.reason)},'
        f'"recorded_at":"{write_time(by.recorded_at)}","key":{_quoted(by.key)}'
    )


def _quoted(text: str | None) -> str:
    """Write a text as JSON does, null for none."""
    return "null" if text is None else encode_basestring(text)


def write_time(at: datetime) -> str:
    """Write a moment as the events do: ISO 8601, UTC, ``Z``."""
    assert at.tzinfo is not None, "a moment says which zone it is in"
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def write(
    event: Event,
    *,
    name: str,
    stream: StreamId,
    version: int,
    id_: str,
    ledger: str,
    by: str,
    causation: str | None,
) -> bytes:
    """Write the entry of an event; ``by`` comes from ``write_attribution``."""
    cause = "null" if causation is None else f'"{causation}"'
    head = (
        f'{_place(stream, version, name)}"id":"{id_}",'
        f'"ledger":"{ledger}",{by},"causation":{cause}'
    )
    # What does not fit its shape could be written, but never read again.
    body = _adapter(name).serializer.to_json(event, warnings="error")
    return head.encode() + _BODY + body + b"}"


def _place(stream: str, version: int, name: str) -> str:
    """Write where an entry is filed, which is how its text begins."""
    return f'{{"stream":{_quoted(stream)},"version":{version},"type":"{name}",'


def unwritable(fault: Exception) -> HalfCharacter | None:
    """Say no to a text that cannot be written; None where the fault is another."""
    # Python says it, and pydantic says that Python said it.
    half = isinstance(fault, ValueError) and "surrogates not allowed" in str(fault)
    return HalfCharacter() if half else None


def read_row(row: StoredRow) -> Event:
    """Read the event of a row of the log.

    Raises LedgerDamaged where the row's columns and its text disagree.
    """
    place = _place(row.stream, row.version, row.type)
    if not isinstance(row.state, bytes) or not row.state.startswith(place.encode()):
        raise LedgerDamaged(
            f"Position {row.position} is filed as {row.stream} {row.version} "
            f"{row.type}, but its text says otherwise: {row.state[:120]!r}. Nothing "
            "was changed; restore the ledger from a backup."
        )
    return read_event(row.type, row.state)


def read_event(name: str, state: bytes) -> Event:
    """Read the event of an entry, strictly: a stranger in the file is damage.

    Raises LedgerDamaged for a name or a shape that this version does not know.
    """
    if name not in NAMES:
        raise LedgerDamaged(
            f"The ledger holds a {name!r} event, which this version of lotledger does "
            "not know. Nothing was changed; upgrade lotledger."
        )
    # A quote inside a string is escaped, so this mark can stand in no string.
    mark = state.find(_BODY)
    if mark < 0 or not state.endswith(b"}"):
        raise _unreadable(name, "its text is cut short")
    body = state[mark + len(_BODY) : -1]
    try:
        return _adapter(name).validate_json(body, strict=True, extra="forbid")
    except ValidationError as fault:
        raise _unreadable(name, _first(fault)) from fault


def _unreadable(name: str, why: str) -> LedgerDamaged:
    return LedgerDamaged(
        f"A {name} event in the ledger cannot be read: {why}. Nothing was changed; "
        "restore the ledger from a backup."
    )


def _first(fault: ValidationError) -> str:
    """Say where the first of the faults is, and what it is."""
    first = fault.errors(include_url=False)[0]
    if first["type"] == "json_invalid":
        return "its text is no JSON"
    where = ".".join(str(part) for part in first["loc"]) or "its text"
    return f"{where}: {first['msg']}"


def read_entry(row: StoredRow) -> Entry[Event]:
    """Read a row of the log whole.

    Raises LedgerDamaged where the row's columns and its text disagree.
    """
    event = read_row(row)
    text = row.state[: row.state.find(_BODY)] + b"}"
    try:
        head = _heads().validate_json(text, strict=True, extra="forbid")
    except ValidationError as fault:
        raise _unreadable(row.type, _first(fault)) from fault
    return Entry(
        position=row.position,
        stream=StreamId(row.stream),
        version=row.version,
        type=row.type,
        id=head.id,
        ledger=head.ledger,
        by=Attribution(
            actor=head.actor,
            role=head.role,
            recorded_at=head.recorded_at,
            on_behalf_of=head.on_behalf_of,
            reason=head.reason,
            key=head.key,
        ),
        causation=head.causation,
        event=event,
    )


def content_hash(terms: Terms) -> str:
    """Return the SHA-256 of terms as they are recorded, in hexadecimal."""
    return sha256(_terms().dump_json(terms)).hexdigest()


@cache
def _terms() -> TypeAdapter[Terms]:
    return TypeAdapter(Terms)
