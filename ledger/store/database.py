"""A database of ours, whichever it is: one writer, many readers, faults by one name."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from types import TracebackType

from eventsourcing import persistence
from sqlalchemy import (
    Connection,
    Dialect,
    Engine,
    PoolProxiedConnection,
    exc,
    inspect,
    make_url,
)
from sqlalchemy.engine import URL

from ledger.damage import LedgerDamaged
from ledger.store import sqlite
from ledger.store.codec import Codec
from ledger.store.pen import Lens, Pen

FAULTS = (
    "IntegrityError",
    "OperationalError",
    "InterfaceError",
    "DataError",
    "InternalError",
    "ProgrammingError",
    "NotSupportedError",
    "DatabaseError",
)
"""Drivers (PEP 249), SQLAlchemy and the event-sourcing library share these names."""


def as_url(place: str) -> URL:
    """Read a URL, or take a plain path as an embedded database of that name."""
    if "://" not in place:
        return URL.create("sqlite", database=place)
    try:
        return make_url(place)
    except (exc.ArgumentError, ValueError) as fault:
        raise LedgerDamaged(
            f"{place!r} names no ledger: it is neither a path nor a database URL. Give "
            "a path."
        ) from fault


class ByOneName:
    """Raises every fault of a database by the event-sourcing library's name for it."""

    def __init__(self, dialect: Dialect) -> None:
        assert dialect.dbapi is not None, "an engine has a driver"
        self._kinds = (exc.SQLAlchemyError, dialect.dbapi.Error)

    def __enter__(self) -> None:
        """Begin to watch."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Name a fault, if there is one of theirs."""
        if isinstance(fault, self._kinds):
            names = {kind.__name__ for kind in type(fault).__mro__}
            name = next((n for n in FAULTS if n in names), "PersistenceError")
            raise getattr(persistence, name)(fault) from fault


def _ours(engine: Engine) -> PoolProxiedConnection:
    """Open a connection that is ours alone, not one of those that Core lends."""
    connection = engine.raw_connection()
    connection.detach()
    return connection


class Database:
    """One database: transactions that write take turns, those that read do not wait."""

    def __init__(self, url: URL, *, durable: bool = True) -> None:
        if url.get_backend_name() != "sqlite" or sqlite.in_memory(url):
            raise LedgerDamaged(
                f"{url.render_as_string()} is no file; this version keeps ledgers in "
                "SQLite files. Give a path."
            )
        self.url = url
        self.codec = Codec()
        self._turns = sqlite.Turns(url)
        self._alone = RLock()
        self._writers = sqlite.writing_engine(url, durable=durable)
        self._readers = sqlite.reading_engine(url)
        self._faults = ByOneName(self._writers.dialect)
        self._pen: Pen | None = None
        self._lenses: deque[Lens] = deque()
        """Those that nobody looks through just now."""

    @property
    def guards(self) -> tuple[str, ...]:
        """The statements that keep recorded rows from being changed."""
        return sqlite.GUARDS

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction of Core that alone may write; commit at its end."""
        with self._alone, self._turns, self._faults:
            self._let_go()
            with self._writers.begin() as connection:
                yield connection

    @contextmanager
    def appending(self) -> Iterator[Pen]:
        """Open a transaction that alone may write, by pen; commit at its end.

        Its connection stays open for whoever appends next.
        """
        with self._alone, self._turns, self._faults:
            pen = self._pen
            if pen is None:
                pen = self._pen = Pen(_ours(self._writers), self._writers.dialect)
            try:
                pen.say(sqlite.BEGIN)
                yield pen
                pen.say(sqlite.COMMIT)
            except BaseException:
                # After a fault nothing is known of the connection: take a new one,
                # which undoes what this one has not committed.
                self._let_go()
                raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction of Core that sees one moment of the database."""
        with self._faults, self._readers.begin() as connection:
            yield connection

    @contextmanager
    def looking(self) -> Iterator[Lens]:
        """Open a transaction that sees one moment of the database, by lens.

        Its connection stays open for whoever looks next.
        """
        with self._faults:
            try:
                lens = self._lenses.pop()
            except IndexError:
                lens = Lens(_ours(self._readers), self._readers.dialect)
            try:
                lens.say(sqlite.LOOK)
                yield lens
                lens.say(sqlite.COMMIT)
            except BaseException:
                lens.close()
                raise
            self._lenses.append(lens)

    def _let_go(self) -> None:
        if self._pen is not None:
            self._pen.close()
            self._pen = None

    def tables(self) -> frozenset[str]:
        """Name the tables that exist."""
        with self.reading() as connection:
            return frozenset(inspect(connection).get_table_names())

    def close(self) -> None:
        """Close every connection; the last one to close tidies the file, in turn."""
        while self._lenses:
            self._lenses.pop().close()
        self._readers.dispose()
        if not self._turns.used:
            return
        with self._alone, self._turns:
            self._let_go()
            self._writers.dispose()
        self._turns.close()
