"""Who changed something, when and why: for scripts, and as rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from ledger.entry import Attribution, Entry
from ledger.events import Event
from ledger.identity import Role
from presenters.shape import Shape
from presenters.times import local_time
from projections.mentions import kind_of, second_of

CHANGE_COLUMNS = (
    ("position", "right"),
    ("recorded", "left"),
    ("what", "left"),
    ("by", "left"),
    ("why", "left"),
)

Changes: TypeAlias = Sequence[tuple[Entry[Event], str]]
"""Events that changed something, each with its sentence."""


class ChangeShape(Shape):
    """An event that changed something, and who recorded it."""

    position: int
    """The event."""
    kind: str
    """The event, such as ``payment-received``."""
    what: str
    """The event in a sentence."""
    recorded_at: datetime
    """When it was recorded."""
    claimed_at: datetime | None
    """When it happened, as was claimed; null where nothing else was claimed."""
    actor: str
    """Who recorded it."""
    role: Role
    """In what capacity they acted."""
    on_behalf_of: str | None
    """For whom they acted."""
    second: str | None
    """Who else authorised it."""
    reason: str | None
    """Why."""


def change_shape(entry: Entry[Event], sentence: str) -> ChangeShape:
    """Return an event that changed something as its shape."""
    by = entry.by
    return ChangeShape(
        position=entry.position,
        kind=kind_of(entry),
        what=sentence,
        recorded_at=by.recorded_at,
        claimed_at=by.claimed_at,
        actor=by.actor,
        role=by.role,
        on_behalf_of=by.on_behalf_of,
        second=second_of(entry),
        reason=by.reason,
    )


def person_words(by: Attribution, second: str | None) -> str:
    """Say who recorded something, for whom, and who else authorised it."""
    behalf = "" if by.on_behalf_of is None else f" for {by.on_behalf_of}"
    return f"{by.actor}{behalf}" + ("" if second is None else f", with {second}")


def change_rows(changes: Changes, zone: str) -> list[tuple[object, ...]]:
    """Write events that changed something as rows."""
    return [
        (
            entry.position,
            local_time(entry.by.recorded_at, zone),
            sentence,
            person_words(entry.by, second_of(entry)),
            entry.by.reason,
        )
        for entry, sentence in changes
    ]
