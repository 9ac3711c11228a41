"""Connections of the hot path to PostgreSQL: long answers come in pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eventsourcing.persistence import OperationalError
from sqlalchemy import ARRAY, String, bindparam, func, select

from ledger.store import schema
from ledger.store.connection import ReadConnection, WriteConnection
from ledger.store.query import Query

SHORT_ROWS = 500
"""An answer of fewer rows is read at once."""
PAGE_ROWS = 2_000
_CURSOR = "long_answer"
_KEYS = schema.command_keys.c
_USES = Query(
    select(_KEYS.key, _KEYS.digest, _KEYS.first_position, _KEYS.last_position).where(
        _KEYS.key == func.any(bindparam("keys", type_=ARRAY(String)))
    )
)


class PostgresqlReadConnection(ReadConnection):
    """Reads from a server, which hands over no more than is read."""

    _is_declared = False

    def execute(self, command: str) -> None:
        """Begin or end a transaction, with which a long answer ends."""
        self._is_declared = False
        super().execute(command)

    def rows(self, query: Query, *values: object) -> Iterator[tuple[Any, ...]]:
        """Run a query that reads, and return its rows.

        Most answers are short, and one question is enough for them. A long one is asked
        for again, from its beginning: without an order, rows come in any.
        """
        text, _ = query.compiled(self._dialect)
        self._cursor.execute(f"{text} LIMIT {SHORT_ROWS}", values)
        rows = self._cursor.fetchall()
        if len(rows) < SHORT_ROWS:
            return iter(rows)
        return self._paged_rows(text, values)

    def _paged_rows(
        self, text: str, values: tuple[object, ...]
    ) -> Iterator[tuple[Any, ...]]:
        if self._is_declared:
            self._cursor.execute(f"CLOSE {_CURSOR}")
        self._cursor.execute(f"DECLARE {_CURSOR} NO SCROLL CURSOR FOR {text}", values)
        self._is_declared = True
        while True:
            self._cursor.execute(f"FETCH {PAGE_ROWS} FROM {_CURSOR}")
            rows = self._cursor.fetchall()
            yield from rows
            if len(rows) < PAGE_ROWS:
                return


class PostgresqlWriteConnection(PostgresqlReadConnection, WriteConnection):
    """Writes to a server as well."""

    _uses: Mapping[str, tuple[Any, ...] | None] = {}

    def expect_keys(self, keys: Sequence[str]) -> None:
        """Ask for all keys at once: each question takes as long as a bid."""
        self._uses = {}
        if len(keys) > 1:
            text, _ = _USES.compiled(self._dialect)
            self._cursor.execute(text, (list(keys),))
            on_file = {row[0]: row[1:] for row in self._cursor.fetchall()}
            self._uses = {key: on_file.get(key) for key in keys}

    def use_of(self, key: str) -> tuple[Any, ...] | None:
        """Return the digest kept with a key, and where its events stand, if any."""
        return self._uses[key] if key in self._uses else super().use_of(key)

    def commit(self, command: str) -> None:
        """End the transaction; a server that undoes it instead says so, and no more."""
        self.execute(command)
        if (answer := self._cursor.statusmessage) != command:
            raise OperationalError(f"The server answers {command} with {answer}.")
