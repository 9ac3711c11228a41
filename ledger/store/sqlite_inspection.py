"""Look at files of SQLite as they are: what is in them, and a copy of the views."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import chain
from pathlib import Path
from shutil import copyfile

from sqlalchemy import Connection

from ledger.damage import LedgerDamaged
from ledger.store.sqlite_faults import reason_of
from ledger.store.sqlite_guards import GUARDS, UNLESS_THERE

JOURNAL = "-journal"
"""What stands beside a file of views that is written to, or was until a crash."""

_OBJECTS = "SELECT type, name, sql FROM sqlite_master WHERE type <> 'table'"


def strangers_to(connection: Connection) -> list[tuple[str, str]]:
    """Return what a file of a ledger has beside tables and guards: kind and name.

    What SQLite itself makes for a table has no words of its own.
    """
    guards = {
        guard.replace(UNLESS_THERE, "")
        for guard in chain.from_iterable(GUARDS.values())
    }
    return [
        (kind, name)
        for kind, name, words in connection.exec_driver_sql(_OBJECTS)
        if words is not None and words not in guards
    ]


def copy_views(views: Path, place: Path) -> bool:
    """Copy the views as of one moment to another file; False where there are none.

    Raises LedgerDamaged where they are not whole.
    """
    if not views.exists():
        return False
    try:
        with (
            closing(sqlite3.connect(f"{views.as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(place)) as copy,
        ):
            source.backup(copy)
    except sqlite3.Error:
        # A crash may have left a journal, which a reader may not undo: a copy may.
        for suffix in ("", JOURNAL):
            if (file := Path(f"{views}{suffix}")).exists():
                copyfile(file, f"{place}{suffix}")
    try:
        with closing(sqlite3.connect(place)) as copy:
            (finding,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as fault:
        raise LedgerDamaged(
            f"The file of the views cannot be read: {reason_of(fault, views).what}."
        ) from fault
    if finding != "ok":
        raise LedgerDamaged("The file of the views is not whole.")
    return True
