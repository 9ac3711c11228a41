"""Loaded aggregates: the one identity map of what reads a ledger and what decides.

It holds what is committed, as of one position of the log, and follows the log from
there: nothing is loaded twice for as long as there is room for it. What is decided and
not committed yet is kept apart, by the transaction and its batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import RLock, local
from typing import Any, TypeAlias, cast

from sqlalchemy import bindparam, literal_column, select

from ledger.damage import LedgerDamaged
from ledger.entry import StreamId
from ledger.events import PersonErased
from ledger.store import schema
from ledger.store.at_hand import AtHand
from ledger.store.codec import names_of
from ledger.store.connection import HEAD, ReadConnection
from ledger.store.database import Database
from ledger.store.envelope import Row
from ledger.store.loading import (
    HISTORY,
    NEVER_BEGUN,
    Evolve,
    Versioned,
    bounds,
    load,
    up_to,
)
from ledger.store.query import Query
from ledger.store.stream_rows import BETWEEN, StreamRows

EvolveByKind: TypeAlias = Mapping[str, Evolve]
"""By the first word of a stream's name: ``lot``, ``sale``, ``client``."""

STREAMS_MAX = 50_000
LISTS_MAX = 500
FOLLOWED_EVENTS_MAX = 10_000
"""If others recorded more than this meanwhile, loading anew is the shorter way."""
_ERASURES = names_of((PersonErased,))

_BEGUN = (
    select(schema.events.c.stream, schema.events.c.position)
    .where(schema.events.c.stream >= bindparam("first"))
    .where(schema.events.c.stream < bindparam("after"))
    .where(schema.events.c.version == literal_column("1"))
    .order_by(schema.events.c.position)
)
_FIRSTS = Query(_BEGUN)
_FIRST_TEXTS = Query(_BEGUN.add_columns(schema.events.c.state))


class _Moment(local):
    """Whether a thread read where the log stands, and asks on from there."""

    is_read = False


class Cache(StreamRows):
    """The aggregates of one ledger; the least used leave first."""

    def __init__(
        self,
        database: Database,
        evolve: EvolveByKind,
        *,
        capacity: int = STREAMS_MAX,
        upto: int | None = None,
    ) -> None:
        super().__init__(database, upto=upto)
        self._evolve = evolve
        self._lock = RLock()
        self._head = -1 if upto is None else upto
        """Up to here it followed the log; -1: it holds nothing."""
        self._aggregates = AtHand(self.evolve, self.codec, capacity=capacity)
        self._lists: dict[tuple[str, bytes], Sequence[StreamId]] = {}
        self._moment = _Moment()

    @contextmanager
    def at_one_moment(self) -> Iterator[None]:
        """Read where the log stands once, for all that this thread asks meanwhile."""
        self._keep_up()
        self._moment.is_read = True
        try:
            yield
        finally:
            self._moment.is_read = False

    def _keep_up(self) -> None:
        """Follow the log to where it stands now."""
        if self._upto is not None or self._moment.is_read:
            return
        ((head,),) = self._database.rows(HEAD)
        if head != self._head:
            with self._database.querying() as connection:
                self.follow(connection)

    def follow(self, connection: ReadConnection) -> int:
        """Follow what was recorded meanwhile, and return the head of the log.

        Raises LedgerDamaged where the log is shorter than it was.
        """
        if self._upto is not None:
            return self._upto
        with self._lock:
            head = connection.head()
            if head < self._head:
                raise LedgerDamaged(
                    f"The ledger ended at position {self._head} and ends at {head} "
                    "now: an older copy was put in its place. Nothing was changed; "
                    "keep both, and go on with the longer one."
                )
            if self._head < 0 or head - self._head > FOLLOWED_EVENTS_MAX:
                self._aggregates.clear()
                self._lists.clear()
                self.codec.forget(())
            elif head > self._head:
                self._follow_rows(connection.rows(BETWEEN, self._head + 1, head))
            self._head = head
        return head

    def _follow_rows(self, rows: Iterable[Row]) -> None:
        """Follow events that somebody else recorded."""
        erased = []
        for row in rows:
            if row[3] in _ERASURES:
                erased.append(cast("PersonErased", self.codec.stored_event(row)))
            if row[2] == 1:
                self._lists.clear()
            self._aggregates.follow(row)
        if erased:
            self.forget(erased)

    def forget(self, erased: Sequence[PersonErased]) -> None:
        """Drop what was opened of bids, and their keys: some are gone."""
        with self._lock:
            self.codec.forget(erased)
            self._aggregates.clear()

    @property
    def next_position(self) -> int:
        """Where the next event would stand, as of the head that was followed."""
        return self._head + 1

    def state(self, stream: StreamId) -> Any:
        """Return an aggregate as it stands now; None where it never began."""
        self._keep_up()
        return self.get(stream).state

    def states(self, prefix: str, holding: bytes = b"") -> list[Any]:
        """Return aggregates as they stand at one moment, in the order they were begun.

        Those whose stream begins so, and whose first entry holds a text. What is at
        hand of them may stand at a later one.
        """
        with self._database.querying() as connection:
            head = self.follow(connection)
            return [
                self._load(stream, connection.rows, head).state
                for stream in self._list_streams(prefix, holding, connection, head)
            ]

    def get(self, stream: StreamId) -> Versioned:
        """Return an aggregate as of the head that was followed, or a later one."""
        return self._load(stream, self._database.rows, self._head)

    def _load(
        self,
        stream: StreamId,
        ask: Callable[[Query, StreamId], Iterator[Row]],
        head: int,
    ) -> Versioned:
        """Return an aggregate; one who asks as of a head or later, if not at hand."""
        with self._lock:
            known = self._aggregates.get(stream)
        if known is not None:
            return known
        rows = up_to(ask(HISTORY, stream), self._upto)
        loaded = load(rows, self.evolve(stream), self.codec)
        if loaded is not NEVER_BEGUN:
            with self._lock:
                # What was followed since would be missing for ever.
                if self._head == head:
                    self._aggregates.keep(stream, loaded)
        return loaded

    def streams(self, prefix: str, holding: bytes = b"") -> Sequence[StreamId]:
        """List the streams whose name begins so, in the order they were begun.

        With a text, those of them whose first entry holds it.
        """
        if (known := self._lists.get((prefix, holding))) is not None:
            return known
        head = self._head
        with self._database.querying() as connection:
            return self._list_streams(prefix, holding, connection, head)

    def streams_now(self, prefix: str, holding: bytes = b"") -> Sequence[StreamId]:
        """List such streams as the log has them now."""
        self._keep_up()
        return self.streams(prefix, holding)

    def _list_streams(
        self, prefix: str, holding: bytes, connection: ReadConnection, head: int
    ) -> Sequence[StreamId]:
        """List streams; one asks as of a head, which may have moved since."""
        with self._lock:
            known = self._lists.get((prefix, holding)) if self._head == head else None
        if known is not None:
            return known
        upto = self._upto
        rows = connection.rows(_FIRST_TEXTS if holding else _FIRSTS, *bounds(prefix))
        if holding:
            rows = self._as_recorded(rows)
        begun = [
            StreamId(row[0])
            for row in rows
            if (upto is None or row[1] <= upto) and (not holding or holding in row[2])
        ]
        with self._lock:
            if self._head == head:
                if len(self._lists) >= LISTS_MAX:
                    self._lists.clear()
                self._lists[prefix, holding] = begun
        return begun

    def _as_recorded(
        self, firsts: Iterable[tuple[Any, ...]]
    ) -> Iterator[tuple[Any, ...]]:
        """Yield first texts that are as they were recorded; raises EntryDamaged."""
        leaves = self._database.leaves
        for stream, position, text in firsts:
            if leaves is not None:
                leaves.must_match([(position, stream, 1, "", text)])
            yield stream, position, text

    def keep(
        self,
        changed: Mapping[StreamId, Versioned],
        *,
        before: int,
        head: int,
        begins: bool,
    ) -> None:
        """Keep what a transaction that moved the head has committed.

        One that begins a stream makes every list of streams another.
        """
        with self._lock:
            # Whoever followed the log meanwhile has heard of it, and may be ahead.
            if self._head != before:
                return
            if begins:
                self._lists.clear()
            for stream, known in changed.items():
                self._aggregates.keep(stream, known)
            self._head = head

    def evolve(self, stream: StreamId) -> Evolve:
        """Return what evolves a stream's kind of aggregate."""
        return self._evolve[stream.partition(":")[0]]
