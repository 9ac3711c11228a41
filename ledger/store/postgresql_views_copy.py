"""Copy the views of a ledger on a server to a file, as of one moment.

Nothing is written on the server, so whoever reads may do it, also on a standby. What is
shown to SQL under a name is copied as well, as the rows that the name answers with.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    URL,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.schema import CreateView
from sqlalchemy.types import TypeEngine

_SCHEMA = "views"
_ROWS_AT_ONCE = 2_000


def are_there(connection: Connection) -> bool:
    """Say whether any views were built."""
    there = text("SELECT to_regclass('views.views') IS NOT NULL")
    return bool(connection.scalar(there))


def copy_views(reader: Engine, place: str) -> None:
    """Copy what an engine reads of the views to a file of SQLite."""
    file = create_engine(URL.create("sqlite", database=place))
    try:
        with reader.begin() as source, file.begin() as copy:
            looked_at = inspect(source)
            for name in looked_at.get_table_names(_SCHEMA):
                _copy(source, copy, looked_at, name, name)
            for name in looked_at.get_view_names(_SCHEMA):
                answers = f"answers_of_{name}"
                rows = _copy(source, copy, looked_at, name, answers)
                copy.execute(CreateView(select(rows), name))
    finally:
        file.dispose()


def _copy(
    source: Connection, copy: Connection, looked_at: Inspector, name: str, to: str
) -> Table:
    key = looked_at.get_pk_constraint(name, _SCHEMA)["constrained_columns"]
    columns = [
        (each["name"], _kept_as(each["type"]))
        for each in looked_at.get_columns(name, _SCHEMA)
    ]
    there = Table(name, MetaData(), *_columns(columns, key), schema=_SCHEMA)
    here = Table(to, MetaData(), *_columns(columns, key))
    here.create(copy)
    rows = source.execution_options(yield_per=_ROWS_AT_ONCE).execute(select(there))
    for page in rows.mappings().partitions():
        copy.execute(insert(here), [dict(row) for row in page])
    return here


def _columns(
    columns: Iterable[tuple[str, TypeEngine[object]]], key: Iterable[str]
) -> list[Column[object]]:
    return [
        Column(name, kind, primary_key=name in key, autoincrement=False)
        for name, kind in columns
    ]


def _kept_as(kind: TypeEngine[object]) -> TypeEngine[object]:
    """Return how the file keeps what the server keeps as something."""
    for kept in (Boolean, BigInteger, Integer, LargeBinary):
        if isinstance(kind, kept):
            return kept()  # type: ignore[return-value]
    return String()  # type: ignore[return-value]
