"""Connections of the hot path to PostgreSQL: long answers come in pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eventsourcing.persistence import OperationalError
from sqlalchemy import ARRAY, Dialect, String, bindparam, func, select

from ledger.damage import OutcomeUnknown
from ledger.store import schema
from ledger.store.connection import STATE, ReadConnection, WriteConnection
from ledger.store.durability import Durability
from ledger.store.envelope import Row
from ledger.store.postgresql_faults import is_cut_off
from ledger.store.postgresql_lists import FEW_ROWS, by_column, of_lists
from ledger.store.postgresql_news import TELL
from ledger.store.postgresql_standby import (
    ASKED,
    CONNECTED,
    Standby,
    must_be_connected,
    must_be_known,
    must_be_named,
)
from ledger.store.query import Query

SHORT_ROWS = 500
"""An answer of fewer rows is read at once."""
PAGE_ROWS = 2_000
_CURSOR = "long_answer"
_WARNING = "01000"
"""What a server says that was cancelled while it waited for a standby."""
_ALONE = "its server committed it, and no standby has it yet"
_UNSAID = "its server committed it, and did not say whether a standby has it"
_FOLLOWS = Query(select(func.pg_is_in_recovery()))
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

    def is_standby(self) -> bool:
        """Say whether it repeats what another server does, a moment later."""
        row = self.ask(_FOLLOWS)
        return row is not None and bool(row[0])

    def rows(self, query: Query, *values: object) -> Iterator[tuple[Any, ...]]:
        """Run a query that reads, and return its rows.

        Most answers are short, and one question is enough for them. A long one is asked
        for again, from its beginning: without an order, rows come in any.
        """
        if (rows := self.short_answer(query, *values)) is not None:
            return iter(rows)
        text, _ = query.compiled(self._dialect)
        return self._paged_rows(text, values)

    def short_answer(
        self, query: Query, *values: object
    ) -> Sequence[tuple[Any, ...]] | None:
        """Run a query that reads; None where the answer is a long one."""
        text, _ = query.compiled(self._dialect)
        self._cursor.execute(f"{text} LIMIT {SHORT_ROWS}", values, binary=True)
        rows: list[tuple[Any, ...]] = self._cursor.fetchall()
        return rows if len(rows) < SHORT_ROWS else None

    def _paged_rows(
        self, text: str, values: tuple[object, ...]
    ) -> Iterator[tuple[Any, ...]]:
        if self._is_declared:
            self._cursor.execute(f"CLOSE {_CURSOR}")
        self._cursor.execute(f"DECLARE {_CURSOR} NO SCROLL CURSOR FOR {text}", values)
        self._is_declared = True
        while True:
            self._cursor.execute(f"FETCH {PAGE_ROWS} FROM {_CURSOR}", binary=True)
            rows = self._cursor.fetchall()
            yield from rows
            if len(rows) < PAGE_ROWS:
                return


class PostgresqlWriteConnection(PostgresqlReadConnection, WriteConnection):
    """Writes to a server as well."""

    _uses: Mapping[str, tuple[Any, ...] | None] = {}
    _standby: Standby
    """What the server said of its standbys as this transaction began."""
    _appended = False
    _known: Standby | None = None
    """What was the case when a standby was known last to be synchronous."""

    def __init__(self, connection: Any, dialect: Dialect) -> None:
        super().__init__(connection, dialect)
        self._notices: list[str | None] = []
        connection.dbapi_connection.add_notice_handler(
            lambda notice: self._notices.append(notice.sqlstate)
        )

    def _begun(self, command: str) -> tuple[Any, ...] | None:
        """Begin a transaction in its turn; raises LedgerDamaged without a standby.

        All of it is one question: each takes as long as a bid.
        """
        state, _ = STATE.compiled(self._dialect)
        self.execute(f"{command}; {state}; {ASKED}")
        *_, row, standby = self._answers()
        assert standby is not None, "a server has settings"
        self._standby, self._appended = Standby.of(standby), False
        if self._standby.is_required:
            self._must_have_standby()
        return row

    def _answers(self) -> list[tuple[Any, ...] | None]:
        """Return the first row that each of several statements was answered with."""
        rows = []
        while True:
            is_answer = self._cursor.description is not None
            rows.append(self._cursor.fetchone() if is_answer else None)
            if not self._cursor.nextset():
                return rows

    def _must_have_standby(self) -> None:
        must_be_named(self._standby)
        self._cursor.execute(CONNECTED)
        (is_there,) = self._cursor.fetchone()
        must_be_connected(there=is_there)
        if self._standby != self._known:
            leads = self._connection.dbapi_connection.info.host
            must_be_known(self._standby, leads=leads)
            self._known = self._standby

    def run_many(self, query: Query, rows: Sequence[Sequence[object]]) -> None:
        """Insert many rows by one statement, which is given a list for each column."""
        text, _ = query.compiled(self._dialect)
        if len(rows) < FEW_ROWS or (of_many := of_lists(text)) is None:
            super().run_many(query, rows)
        else:
            self._cursor.execute(of_many, by_column(rows))

    def append(self, rows: Sequence[Row]) -> None:
        """Write events at the positions that follow the head, and move it."""
        super().append(rows)
        self._appended = True

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

    def settle(self) -> None:
        """Let the end of this transaction wait for what was committed before it, too.

        A lock of a row is written to the server's log, as what it has read is not.
        """
        self._cursor.execute("SELECT head FROM ledger FOR NO KEY UPDATE")

    def commit(self, command: str) -> None:
        """End the transaction; raises OutcomeUnknown where nobody says how.

        A server that undoes it instead answers so, and no more. One that was told not
        to wait for a standby any longer has committed alone: it may yet be lost.
        """
        self._notices.clear()
        self._finish(command)
        if _WARNING in self._notices:
            raise OutcomeUnknown(_ALONE)
        if (answer := self._cursor.statusmessage) != command:
            raise OperationalError(f"The server answers {command} with {answer}.")
        self.durability = self._durability()
        if self._appended:
            self._tell()

    def _finish(self, command: str) -> None:
        """Send what ends a transaction; raises OutcomeUnknown without an answer."""
        try:
            self.execute(command)
        except Exception as fault:
            if is_cut_off(fault):
                why = "the connection to the server broke off while it committed"
                raise OutcomeUnknown(why) from fault
            raise

    def _durability(self) -> Durability:
        """Return where it is what was committed; raises OutcomeUnknown.

        A server that was set up anew meanwhile may have stopped waiting without a word.
        """
        if not self._standby.is_waited_for:
            return Durability.DISK
        try:
            self.execute(ASKED)
            standby = Standby.of(self._cursor.fetchone())
        except Exception as fault:
            raise OutcomeUnknown(_UNSAID) from fault
        if standby.is_waited_for:
            return Durability.STANDBY
        if self._standby.is_required:
            raise OutcomeUnknown(_ALONE)
        return Durability.DISK

    def _tell(self) -> None:
        """Tell who listens that something was recorded, if they can be told.

        Apart: until its transaction ends, one that tells makes all others wait. Whoever
        is not told asks again soon; what was committed is answered in any case.
        """
        try:
            self.execute(TELL)
        except Exception:  # noqa: BLE001 (it is recorded, whatever is wrong now)
            # The next transaction finds it closed, and begins on another.
            self.close()
