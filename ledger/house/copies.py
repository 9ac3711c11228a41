"""Copies of a ledger: a backup in a file, or one that moves to a server or back.

No copy takes entries until it is taken over: two ledgers that grow from one history are
told from each other by nobody. That one was made is kept beside the keys.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ledger.refusals import KeysNotKept
from ledger.store.backup import Backup, back_up
from ledger.store.copying import copy_ledger

if TYPE_CHECKING:
    from ledger.house.published import Published
    from ledger.store.database import Database
    from ledger.store.dialect import Progress


def _silently(_done: int, _total: int) -> None:
    """Tell nobody how much is done."""


class Copies:
    """Makes copies of one ledger, while it is written to."""

    def __init__(self, database: Database, published: Published) -> None:
        self._database = database
        self._published = published

    def back_up(self, file: str, progress: Progress = _silently) -> Backup:
        """Copy the ledger as it stands to a file that is not there yet.

        Raises LedgerDamaged where the copy would not be sound; then there is none.
        """
        on_server = self._database.dialect.folder is None
        copy = copy_ledger if on_server else back_up
        return self._kept(copy(self._database, file, progress))

    def copy_to(self, place: str, progress: Progress = _silently) -> Backup:
        """Copy the ledger, row by row, to a path or URL where no ledger is.

        Raises LedgerDamaged where one is, or where the copy would not be sound; then
        nothing is there.
        """
        return self._kept(copy_ledger(self._database, place, progress))

    def _kept(self, copy: Backup) -> Backup:
        """Keep that the copy was made; say why where that cannot be kept."""
        try:
            self._published.keep_replica(copy.position)
        except (KeysNotKept, OSError) as fault:
            # The copy is there, and good: whoever made it is told the rest.
            return replace(copy, head_not_kept=str(fault))
        return copy
