"""Connections of the hot path to PostgreSQL: long answers come in pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eventsourcing.persistence import OperationalError
from sqlalchemy import ARRAY, Dialect, String, bindparam, func, select

from ledger.damage import OutcomeUnknown
from ledger.store import schema
from ledger.store.connection import ReadConnection, WriteConnection
from ledger.store.postgresql_faults import is_cut_off
from ledger.store.query import Query

SHORT_ROWS = 500
"""An answer of fewer rows is read at once."""
PAGE_ROWS = 2_000
_CURSOR = "long_answer"
_WARNING = "01000"
"""What a server says that was cancelled while it waited for a standby."""
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

    def __init__(self, connection: Any, dialect: Dialect) -> None:
        super().__init__(connection, dialect)
        self._notices: list[str | None] = []
        connection.dbapi_connection.add_notice_handler(
            lambda notice: self._notices.append(notice.sqlstate)
        )

    def commit(self, command: str) -> None:
        """End the transaction; raises OutcomeUnknown where nobody says how.

        A server that undoes it instead answers so, and no more. One that was told not
        to wait for a standby any longer has committed alone: it may yet be lost.
        """
        self._notices.clear()
        try:
            self.execute(command)
        except Exception as fault:
            if is_cut_off(fault):
                why = "the connection to the server broke off while it committed"
                raise OutcomeUnknown(why) from fault
            raise
        if _WARNING in self._notices:
            raise OutcomeUnknown("its server committed it, and no standby has it yet")
        if (answer := self._cursor.statusmessage) != command:
            raise OperationalError(f"The server answers {command} with {answer}.")
