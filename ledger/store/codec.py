"""How events are kept: under a name, as JSON, read back exactly as they were.

The stored bytes are the whole entry but its position: what is hashed and handed out is
this text, and it is never written anew. The event stands last, under ``body``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from hashlib import sha1, sha256
from json import loads
from json.encoder import encode_basestring
from typing import Any, Protocol
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from ledger.damage import LedgerDamaged
from ledger.entry import Attribution, Entry, StreamId
from ledger.events import NAMES, Event
from ledger.identity import Role
from ledger.terms import Terms

_NAME_OF: Mapping[type, str] = {shape: name for name, shape in NAMES.items()}
_BODY = b',"body":'


class StoredRow(Protocol):
    """A row of the log, as the store reads it."""

    @property
    def position(self) -> int: ...
    @property
    def stream(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def state(self) -> bytes: ...


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
        f'{{"stream":"{stream}","version":{version},"type":"{name}","id":"{id_}",'
        f'"ledger":"{ledger}",{by},"causation":{cause}'
    )
    return head.encode() + _BODY + _adapter(name).dump_json(event) + b"}"


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
    body = state[state.find(_BODY) + len(_BODY) : -1]
    try:
        return _adapter(name).validate_json(body, strict=True, extra="forbid")
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "its text"
        raise LedgerDamaged(
            f"A {name} event in the ledger cannot be read: {where}: {first['msg']}. "
            "Nothing was changed; restore the ledger from a backup."
        ) from fault


def read_entry(row: StoredRow) -> Entry[Event]:
    """Read a row of the log whole.

    Raises LedgerDamaged where the row's columns and its text disagree.
    """
    event = read_event(row.type, row.state)
    head: dict[str, Any] = loads(row.state[: row.state.find(_BODY)] + b"}")
    place = (head["stream"], head["version"], head["type"])
    if place != (row.stream, row.version, row.type):
        raise LedgerDamaged(
            f"Position {row.position} is filed as {row.stream} {row.version} "
            f"{row.type}, but its text says {' '.join(map(str, place))}. Nothing was "
            "changed; restore the ledger from a backup."
        )
    return Entry(
        position=row.position,
        stream=StreamId(row.stream),
        version=row.version,
        type=row.type,
        id=head["id"],
        ledger=head["ledger"],
        by=Attribution(
            actor=head["actor"],
            role=Role(head["role"]),
            recorded_at=datetime.fromisoformat(head["recorded_at"]),
            on_behalf_of=head["on_behalf_of"],
            reason=head["reason"],
            key=head["key"],
        ),
        causation=head["causation"],
        event=event,
    )


def content_hash(terms: Terms) -> str:
    """Return the SHA-256 of terms as they are recorded, in hexadecimal."""
    return sha256(TypeAdapter(Terms).dump_json(terms)).hexdigest()
