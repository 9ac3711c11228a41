"""What stands around an event in its text: where, when, by whom, and why.

An entry says which edition of this it is by how it begins; one of the first release
begins with its stream. Neither is ever written anew.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, Literal, TypeAlias, TypeVar

from msgspec import Meta, Struct

from ledger.entry import (
    Approval,
    Attribution,
    BroughtForward,
    Entry,
    Evidence,
    KnownBy,
    StreamId,
    Way,
)
from ledger.events import Event
from ledger.identity import Role

BEGINNING = b'{"entry":2,'

T = TypeVar("T")

Row: TypeAlias = tuple[int, str, int, str, bytes]
"""Position, stream, version, type and text, in the order of the table's columns."""

Moment: TypeAlias = Annotated[datetime, Meta(tz=True)]


class BodyOnly(Struct, Generic[T], gc=False):
    """An entry as far as its event is asked for."""

    body: T


class FormerWhole(Struct, Generic[T], forbid_unknown_fields=True):
    """An entry as the first release wrote it, in this order."""

    stream: str
    version: int
    type: str
    id: str
    ledger: str
    actor: str
    role: Role
    on_behalf_of: str | None
    reason: str | None
    recorded_at: Moment
    key: str | None
    causation: str | None
    body: T


class Whole(
    Struct, Generic[T], forbid_unknown_fields=True, omit_defaults=True, kw_only=True
):
    """An entry as its text has it, in this order; what is None is left out."""

    entry: Literal[2]
    stream: str
    version: int
    type: str
    id: str
    ledger: str
    recorded_at: Moment
    claimed_at: Moment | None = None
    actor: str
    role: Role
    known: KnownBy | None = None
    login: str | None = None
    way: Way | None = None
    session: str | None = None
    second: str | None = None
    approval: Approval | None = None
    on_behalf_of: str | None = None
    reason: str | None = None
    evidence: Evidence | None = None
    key_id: str | None = None
    key: str | None = None
    causation: str | None = None
    brought: BroughtForward | None = None
    body: T


def whole_entry(
    event: Event,
    *,
    name: str,
    stream: StreamId,
    version: int,
    id_: str,
    ledger: str,
    by: Attribution,
    causation: str | None,
) -> Whole[Event]:
    """Put what is known of an event around it, moments in UTC."""
    assert by.recorded_at.tzinfo is not None, "a moment says which zone it is in"
    return Whole(
        entry=2,
        stream=stream,
        version=version,
        type=name,
        id=id_,
        ledger=ledger,
        recorded_at=by.recorded_at.astimezone(UTC),
        claimed_at=None if by.claimed_at is None else by.claimed_at.astimezone(UTC),
        actor=by.actor,
        role=by.role,
        known=by.known,
        login=by.login,
        way=by.way,
        session=by.session,
        second=by.second,
        approval=by.approval,
        on_behalf_of=by.on_behalf_of,
        reason=by.reason,
        evidence=by.evidence,
        key_id=by.key_id,
        key=by.key,
        causation=causation,
        brought=by.brought,
        body=event,
    )


def entry_of(row: Row, whole: Whole[Any] | FormerWhole[Any]) -> Entry[Event]:
    """Return a row of the log, its text read whole, as an entry."""
    position, stream, version, name, _ = row
    return Entry(
        position=position,
        stream=StreamId(stream),
        version=version,
        type=name,
        id=whole.id,
        ledger=whole.ledger,
        by=_attribution(whole),
        causation=whole.causation,
        event=whole.body,
    )


def _attribution(whole: Whole[Any] | FormerWhole[Any]) -> Attribution:
    if isinstance(whole, FormerWhole):
        return Attribution(
            actor=whole.actor,
            role=whole.role,
            recorded_at=whole.recorded_at,
            on_behalf_of=whole.on_behalf_of,
            reason=whole.reason,
            key=whole.key,
        )
    return Attribution(
        actor=whole.actor,
        role=whole.role,
        recorded_at=whole.recorded_at,
        known=whole.known,
        login=whole.login,
        way=whole.way,
        session=whole.session,
        second=whole.second,
        approval=whole.approval,
        claimed_at=whole.claimed_at,
        on_behalf_of=whole.on_behalf_of,
        reason=whole.reason,
        evidence=whole.evidence,
        key_id=whole.key_id,
        key=whole.key,
        brought=whole.brought,
    )
