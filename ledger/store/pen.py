"""The pen: what writes inside the one transaction that may; the lens: what reads.

SQLAlchemy Core writes each statement once in the database's own tongue; from then on it
goes to the driver as text. To work a statement out anew costs as much as a bid does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Dialect, bindparam, insert, select, update
from sqlalchemy.sql import ClauseElement

from ledger.store import schema
from ledger.store.codec import Row


class Statement:
    """A statement of Core, whose parameters are given in the order they stand in it."""

    def __init__(self, clause: ClauseElement) -> None:
        self._clause = clause
        self._spoken: dict[str, tuple[str, tuple[str, ...] | None]] = {}

    def spoken(self, dialect: Dialect) -> tuple[str, tuple[str, ...] | None]:
        """Return the text for a driver, and parameter names where it wants names."""
        if (spoken := self._spoken.get(dialect.name)) is None:
            compiled = self._clause.compile(dialect=dialect)
            positional = getattr(compiled, "positiontup", None) is not None
            names = None if positional else tuple(compiled.params)
            spoken = self._spoken[dialect.name] = (str(compiled), names)
        return spoken


HEAD = Statement(select(schema.ledger.c.head))
APPEND = Statement(insert(schema.events))
MOVE_HEAD = Statement(update(schema.ledger).values(head=bindparam("last")))
KEEP_KEY = Statement(insert(schema.command_keys))
KEY = Statement(
    select(
        schema.command_keys.c.digest,
        schema.command_keys.c.first_position,
        schema.command_keys.c.last_position,
    ).where(schema.command_keys.c.key == bindparam("key"))
)


class Lens:
    """Reads from the database, through its driver, until the transaction ends."""

    def __init__(self, connection: Any, dialect: Dialect) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._dialect = dialect

    def say(self, words: str) -> None:
        """Begin or end a transaction, in the database's own words."""
        # The same cursor says it that reads: what it read is done with.
        self._cursor.execute(words)

    def close(self) -> None:
        """Close the connection; what was not committed is undone."""
        self._connection.close()

    def run(self, statement: Statement, *values: object) -> int:
        """Run a statement, and return how many rows it touched."""
        text, names = statement.spoken(self._dialect)
        given = values if names is None else dict(zip(names, values, strict=True))
        self._cursor.execute(text, given)
        touched: int = self._cursor.rowcount
        return touched

    def ask(self, statement: Statement, *values: object) -> tuple[Any, ...] | None:
        """Run a statement that reads, and return its first row if there is one."""
        self.run(statement, *values)
        row: tuple[Any, ...] | None = self._cursor.fetchone()
        return row

    def rows(self, statement: Statement, *values: object) -> Iterator[tuple[Any, ...]]:
        """Run a statement that reads, and return its rows one by one."""
        self.run(statement, *values)
        return iter(self._cursor)

    def head(self) -> int:
        """Return the last position given out, as this transaction sees it."""
        row = self.ask(HEAD)
        assert row is not None, "a ledger has a head"
        head: int = row[0]
        return head


class Pen(Lens):
    """Writes to the database as well."""

    def run_many(self, statement: Statement, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement that writes, once for each row of values."""
        text, names = statement.spoken(self._dialect)
        if names is not None:
            given: Iterable[object] = (
                dict(zip(names, row, strict=True)) for row in rows
            )
        else:
            given = rows
        self._cursor.executemany(text, given)

    def append(self, rows: Sequence[Row]) -> None:
        """Write events at the positions that follow the head, and move it."""
        if rows:
            self.run_many(APPEND, rows)
            self.run(MOVE_HEAD, rows[-1][0])
