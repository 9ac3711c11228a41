"""Open a ledger, or start one: its tables, its id, and whether it is sound."""

from __future__ import annotations

from eventsourcing.persistence import PersistenceError
from sqlalchemy import Connection, func, insert, select

from ledger.damage import KEEP, LedgerDamaged
from ledger.store import schema
from ledger.store.database import Database
from ledger.store.dialect import Dialect, dialect_at
from ledger.store.edge import Edge, read_edge
from ledger.store.inspection import missing_guards, schema_by_tables
from ledger.store.library_faults import LibraryNames
from ledger.store.marks import views_must_stand_on_log
from ledger.store.moments import is_moment
from ledger.store.schema import MOMENTS_SINCE, TREE_SINCE
from ledger.store.steps import Upgrading, silently
from ledger.visible import visible

LOOKED_AT_WHOLE = 4 * 1024**2
"""A file of so many bytes is looked at whole whenever it is opened: some milliseconds.

An index with a hole answers that something was never recorded, and nothing tells.
"""


def open_database(
    place: str, *, new_id: str | None, upgrading: Upgrading = silently
) -> Database:
    """Open a ledger at a path or URL; with ``new_id``, start one where there is none.

    Raises LedgerDamaged for a file that is no ledger, was written by a newer version,
    or ends before the last position it gave out.
    """
    dialect = dialect_at(place)
    database = Database(dialect, upgrading=upgrading)
    try:
        dialect.must_be_there(new=new_id is not None)
        # Nothing is added to a file that is there, whatever it holds.
        if new_id is not None and not dialect.exists():
            begin(dialect, new_id)
        must_be_sound(database)
        if dialect.size_in_bytes() <= LOOKED_AT_WHOLE:
            database.must_be_whole()
        views_must_stand_on_log(database)
    except PersistenceError as fault:
        database.close()
        raise cannot_be_opened(dialect, fault) from fault
    except LedgerDamaged:
        database.close()
        raise
    return database


def cannot_be_opened(dialect: Dialect, fault: Exception) -> LedgerDamaged:
    """Say why a place cannot be opened as a ledger."""
    what, remedy = dialect.reason_of(fault)
    return LedgerDamaged(
        f"{dialect.name} cannot be opened as a ledger: {what}. {remedy} Or name "
        "another file with --ledger."
    )


def begin(dialect: Dialect, ledger_id: str) -> None:
    """Begin a ledger, whole or not at all, unless somebody else just did."""
    turns = dialect.turns()
    try:
        with turns:
            if not dialect.exists():
                with (
                    dialect.begun_apart() as engine,
                    LibraryNames(engine.dialect),
                    engine.begin() as connection,
                ):
                    _make_tables(connection, dialect, ledger_id)
    finally:
        turns.close()


def create_tables(database: Database, ledger_id: str) -> None:
    """Make the tables and the guards, and name the ledger, unless that was done."""
    with database.writing() as connection:
        _make_tables(connection, database.dialect, ledger_id)


def _make_tables(connection: Connection, dialect: Dialect, ledger_id: str) -> None:
    schema.metadata.create_all(connection)
    for step in dialect.guards:
        dialect.make_guards(connection, step)
    if connection.scalar(select(schema.ledger.c.id)) is None:
        row = {
            "only": 1,
            "id": ledger_id,
            "schema": schema.SCHEMA,
            "head": 0,
            "latest_to": 0,
            "frontier": Edge().to_bytes(),
        }
        connection.execute(insert(schema.ledger), row)


def must_be_a_ledger(database: Database) -> None:
    """Refuse a file that holds no ledger."""
    place = database.dialect.name
    missing = {"ledger", "events"} - database.tables()
    if missing:
        raise LedgerDamaged(
            f"{place} holds no ledger: it has no table {', '.join(sorted(missing))}. "
            "Name another file with --ledger."
        )


def must_be_known(database: Database, number: object) -> None:
    """Refuse a ledger of a schema that a newer version made."""
    if isinstance(number, int) and number > schema.SCHEMA:
        raise LedgerDamaged(
            f"{database.dialect.name} was written by a newer lotledger: its schema is "
            f"{number}, this one knows {schema.SCHEMA}. Nothing was changed; upgrade "
            "lotledger."
        )


def must_be_sound(database: Database) -> None:
    """Refuse what this version cannot read, or must not write to."""
    must_be_a_ledger(database)
    place = database.dialect.name
    with database.reading() as connection:
        version, head = connection.execute(
            select(schema.ledger.c.schema, schema.ledger.c.head)
        ).one()
        last = connection.scalar(select(func.max(schema.events.c.position))) or 0
    if not _is_count(version, 1) or not _is_count(head, 0):
        raise _not_a_ledgers(place, f"its schema is {version!r} and its end {head!r}")
    must_be_known(database, version)
    if version != (made := schema_by_tables(database)):
        what = f"its schema is {version}, and its tables are those of schema {made}"
        raise _not_a_ledgers(place, what)
    if head != last:
        wrong = "rows are missing" if head > last else "rows were added by hand"
        raise LedgerDamaged(
            f"{place} gave out position {head}, but its last event is {last}: {wrong}. "
            f"{KEEP}"
        )
    _must_be_guarded(database, version)
    if version >= MOMENTS_SINCE:
        _must_have_moments(database)
    if version >= TREE_SINCE:
        _must_have_frontier(database)


def _is_count(number: object, least: int) -> bool:
    return isinstance(number, int) and number >= least


def _must_have_moments(database: Database) -> None:
    """Refuse a ledger that says it was last recorded when nothing can have been."""
    with database.reading() as connection:
        latest, earliest = connection.execute(
            select(schema.ledger.c.latest, schema.ledger.c.earliest)
        ).one()
    if not (is_moment(latest) and is_moment(earliest)):
        what = f"its latest moment is {latest!r} and its earliest {earliest!r}"
        raise _not_a_ledgers(database.dialect.name, what)


def _must_have_frontier(database: Database) -> None:
    """Refuse a ledger whose tree does not end where its log does."""
    with database.reading() as connection:
        head, stored = connection.execute(
            select(schema.ledger.c.head, schema.ledger.c.frontier)
        ).one()
    read_edge(stored, head)


def _not_a_ledgers(place: str, what: str) -> LedgerDamaged:
    return LedgerDamaged(
        f"{place} says that {visible(what)}, which no ledger does: it was changed. "
        f"{KEEP}"
    )


def _must_be_guarded(database: Database, version: int) -> None:
    """Refuse a ledger whose guards against change and deletion were taken away."""
    beside = database.dialect.guards_beside
    if missing := missing_guards(database, version, but=beside):
        names = ", ".join(missing)
        raise LedgerDamaged(
            f"{database.dialect.name} lacks what keeps its entries from being changed "
            f"({names}): somebody took it away. {KEEP}"
        )
