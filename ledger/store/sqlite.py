"""The dialect of SQLite: durability, one writer at a time, immutable rows.

The log is safe against a crash and a power cut only in WAL mode with full
synchronisation, so both are set on every connection and read back. Versions of SQLite
before 3.51.3 can damage the file when two connections write or checkpoint at the same
moment; therefore all writing, in all processes, takes turns by a lock file, and no
connection but the writer's own ever checkpoints.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import chain, count
from pathlib import Path
from shutil import disk_usage
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from ledger.damage import LedgerDamaged
from ledger.store.connection import ReadConnection
from ledger.store.engines import begin_with
from ledger.store.news import LogNews
from ledger.store.reason import Reason
from ledger.store.sqlite_connection import SqliteWriteConnection
from ledger.store.sqlite_copy import copy_moment
from ledger.store.sqlite_faults import is_broken, reason_of
from ledger.store.sqlite_files import (
    FileTurns,
    made_apart,
    make_writable,
    must_have_nothing_beside,
    must_have_one_name,
    real_path,
)
from ledger.store.sqlite_guards import BESIDE_THE_ENTRIES, GUARDS, guards_of
from ledger.store.sqlite_inspection import copy_views, strangers_to
from ledger.store.sqlite_space import reclaim_space
from ledger.store.sqlite_views import read_standings
from ledger.store.standings import ViewPlace

BUSY_SECONDS = 60
"""A statement waits so long for somebody who does not take turns, then gives up."""


def in_memory(url: URL) -> bool:
    """Say whether a URL names a database that lives in this process only."""
    return url.database in (None, "", ":memory:")


class SqliteDialect:
    """A ledger in one file of SQLite."""

    product = "SQLite"
    begin_writing = "BEGIN IMMEDIATE"
    """Takes the right to write at once, rather than to find it gone half way."""
    begin_reading = "BEGIN"
    commit = "COMMIT"
    check_pages = "PRAGMA integrity_check(100)"
    read_connection = ReadConnection
    write_connection = SqliteWriteConnection
    guards = GUARDS
    guards_beside: tuple[str, ...] = BESIDE_THE_ENTRIES

    def __init__(self, url: URL, *, durable: bool = True) -> None:
        assert url.database is not None, "a database in memory is no ledger"
        self.url = url
        self.name = url.database
        self._path = real_path(url.database)
        self.folder = self._path.parent
        self._file = url.set(database=str(self._path))
        self._views = Path(f"{self._path}-views")
        self._synchronous = ("FULL", 2) if durable else ("NORMAL", 1)

    def exists(self) -> bool:
        """Say whether there is a file."""
        return self._path.exists()

    def must_be_there(self, *, new: bool) -> None:
        """Raise LedgerDamaged where the file is not, or its folder."""
        if not new and not self.exists():
            raise LedgerDamaged(
                f"There is no ledger at {self.name}. Start one with: lotledger sale "
                "announce TERMS, or name another with --ledger."
            )
        if not self._path.parent.is_dir():
            raise LedgerDamaged(
                f"There is no folder {self._path.parent}. Make it, or name another "
                "with --ledger."
            )
        if self.exists():
            must_have_one_name(self._path, self.name)
            if self._path.is_file() and not self._path.stat().st_size:
                raise LedgerDamaged(
                    f"{self.name} holds no ledger: it is an empty file. Name another "
                    "with --ledger, or move it away to begin a ledger there."
                )

    def must_be_clear(self) -> None:
        """Raise LedgerDamaged where something of a ledger before it is left."""
        must_have_nothing_beside(self._path, self.name)

    @contextmanager
    def begun_apart(self) -> Iterator[Engine]:
        """Begin the file under another name, which is put in its place once whole."""
        self.must_be_clear()
        with made_apart(self._path) as apart:
            begun = SqliteDialect(self.url.set(database=str(apart)))
            engine = begun.writing_engine()
            try:
                yield engine
            finally:
                engine.dispose()

    def prepare_copy(self, suffix: str) -> str:
        """Return a free name beside the file; there must be room for twice as much.

        A step writes what it changes a second time before the old may go.
        """
        needed, free = 2 * self.size_in_bytes(), disk_usage(self._path.parent).free
        if free < needed:
            raise LedgerDamaged(
                f"{self._path} has to be upgraded, which needs {needed:,} bytes free "
                f"in its folder; {free:,} are. Nothing was changed; make room there."
            )
        name = f"{self._path}-{suffix}"
        names = chain((name,), (f"{name}-{number}" for number in count(2)))
        return next(free for free in names if not Path(free).exists())

    def size_in_bytes(self) -> int:
        """Return how many bytes the file has, with what is still beside it."""
        files = (self._path, Path(f"{self._path}-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def copy_to(self, place: str, progress: Callable[[int, int], None]) -> None:
        """Copy the file by SQLite's own backup, check the copy, and keep it."""
        with self.copied_apart(place, progress):
            pass

    @contextmanager
    def copied_apart(
        self, place: str, progress: Callable[[int, int], None]
    ) -> Iterator[str]:
        """Copy the file under another name, which it loses once it is looked at."""
        must_have_nothing_beside(Path(place), place)
        with made_apart(Path(place)) as apart:
            engine = self.reading_engine()
            try:
                copy_moment(engine, apart, self.name, progress)
            finally:
                engine.dispose()
            yield str(apart)

    def turns(self) -> FileTurns:
        """Return the turns in which the file is written to."""
        return FileTurns(self._path)

    def news(self) -> LogNews:
        """Return what wakes threads; other processes are asked after again."""
        return LogNews()

    def writing_engine(self) -> Engine:
        """Open the one connection of this process that writes and checkpoints."""
        engine = create_engine(
            self._file, pool_size=1, max_overflow=0, connect_args=_connect_args()
        )

        @event.listens_for(engine, "connect")
        def connected(connection: Any, _: Any) -> None:
            _set_pragma(connection, "journal_mode", "WAL", "wal")
            _set_pragma(connection, "synchronous", *self._synchronous)

        return begin_with(engine, self.begin_writing)

    def reading_engine(self) -> Engine:
        """Open connections that read, each a consistent snapshot per transaction."""
        engine = create_engine(self._file, connect_args=_connect_args())

        @event.listens_for(engine, "connect")
        def connected(connection: Any, _: Any) -> None:
            _set_pragma(connection, "query_only", "1", 1)
            _set_pragma(connection, "wal_autocheckpoint", "0", 0)

        return begin_with(engine, self.begin_reading)

    def views_engines(self) -> tuple[Engine, Engine]:
        """Open the views, in a file beside the ledger, to write and to read.

        They keep SQLite's old journal, which the fault of its newer one does not
        touch, and may lose their last moments in a power cut: whatever is lost is
        rebuilt.
        """
        make_writable(self._views, like=self._path)
        place = self.url.set(database=str(self._views))
        writer = create_engine(place, connect_args=_connect_args())
        reader = create_engine(place, connect_args=_connect_args())

        @event.listens_for(writer, "connect")
        def connected(connection: Any, _: Any) -> None:
            _set_pragma(connection, "synchronous", "NORMAL", 1)

        return (
            begin_with(writer, self.begin_writing),
            begin_with(reader, self.begin_reading),
        )

    def make_guards(self, connection: Connection, step: int) -> None:
        """Put up the guards that a schema brought."""
        for guard in GUARDS.get(step, ()):
            connection.exec_driver_sql(guard)

    def guards_of(self, connection: Connection) -> frozenset[str]:
        """Return those of the guards that the file has, word for word."""
        return guards_of(connection)

    def durability_of(self, connection: Connection) -> Mapping[str, str]:
        """Return what the file says of its journal, and what every writer demands.

        How a file is synchronised is set on each connection that writes, and read back
        there: one that does not answer so is not used.
        """
        journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        (synchronous, _) = self._synchronous
        return {"journal_mode": f"{journal}", "synchronous": synchronous}

    def standings(self) -> tuple[str | None, list[ViewPlace]]:
        """Read what the views say of themselves, where there are any."""
        if not self._views.exists():
            return None, []
        place = f"{self._views.as_uri()}?mode=rw"
        try:
            with closing(
                sqlite3.connect(place, uri=True, timeout=BUSY_SECONDS)
            ) as connection:
                return read_standings(connection)
        except sqlite3.DatabaseError as fault:
            if is_broken(fault):
                # Nothing can be read there; whoever asks the views is told.
                return None, []
            raise LedgerDamaged(
                f"The views in {self._views} cannot be read: "
                f"{reason_of(fault, self._views).what}. Nothing was changed."
            ) from fault

    def copy_views(self, place: str) -> bool:
        """Copy the views as of one moment, where there are any."""
        return copy_views(self._views, Path(f"{place}-views"))

    def strangers_to(self, connection: Connection) -> list[tuple[str, str]]:
        """Return what the file has beside the tables and guards: kind and name."""
        return strangers_to(connection)

    def reason_of(self, fault: Exception) -> Reason:
        """Say why the file, or that of its views, cannot be used."""
        return reason_of(fault, self._path)

    def reclaim_space(self, views: Engine) -> None:
        """Give back what dropped tables left in the views, unless somebody reads."""
        reclaim_space(views)


def _connect_args() -> dict[str, object]:
    """Return arguments that leave BEGIN to us, and let threads share a connection."""
    return {
        "check_same_thread": False,
        "isolation_level": None,
        "timeout": BUSY_SECONDS,
    }


def _set_pragma(connection: Any, pragma: str, value: str, expected: object) -> None:
    """Set a pragma and read it back: a ledger that is not safe is not opened."""
    try:
        _set_and_read_pragma(connection, pragma, value, expected)
    except BaseException:
        # Nobody else holds a connection that is not whole yet.
        connection.close()
        raise


def _set_and_read_pragma(
    connection: Any, pragma: str, value: str, expected: object
) -> None:
    with closing(connection.cursor()) as cursor:
        cursor.execute(f"PRAGMA {pragma}={value}")
        cursor.execute(f"PRAGMA {pragma}")
        (answer,) = cursor.fetchone()
    if answer != expected:
        raise LedgerDamaged(
            f"SQLite answers {answer!r} to PRAGMA {pragma}={value}; the ledger needs "
            f"{expected!r} to be safe. Move it to a local disk."
        )
