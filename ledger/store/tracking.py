"""The position that a follower of a log has reached, kept beside its own tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from eventsourcing.persistence import (
    IntegrityError,
    ProcessRecorder,
    Tracking,
    TrackingRecorder,
)
from sqlalchemy import Connection, bindparam, insert, select, update

from ledger.store import schema
from ledger.store.connection import WriteConnection
from ledger.store.database import Database
from ledger.store.query import Query
from ledger.store.recorder import LedgerApplicationRecorder


class LedgerTrackingRecorder(TrackingRecorder):
    """Keeps how far a follower got; a position is never taken back."""

    def __init__(self, database: Database, **_: Any) -> None:
        self.database = database

    def insert_tracking(self, tracking: Tracking) -> None:
        """Move a follower forward; raises IntegrityError for a step back or none."""
        with self.tracked(tracking):
            pass

    @contextmanager
    def tracked(self, tracking: Tracking) -> Iterator[Connection]:
        """Open a transaction for what a follower keeps, and move it forward therein.

        Raises IntegrityError, and nothing is kept, for a step back or none.
        """
        with self.database.writing() as connection:
            track(WriteConnection(connection.connection, connection.dialect), tracking)
            yield connection

    def max_tracking_id(self, application_name: str) -> int | None:
        """Return how far a follower got, None where it never began."""
        table = schema.tracking
        mine = table.c.application_name == application_name
        with self.database.reading() as connection:
            reached: int | None = connection.scalar(
                select(table.c.notification_id).where(mine)
            )
        return reached


_TRACKED = Query(
    select(schema.tracking.c.notification_id).where(
        schema.tracking.c.application_name == bindparam("follower")
    )
)
_BEGIN_TO_TRACK = Query(insert(schema.tracking))
_MOVE_ON = Query(
    update(schema.tracking)
    .values(notification_id=bindparam("reached"))
    .where(schema.tracking.c.application_name == bindparam("follower"))
)


def track(connection: WriteConnection, tracking: Tracking) -> None:
    """Move a follower forward inside a transaction that writes."""
    name, reached = tracking.application_name, tracking.notification_id
    row = connection.ask(_TRACKED, name)
    if row is None:
        connection.run(_BEGIN_TO_TRACK, name, reached)
    elif row[0] < reached:
        connection.run(_MOVE_ON, reached, name)
    else:
        raise IntegrityError(f"{name} has followed the log to {row[0]} already")


class LedgerProcessRecorder(
    LedgerTrackingRecorder, LedgerApplicationRecorder, ProcessRecorder
):
    """Keeps events and the tracking of what caused them in one transaction."""

    def __init__(self, database: Database, *, uuids: bool = False) -> None:
        LedgerApplicationRecorder.__init__(self, database, uuids=uuids)

    def _record_also(self, connection: WriteConnection, **kwargs: Any) -> None:
        if (tracking := kwargs.get("tracking")) is not None:
            track(connection, tracking)
