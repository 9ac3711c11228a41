"""The moments of the log: a sparse index that finds a moment's position by search.

Times that are told may go backwards, so the index keeps the latest moment up to each of
its positions, which never falls within a stretch of the log, and the earliest one since
the position before. A thousand entries stand between two of them. A stretch ends where
a ledger begins to be live, and where a clock is corrected.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, select

from ledger.damage import Damage, EntryDamaged
from ledger.events import ClockCorrected, LiveBegun
from ledger.store import schema
from ledger.store.codec import names_of
from ledger.store.envelope import Row

SPACING = 1_000

_KEY = b'"recorded_at":"'
_KEY_LENGTH = len(_KEY)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

BEGINS_STRETCH = names_of((LiveBegun, ClockCorrected))

_INDEXED = (
    select(schema.moments.c.position)
    .where(schema.moments.c.position >= bindparam("first"))
    .where(schema.moments.c.position <= bindparam("last"))
)
LAST_BEFORE = _INDEXED.where(schema.moments.c.latest <= bindparam("moment")).order_by(
    schema.moments.c.position.desc()
)
"""The indexed positions up to which nothing was recorded after a moment, last first."""

WITH_EARLIER = _INDEXED.where(
    schema.moments.c.earliest <= bindparam("moment")
).order_by(schema.moments.c.position)
"""The indexed positions before which something was recorded by a moment."""


def recorded_at(row: Row) -> datetime:
    """Return when a row was recorded, without reading the rest of it."""
    try:
        _, _, after = row[4].partition(_KEY)
        return datetime.fromisoformat(after.partition(b'"')[0].decode())
    except (TypeError, ValueError) as fault:
        what = f"Position {row[0]}, a {row[3]} event, cannot be read"
        raise EntryDamaged(
            row[0], Damage.TEXT, f"{what}: it does not say when it was recorded"
        ) from fault


def microseconds(moment: datetime) -> int:
    """Return a moment as whole microseconds since 1970, which order as moments do."""
    return (moment - _EPOCH) // _MICROSECOND


def is_moment(kept: object) -> bool:
    """Say whether what is kept is a moment as microseconds, or none."""
    return kept is None or (isinstance(kept, int) and _FIRST <= kept <= _LAST)


def moment_of(microseconds_since_1970: int | None) -> datetime | None:
    """Return the moment that was written as microseconds, None where none was."""
    if microseconds_since_1970 is None:
        return None
    return _EPOCH + microseconds_since_1970 * _MICROSECOND


_FIRST = microseconds(datetime.min.replace(tzinfo=UTC))
_LAST = microseconds(datetime.max.replace(tzinfo=UTC))


class Moments:
    """The latest moment of a stretch, and the earliest since the last indexed one."""

    def __init__(self, latest: int | None, earliest: int | None) -> None:
        self.latest = latest
        self.earliest = earliest
        self._text = b"?"
        self._moment: int | None = None

    def follow(self, rows: Iterable[Row]) -> list[tuple[int, int, int]]:
        """Follow rows; return what is indexed: position, latest and earliest moment.

        A text that is no entry of ours has no moment.
        """
        indexed = []
        known = self._text
        for position, _, _, name, text in rows:
            if name in BEGINS_STRETCH:
                self.latest = None
            # What one command recorded has one moment: it is read once.
            at = text.find(_KEY) + _KEY_LENGTH
            if at >= _KEY_LENGTH and not text.startswith(known, at):
                known = text[at : text.find(b'"', at) + 1]
                self._moment = _microseconds_of(known[:-1])
            self._widen_span()
            if position % SPACING == 0 and self.latest is not None:
                assert self.earliest is not None, "what has a latest has an earliest"
                indexed.append((position, self.latest, self.earliest))
                self.earliest = None
        self._text = known
        return indexed

    def _widen_span(self) -> None:
        moment = self._moment
        if moment is None:
            return
        if self.latest is None or moment > self.latest:
            self.latest = moment
        if self.earliest is None or moment < self.earliest:
            self.earliest = moment


def _microseconds_of(text: bytes) -> int | None:
    try:
        return microseconds(datetime.fromisoformat(text.decode()))
    except (ValueError, TypeError):
        return None
