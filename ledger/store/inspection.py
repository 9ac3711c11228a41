"""Look at the file of a ledger: all that is wrong with it, and not the first alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, inspect, select

from ledger.store import schema
from ledger.store.database import Database
from ledger.store.schema import MOMENTS_SINCE, TREE_SINCE

_ROW_OF_EVENTS = re.compile(r"row (\d+) missing from index \w*events\w*")
_SINCE = {
    **dict.fromkeys(("moments", "latest", "latest_to", "earliest"), MOMENTS_SINCE),
    **dict.fromkeys(("tiles", "strips", "checkpoints", "timestamps"), TREE_SINCE),
    **dict.fromkeys(("frontier", "replica"), TREE_SINCE),
}
"""The schema that brought a table or a column; the first had all others."""


class FileFault(NamedTuple):
    """One thing that is wrong with a file, in words, and where in the log if there."""

    what: str
    position: int | None = None


class LedgerRow(NamedTuple):
    """What a ledger's file says of it, whatever that is."""

    id: object
    schema: object
    head: object
    latest: object = None
    latest_to: object = None
    earliest: object = None
    frontier: object = None
    replica: object = None


def page_faults(database: Database) -> Iterator[FileFault]:
    """Yield the pages and indexes that are not whole, as far as the database tells."""
    with database.reading() as connection:
        answers = connection.exec_driver_sql(database.dialect.check_pages).scalars()
        faults = [str(answer) for answer in answers if answer != "ok"]
    for fault in faults:
        if row := _ROW_OF_EVENTS.fullmatch(fault):
            what = (
                f"Position {row[1]} is not where the index of its stream looks for it"
            )
            yield FileFault(what, int(row[1]))
    if faults:
        yield FileFault(
            f"The file is not whole: {len(faults)} of its pages or indexes hold what "
            "the database never writes"
        )


def table_faults(database: Database, number: int) -> Iterator[FileFault]:
    """Yield the tables and columns that are missing, and what no ledger has."""
    with database.reading() as connection:
        yield from _missing(connection, number)
        for kind, name in database.dialect.strangers_to(connection):
            yield FileFault(f"The file has the {kind} {name}, which no ledger has")


def _missing(connection: Connection, number: int) -> Iterator[FileFault]:
    there = inspect(connection)
    for table in schema.metadata.sorted_tables:
        if _SINCE.get(table.name, 1) > number:
            continue
        if not there.has_table(table.name):
            yield FileFault(f"The file has no table {table.name}")
            continue
        columns = {column["name"] for column in there.get_columns(table.name)}
        for column in table.columns:
            if column.name not in columns and _SINCE.get(column.name, 1) <= number:
                what = f"The table {table.name} has no column {column.name}"
                yield FileFault(what)
    unique = there.get_unique_constraints("events") if there.has_table("events") else []
    if ["stream", "version"] not in [each["column_names"] for each in unique]:
        yield FileFault("Nothing keeps two entries from being the same event")


def missing_guards(
    database: Database, number: int, *, but: Collection[str] = ()
) -> list[str]:
    """Return the names of the guards that a ledger of a schema lacks, but for some.

    One in other words is none.
    """
    with database.reading() as connection:
        there = database.dialect.guards_of(connection)
    due = {
        guard
        for since, guards in database.dialect.guards.items()
        for guard in guards
        if since <= number and guard not in but
    }
    return [trigger_name(guard) for guard in sorted(due - there)]


def trigger_name(guard: str) -> str:
    """Return the name of a guard, which stands before when it fires."""
    return guard.partition(" BEFORE ")[0].rpartition(" ")[2]


def schema_by_tables(database: Database) -> int:
    """Return the schema that the tables of a ledger are of, whatever it says itself."""
    there = database.tables() | _columns(database)
    return max(
        since for name, since in {**_SINCE, "events": 1}.items() if name in there
    )


def ledger_row(database: Database) -> LedgerRow | None:
    """Read what the file says of the ledger; None where it says nothing."""
    columns = _columns(database)
    names = [name for name in LedgerRow._fields if name in columns]
    with database.reading() as connection:
        query = select(*(schema.ledger.c[name] for name in names))
        rows = connection.execute(query).all()
    return LedgerRow(**dict(zip(names, rows[0], strict=True))) if rows else None


def _columns(database: Database) -> set[str]:
    """Return the columns in which a file speaks of its ledger."""
    with database.reading() as connection:
        return {each["name"] for each in inspect(connection).get_columns("ledger")}
