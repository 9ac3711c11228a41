"""What the file of the views says of them, read without the views themselves."""

from __future__ import annotations

import sqlite3

from ledger.entry import EntryMark
from ledger.store.standings import ViewPlace


def read_standings(
    connection: sqlite3.Connection,
) -> tuple[str | None, list[ViewPlace]]:
    """Read whose the views are, and where each of them stands."""
    columns = {
        name
        for _, name, *_ in connection.execute("PRAGMA table_info(views)").fetchall()
    }
    if not columns:
        return None, []
    whose = connection.execute("SELECT ledger FROM source").fetchone()
    # Views that an earlier release built name no entry.
    mark = "entry, digest" if {"entry", "digest"} <= columns else "NULL, NULL"
    rows = connection.execute(
        f"SELECT name, position, {mark} FROM views "  # noqa: S608 (ours)
        "WHERE purpose <> 'checking' AND position > 0"
    ).fetchall()
    return (
        None if whose is None else whose[0],
        [
            ViewPlace(view, position, None if id_ is None else EntryMark(id_, digest))
            for view, position, id_, digest in rows
        ],
    )
