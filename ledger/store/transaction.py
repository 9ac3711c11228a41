"""The transaction of one command: its view of a ledger, and what it records.

It sees what is committed, and what the commands before it in the same batch recorded;
its own events count for it at once. Nothing of it reaches anybody else until the
command is done, and nothing at all if it refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from ledger.entry import Attribution, InStream, StreamId
from ledger.events import Event
from ledger.events.sealed import as_stored, sealed_now
from ledger.store.beginnings import event_id
from ledger.store.codec import Codec, name_of
from ledger.store.envelope import Row
from ledger.store.loading import Evolve, Versioned
from ledger.value import replace


class Known(Protocol):
    """The state that a transaction starts from: committed, or decided before it."""

    @property
    def codec(self) -> Codec:
        """The codec that writes events."""

    @property
    def next_position(self) -> int:
        """Where the next event will stand."""

    def evolve(self, stream: StreamId) -> Evolve:
        """Return what evolves a stream's kind of aggregate."""

    def get(self, stream: StreamId) -> Versioned:
        """Return an aggregate, and its version."""

    def streams(self, prefix: str, holding: bytes = b"") -> Sequence[StreamId]:
        """List streams by how their name begins, and by a text in their first entry."""

    def positions(self, stream: StreamId, kinds: Sequence[type]) -> list[int]:
        """Return where in the log a stream's events of some kinds stand, in order."""

    def stored_events(self, stream: StreamId, kinds: Sequence[type]) -> list[InStream]:
        """Return a stream's events of some kinds as they are stored, in order."""

    def events_within(self, prefix: str, kinds: Sequence[type]) -> list[InStream]:
        """Return events of some kinds in streams whose name begins so, in order."""

    def begun_at(self, stream: StreamId) -> datetime:
        """Return when the first event of a stream was recorded."""


@dataclass(slots=True)
class Transaction:
    """One command's view of the ledger, and what it records."""

    known: Known
    recorded: list[tuple[StreamId, int, Event]] = field(default_factory=list)
    changed: dict[StreamId, Versioned] = field(default_factory=dict)
    _brought: dict[tuple[StreamId, int], Attribution] = field(default_factory=dict)
    """Who recorded what is brought forward, where it was recorded first."""

    def state(self, stream: StreamId) -> Any:
        """Return an aggregate as it stands for this command, None if it never began."""
        return self._versioned_state(stream).state

    def _versioned_state(self, stream: StreamId) -> Versioned:
        changed = self.changed.get(stream)
        return changed if changed is not None else self.known.get(stream)

    def record(self, stream: StreamId, events: Sequence[Event]) -> Any:
        """Record events, and return the aggregate as they leave it."""
        before = self._versioned_state(stream)
        if not events:
            return before.state
        for version, event in enumerate(events, before.version + 1):
            self.recorded.append((stream, version, event))
        state = self.known.evolve(stream)(events, before.state)
        self.changed[stream] = Versioned(before.version + len(events), state)
        return state

    def bring_forward(
        self, stream: StreamId, event: Event, by: Attribution | None
    ) -> None:
        """Record an entry of another ledger again, with who recorded it there."""
        Transaction.record(self, stream, (event,))
        if by is not None:
            _, version, _ = self.recorded[-1]
            self._brought[stream, version] = by

    def positions(self, stream: StreamId, *kinds: type) -> list[int]:
        """Return where in the log a stream's events of some kinds stand, in order.

        What this command itself records has no position yet, and is not among them.
        """
        return self.known.positions(stream, kinds)

    def stored_events(self, stream: StreamId, *kinds: type) -> list[InStream]:
        """Return a stream's events of some kinds as they are stored, in order."""
        recorded = self._recorded(kinds, lambda name: name == stream)
        return [*self.known.stored_events(stream, kinds), *recorded]

    def events_within(self, prefix: str, *kinds: type) -> list[InStream]:
        """Return events of some kinds in streams whose name begins so, in order."""
        recorded = self._recorded(kinds, lambda name: name.startswith(prefix))
        return [*self.known.events_within(prefix, kinds), *recorded]

    def _recorded(
        self, kinds: tuple[type, ...], is_asked: Callable[[StreamId], bool]
    ) -> list[InStream]:
        """Return what this command recorded, as it is going to be stored."""
        return [
            InStream(position, version, as_stored(event))
            for position, (name, version, event) in enumerate(
                self.recorded, self.known.next_position
            )
            if is_asked(name) and isinstance(event, kinds)
        ]

    def begun_at(self, stream: StreamId) -> datetime:
        """Return when the first event of a stream was recorded.

        It was before this command, whose own events have no moment yet.
        """
        return self.known.begun_at(stream)

    def streams(self, prefix: str, holding: bytes = b"") -> Sequence[StreamId]:
        """List streams by how their name begins, and by a text in their first entry.

        Those that this command itself began are listed whatever they hold.
        """
        return [*self.known.streams(prefix, holding), *self._streams_begun(prefix)]

    def _streams_begun(self, prefix: str) -> list[StreamId]:
        return [
            stream
            for stream, version, _ in self.recorded
            if version == 1 and stream.startswith(prefix)
        ]

    def rows(self, by: Attribution, ledger: UUID, *, after: int) -> Iterator[Row]:
        """Write what was recorded as rows of the log that stand after a position.

        What is to be sealed is sealed first, all of it: a third quicker than one by one
        between decisions.
        """
        self.recorded = [
            (stream, version, sealed_now(event))
            for stream, version, event in self.recorded
        ]
        ledger_id, cause = str(ledger), None
        for place, (stream, version, event) in enumerate(self.recorded, after + 1):
            id_ = event_id(ledger, stream, version)
            name = name_of(event)
            state = self.known.codec.write(
                as_stored(event),
                name=name,
                stream=stream,
                version=version,
                id_=id_,
                ledger=ledger_id,
                by=self._attribution(stream, version, by),
                causation=cause,
            )
            cause = cause or id_
            yield place, stream, version, name, state

    def _attribution(
        self, stream: StreamId, version: int, by: Attribution
    ) -> Attribution:
        """Return who an entry is by: what is brought forward stays whose it was."""
        brought = self._brought.get((stream, version))
        return by if brought is None else replace(brought, recorded_at=by.recorded_at)
