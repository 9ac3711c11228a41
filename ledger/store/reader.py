"""Read a ledger: one history, the whole log in order, or the names of its streams."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, select

from ledger.damage import LedgerDamaged
from ledger.entry import Entry, StreamId
from ledger.events import Event
from ledger.store import codec, schema
from ledger.store.database import Database
from ledger.store.desk import HISTORY, Fold, load, streams
from ledger.store.pen import Statement

_AFTER = Statement(
    select(schema.events)
    .where(schema.events.c.position > bindparam("position"))
    .order_by(schema.events.c.position)
)


class Reader:
    """Reads one ledger; each call sees one moment of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def head(self) -> int:
        """Return the last position given out, 0 for an empty ledger."""
        with self._database.looking() as lens:
            return lens.head()

    def entries_after(self, position: int, *, limit: int) -> Sequence[Entry[Event]]:
        """Read the log after a position, at most ``limit`` entries.

        Raises LedgerDamaged where a position is missing or cannot be read.
        """
        with self._database.looking() as lens:
            rows = list(islice(lens.rows(_AFTER, position), limit))
        if rows and rows[-1][0] != position + len(rows):
            places = enumerate(rows, position + 1)
            missing = next(place for place, row in places if row[0] != place)
            raise LedgerDamaged(
                f"The ledger has no position {missing}, though later ones are there. "
                "Nothing was changed; restore the ledger from a backup."
            )
        return [codec.read_entry(row) for row in rows]

    def history(self, stream: StreamId) -> Sequence[Entry[Event]]:
        """Read one stream whole, in order."""
        with self._database.looking() as lens:
            rows = list(lens.rows(HISTORY, stream))
        return [codec.read_entry(row) for row in rows]

    def state(self, stream: StreamId, fold: Fold) -> Any:
        """Load the aggregate of a stream, None where it never began."""
        with self._database.looking() as lens:
            return load(stream, fold, lens).state

    def states(self, prefix: str, fold: Fold) -> list[Any]:
        """Load every aggregate whose stream begins so, in the order they were begun."""
        with self._database.looking() as lens:
            return [load(name, fold, lens).state for name in streams(prefix, lens)]
