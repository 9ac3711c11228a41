"""A database of ours, whichever it is: one writer, many readers, faults by one name."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any

from sqlalchemy import Connection, Engine, PoolProxiedConnection, inspect, select

from ledger.damage import KEEP, LedgerDamaged
from ledger.store import schema
from ledger.store.beginnings import LedgerId, read_ledger_id
from ledger.store.codec import Codec
from ledger.store.connection import ReadConnection, WriteConnection
from ledger.store.dialect import Dialect, dialect_at
from ledger.store.leaves import Leaves
from ledger.store.library_faults import STORE_FAULTS, LibraryNames
from ledger.store.query import Query
from ledger.store.schema import must_be_current
from ledger.store.steps import Upgrading, schema_of, silently, take_steps
from ledger.store.tree_nodes import UpperNodes

_ID = Query(select(schema.ledger.c.id))


def _own_connection(engine: Engine) -> PoolProxiedConnection:
    """Open a connection that is ours alone, not one of those that Core lends."""
    connection = engine.raw_connection()
    connection.detach()
    return connection


class Database:
    """One database: transactions that write take turns, those that read do not wait."""

    def __init__(
        self,
        dialect: Dialect,
        *,
        upgrading: Upgrading = silently,
        ledger_id: LedgerId | None = None,
        hashed: bool = True,
    ) -> None:
        """Open it; not ``hashed``, entries are read that are not as they were recorded.

        With an id, as the ledger of that id, whatever its file says.
        """
        self.dialect = dialect
        self._upgrading = upgrading
        self._steps_are_taken = False
        self.leaves = Leaves(self) if hashed else None
        """The hashes that entries were recorded under; None: none are looked at."""
        self.upper_nodes = UpperNodes()
        """What proofs from all over a log have in common of its tree."""
        self.codec = Codec(self.ledger_id, self.leaves)
        self._ledger_id = ledger_id
        """Whose entries it reads; None: whose the file says that they are."""
        self._alone = RLock()
        self._turns = dialect.turns()
        self.news = dialect.news()
        """What wakes those who wait until something is recorded."""
        self._writing_engine = dialect.writing_engine()
        self._reading_engine = dialect.reading_engine()
        self._faults = LibraryNames(self._writing_engine.dialect)
        self._write_connection: WriteConnection | None = None
        self._idle_connections: deque[ReadConnection] = deque()
        """Those of the readers that nobody uses just now."""

    def is_fault(self, fault: Exception) -> bool:
        """Say whether a fault is the database's, and not of what it was asked."""
        return isinstance(fault, (*STORE_FAULTS, *self._faults.kinds))

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction of Core that alone may write; commit at its end."""
        with self._alone, self._turns, self._faults:
            self._close_write_connection()
            self._take_steps()
            with self._writing_engine.begin() as connection:
                if (number := schema_of(connection)) is not None:
                    must_be_current(number)
                yield connection

    @contextmanager
    def appending(self) -> Iterator[WriteConnection]:
        """Open a transaction of the hot path that alone may write; commit at its end.

        Its connection stays open for the next append.
        """
        with self._alone, self._turns, self._faults:
            connection = self._begun_writing()
            try:
                yield connection
                connection.commit(self.dialect.commit)
            except BaseException:
                # After a fault nothing is known of the connection: take a new one,
                # which undoes what this one has not committed.
                self._close_write_connection()
                raise

    def _begun_writing(self) -> WriteConnection:
        """Begin a transaction that writes; a connection that broke off is replaced."""
        is_new = self._write_connection is None
        if self._write_connection is None:
            self._take_steps()
            self._write_connection = self.dialect.write_connection(
                _own_connection(self._writing_engine), self._writing_engine.dialect
            )
        try:
            self._write_connection.begin(self.dialect.begin_writing)
        except BaseException as fault:
            self._close_write_connection()
            if is_new or not isinstance(fault, self._faults.kinds):
                raise
            return self._begun_writing()
        return self._write_connection

    def upgrade(self) -> None:
        """Take the schema steps that are due before anything is written."""
        with self._alone, self._turns, self._faults:
            self._take_steps()

    def _take_steps(self) -> None:
        # Once: from then on the number of the schema is read with the head.
        if not self._steps_are_taken:
            take_steps(self.dialect, self._writing_engine, self._upgrading)
            self._steps_are_taken = True

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction of Core that sees one moment of the database."""
        with self._faults, self._reading_engine.begin() as connection:
            yield connection

    @contextmanager
    def querying(self) -> Iterator[ReadConnection]:
        """Open a transaction of the hot path that sees one moment of the database.

        Its connection stays open for the next reader.
        """
        with self._faults:
            connection = self._idle_connection() or self._begun(
                self._new_read_connection()
            )
            try:
                yield connection
                connection.execute(self.dialect.commit)
            except BaseException:
                connection.close()
                raise
            self._idle_connections.append(connection)

    def rows(self, query: Query, *values: object) -> Iterator[tuple[Any, ...]]:
        """Ask one question, and return its rows: it sees one moment by itself."""
        rows = self._short_answer(query, values)
        return self._rows_in_transaction(query, values) if rows is None else iter(rows)

    def _rows_in_transaction(
        self, query: Query, values: tuple[object, ...]
    ) -> Iterator[tuple[Any, ...]]:
        with self.querying() as connection:
            yield from connection.rows(query, *values)

    def _short_answer(
        self, query: Query, values: tuple[object, ...]
    ) -> Sequence[tuple[Any, ...]] | None:
        """Ask without a transaction; None where the answer wants one.

        A connection that was closed meanwhile is replaced.
        """
        with self._faults:
            try:
                connection, is_new = self._idle_connections.pop(), False
            except IndexError:
                connection, is_new = self._new_read_connection(), True
            try:
                rows = connection.short_answer(query, *values)
            except BaseException as fault:
                connection.close()
                if is_new or not isinstance(fault, self._faults.kinds):
                    raise
                return self._short_answer(query, values)
            self._idle_connections.append(connection)
            return rows

    def _new_read_connection(self) -> ReadConnection:
        return self.dialect.read_connection(
            _own_connection(self._reading_engine), self._reading_engine.dialect
        )

    def _idle_connection(self) -> ReadConnection | None:
        """Begin to read on a connection that nobody uses, if one still answers.

        A server that was started again has closed them all.
        """
        while True:
            try:
                return self._begun(self._idle_connections.pop())
            except self._faults.kinds:
                continue
            except IndexError:
                return None

    def _begun(self, connection: ReadConnection) -> ReadConnection:
        try:
            connection.execute(self.dialect.begin_reading)
        except BaseException:
            connection.close()
            raise
        return connection

    def _close_write_connection(self) -> None:
        if self._write_connection is not None:
            self._write_connection.close()
            self._write_connection = None

    def must_be_whole(self) -> None:
        """Raise LedgerDamaged where a page or an index is not whole."""
        with self.reading() as connection:
            finding = connection.exec_driver_sql(self.dialect.check_pages).scalar()
        if finding != "ok":
            raise LedgerDamaged(
                f"{self.dialect.name} is damaged: a page or an index of its file is "
                f"not whole. {KEEP}"
            )

    def tables(self) -> frozenset[str]:
        """Return the names of the tables that exist."""
        with self.reading() as connection:
            return frozenset(inspect(connection).get_table_names())

    def ledger_id(self) -> LedgerId:
        """Return the id that the ledger was started with."""
        if self._ledger_id is None:
            with self.querying() as connection:
                row = connection.ask(_ID)
            self._ledger_id = read_ledger_id(None if row is None else row[0])
        return self._ledger_id

    def close(self) -> None:
        """Close every connection; the last one to close tidies the file, in turn."""
        self.news.close()
        while self._idle_connections:
            self._idle_connections.pop().close()
        self._reading_engine.dispose()
        if not self._turns.used:
            return
        with self._alone, self._turns:
            self._close_write_connection()
            self._writing_engine.dispose()
        self._turns.close()


def open_views(place: str) -> tuple[Engine, Engine]:
    """Open the views of the ledger at a place: an engine to write, one to read."""
    return dialect_at(place).views_engines()


def why_unusable(place: str, fault: Exception) -> str:
    """Say why the ledger at a place, or its views, cannot be used."""
    return dialect_at(place).reason_of(fault).what


def reclaim_space(place: str, views: Engine) -> None:
    """Give back what dropped tables left in the views, unless somebody reads them."""
    dialect_at(place).reclaim_space(views)
