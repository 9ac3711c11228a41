"""Load an aggregate from the rows of its history, or let it follow more of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, takewhile
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import bindparam, select

from ledger.damage import Damage, EntryDamaged
from ledger.events import Event
from ledger.store import schema
from ledger.store.codec import Codec
from ledger.store.envelope import Row
from ledger.store.opened import Opened
from ledger.store.query import Query
from ledger.store.rederived import must_have_their_hashes

Evolve: TypeAlias = Callable[[Iterable[Any], Any], Any]
"""A function that evolves an aggregate: events and a state (or None) to a state."""

PAGE_ROWS = 500
"""The rows of a history that are read at once, however long it is."""

HISTORY = Query(
    select(schema.events)
    .where(schema.events.c.stream == bindparam("stream"))
    .order_by(schema.events.c.version)
)


class Versioned(NamedTuple):
    """An aggregate, and how many events it took to get here."""

    version: int
    state: Any


NEVER_BEGUN = Versioned(0, None)


def bounds(prefix: str) -> tuple[str, str]:
    """Return the first name that begins so, and the first after all that do."""
    return prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)


def up_to(rows: Iterable[Row], position: int | None) -> Iterator[Row]:
    """Return rows up to a position, or all of them where it is None."""
    if position is None:
        return iter(rows)
    return takewhile(lambda row: row[0] <= position, rows)


def load(rows: Iterator[Row], evolve: Evolve, codec: Codec) -> Versioned:
    """Load an aggregate from the rows of its history, in one pass over them.

    Raises LedgerDamaged where one is missing, or cannot follow those before it.
    """
    aggregate = NEVER_BEGUN
    for page in pages(rows):
        aggregate = evolved(aggregate, page, evolve, codec)
    return aggregate


def pages(rows: Iterator[Row]) -> Iterator[Sequence[Row]]:
    """Yield rows in pages, as they come."""
    while page := tuple(islice(rows, PAGE_ROWS)):
        yield page


def evolved(
    before: Versioned, rows: Sequence[Row], evolve: Evolve, codec: Codec
) -> Versioned:
    """Return an aggregate as the rows of its next versions leave it."""
    try:
        must_follow(rows, before.version)
        events = codec.followed_events(rows)
        must_have_their_hashes(rows, events)
        state = evolve(events, before.state)
    except (AssertionError, LookupError) as fault:
        # What evolves an aggregate asserts, and refuses nothing.
        if len(rows) == 1:
            raise damage_at(rows[0][0], rows[0][1], fault) from fault
        for row in rows:
            before = evolved(before, (row,), evolve, codec)
        return before
    return Versioned(before.version + len(rows), state)


def damage_at(position: int, stream: str, fault: Exception) -> EntryDamaged:
    """Say where a history cannot have gone on as it did."""
    what = f"Position {position} cannot follow what {stream} holds before it: {fault}"
    return EntryDamaged(position, Damage.HISTORY, what)


def open_next(rows: Sequence[Row], version: int, codec: Codec) -> list[Opened[Event]]:
    """Open the events of rows that are to follow a version of their stream."""
    must_follow(rows, version)
    events = codec.opened_events(rows)
    must_have_their_hashes(rows, events)
    return events


def must_follow(rows: Sequence[Row], version: int) -> None:
    """See that rows are the next of a stream, none left out; raises EntryDamaged."""
    places = range(version + 1, version + 1 + len(rows))
    if [row[2] for row in rows] != list(places):
        raise _missing(rows, places)


def _missing(rows: Sequence[Row], places: range) -> EntryDamaged:
    """Say which event of a stream is not there."""
    place, (position, stream, filed, _, _) = next(
        (place, row) for place, row in zip(places, rows, strict=True) if place != row[2]
    )
    what = f"Event {place} of {stream} is missing: position {position} is its"
    return EntryDamaged(position, Damage.HISTORY, f"{what} event {filed}")
