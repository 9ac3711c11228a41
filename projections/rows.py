"""The changes of a view's rows by a batch of events: gathered, then written at once.

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
from operator import attrgetter
from typing import Any, TypeAlias, get_type_hints

from sqlalchemy import Connection, Dialect, Table, bindparam, insert, update
from sqlalchemy.sql.compiler import Compiled, SQLCompiler

Key: TypeAlias = str | int
Value: TypeAlias = str | int | date | Fraction | None
Row: TypeAlias = dict[str, Value]
Names: TypeAlias = tuple[str, ...]
Cells: TypeAlias = Sequence[Value]


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
        self._new: dict[Value, Row | tuple[Names, Cells]] = {}
        self._changed: defaultdict[Key, Row] = defaultdict(dict)
        self._counted: defaultdict[Key, dict[str, int]] = defaultdict(dict)

    def insert(self, /, *sources: object, **values: Value) -> None:
        """Add a row from what has fields of it; what nothing says stays empty."""
        names, cells = self._names_and_cells(sources, values)
        key = cells[names.index(self._key)]
        assert key not in self._new, "a row is added once"
        self._new[key] = names, cells

    def set(self, key: Key, /, *sources: object, **values: Value) -> None:
        """Change the columns of a row that are named, or that sources have."""
        if sources:
            values = dict(zip(*self._names_and_cells(sources, values), strict=True))
            values.pop(self._key, None)
        if key in self._new:
            self._row_to_change(key).update(values)
            return
        self._changed[key].update(values)
        if counted := self._counted.get(key):
            # What was counted until now is what it is set to.
            for name in values:
                counted.pop(name, None)

    def add(self, key: Key, column: str, by: int = 1) -> None:
        """Count something up, or down."""
        row = self._row_to_change(key) if key in self._new else self._changed.get(key)
        if row is None or column not in row:
            counted = self._counted[key]
            counted[column] = counted.get(column, 0) + by
        else:
            count = row[column]
            assert isinstance(count, int), "what is counted is a number"
            row[column] = count + by

    def adds(self, key: Key) -> bool:
        """Say whether a row is added."""
        return key in self._new

    def changes(self, key: Key, column: str) -> bool:
        """Say whether a column of a row is changed, or comes with a new row."""
        return (
            key in self._new
            or column in self._changed.get(key, ())
            or column in self._counted.get(key, ())
        )

    def _names_and_cells(
        self, sources: Sequence[object], values: Row
    ) -> tuple[Names, list[Value]]:
        """Name the columns that are filled, and what fills them."""
        kinds: tuple[type, ...] = tuple(map(type, sources))
        names, readers = _names_and_readers(self._row, kinds, tuple(values))
        cells: list[Value] = []
        for values_of, source in zip(readers, sources, strict=True):
            cells.extend(values_of(source))
        cells.extend(values.values())
        return names, cells

    def _row_to_change(self, key: Key) -> Row:
        """Return a row of this batch, to be changed: most rows never are."""
        row = self._new[key]
        if isinstance(row, tuple):
            row = self._new[key] = dict(zip(*row, strict=True))
        return row

    def write(self, db: Connection) -> None:
        """Write all of it, each kind of change as one statement for many rows."""
        inserts: defaultdict[Names, list[Cells]] = defaultdict(list)
        for row in self._new.values():
            names, cells = (
                row if isinstance(row, tuple) else (tuple(row), list(row.values()))
            )
            inserts[names].append(cells)
        for names, lines in inserts.items():
            _execute(
                db, _insert_statement(self._table, names, db.dialect), names, lines
            )
        updates: defaultdict[tuple[Names, Names], list[Cells]] = defaultdict(list)
        for key in dict.fromkeys((*self._changed, *self._counted)):
            values = dict(sorted(self._changed.get(key, {}).items()))
            counts = dict(sorted(self._counted.get(key, {}).items()))
            cells = [key, *values.values(), *counts.values()]
            updates[tuple(values), tuple(counts)].append(cells)
        for (changed, counted), lines in updates.items():
            statement = _update_statement(self._table, changed, counted, db.dialect)
            _execute(db, statement, _parameter_names(changed, counted), lines)


Reader: TypeAlias = Callable[[object], tuple[Value, ...]]


@lru_cache(maxsize=1024)
def _names_and_readers(
    row: type, sources: tuple[type, ...], named: Names
) -> tuple[Names, tuple[Reader, ...]]:
    """Name what sources fill of a row, and what is named; the last one wins."""
    fields = get_type_hints(row)
    taken, names, readers = set(named), list(named), list[Reader]()
    for source in reversed(sources):
        theirs = get_type_hints(source)
        copied = [
            name
            for name, kind in fields.items()
            if name in theirs
            and name not in taken
            and kind in {theirs[name], theirs[name] | None}
        ]
        taken.update(copied)
        names[:0] = copied
        readers.insert(0, _attribute_reader(*copied))
    return tuple(names), tuple(readers)


def _attribute_reader(*names: str) -> Reader:
    """Return what reads attributes, however few they are, as a tuple."""
    match names:
        case ():
            return lambda _: ()
        case (name,):
            value_of = attrgetter(name)
            return lambda source: (value_of(source),)
        case _:
            return attrgetter(*names)


@dataclass(frozen=True, slots=True)
class PreparedStatement:
    """A statement in the words of a database, and how it writes each of its values."""

    sql: str
    positional: bool
    names: Names
    writers: tuple[Callable[[Any], Any] | None, ...]


@lru_cache(maxsize=256)
def _insert_statement(
    table: Table, names: Names, dialect: Dialect
) -> PreparedStatement:
    compiled = insert(table).inline().compile(dialect=dialect, column_keys=list(names))
    return _prepared_statement(compiled, dialect)


@lru_cache(maxsize=256)
def _update_statement(
    table: Table, changed: Names, counted: Names, dialect: Dialect
) -> PreparedStatement:
    (key,) = table.primary_key.columns
    columns = table.c
    values = {
        name: bindparam(f"set_{name}", type_=columns[name].type) for name in changed
    } | {name: columns[name] + bindparam(f"add_{name}") for name in counted}
    statement = update(table).where(key == bindparam("row")).values(values)
    return _prepared_statement(statement.compile(dialect=dialect), dialect)


def _parameter_names(changed: Names, counted: Names) -> Names:
    """Name the values of an update apart from the columns they go to."""
    return (
        "row",
        *(f"set_{name}" for name in changed),
        *(f"add_{name}" for name in counted),
    )


def _prepared_statement(compiled: Compiled, dialect: Dialect) -> PreparedStatement:
    assert isinstance(compiled, SQLCompiler), "rows are written by SQL"
    names = tuple(compiled.positiontup or compiled.binds)
    kinds = [compiled.binds[name].type.dialect_impl(dialect) for name in names]
    writers = tuple(kind.bind_processor(dialect) for kind in kinds)
    return PreparedStatement(compiled.string, compiled.positional, names, writers)


def _execute(
    db: Connection, statement: PreparedStatement, names: Names, lines: Sequence[Cells]
) -> None:
    """Run one statement for many lines of named values.

    Executing it as Core does asks of every single value how to write it, which for a
    wide table costs more than storing it. Here each column was asked once.
    """
    columns = dict(zip(names, zip(*lines, strict=True), strict=True))
    written = [
        columns[name] if write is None else map(write, columns[name])
        for name, write in zip(statement.names, statement.writers, strict=True)
    ]
    rows = zip(*written, strict=True)
    if statement.positional:
        db.exec_driver_sql(statement.sql, list(rows))
    else:
        named = [dict(zip(statement.names, row, strict=True)) for row in rows]
        db.exec_driver_sql(statement.sql, named)
