"""Looks: what a name was shown on a day, so that nothing is recorded twice of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from ledger.events.looks import Looked, LookKind
from ledger.identity import ClientId, LotId
from ledger.refusals import NothingLookedAt
from ledger.value import value

SUBJECTS_MAX = 1_000
"""So many subjects one event names: an entry of the log has a largest size."""

Seen: TypeAlias = tuple[str | None, LookKind, str, str]
"""A session, and what was looked at in it: its kind, the purpose and the subject."""


@value
class Looks:
    """What a name was shown on a day."""

    seen: frozenset[Seen] = frozenset()


def evolve(looks: Looks | None, event: Looked) -> Looks:
    """Return what was shown, with one more event."""
    before = frozenset[Seen]() if looks is None else looks.seen
    now = (
        (event.session, event.looked_at, event.purpose, subject)
        for subject in (*event.lots, *event.clients, *event.addresses)
    )
    return Looks(before.union(now))


def look(
    looks: Looks,
    kind: LookKind,
    subjects: Sequence[str],
    *,
    purpose: str,
    session: str | None,
    at: datetime,
) -> tuple[Looked, ...]:
    """Record what was not looked at in this session for this purpose yet.

    Raises NothingLookedAt where no subject or no purpose is named.
    """
    if not subjects or not purpose.strip():
        raise NothingLookedAt
    new = [
        subject
        for subject in dict.fromkeys(subjects)
        if (session, kind, purpose, subject) not in looks.seen
    ]
    return tuple(
        _looked(
            kind,
            new[first : first + SUBJECTS_MAX],
            purpose=purpose,
            session=session,
            at=at,
        )
        for first in range(0, len(new), SUBJECTS_MAX)
    )


def _looked(
    kind: LookKind,
    subjects: Sequence[str],
    *,
    purpose: str,
    session: str | None,
    at: datetime,
) -> Looked:
    of_lots = kind in (LookKind.MAXIMUM, LookKind.RESERVE)
    return Looked(
        looked_at=kind,
        lots=tuple(map(LotId, subjects)) if of_lots else (),
        clients=tuple(map(ClientId, subjects)) if kind is LookKind.PERSON else (),
        addresses=tuple(subjects) if kind is LookKind.RECORD else (),
        purpose=purpose,
        session=session,
        at=at,
    )
