"""What a decision has on its desk: aggregates as they stand, and what it records.

The shelf keeps loaded aggregates from one command to the next. What it lacks it reads
from the file: while the writer has its turn nobody else commits, so that is up to date.
What the turn itself changed stays on the shelf until it is committed. The desk of one
command sees the shelf, and its own events at once; nothing reaches the shelf or the log
until the command is done, and nothing at all if it refuses.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, literal_column, select

from ledger.damage import LedgerDamaged
from ledger.entry import Attribution, StreamId
from ledger.events import Event
from ledger.store import schema
from ledger.store.codec import Codec, Row, event_id, name_of, names_of
from ledger.store.connection import Query, ReadConnection
from ledger.store.database import Database

Fold = Callable[[Iterable[Any], Any], Any]
"""What evolves an aggregate: events and a state (None at first) give a state."""

Folds = Mapping[str, Fold]
"""By the first word of a stream's name: ``lot``, ``sale``, ``client``."""

SHELF_STREAMS_MAX = 50_000
PAGE_ROWS = 500
"""As much of a history as is read at once, however long it is."""

HISTORY = Query(
    select(schema.events)
    .where(schema.events.c.stream == bindparam("stream"))
    .order_by(schema.events.c.version)
)
_FIRSTS = Query(
    select(schema.events.c.stream, schema.events.c.position)
    .where(schema.events.c.stream >= bindparam("first"))
    .where(schema.events.c.stream < bindparam("after"))
    .where(schema.events.c.version == literal_column("1"))
    .order_by(schema.events.c.position)
)


_PLACES = Query(
    select(schema.events.c.position, schema.events.c.type)
    .where(schema.events.c.stream == bindparam("stream"))
    .order_by(schema.events.c.version)
)


class Kept(NamedTuple):
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
        self.codec = database.codec
        self.folds = folds
        self._capacity = capacity
        self._kept: OrderedDict[StreamId, Kept] = OrderedDict()
        self._listed: dict[str, list[StreamId]] = {}
        self._begun: list[StreamId] = []
        self._staged: list[Row] = []

    def get(self, stream: StreamId) -> Kept:
        """Return an aggregate, loading it if it is not here."""
        kept = self._kept.get(stream)
        if kept is None:
            with self._database.looking() as lens:
                kept = load(lens.rows(HISTORY, stream), self.fold(stream), self.codec)
            if kept is not NOTHING:
                self._kept[stream] = kept
            return kept
        self._kept.move_to_end(stream)
        return kept

    def put(self, stream: StreamId, kept: Kept) -> None:
        """Keep an aggregate as a command left it, which read it here before."""
        if stream not in self._kept:
            self._begun.append(stream)
            self._listed.clear()
        self._kept[stream] = kept
        self._kept.move_to_end(stream)

    def stage(self, rows: Sequence[Row]) -> None:
        """Keep rows that this turn will write, until they are in the file."""
        self._staged += rows

    def positions(self, stream: StreamId, kinds: Sequence[type]) -> list[int]:
        """Say where in the log a stream's events of some kinds stand, in order."""
        names = names_of(kinds)
        with self._database.looking() as lens:
            rows = list(lens.rows(_PLACES, stream))
        rows += [(row[0], row[3]) for row in self._staged if row[1] == stream]
        return [position for position, name in rows if name in names]

    def settle(self) -> None:
        """Make room, now that all that is here can be read from the file again."""
        self._begun.clear()
        self._staged.clear()
        while len(self._kept) > self._capacity:
            self._kept.popitem(last=False)

    def hear(self, row: Row) -> None:
        """Follow an event that somebody else recorded."""
        _, name, version, _, _ = row
        stream = StreamId(name)
        if version == 1:
            self._listed.clear()
        if (kept := self._kept.get(stream)) is not None:
            self._kept[stream] = follow(kept, (row,), self.fold(stream), self.codec)

    def streams(self, prefix: str) -> list[StreamId]:
        """List the streams whose name begins so, in the order they were begun."""
        if prefix not in self._listed:
            with self._database.looking() as lens:
                listed = streams(prefix, lens)
            # The file does not show yet what this turn began.
            begun = [stream for stream in self._begun if stream.startswith(prefix)]
            self._listed[prefix] = listed + begun
        return self._listed[prefix]

    def fold(self, stream: StreamId) -> Fold:
        """Return the evolve of a stream's kind of aggregate."""
        return self.folds[stream.partition(":")[0]]

    def clear(self) -> None:
        """Put everything away; it will be loaded again."""
        self._kept.clear()
        self._listed.clear()
        self._begun.clear()
        self._staged.clear()


def load(rows: Iterator[Row], fold: Fold, codec: Codec) -> Kept:
    """Load an aggregate from the rows of its history, in one pass over them.

    Raises LedgerDamaged where one is missing, or cannot follow those before it.
    """
    kept = NOTHING
    for page in pages(rows):
        kept = follow(kept, page, fold, codec)
    return kept


def pages(rows: Iterator[Row]) -> Iterator[Sequence[Row]]:
    """Take rows as they come, so many at a time."""
    while page := tuple(islice(rows, PAGE_ROWS)):
        yield page


def follow(kept: Kept, rows: Sequence[Row], fold: Fold, codec: Codec) -> Kept:
    """Return an aggregate as the rows of its next versions leave it."""
    try:
        state = fold(read_next(rows, kept.version, codec), kept.state)
    except (AssertionError, LookupError) as fault:
        # What evolves an aggregate asserts, and refuses nothing.
        if len(rows) == 1:
            raise _astray(rows[0], fault) from fault
        for row in rows:
            kept = follow(kept, (row,), fold, codec)
        return kept
    return Kept(kept.version + len(rows), state)


def _astray(row: Row, fault: Exception) -> LedgerDamaged:
    return LedgerDamaged(
        f"Position {row[0]} cannot follow what {row[1]} holds before it: "
        f"{fault}. Nothing was changed; restore the ledger from a backup."
    )


def read_next(rows: Sequence[Row], version: int, codec: Codec) -> list[Event]:
    """Read the events of rows that are to follow a version of their stream."""
    for place, (position, stream, filed, _, _) in enumerate(rows, version + 1):
        if filed != place:
            raise LedgerDamaged(
                f"Event {place} of {stream} is missing: position {position} is its "
                f"event {filed}. Nothing was changed; restore the ledger from a backup."
            )
    return codec.read_rows(rows)


def streams(
    prefix: str, lens: ReadConnection, *, upto: int | None = None
) -> list[StreamId]:
    """List the streams whose name begins so, in the order they were begun."""
    after = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    found = lens.rows(_FIRSTS, prefix, after)
    return [StreamId(name) for name, begun in found if upto is None or begun <= upto]


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

    def record(self, stream: StreamId, events: Sequence[Event]) -> Any:
        """Write events down, and return the aggregate as they leave it."""
        kept = self._kept(stream)
        if not events:
            return kept.state
        for version, event in enumerate(events, kept.version + 1):
            self.recorded.append((stream, version, event))
        state = self.shelf.fold(stream)(events, kept.state)
        self.changed[stream] = Kept(kept.version + len(events), state)
        return state

    def positions(self, stream: StreamId, *kinds: type) -> list[int]:
        """Say where in the log a stream's events of some kinds stand, in order.

        What this command itself records has no position yet, and is not among them.
        """
        return self.shelf.positions(stream, kinds)

    def written(self, by: Attribution, ledger: UUID, *, after: int) -> list[Row]:
        """Write what was recorded as entries that stand after a position."""
        told, cause = str(ledger), None
        rows: list[Row] = []
        for place, (stream, version, event) in enumerate(self.recorded, after + 1):
            id_ = event_id(ledger, stream, version)
            name = name_of(event)
            state = self.shelf.codec.write(
                event,
                name=name,
                stream=stream,
                version=version,
                id_=id_,
                ledger=told,
                by=by,
                causation=cause,
            )
            cause = cause or id_
            rows.append((place, stream, version, name, state))
        return rows

    def streams(self, prefix: str) -> list[StreamId]:
        """List the streams whose name begins so, this command's own included."""
        known = self.shelf.streams(prefix)
        begun = [
            stream
            for stream, version, _ in self.recorded
            if version == 1 and stream.startswith(prefix)
        ]
        return known + begun
