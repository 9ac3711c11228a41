"""Read a ledger: one history, or the whole log in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple, cast

from sqlalchemy import bindparam, func, select

from ledger.damage import KEEP, Damage, EntryDamaged, LedgerDamaged
from ledger.entry import LEDGER_STREAM, Entry, EntryMark, StreamId
from ledger.events import ClockCorrected, Event, LiveBegun
from ledger.store import moments, schema
from ledger.store.connection import KEY, ReadConnection
from ledger.store.database import Database
from ledger.store.envelope import Row
from ledger.store.loading import HISTORY, bounds, must_follow, open_next, pages, up_to
from ledger.store.marks import mark_at
from ledger.store.moments import recorded_at
from ledger.store.opened import Opened
from ledger.store.query import Query
from ledger.store.rederived import must_have_their_hashes

_AFTER = Query(
    select(schema.events)
    .where(schema.events.c.position > bindparam("position"))
    .order_by(schema.events.c.position)
)
_AT = Query(
    select(schema.events).where(schema.events.c.position == bindparam("position"))
)
_PLACE = Query(
    select(schema.events.c.position)
    .where(schema.events.c.stream == bindparam("stream"))
    .where(schema.events.c.version == bindparam("version"))
)
WITHIN = (
    (schema.events.c.stream >= bindparam("first"))
    & (schema.events.c.stream < bindparam("after"))
    & (schema.events.c.position <= bindparam("last"))
)
"""Within names of streams, the last left out, and up to a position."""
_COUNT = Query(select(func.count()).where(WITHIN))


_BEGIN_STRETCHES = (LiveBegun, ClockCorrected)
"""What begins another stretch of the log, within which a clock does not go back."""
AT_ONCE = 5_000
"""How many entries are read at one moment, wherever they stand."""


NOWHERE = (1, 0)
"""The first and the last position of what was never recorded."""

BLOCKS_COUNTED = 20
"""In so many blocks of the index of times entries are counted, each some thousand."""


class EarlierTimes(NamedTuple):
    """How many entries carry earlier times than one before them does."""

    number: int
    is_all: bool
    """Whether there are no more: a long log is not counted to its end."""


class Reader:
    """Reads one ledger; each call sees one moment of it."""

    def __init__(self, database: Database, *, upto: int | None = None) -> None:
        self._database = database
        self._codec = database.codec
        self._upto = upto
        """The last position that is read; None: as far as the log goes."""

    def head(self) -> int:
        """Return the last position given out, 0 for an empty ledger."""
        with self._database.querying() as connection:
            head = connection.head()
        return head if self._upto is None else min(head, self._upto)

    def count(self, prefix: str) -> int:
        """Count the entries of streams whose name begins so."""
        with self._database.querying() as connection:
            upto = connection.head() if self._upto is None else self._upto
            row = connection.ask(_COUNT, *bounds(prefix), upto)
        assert row is not None, "a count is a row"
        number: int = row[0]
        return number

    def uses_key(self, key: str) -> bool:
        """Say whether a command was recorded under a key."""
        return self.positions_under(key) != NOWHERE

    def positions_under(self, key: str) -> tuple[int, int]:
        """Return the first and the last position that a command has under a key."""
        with self._database.querying() as connection:
            row = connection.ask(KEY, key)
        return NOWHERE if row is None else (row[1], row[2])

    def position_at(self, moment: datetime) -> int:
        """Return up to where the log was recorded by a moment.

        It is the last position before the first entry recorded after it, within the
        last stretch of the log that had begun by then.
        """
        with self._database.querying() as connection:
            first, last = self._stretch(connection, moment)
            start = connection.recorded_by(moment, first, last)
            # The index is no more to be believed than what it was made of.
            block = max(first, start - moments.SPACING + 1)
            rows = up_to(connection.rows(_AFTER, block - 1), last)
            for row in self._as_recorded(rows):
                if recorded_at(row) > moment:
                    if row[0] <= start:
                        raise _index_changed(start)
                    return row[0] - 1
        return last

    def _as_recorded(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield rows whose texts are as they were recorded; raises EntryDamaged."""
        for row in rows:
            if self._database.leaves is not None:
                self._database.leaves.must_match([row])
            yield row

    def later_with_earlier_times(self, position: int, moment: datetime) -> EarlierTimes:
        """Count the entries after a position that were recorded by a moment yet.

        There are some only where times are told. Where many sales were told to be of
        the same days they may be most of a log: only the first blocks are counted.
        """
        with self._database.querying() as connection:
            first, last = self._stretch(connection, moment)
            spacing = moments.SPACING
            ends = connection.blocks_with(moment, max(first, position + 1), last)
            after = {max(position, end - spacing) for end in ends}
            # The entries since the last indexed position are in no block of the index.
            after.add(max(position, last - last % spacing))
            counted = sorted(after)[:BLOCKS_COUNTED]
            rows = {
                row[0]: recorded_at(row)
                for start in counted
                for row in self._as_recorded(
                    up_to(connection.rows(_AFTER, start), min(start + spacing, last))
                )
            }
        number = sum(at <= moment for at in rows.values())
        return EarlierTimes(number, is_all=len(counted) == len(after))

    def _stretch(self, connection: ReadConnection, moment: datetime) -> tuple[int, int]:
        """Return the first and last position of the stretch in which a moment falls.

        It is the last one that had begun by then: a clock that was corrected more than
        once makes a later stretch begin before an earlier one.
        """
        head = connection.head()
        last = head if self._upto is None else min(head, self._upto)
        own = self._in_order(up_to(connection.rows(HISTORY, LEDGER_STREAM), last))
        begins = [each for each in own if isinstance(each.event, _BEGIN_STRETCHES)]
        first, ends = 1, begins[0].position - 1 if begins else last
        for place, entry in enumerate(begins, 1):
            if entry.by.recorded_at <= moment:
                first = entry.position
                ends = begins[place].position - 1 if place < len(begins) else last
        return first, ends

    def entries_after(self, position: int, *, limit: int) -> Sequence[Entry[Event]]:
        """Read the log after a position, at most ``limit`` entries.

        Raises LedgerDamaged where a position is missing or cannot be read.
        """
        with self._database.querying() as connection:
            rows = list(
                islice(up_to(connection.rows(_AFTER, position), self._upto), limit)
            )
        if rows and rows[-1][0] != position + len(rows):
            places = enumerate(rows, position + 1)
            raise missing(next(place for place, row in places if row[0] != place))
        return self._entries(rows)

    def entries_at(self, positions: Iterable[int]) -> Iterator[Entry[Event]]:
        """Read the entries at positions, in their order; what lies between is not read.

        Raises LedgerDamaged where there is none.
        """
        for rows in self._rows_at(positions):
            yield from self._entries(rows)

    def opened_at(self, positions: Iterable[int]) -> Iterator[Opened[Entry[Event]]]:
        """Open the entries at positions, in their order, for the house."""
        for rows in self._rows_at(positions):
            yield from self._codec.opened_entries(rows)

    def _rows_at(self, positions: Iterable[int]) -> Iterator[list[Row]]:
        left = iter(positions)
        while wanted := tuple(islice(left, AT_ONCE)):
            with self._database.querying() as connection:
                rows = [_row_at(connection, position) for position in wanted]
            yield rows

    def position(self, stream: StreamId, version: int) -> int | None:
        """Return where a version of a stream stands in the log, if it does."""
        with self._database.querying() as connection:
            row = connection.ask(_PLACE, stream, version)
        if row is None or (self._upto is not None and row[0] > self._upto):
            return None
        position: int = row[0]
        return position

    def mark(self, position: int) -> EntryMark:
        """Return what the entry at a position is known again by."""
        with self._database.querying() as connection:
            return mark_at(connection, position)

    def history(self, stream: StreamId) -> Sequence[Entry[Event]]:
        """Read one stream whole, in order."""
        with self._database.querying() as connection:
            return self._in_order(up_to(connection.rows(HISTORY, stream), self._upto))

    def _in_order(self, rows: Iterable[Row]) -> Sequence[Entry[Event]]:
        """Return the entries of a stream from its first; raises LedgerDamaged."""
        history = list(rows)
        must_follow(history, 0)
        return self._entries(history)

    def _entries(self, rows: Sequence[Row]) -> Sequence[Entry[Event]]:
        entries = self._codec.stored_entries(rows)
        must_have_their_hashes(rows, [entry.event for entry in entries])
        return entries

    def opened_history(self, stream: StreamId) -> Sequence[Opened[Entry[Event]]]:
        """Open one stream whole, in order, for the house."""
        with self._database.querying() as connection:
            rows = list(up_to(connection.rows(HISTORY, stream), self._upto))
        must_follow(rows, 0)
        return self._codec.opened_entries(rows)

    def opened_events(self, stream: StreamId) -> Iterator[Opened[tuple[int, Event]]]:
        """Open one stream event by event with their positions, for the house.

        Who recorded an event costs as much to read as the event: a replay of a million
        does without.
        """
        with self._database.querying() as connection:
            version = 0
            for page in pages(up_to(connection.rows(HISTORY, stream), self._upto)):
                events = open_next(page, version, self._codec)
                positions = (row[0] for row in page)
                yield from cast(
                    "Iterator[Opened[tuple[int, Event]]]",
                    zip(positions, events, strict=True),
                )
                version += len(page)


def _row_at(connection: ReadConnection, position: int) -> Row:
    row = connection.ask(_AT, position)
    if row is None:
        raise missing(position)
    number, stream, version, name, state = row
    return number, stream, version, name, state


def missing(position: int) -> EntryDamaged:
    """Return the fault of a log that has no entry at a position."""
    what = f"The ledger has no position {position}, though later ones are there"
    return EntryDamaged(position, Damage.MISSING, what)


def _index_changed(position: int) -> LedgerDamaged:
    return LedgerDamaged(
        f"The index of times says that all was recorded by then up to position "
        f"{position}, which is not so: it was changed. {KEEP}"
    )
