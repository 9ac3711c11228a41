"""Space in a file of SQLite: what dropped tables leave, and how it is given back."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sqlalchemy import Engine
from sqlalchemy.engine.interfaces import DBAPICursor

FREE_SHARE_MAX = 20
"""One page in so many may lie free."""

_GIVES_UP = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL}


def reclaim_space(engine: Engine) -> None:
    """Write a file anew without what dropped tables left, if that is much.

    Where somebody reads it, or the disk has no room for the copy that this takes, it
    stays as it is, and the next process tries again.
    """
    with (
        closing(engine.raw_connection()) as connection,
        closing(connection.cursor()) as cursor,
    ):
        free = _pragma_number(cursor, "freelist_count")
        if free * FREE_SHARE_MAX <= _pragma_number(cursor, "page_count"):
            return
        patience = _pragma_number(cursor, "busy_timeout")
        cursor.execute("PRAGMA busy_timeout=0")
        try:
            cursor.execute("VACUUM")
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode & 0xFF not in _GIVES_UP:
                raise
        finally:
            cursor.execute(f"PRAGMA busy_timeout={patience}")


def _pragma_number(cursor: DBAPICursor, name: str) -> int:
    """Return a number that SQLite knows of its file, or of a connection to it."""
    cursor.execute(f"PRAGMA {name}")
    return int(cursor.fetchall()[0][0])
