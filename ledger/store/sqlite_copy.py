"""Copy a file of SQLite while others write to it: one moment of it, and a sound one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from ledger.damage import KEEP, LedgerDamaged
from ledger.store.sqlite_faults import reason_of

COPY_PAGES = 2_048
"""So many pages of a file are copied at once."""


def copy_moment(
    engine: Engine, place: Path, name: str, progress: Callable[[int, int], None]
) -> None:
    """Copy the file that an engine reads, by SQLite's own backup, and check the copy.

    What is still beside the file is in the copy; what is recorded meanwhile is not.
    Raises LedgerDamaged where the copy is not sound, or there is no room for it.
    """
    try:
        finding = _copy_and_check(engine, place, progress)
    except sqlite3.Error as fault:
        what, remedy = reason_of(fault, place)
        raise LedgerDamaged(f"{name} cannot be copied: {what}. {remedy}") from fault
    if finding != "ok":
        raise LedgerDamaged(
            f"{name} cannot be copied whole: its file is damaged. {KEEP}"
        )


def _copy_and_check(
    engine: Engine, place: Path, progress: Callable[[int, int], None]
) -> object:
    """Copy the file, and return what SQLite finds of the copy: ``ok``, or a fault."""
    with (
        closing(engine.raw_connection()) as source,
        closing(sqlite3.connect(place)) as copy,
    ):
        reader = source.driver_connection
        assert reader is not None, "a connection has a driver"
        # Within one transaction nothing changes; else it begins anew at each change.
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reader.backup(
            copy,
            pages=COPY_PAGES,
            progress=lambda _, left, pages: progress(pages - left, pages),
        )
        reader.execute("COMMIT")
        (finding,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
        return finding
