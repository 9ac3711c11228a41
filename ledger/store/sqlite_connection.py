"""The connection of the hot path that writes to a file of SQLite."""

from __future__ import annotations

import sqlite3

from ledger.damage import OutcomeUnknown
from ledger.store.connection import WriteConnection
from ledger.store.sqlite_faults import is_of_the_disk


class SqliteWriteConnection(WriteConnection):
    """Writes to a file."""

    def commit(self, command: str) -> None:
        """End the transaction; raises OutcomeUnknown where the disk fails meanwhile.

        What was to be synchronised may be written by then: it is read once the file is
        opened after a crash.
        """
        try:
            super().commit(command)
        except sqlite3.Error as fault:
            if is_of_the_disk(fault):
                why = "its disk could not be written while it committed"
                raise OutcomeUnknown(why) from fault
            raise
