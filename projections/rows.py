"""What a batch of events makes of a view's rows: gathered first, then written at once.

A lot that moves a hundred times in a batch is written once. A view says only what
changes, so nothing is read back in order to write.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any, TypeAlias, get_type_hints

from sqlalchemy import Connection, Dialect, Table, bindparam, insert, update
from sqlalchemy.sql.compiler import Compiled, SQLCompiler

Key: TypeAlias = str | int
Value: TypeAlias = str | int | date | Fraction | None
Row: TypeAlias = dict[str, Value]
Names: TypeAlias = tuple[str, ...]


class Rows:
    """The rows of one table that a batch adds or changes.

    What a row shares with an event, or with a part of one, is said by the event alone:
    a field of the same name and of the same type is copied.
    """

    __slots__ = ("_changed", "_counted", "_key", "_new", "_row", "_table")

    def __init__(self, table: Table, row: type) -> None:
        (key,) = table.primary_key.columns
        self._table = table
        self._row = row
        self._key = key.key
        self._new: dict[Value, Row] = {}
        self._changed: defaultdict[Key, Row] = defaultdict(dict)
        self._counted: defaultdict[Key, dict[str, int]] = defaultdict(dict)

    def insert(self, /, *sources: object, **values: Value) -> None:
        """Add a row from what has fields of it; what nothing says stays empty."""
        row = self._copied(sources)
        row.update(values)
        key = row[self._key]
        assert key not in self._new, "a row is added once"
        self._new[key] = row

    def set(self, key: Key, /, *sources: object, **values: Value) -> None:
        """Change the columns of a row that are named, or that sources have."""
        if sources:
            values = {**self._copied(sources), **values}
            values.pop(self._key, None)
        new = self._new.get(key)
        (self._changed[key] if new is None else new).update(values)
        if new is None and (counted := self._counted.get(key)):
            # What was counted until now is what it is set to.
            for name in values:
                counted.pop(name, None)

    def add(self, key: Key, column: str, by: int = 1) -> None:
        """Count something up, or down."""
        new = self._new.get(key)
        if new is None:
            new = self._changed.get(key)
        if new is None or column not in new:
            counted = self._counted[key]
            counted[column] = counted.get(column, 0) + by
        else:
            count = new[column]
            assert isinstance(count, int), "what is counted is a number"
            new[column] = count + by

    def _copied(self, sources: Sequence[object]) -> Row:
        row: Row = {}
        for source in sources:
            kind: type = type(source)
            names, values_of = _shared(self._row, kind)
            row.update(zip(names, values_of(source), strict=True))
        return row

    def write(self, db: Connection) -> None:
        """Write all of it, each kind of change as one statement for many rows."""
        inserts: defaultdict[Names, list[Row]] = defaultdict(list)
        for row in self._new.values():
            inserts[tuple(row)].append(row)
        for names, rows in inserts.items():
            _execute(db, _insert(self._table, names, db.dialect), rows)
        updates: defaultdict[tuple[Names, Names], list[Row]] = defaultdict(list)
        for key in dict.fromkeys((*self._changed, *self._counted)):
            values = self._changed.get(key, {})
            counts = self._counted.get(key, {})
            alike = tuple(sorted(values)), tuple(sorted(counts))
            updates[alike].append(_change(key, values, counts))
        for (changed, counted), rows in updates.items():
            _execute(db, _update(self._table, changed, counted, db.dialect), rows)


@lru_cache(maxsize=256)
def _shared(
    row: type, source: type
) -> tuple[Names, Callable[[object], tuple[Value, ...]]]:
    """Name the fields that a row has in common with a source, and read them."""
    theirs = get_type_hints(source)
    names = tuple(
        name
        for name, kind in get_type_hints(row).items()
        if name in theirs and kind in {theirs[name], theirs[name] | None}
    )
    match names:
        case ():
            return names, lambda _: ()
        case (name,):
            value_of = attrgetter(name)
            return names, lambda source: (value_of(source),)
        case _:
            return names, attrgetter(*names)


def _change(key: Key, values: Row, counts: dict[str, int]) -> Row:
    """Name the values of an update apart from the columns they go to."""
    change: Row = {"row": key}
    for name, value in values.items():
        change[f"set_{name}"] = value
    for name, by in counts.items():
        change[f"add_{name}"] = by
    return change


@dataclass(frozen=True, slots=True)
class PreparedStatement:
    """A statement in the words of a database, and how it writes each of its values."""

    sql: str
    positional: bool
    names: Names
    writers: tuple[Callable[[Any], Any] | None, ...]


@lru_cache(maxsize=256)
def _insert(table: Table, names: Names, dialect: Dialect) -> PreparedStatement:
    compiled = insert(table).inline().compile(dialect=dialect, column_keys=list(names))
    return _statement(compiled, dialect)


@lru_cache(maxsize=256)
def _update(
    table: Table, changed: Names, counted: Names, dialect: Dialect
) -> PreparedStatement:
    (key,) = table.primary_key.columns
    columns = table.c
    values = {
        name: bindparam(f"set_{name}", type_=columns[name].type) for name in changed
    } | {name: columns[name] + bindparam(f"add_{name}") for name in counted}
    statement = update(table).where(key == bindparam("row")).values(values)
    return _statement(statement.compile(dialect=dialect), dialect)


def _statement(compiled: Compiled, dialect: Dialect) -> PreparedStatement:
    assert isinstance(compiled, SQLCompiler), "rows are written by SQL"
    names = tuple(compiled.positiontup or compiled.binds)
    kinds = [compiled.binds[name].type.dialect_impl(dialect) for name in names]
    writers = tuple(kind.bind_processor(dialect) for kind in kinds)
    return PreparedStatement(compiled.string, compiled.positional, names, writers)


def _execute(db: Connection, statement: PreparedStatement, rows: Sequence[Row]) -> None:
    """Run one statement for many rows.

    Executing it as Core does asks of every single value how to write it, which for a
    wide table costs more than storing it. Here each column was asked once.
    """
    columns = zip(*map(itemgetter(*statement.names), rows), strict=True)
    written = [
        values if write is None else map(write, values)
        for values, write in zip(columns, statement.writers, strict=True)
    ]
    lines = zip(*written, strict=True)
    if statement.positional:
        db.exec_driver_sql(statement.sql, list(lines))
    else:
        named = [dict(zip(statement.names, line, strict=True)) for line in lines]
        db.exec_driver_sql(statement.sql, named)
