"""Many rows in one statement: a server is given a list for each column.

To insert them one by one costs it about twice as much, also where none is waited for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, event

FEW_ROWS = 4
"""Fewer rows are inserted one by one."""
BYTES, YES_OR_NO = "%b::BYTEA[]", "%s::BOOLEAN[]"
"""What a list holds whose type no statement says: in the log, and in views."""
_INSERT = re.compile(r"(INSERT INTO \S+ \([^()]+\)) VALUES \(([^()]+)\)")


@lru_cache(maxsize=512)
def of_lists(insert: str, untyped: str = BYTES) -> str | None:
    """Return the insert of one row as that of many; None where it is no plain one."""
    if (parts := _INSERT.fullmatch(insert)) is None:
        return None
    values = parts[2].split(", ")
    if not all(each.startswith("%s") for each in values):
        return None
    lists = [f"{each}[]" if "::" in each else untyped for each in values]
    return f"{parts[1]} SELECT * FROM unnest({', '.join(lists)})"  # noqa: S608 (ours)


def by_column(rows: Iterable[Sequence[object]]) -> list[list[object]]:
    """Return rows as a list for each column."""
    return list(map(list, zip(*rows, strict=True)))


def insert_lists(engine: Engine) -> None:
    """Let an engine that writes views insert many rows by one statement."""

    @event.listens_for(engine, "do_executemany")
    def inserted(cursor: Any, statement: str, rows: Any, _: object) -> bool:
        of_many = of_lists(statement, YES_OR_NO) if len(rows) >= FEW_ROWS else None
        if of_many is not None:
            cursor.execute(of_many, by_column(rows))
        return of_many is not None
