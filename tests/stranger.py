"""A ledger as a stranger reads it, its file above all: without any of our own code."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from tests.database_server import server
from tests.patience import PATIENCE


@contextmanager
def stranger(path: Path | str) -> Iterator[Any]:
    """Open a ledger to ask it something, or to spoil it; what is changed is kept."""
    if "://" in (place := str(path)):
        with server().connect(make_url(place).database) as connection:
            yield connection
        return
    with closing(sqlite3.connect(path, PATIENCE)) as connection, connection:
        yield connection


def change_by_hand(path: Path | str, *statements: str) -> None:
    """Change a ledger as somebody with a database tool does, and leave no trace of it.

    The triggers are gone meanwhile, and are put back where their tables still are.
    """
    with stranger(path) as connection:
        triggers = connection.execute(
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, *_ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, table, words in triggers:
            if connection.execute(f"PRAGMA table_info({table})").fetchone():
                connection.execute(words)


def asked(path: Path | str, query: str, *values: object) -> list[tuple]:
    """Return every row that a query finds."""
    with stranger(path) as connection:
        return connection.execute(query, values).fetchall()


def is_sound(path: Path | str) -> bool:
    """Say whether every page of a file is whole."""
    return asked(path, "PRAGMA integrity_check") == [("ok",)]
