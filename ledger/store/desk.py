"""What a decision has on its desk: aggregates as they stand, and what it records.

The shelf keeps loaded aggregates from one command to the next. What it lacks it reads
from the file: while the writer has its turn nobody else commits, so that is up to date. The desk of one command
sees them, and its own events at once; nothing reaches the shelf or the log until the
command is done, and nothing at all if it refuses.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, select

from ledger.entry import StreamId
from ledger.events import Event
from ledger.store import codec, schema
from ledger.store.database import Database

Fold = Callable[[Any, Any], Any]
"""The ``evolve`` of an aggregate: a state (None at first) and an event give a state."""

Folds = Mapping[str, Fold]
"""By the first word of a stream's name: ``lot``, ``sale``, ``client``."""

SHELF_STREAMS_MAX = 50_000

_STREAM = (
    select(schema.events.c.type, schema.events.c.state)
    .where(schema.events.c.stream == bindparam("stream"))
    .order_by(schema.events.c.version)
)
_FIRSTS = (
    select(schema.events.c.stream)
    .where(schema.events.c.stream >= bindparam("first"))
    .where(schema.events.c.stream < bindparam("after"))
    .where(schema.events.c.version == 1)
    .order_by(schema.events.c.position)
)


@dataclass(frozen=True, slots=True)
class Kept:
    """An aggregate, and how many events it took to get here."""

    version: int
    state: Any


NOTHING = Kept(0, None)


class Shelf:
    """Loaded aggregates, the least used put away first."""

    def __init__(
        self, database: Database, folds: Folds, capacity: int = SHELF_STREAMS_MAX
    ) -> None:
        self._database = database
        self.folds = folds
        self._capacity = capacity
        self._kept: OrderedDict[StreamId, Kept] = OrderedDict()
        self._listed: dict[str, list[StreamId]] = {}

    def __contains__(self, stream: StreamId) -> bool:
        return stream in self._kept

    def get(self, stream: StreamId) -> Kept:
        """Return an aggregate, loading it if it is not here."""
        kept = self._kept.get(stream)
        if kept is None:
            with self._database.reading() as connection:
                kept = load(stream, self.fold(stream), connection)
            if kept is not NOTHING:
                self.put(stream, kept)
            return kept
        self._kept.move_to_end(stream)
        return kept

    def put(self, stream: StreamId, kept: Kept) -> None:
        """Keep an aggregate as it stands now."""
        if kept.version == 1:
            self._listed.clear()
        self._kept[stream] = kept
        self._kept.move_to_end(stream)
        if len(self._kept) > self._capacity:
            self._kept.popitem(last=False)

    def hear(self, stream: StreamId, version: int, event: Event) -> None:
        """Follow an event that somebody else recorded."""
        if version == 1:
            self._listed.clear()
        kept = self._kept.get(stream)
        if kept is not None and kept.version == version - 1:
            state = self.fold(stream)(kept.state, event)
            self._kept[stream] = Kept(version, state)

    def streams(self, prefix: str) -> list[StreamId]:
        """List the streams whose name begins so, in the order they were begun."""
        if prefix not in self._listed:
            with self._database.reading() as connection:
                self._listed[prefix] = streams(prefix, connection)
        return self._listed[prefix]

    def fold(self, stream: StreamId) -> Fold:
        """Return the evolve of a stream's kind of aggregate."""
        return self.folds[stream.partition(":")[0]]

    def clear(self) -> None:
        """Put everything away; it will be loaded again."""
        self._kept.clear()
        self._listed.clear()


def load(stream: StreamId, fold: Fold, connection: Connection) -> Kept:
    """Load an aggregate from its events, in one pass over them."""
    state, version = None, 0
    for type_, body in connection.execute(_STREAM, {"stream": stream}):
        state = fold(state, codec.read_event(type_, body))
        version += 1
    return Kept(version, state) if version else NOTHING


def streams(prefix: str, connection: Connection) -> list[StreamId]:
    """List the streams whose name begins so, in the order they were begun."""
    after = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    found = connection.scalars(_FIRSTS, {"first": prefix, "after": after})
    return [StreamId(name) for name in found]


@dataclass(slots=True)
class Desk:
    """One command's view of the ledger, and what it writes down."""

    shelf: Shelf
    recorded: list[tuple[StreamId, int, Event]] = field(default_factory=list)
    changed: dict[StreamId, Kept] = field(default_factory=dict)

    def state(self, stream: StreamId) -> Any:
        """Return an aggregate as it stands for this command, None if it never began."""
        return self._kept(stream).state

    def _kept(self, stream: StreamId) -> Kept:
        kept = self.changed.get(stream)
        return kept if kept is not None else self.shelf.get(stream)

    def record(self, stream: StreamId, events: Iterable[Event]) -> Any:
        """Write events down, and return the aggregate as they leave it."""
        kept = self._kept(stream)
        fold, version, state = self.shelf.fold(stream), kept.version, kept.state
        for event in events:
            version += 1
            state = fold(state, event)
            self.recorded.append((stream, version, event))
        if version != kept.version:
            self.changed[stream] = Kept(version, state)
        return state

    def streams(self, prefix: str) -> list[StreamId]:
        """List the streams whose name begins so, this command's own included."""
        known = self.shelf.streams(prefix)
        begun = [
            stream
            for stream, version, _ in self.recorded
            if version == 1 and stream.startswith(prefix)
        ]
        return known + begun
