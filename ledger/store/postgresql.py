"""The dialect of PostgreSQL: a ledger is a database of its own on a server.

All writing, in all processes, takes turns by a lock of the server, which a transaction
takes as it begins and gives back once it is visible to others. So positions become
visible in their order, and no reader ever sees one without the one before it. The views
are in a schema of their own. Nothing is kept for longer than a transaction, so that a
pooler may hand each of them to another connection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event, exc, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from ledger.damage import LedgerDamaged
from ledger.store.engines import begin_with
from ledger.store.postgresql_connection import (
    PostgresqlReadConnection,
    PostgresqlWriteConnection,
)
from ledger.store.postgresql_engines import engine_of
from ledger.store.postgresql_faults import reason_of
from ledger.store.postgresql_guards import (
    BESIDE_THE_ENTRIES,
    GUARDS,
    guards_of,
    make_guards,
    strangers_to,
)
from ledger.store.postgresql_lists import copy_rows
from ledger.store.postgresql_news import ServerNews
from ledger.store.postgresql_roles import open_to_roles
from ledger.store.postgresql_standby import REQUIRED
from ledger.store.postgresql_transactions import READ, ServerTurns, turn
from ledger.store.postgresql_views import read_standings, write_views
from ledger.store.postgresql_views_copy import are_there, copy_views
from ledger.store.postgresql_views_owner import ACT
from ledger.store.reason import Reason
from ledger.store.standings import ViewPlace

T = TypeVar("T")

DRIVER = "postgresql+psycopg"
_TURN, _TURN_OF_VIEWS = 7_106_001, 7_106_002
"""The locks by which writers take turns; whoever else locks these numbers waits."""
_IN_VIEWS = "SET LOCAL search_path = views"
_HAS_TABLES = text(
    "SELECT EXISTS (SELECT FROM pg_class WHERE relkind IN ('r', 'p') "
    "AND relnamespace = current_schema()::regnamespace)"
)
_SIZE = text(
    "SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class "
    "WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
)
_SECRETS = ("password", "sslpassword")
"""What a URL may say after its question mark, and nobody else is to read."""
_OTHERS = text(
    "SELECT c.oid::regclass::text FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') "
    "AND left(n.nspname, 3) <> 'pg_' AND n.nspname <> 'information_schema' "
    "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid "
    "AND d.classid = 'pg_class'::regclass AND d.deptype = 'e') ORDER BY 1 LIMIT 1"
)
"""A table in any schema, but for those that an extension brought."""
_ENCODING = text("SELECT current_setting('server_encoding')")
_LASTS = {"fsync": {"on"}, "full_page_writes": {"on"}}
"""What a server must say, so that what it has committed is there after a crash."""


class PostgresqlDialect:
    """A ledger in a database of a PostgreSQL server."""

    product = "PostgreSQL"
    folder = None
    begin_reading = READ
    commit = "COMMIT"
    check_pages = "SELECT 'ok'"
    """A server holds each page against its checksum as it reads it."""
    read_connection = PostgresqlReadConnection
    write_connection = PostgresqlWriteConnection
    guards = GUARDS
    guards_beside: tuple[str, ...] = BESIDE_THE_ENTRIES

    def __init__(self, url: URL, *, durable: bool = True) -> None:
        if url.drivername not in {"postgresql", DRIVER}:
            raise LedgerDamaged(
                f"{url.drivername} is no driver for a ledger. Give a URL like "
                f"{DRIVER}://ROLE@HOST/DATABASE."
            )
        self.url = url.set(drivername=DRIVER)
        self.name = self.url.difference_update_query(_SECRETS).render_as_string()
        self._durable = durable
        self._reading: Engine | None = None
        """What reads, once somebody does; what is asked apart is asked through it."""
        self.begin_writing = turn(_TURN)
        if not durable:
            self.begin_writing += "; SET LOCAL synchronous_commit = off"

    def exists(self) -> bool:
        """Say whether there are any tables."""
        return bool(self._asked(lambda connection: connection.scalar(_HAS_TABLES)))

    def size_in_bytes(self) -> int:
        """Return how many bytes the tables and their indexes have."""
        return int(self._asked(lambda connection: connection.scalar(_SIZE) or 0))

    def _asked(self, question: Callable[[Connection], T]) -> T:
        """Ask the server something apart; raises LedgerDamaged where it gives none."""
        engine = self._reading or begin_with(self._engine(poolclass=NullPool), READ)
        try:
            with engine.begin() as connection:
                return question(connection)
        except exc.SQLAlchemyError as fault:
            what, remedy = reason_of(fault)
            raise LedgerDamaged(
                f"{self.name} cannot be asked: {what}. {remedy}"
            ) from fault

    def must_be_there(self, *, new: bool) -> None:
        """Raise LedgerDamaged where the database is not, or no ledger is in it."""
        if not self.exists() and not new:
            raise LedgerDamaged(
                f"There is no ledger at {self.name}. Start one with: lotledger sale "
                "announce TERMS, or name another with --ledger."
            )

    def must_be_clear(self) -> None:
        """Raise LedgerDamaged where other tables are, or views of another ledger."""
        if self.standings()[1]:
            raise LedgerDamaged(
                f"There is no ledger at {self.name}, but the views of one are. Nothing "
                "was changed; put that ledger back, or drop the schema views."
            )
        other = self._asked(lambda connection: connection.scalar(_OTHERS))
        # Somebody else may have begun the ledger meanwhile.
        if other is not None and not self.exists():
            raise LedgerDamaged(
                f"{self.name} holds {other} already, and a ledger has a database of "
                "its own. Nothing was changed; make one with: createdb NAME."
            )

    @contextmanager
    def begun_apart(self) -> Iterator[Engine]:
        """Begin the tables in one transaction: the server shows all of them, or none.

        Raises LedgerDamaged where views of a ledger before it are left, or the database
        cannot keep every text.
        """
        self.must_be_clear()
        self._must_keep_any_text()
        engine = self.writing_engine()
        try:
            yield engine
        finally:
            engine.dispose()

    def _must_keep_any_text(self) -> None:
        encoding = self._asked(lambda connection: connection.scalar(_ENCODING))
        if encoding != "UTF8":
            raise LedgerDamaged(
                f"The database {self.name} keeps texts as {encoding}, and a ledger has "
                "texts of any language. Nothing was changed; name one that was made "
                "with: createdb --template=template0 --encoding=UTF8 NAME."
            )

    def prepare_copy(self, suffix: str) -> str:
        """Refuse to upgrade: no version before this one kept ledgers here."""
        raise LedgerDamaged(
            f"{self.name} would have to be upgraded, and no version made such a ledger."
            " Nothing was changed."
        )

    def copy_to(self, place: str, progress: Callable[[int, int], None]) -> None:
        """Copy the ledger to a file."""
        with self.copied_apart(place, progress):
            pass

    def copied_apart(
        self, place: str, progress: Callable[[int, int], None]
    ) -> AbstractContextManager[str]:
        """Copy the ledger to a file, row by row."""
        raise LedgerDamaged(f"{self.name} is not copied so. Copy it with: pg_dump")

    def turns(self) -> ServerTurns:
        """Return the turns in which the database is written to."""
        return ServerTurns()

    def news(self) -> ServerNews:
        """Return what wakes threads when the server tells of a batch."""
        return ServerNews(self._engine(poolclass=NullPool))

    def writing_engine(self) -> Engine:
        """Open the one connection of this process that writes."""
        engine = self._engine(pool_size=1, max_overflow=0)
        if self._durable:
            event.listen(engine, "connect", self._must_last)
        return begin_with(engine, self.begin_writing)

    def _must_last(self, connection: Any, _: Any) -> None:
        """Refuse a server on which a commit may be lost in a crash."""
        for name, lasting in _LASTS.items():
            (answer,) = connection.execute(f"SHOW {name}").fetchone()
            self._must_be(name, answer, answer in lasting)
        (answer,) = connection.execute("SHOW synchronous_commit").fetchone()
        self._must_be("synchronous_commit", answer, answer != "off")

    def _must_be(self, setting: str, answer: str, lasts: object) -> None:
        if not lasts:
            raise LedgerDamaged(
                f"The server of {self.name} says {setting} = {answer}: what it has "
                "committed may be lost in a crash. Nothing was recorded; set it to on."
            )

    def reading_engine(self) -> Engine:
        """Open connections that read, each a consistent snapshot per transaction."""
        self._reading = begin_with(self._engine(), READ)
        return self._reading

    def views_engines(self) -> tuple[Engine, Engine]:
        """Open the views, in a schema beside the ledger, to write and to read."""
        writer, reader = self._engine(), self._engine()
        begin = turn(_TURN_OF_VIEWS)
        write_views(writer, begin)
        copy_rows(writer)
        begin_with(writer, f"{begin}; {ACT}; {_IN_VIEWS}")
        # Before the first question, which fixes what is seen: a table that is named
        # there is not dropped until its reader is done.
        begin_with(
            reader, f"{READ}; {_IN_VIEWS}; LOCK TABLE views IN ACCESS SHARE MODE"
        )
        return writer, reader

    def _engine(self, **options: Any) -> Engine:
        """Open connections on which this begins and ends every transaction itself."""
        try:
            return engine_of(self.url, **options)
        except ModuleNotFoundError as fault:
            raise LedgerDamaged(
                f"{self.name} cannot be opened: {fault.name} is not installed. Install "
                "it with: pip install 'lotledger[postgresql]'"
            ) from fault

    def make_guards(self, connection: Connection, step: int) -> None:
        """Put up the guards that a schema brought, and open it to its roles."""
        make_guards(connection, step)
        open_to_roles(connection)

    def guards_of(self, connection: Connection) -> frozenset[str]:
        """Return those of the guards that the database has, and that are in force."""
        return guards_of(connection)

    def durability_of(self, connection: Connection) -> Mapping[str, str]:
        """Return what the server says of what it has committed."""
        names = (*_LASTS, "synchronous_commit", "synchronous_standby_names")
        setting = text("SELECT coalesce(current_setting(:name, true), '')")
        return {
            name: str(connection.scalar(setting, {"name": name}))
            for name in (*names, REQUIRED)
        }

    def standings(self) -> tuple[str | None, Sequence[ViewPlace]]:
        """Read what the views say of themselves, where there are any."""
        return self._asked(read_standings)

    def copy_views(self, place: str) -> bool:
        """Copy the views as of one moment to a file, where there are any."""
        if not self._asked(are_there):
            return False
        writer, reader = self.views_engines()
        try:
            copy_views(reader, f"{place}-views")
        finally:
            writer.dispose()
            reader.dispose()
        return True

    def strangers_to(self, connection: Connection) -> Sequence[tuple[str, str]]:
        """Return what the database has beside the tables and guards: kind and name."""
        return strangers_to(connection)

    def reason_of(self, fault: Exception) -> Reason:
        """Say why the database, or its views, cannot be used."""
        return reason_of(fault)

    def reclaim_space(self, views: Engine) -> None:
        """Do nothing: a table that is dropped gives its space back."""
