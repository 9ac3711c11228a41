"""Many rows in one statement: the log gives a list for each column, views are copied.

To insert them one by one costs a server about twice as much, also where none is waited
for. Rows of a view have so many columns that a list for each would cost as much again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, event

FEW_ROWS = 4
"""Fewer rows of the log are inserted one by one."""
_BYTES = "%b::BYTEA[]"
"""The list of the one kind of values that no statement says the type of."""
_INSERT = re.compile(r"INSERT INTO (\S+ \([^()]+\)) VALUES \(([^()]+)\)")


def _parts(insert: str) -> tuple[str, Sequence[str]] | None:
    """Return where a plain insert of one row writes, and what; None for any other."""
    if (parts := _INSERT.fullmatch(insert)) is None:
        return None
    values = parts[2].split(", ")
    return (parts[1], values) if all(map(_is_parameter, values)) else None


def _is_parameter(value: str) -> bool:
    return value.startswith("%s")


@lru_cache(maxsize=64)
def of_lists(insert: str) -> str | None:
    """Return the insert of one row as that of many; None where it is no plain one."""
    if (parts := _parts(insert)) is None:
        return None
    into, values = parts
    lists = ", ".join(f"{each}[]" if "::" in each else _BYTES for each in values)
    return f"INSERT INTO {into} SELECT * FROM unnest({lists})"  # noqa: S608 (ours)


def by_column(rows: Iterable[Sequence[object]]) -> list[list[object]]:
    """Return rows as a list for each column."""
    return list(map(list, zip(*rows, strict=True)))


def copy_rows(engine: Engine) -> None:
    """Let an engine that writes views copy to the server what it inserts."""

    @event.listens_for(engine, "do_executemany")
    def copied(cursor: Any, statement: str, rows: Any, _: object) -> bool:
        if (parts := _parts(statement)) is None:
            return False
        into, _values = parts
        with cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return True
