"""The dialects: each kind of database does in its own way what `Database` needs.

One object knows one database: how to begin, what guards recorded rows, whose turn it is
to write. Another kind of database is another module beside ``sqlite``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, TypeAlias

from sqlalchemy import Connection, Engine, exc, make_url
from sqlalchemy.engine import URL

from ledger.damage import LedgerDamaged
from ledger.store.connection import ReadConnection, WriteConnection
from ledger.store.news import LogNews
from ledger.store.postgresql import PostgresqlDialect
from ledger.store.reason import Reason
from ledger.store.sqlite import SqliteDialect, in_memory
from ledger.store.standings import ViewPlace

Progress: TypeAlias = Callable[[int, int], None]
"""Called from time to time with how much is done, of how much."""


class Turns(Protocol):
    """The turns in which all threads and processes write."""

    @property
    def used(self) -> bool:
        """Say whether this process ever took a turn, and so may have written."""

    def __enter__(self) -> None:
        """Wait for the turn."""

    def __exit__(self, *_: object) -> None:
        """Give the turn back."""

    def close(self) -> None:
        """Let go of whatever the turns are taken by."""


class Dialect(Protocol):
    """One database of some kind, and what is particular to that kind."""

    url: URL
    name: str
    """The name by which a person knows the database."""
    product: str
    """What the database itself is called."""
    begin_writing: str
    """Begins a transaction that alone may write, at once."""
    begin_reading: str
    """Begins a transaction that sees one moment from its first statement on."""
    commit: str
    check_pages: str
    """Answers ``ok`` where every page and index of the database is whole."""
    guards: Mapping[int, tuple[str, ...]]
    """The statements that keep recorded rows from being changed, by schema."""
    guards_beside: tuple[str, ...]
    """Those of them that guard no entry: a ledger is opened without."""

    @property
    def folder(self) -> Path | None:
        """Where it is kept, and what stands beside it; None: a server keeps it."""

    @property
    def read_connection(self) -> type[ReadConnection]:
        """What reads from it on the hot path."""

    @property
    def write_connection(self) -> type[WriteConnection]:
        """What writes to it on the hot path."""

    def exists(self) -> bool:
        """Say whether there is anything at the place of the database."""

    def size_in_bytes(self) -> int:
        """Return how much there is to read, were all of it read."""

    def must_be_there(self, *, new: bool) -> None:
        """Raise LedgerDamaged where no ledger is, or none can be begun."""

    def must_be_clear(self) -> None:
        """Raise LedgerDamaged where something is left of a ledger that is not there."""

    def begun_apart(self) -> AbstractContextManager[Engine]:
        """Begin a database out of sight, which stands in its place once it is whole.

        Raises LedgerDamaged where none can. Whoever calls has the turn to write.
        """

    def prepare_copy(self, suffix: str) -> str:
        """Return where a copy would stand; raises LedgerDamaged where none can."""

    def copy_to(self, place: str, progress: Progress) -> None:
        """Copy the database, and see that the copy is sound and on the disk.

        Raises LedgerDamaged where it is not. Whoever calls has the turn to write.
        """

    def copied_apart(
        self, place: str, progress: Progress
    ) -> AbstractContextManager[str]:
        """Copy the database as it stands; gives the name of the copy until it is kept.

        It is kept at the place unless something is raised. Others may write meanwhile.
        """

    def turns(self) -> Turns:
        """Return the turns in which the database is written to."""

    def news(self) -> LogNews:
        """Return what wakes those who wait until something is recorded."""

    def writing_engine(self) -> Engine:
        """Open the one connection of this process that writes."""

    def reading_engine(self) -> Engine:
        """Open connections that read, each a consistent snapshot per transaction."""

    def views_engines(self) -> tuple[Engine, Engine]:
        """Open the views kept beside the ledger: an engine to write, one to read."""

    def make_guards(self, connection: Connection, step: int) -> None:
        """Put up the guards that a schema brought, or put them back."""

    def guards_of(self, connection: Connection) -> frozenset[str]:
        """Return those of the guards that a ledger has, word for word."""

    def durability_of(self, connection: Connection) -> Mapping[str, str]:
        """Return the settings that make a commit last, as read back from a ledger."""

    def standings(self) -> tuple[str | None, Sequence[ViewPlace]]:
        """Return what the views say of themselves: whose they are, and where they are.

        Raises LedgerDamaged where they cannot be read.
        """

    def copy_views(self, place: str) -> bool:
        """Copy the views to where those of another place are kept; False: none are.

        Raises LedgerDamaged where they are not whole.
        """

    def strangers_to(self, connection: Connection) -> Sequence[tuple[str, str]]:
        """Return what a file has beside the tables and guards: kind and name."""

    def reason_of(self, fault: Exception) -> Reason:
        """Say why it, or its views, cannot be used, and what to do about it."""

    def reclaim_space(self, views: Engine) -> None:
        """Give back what dropped tables left in the views, unless somebody reads."""


def dialect_at(place: str, *, durable: bool = True) -> Dialect:
    """Return the dialect of the database at a path or URL.

    What is not durable is written sooner, and may be lost in a power cut.
    """
    if not place:
        raise LedgerDamaged("The name of the ledger is empty. Give a path.")
    url = _url(place)
    if url.get_backend_name() == "postgresql":
        return PostgresqlDialect(url, durable=durable)
    if url.get_backend_name() != "sqlite" or in_memory(url):
        raise LedgerDamaged(
            f"{url.render_as_string()} is no file; this version keeps ledgers in "
            "files of SQLite, and in databases of PostgreSQL. Give a path, or a URL "
            "like postgresql+psycopg://ROLE@HOST/DATABASE."
        )
    return SqliteDialect(url, durable=durable)


def _url(place: str) -> URL:
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
