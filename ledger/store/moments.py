"""The moments of the log: a sparse index that finds a moment's position by search.

Clocks may go backwards, so the index keeps the latest moment up to each of its
positions, which never falls. A thousand entries stand between two of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from ledger.damage import LedgerDamaged
from ledger.store import schema
from ledger.store.codec import Row

SPACING = 1_000

_KEY = b'"recorded_at":"'
_KEY_LENGTH = len(_KEY)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

LAST_BEFORE = (
    select(schema.moments.c.position)
    .where(schema.moments.c.latest <= bindparam("moment"))
    .order_by(schema.moments.c.latest.desc(), schema.moments.c.position.desc())
)
"""The indexed positions up to which nothing was recorded after a moment, last first."""


def recorded_at(row: Row) -> datetime:
    """Return when a row was recorded, without reading the rest of it."""
    try:
        _, _, after = row[4].partition(_KEY)
        return datetime.fromisoformat(after.partition(b'"')[0].decode())
    except (TypeError, ValueError) as fault:
        raise LedgerDamaged(
            f"A {row[3]} event in the ledger cannot be read: it does not say when it "
            "was recorded. Nothing was changed; restore the ledger from a backup."
        ) from fault


def microseconds(moment: datetime) -> int:
    """Return a moment as whole microseconds since 1970, which order as moments do."""
    return (moment - _EPOCH) // _MICROSECOND


class Latest:
    """The latest moment of the log so far, followed row by row."""

    def __init__(self, latest: int | None) -> None:
        self.latest = latest
        self._text = b"?"

    def follow(self, rows: Iterable[Sequence[Any]]) -> list[tuple[int, int]]:
        """Follow rows, position first and text last; return what is indexed of them.

        A text that is no entry of ours has no moment.
        """
        indexed = []
        known = self._text
        for row in rows:
            text = row[-1]
            # What one command recorded has one moment: it is read once.
            at = text.find(_KEY) + _KEY_LENGTH
            if at >= _KEY_LENGTH and not text.startswith(known, at):
                known = text[at : text.find(b'"', at) + 1]
                self._advance_to(known[:-1])
            if row[0] % SPACING == 0 and self.latest is not None:
                indexed.append((row[0], self.latest))
        self._text = known
        return indexed

    def _advance_to(self, text: bytes) -> None:
        try:
            moment = microseconds(datetime.fromisoformat(text.decode()))
        except (ValueError, TypeError):
            return
        if self.latest is None or moment > self.latest:
            self.latest = moment
