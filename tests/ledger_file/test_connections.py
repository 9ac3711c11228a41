"""Who may write to the file, and who may move what was written into it."""

from __future__ import annotations

import pytest
from eventsourcing.persistence import OperationalError
from sqlalchemy import update

from ledger.store import schema
from ledger.store.database import Database
from ledger.store.dialect import dialect_at
from ledger.store.query import Query
from tests.sale_of_tests import new_house, place


def test_who_reads_can_neither_write_nor_checkpoint(tmp_path):
    """Only the writer's own connection does, in its turn."""
    with new_house(tmp_path):
        pass
    database = Database(dialect_at(place(tmp_path)))
    moved = update(schema.ledger).values(head=0)
    with pytest.raises(OperationalError, match="readonly"), database.reading() as core:
        core.execute(moved)
    with (
        pytest.raises(OperationalError, match="readonly"),
        database.querying() as connection,
    ):
        connection.run(Query(moved), 0)
    with database.reading() as core:
        assert core.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar() == 0
    with database.querying() as connection:
        connection.execute("PRAGMA wal_autocheckpoint")
        assert connection._cursor.fetchone() == (0,)  # noqa: SLF001 (the live one)
    database.close()
