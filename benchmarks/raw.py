"""Raw sqlite3, inserting the same bytes: the floor that no ledger on it gets below.

The table is our own with its unique index, and the rows are those that our ledger
stored, copied byte for byte. Nothing is decided, written as text, or remembered.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

Row: TypeAlias = tuple[int, str, int, str, bytes]

INSERT = "INSERT INTO events VALUES (?, ?, ?, ?, ?)"
ALL = "SELECT position, stream, version, type, state FROM events ORDER BY position"
LAST = f"SELECT * FROM ({ALL} DESC LIMIT ?) ORDER BY position"  # noqa: S608 (ours)
TABLE = "SELECT sql FROM sqlite_master WHERE name = 'events'"


def stored_rows(ledger: Path) -> list[Row]:
    """Copy the rows that a ledger stored, in their order."""
    with _connected(ledger) as db:
        return list(db.execute(ALL))


def some_rows(ledger: Path, count: int) -> list[Row]:
    """Copy the last rows that a ledger stored, in their order."""
    with _connected(ledger) as db:
        return list(db.execute(LAST, (count,)))


@contextmanager
def raw_table(place: Path, like: Path) -> Iterator[sqlite3.Connection]:
    """Make an empty table as a ledger has it, as durable as that is."""
    with _connected(like) as db:
        (table,) = db.execute(TABLE).fetchone()
    with _connected(place) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute(table)
        yield db


@contextmanager
def _connected(place: Path) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(place, isolation_level=None)
    try:
        yield db
    finally:
        db.close()


def insert_one_by_one(db: sqlite3.Connection, rows: Sequence[Row]) -> None:
    """Insert rows, one commit each."""
    for row in rows:
        db.execute("BEGIN IMMEDIATE")
        db.execute(INSERT, row)
        db.execute("COMMIT")


def insert_in_batches(
    db: sqlite3.Connection, rows: Sequence[Row], *, size: int
) -> None:
    """Insert rows, so many to a commit."""
    for first in range(0, len(rows), size):
        db.execute("BEGIN IMMEDIATE")
        db.executemany(INSERT, rows[first : first + size])
        db.execute("COMMIT")
