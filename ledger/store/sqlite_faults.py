"""What SQLite complains of, in words that say what is wrong and what to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from shutil import disk_usage

from ledger.damage import KEEP
from ledger.store.reason import Reason

ROOM_BYTES = 64 * 1024
"""With less than this a disk is full: what two processes share takes half of it."""

REPEAT = "Nothing was recorded; see to its disk and folder, then repeat."


DAMAGED = Reason("its file is damaged", KEEP)
FULL = Reason("the disk is full", "Nothing was recorded; make room on it, then repeat.")
_REASONS = {
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: Reason("its file is not a database", KEEP),
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: Reason("its disk cannot be read or written", REPEAT),
    sqlite3.SQLITE_CANTOPEN: Reason("its file cannot be opened", REPEAT),
    sqlite3.SQLITE_READONLY: Reason(
        "it may not be written to",
        "Nothing was recorded; see that it and its folder can be written to.",
    ),
    sqlite3.SQLITE_PERM: Reason("it may not be read", REPEAT),
    sqlite3.SQLITE_BUSY: Reason("another program keeps it locked", REPEAT),
    sqlite3.SQLITE_LOCKED: Reason("another program keeps it locked", REPEAT),
    sqlite3.SQLITE_CONSTRAINT: Reason(
        "a row stands where another is to stand, so one of them was changed", KEEP
    ),
    sqlite3.SQLITE_ERROR: Reason("its tables are not those of a ledger", KEEP),
}
_MAY_BE_FULL = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
"""What a full disk looks like too, where no page but a name or a lock found no room."""


def reason_of(fault: BaseException, path: Path) -> Reason:
    """Say why a database at a path cannot be used."""
    driver = _driver_fault(fault)
    if driver is None:
        return Reason("what it holds is not what a ledger holds", KEEP)
    code = getattr(driver, "sqlite_errorcode", None)
    if code is None:
        # The driver itself could not read a value, such as a text that is none.
        return DAMAGED
    code &= 0xFF
    if code in _MAY_BE_FULL and _is_full(path.parent):
        return FULL
    return _REASONS.get(code, DAMAGED)


def is_broken(fault: sqlite3.Error) -> bool:
    """Say whether a file is no database, or not a whole one."""
    code = getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    return code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}


def is_of_the_disk(fault: sqlite3.Error) -> bool:
    """Say whether a disk did not do what it was asked, and perhaps did a part of it."""
    return getattr(fault, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_IOERR


def _driver_fault(fault: BaseException | None) -> sqlite3.Error | None:
    """Return what the driver said, beneath what its layers put around it."""
    while fault is not None and not isinstance(fault, sqlite3.Error):
        fault = getattr(fault, "orig", None) or fault.__cause__
    return fault


def _is_full(folder: Path) -> bool:
    try:
        return disk_usage(folder).free < ROOM_BYTES
    except OSError:
        return False
