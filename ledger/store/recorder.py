"""Recorders for the event-sourcing library, on SQLAlchemy Core.

Positions are dense from 1: they are given out inside the transaction that writes the
events, from a counter that only rises, so none is skipped, reused or seen out of order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    Notification,
    StoredEvent,
    Subscription,
)
from sqlalchemy import Select, Table, bindparam, func, insert, select

from ledger.entry import LEDGER_STREAM
from ledger.events import SeasonClosed
from ledger.refusals import LedgerHasEnded, ReplicaNotWritten
from ledger.store import schema
from ledger.store.codec import names_of
from ledger.store.connection import WriteConnection
from ledger.store.database import Database
from ledger.store.query import Query

POLL_SECONDS = 0.05
PAGE = 500
_ENDS = names_of((SeasonClosed,))
_LAST_OF = Query(
    select(schema.events)
    .where(schema.events.c.stream == bindparam("stream"))
    .order_by(schema.events.c.version.desc())
)
"""A stream, its last event first: the ledger's own ends with the end of the season."""


class _StreamNames:
    """Turns the library's originator ids into stream names and back."""

    def __init__(self, *, uuids: bool) -> None:
        self._uuids = uuids

    def stream(self, originator_id: UUID | str) -> str:
        return str(originator_id)

    def originator(self, stream: str) -> UUID | str:
        return UUID(stream) if self._uuids else stream


class LedgerAggregateRecorder(AggregateRecorder):
    """Keeps versions of streams in a table, without positions."""

    def __init__(
        self, database: Database, *, table: Table = schema.events, uuids: bool = False
    ) -> None:
        self.database = database
        self.table = table
        self._columns = [table.c.version, table.c.type, table.c.state]
        self._kind: type[StoredEvent] = StoredEvent
        if "position" in table.c:
            self._columns.append(table.c.position)
            self._kind = Notification
        self.names = _StreamNames(uuids=uuids)

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Record events, all or none; IntegrityError where a version is taken."""
        with self.database.writing() as connection:
            if stored_events:
                columns = ("stream", "version", "type", "state")
                rows = [
                    dict(zip(columns, self._stored_row(event), strict=True))
                    for event in stored_events
                ]
                connection.execute(insert(self.table), rows)
        return None

    def _stored_row(self, event: StoredEvent) -> tuple[str, int, str, bytes]:
        stream = self.names.stream(event.originator_id)
        return stream, event.originator_version, event.topic, event.state

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Read a stream, or the part of it between two versions.

        Events that have positions are returned with them.
        """
        table = self.table
        query = select(*self._columns).where(
            table.c.stream == self.names.stream(originator_id)
        )
        if gt is not None:
            query = query.where(table.c.version > gt)
        if lte is not None:
            query = query.where(table.c.version <= lte)
        query = query.order_by(table.c.version.desc() if desc else table.c.version)
        with self.database.reading() as connection:
            rows = connection.execute(query.limit(limit)).all()
        return [self._kind(originator_id, *row) for row in rows]


class LedgerApplicationRecorder(LedgerAggregateRecorder, ApplicationRecorder):
    """Keeps the log: every event of every stream in one agreed order."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Record events, all or none, and return their positions.

        Raises ReplicaNotWritten where the log is that of a copy, and LedgerHasEnded.
        """
        with self.database.appending() as connection:
            if connection.replica is not None:
                raise ReplicaNotWritten(replica=connection.replica)
            self._must_go_on(connection)
            first = connection.head() + 1
            rows = [
                (position, *self._stored_row(event))
                for position, event in enumerate(stored_events, first)
            ]
            connection.append(rows)
            self._record_also(connection, **kwargs)
        self.database.news.announce()
        return [row[0] for row in rows]

    def _must_go_on(self, connection: WriteConnection) -> None:
        """Refuse whatever would be recorded in a ledger that ended."""
        row = connection.ask(_LAST_OF, LEDGER_STREAM)
        if row is not None and row[3] in _ENDS:
            last = self.database.codec.stored_event(row)
            if isinstance(last, SeasonClosed):
                raise LedgerHasEnded(
                    ended_on=last.ended_on, next=last.next_origin, place=last.next_place
                )

    def _record_also(self, connection: WriteConnection, **kwargs: Any) -> None:
        """Record nothing else; a process recorder adds its tracking here."""

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Read the log from a position on, at most ``limit`` events."""
        query = _notifications_query(limit, stop, topics)
        if start is not None:
            position = schema.events.c.position
            query = query.where(
                position >= start if inclusive_of_start else position > start
            )
        with self.database.reading() as connection:
            rows = connection.execute(query).all()
        return [
            Notification(self.names.originator(stream), version, type_, state, position)
            for position, stream, version, type_, state in rows
        ]

    def max_notification_id(self) -> int | None:
        """Return the last position, None where nothing was recorded."""
        with self.database.reading() as connection:
            last: int | None = connection.scalar(
                select(func.max(schema.events.c.position))
            )
        return last

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> PolledSubscription:
        """Follow the log: what is there after ``gt``, then what comes."""
        return PolledSubscription(self, gt=gt, topics=topics)


class PolledSubscription(Subscription["LedgerApplicationRecorder"]):
    """Follows the log as it grows, across processes; ``stop`` ends it from any thread.

    A wake-up can be lost and another process cannot send one, so the log is asked
    again after a short while in any case. Nothing is skipped: positions are dense and
    become visible in order.
    """

    def __init__(
        self,
        recorder: LedgerApplicationRecorder,
        gt: int | None = None,
        topics: Sequence[str] = (),
    ) -> None:
        super().__init__(recorder, gt=gt, topics=topics)
        self._reached = gt or 0
        self._waiting: deque[Notification] = deque()

    def stop(self) -> None:
        """End the iteration, also where it is waiting for news."""
        super().stop()
        self._recorder.database.news.announce()

    def __next__(self) -> Notification:
        """Return the next event, waiting for it if need be."""
        while not self._has_been_stopped:
            if self._waiting:
                return self._waiting.popleft()
            self._read_next_page()
            if not self._waiting:
                self._recorder.database.news.wait(POLL_SECONDS)
        raise StopIteration

    def _read_next_page(self) -> None:
        """Read a page, and remember how far it looked, matches or none."""
        head = self._recorder.max_notification_id() or 0
        if head <= self._reached:
            return
        page = self._recorder.select_notifications(
            start=self._reached,
            limit=PAGE,
            stop=head,
            topics=self._topics,
            inclusive_of_start=False,
        )
        self._waiting.extend(page)
        self._reached = page[-1].id if len(page) == PAGE else head


def _notifications_query(
    limit: int, stop: int | None, topics: Sequence[str]
) -> Select[Any]:
    table = schema.events
    query = select(
        table.c.position, table.c.stream, table.c.version, table.c.type, table.c.state
    )
    if stop is not None:
        query = query.where(table.c.position <= stop)
    if topics:
        query = query.where(table.c.type.in_(topics))
    return query.order_by(table.c.position).limit(limit)
