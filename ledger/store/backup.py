"""Back a ledger up while it is written to: a copy that opens as the ledger it was."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from ledger.store import schema
from ledger.store.database import Database
from ledger.store.dialect import Progress, dialect_at
from ledger.store.ledger_file import must_be_sound


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of a ledger as it stood at one position."""

    file: str
    position: int


def back_up(database: Database, file: str, progress: Progress) -> Backup:
    """Copy a ledger to a file that is not there yet, and open the copy to see it.

    Raises LedgerDamaged where the copy would not be sound; then there is none.
    """
    with database.dialect.copied_apart(file, progress) as apart:
        copy = Database(dialect_at(apart))
        try:
            must_be_sound(copy)
            with copy.reading() as connection:
                head = connection.scalar(select(schema.ledger.c.head))
        finally:
            copy.close()
    assert head is not None, "a sound ledger has a head"
    return Backup(file, head)
