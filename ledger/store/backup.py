"""Back a ledger up while it is written to: a copy that opens as the ledger it was."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from ledger.store import schema
from ledger.store.database import Database
from ledger.store.dialect import Dialect, Progress, dialect_at
from ledger.store.ledger_file import must_be_sound
from ledger.store.library_faults import LibraryNames
from ledger.store.steps import climb


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of a ledger as it stood at one position."""

    file: str
    """Where it is; that of a server is named without its password."""
    position: int
    head_not_kept: str | None = None
    """Why it is not kept elsewhere that the copy was made, where it is not."""


def back_up(database: Database, file: str, progress: Progress) -> Backup:
    """Copy a ledger to a file that is not there yet, and open the copy to see it.

    The copy says what it is a copy of, and takes no entries until it is taken over: two
    ledgers that grow from one history are told from each other by nobody.

    Raises LedgerDamaged where the copy would not be sound; then there is none.
    """
    with database.dialect.copied_apart(file, progress) as apart:
        _mark_replica(dialect_at(apart), database.dialect.name)
        copy = Database(dialect_at(apart))
        try:
            must_be_sound(copy)
            with copy.reading() as connection:
                head = connection.scalar(select(schema.ledger.c.head))
        finally:
            copy.close()
    assert head is not None, "a sound ledger has a head"
    return Backup(file, head)


def _mark_replica(copy: Dialect, of: str) -> None:
    """Write into a copy what it is a copy of; an older one is upgraded first."""
    engine = copy.writing_engine()
    try:
        with LibraryNames(engine.dialect), engine.begin() as connection:
            climb(connection, copy, lambda _done, _total: None)
            head = connection.scalar(select(schema.ledger.c.head))
            replica = f"{of}, up to position {head}"
            connection.execute(update(schema.ledger).values(replica=replica))
    finally:
        engine.dispose()
