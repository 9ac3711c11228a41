"""The log as its file has it, whatever that is: read on where a reader would stop."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from eventsourcing.persistence import PersistenceError
from sqlalchemy import Select, bindparam, func, select

from ledger.store import schema
from ledger.store.as_bytes import AsBytes
from ledger.store.database import Database
from ledger.store.envelope import Row
from ledger.store.query import Query

PAGE_ROWS = 5_000
ASKED_ROWS = 1_000
"""So many entries are asked which ledger they were recorded in."""

_LEDGER = re.compile(rb'"ledger":"([^"]*)"')

_EVENTS = schema.events.c
_LAST = Query(select(func.max(_EVENTS.position)))


def _from(columns: Select[Any]) -> Query:
    after = columns.where(_EVENTS.position > bindparam("position"))
    return Query(after.order_by(_EVENTS.position))


_ROWS = _from(select(schema.events))
_AS_BYTES = _from(
    select(
        _EVENTS.position,
        AsBytes(_EVENTS.stream),
        _EVENTS.version,
        AsBytes(_EVENTS.type),
        _EVENTS.state,
    )
)
_ORDER = Query(
    select(_EVENTS.stream, _EVENTS.version, _EVENTS.position).order_by(
        _EVENTS.stream, _EVENTS.version
    )
)
_MOMENTS = Query(select(schema.moments).order_by(schema.moments.c.position))
_KEYS = Query(
    select(schema.command_keys).order_by(
        schema.command_keys.c.first_position, schema.command_keys.c.last_position
    )
)


class Gap(NamedTuple):
    """Positions that cannot be read off the file."""

    first: int
    last: int


class RawLog:
    """Reads a log row by row, past whatever cannot be read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self) -> int:
        """Return the last position that there is, as of now."""
        with self._database.querying() as connection:
            row = connection.ask(_LAST)
        return (row and row[0]) or 0

    def ledger_named(self) -> str | None:
        """Return the ledger that most of the first entries say they are of, if any."""
        rows, _ = self._page(0)
        named = Counter(
            match[1].decode(errors="replace")
            for row in rows[:ASKED_ROWS]
            if isinstance(row[4], bytes) and (match := _LEDGER.search(row[4]))
        )
        return named.most_common(1)[0][0] if named else None

    def pages(self, upto: int) -> Iterator[Sequence[Row] | Gap]:
        """Yield the rows up to a position in pages, and what cannot be read."""
        reached = 0
        while reached < upto:
            rows, broken = self._page(reached)
            rows = [row for row in rows if row[0] <= upto]
            if rows:
                yield rows
            if broken:
                before = max(reached, max((row[0] for row in rows), default=0))
                readable = self._readable_after(before, upto)
                yield Gap(before + 1, readable)
                reached = readable
            elif not rows:
                return
            else:
                # What was changed by hand may stand anywhere: on it goes all the same.
                reached = max(reached + 1, *(row[0] for row in rows))

    def _page(self, after: int) -> tuple[list[Row], bool]:
        """Return the next rows, and whether they end where the file is broken."""
        rows: list[Row] = []
        try:
            with self._database.querying() as connection:
                for row in islice(connection.rows(_ROWS, after), PAGE_ROWS):
                    rows.append(row)  # noqa: PERF402 (kept where the next one fails)
        except PersistenceError:
            after = rows[-1][0] if rows else after
            if (odd := self._as_bytes(after)) is None:
                return rows, True
            rows.append(odd)
        return rows, False

    def _as_bytes(self, after: int) -> Row | None:
        """Read the next row where its texts are none; None where that fails as well."""
        try:
            with self._database.querying() as connection:
                row = next(connection.rows(_AS_BYTES, after), None)
        except PersistenceError:
            return None
        if row is None:
            return None
        position, stream, version, name, state = row
        return position, _as_text(stream), version, _as_text(name), state

    def _readable_after(self, broken: int, upto: int) -> int:
        """Return the last position that cannot be read together with the one before.

        It is looked for in steps that double, then between the last two of them.
        """
        low, step = broken + 1, 1
        while low + step <= upto and not self._can_read_after(low + step - 1):
            step *= 2
        high = min(low + step - 1, upto)
        while low < high:
            middle = (low + high) // 2
            if self._can_read_after(middle):
                high = middle
            else:
                low = middle + 1
        return high

    def _can_read_after(self, position: int) -> bool:
        try:
            with self._database.querying() as connection:
                next(connection.rows(_AS_BYTES, position), None)
        except PersistenceError:
            return False
        return True

    def rows_at(self, positions: Collection[int]) -> Iterator[Row]:
        """Yield the rows at positions, as far as they are there and can be read."""
        for position in sorted(positions):
            row = self._as_bytes(position - 1)
            if row is not None and row[0] == position:
                yield row

    def rows_of(self, names: frozenset[str]) -> Iterator[Row]:
        """Yield the rows of events of some names, as far as they can be read."""
        query = select(schema.events).where(_EVENTS.type.in_(sorted(names)))
        try:
            with self._database.reading() as connection:
                for row in connection.execute(query.order_by(_EVENTS.position)):
                    yield row.position, row.stream, row.version, row.type, row.state
        except PersistenceError:
            return

    def order(self) -> Iterator[tuple[Any, Any, int]]:
        """Yield stream, version and position of every entry, by stream and version."""
        return self._all(_ORDER)

    def keys(self) -> Iterator[tuple[Any, Any, Any, Any]]:
        """Yield the rows of command keys, by the positions that they name."""
        return self._all(_KEYS)

    def moments(self) -> Iterator[tuple[Any, Any, Any]]:
        """Yield the index of times."""
        return self._all(_MOMENTS)

    def _all(self, query: Query) -> Iterator[Any]:
        with self._database.querying() as connection:
            yield from connection.rows(query)


def _as_text(column: object) -> str:
    """Return what stands where a name should, as it can be shown."""
    if isinstance(column, bytes):
        return column.decode(errors="backslashreplace")
    return str(column)
