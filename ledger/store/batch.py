"""What the commands of one commit record, each in sight of those before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from ledger.damage import KEEP, LedgerDamaged
from ledger.entry import LEDGER_STREAM, Attribution, InStream, StreamId
from ledger.events import Event
from ledger.store.cache import Cache
from ledger.store.codec import names_of
from ledger.store.connection import KEEP_KEY, WriteConnection
from ledger.store.envelope import Row
from ledger.store.loading import Versioned
from ledger.store.moments import recorded_at
from ledger.store.opened import unwrapped
from ledger.store.transaction import Known, Transaction


class Timestamp(Protocol):
    """What is put on all that one transaction records, and recorded before it."""

    @property
    def prelude(self) -> Sequence[Event]:
        """What is recorded before it."""

    def on(self, command: Any, by: Attribution) -> tuple[Any, Attribution]:
        """Return a command and who gives it, as they are to be recorded.

        Raises the Refusal that they meet.
        """

    def begin(self, transaction: Transaction) -> None:
        """Record the prelude."""

    def for_the_house(self, by: Attribution) -> Attribution:
        """Return who the prelude is recorded by."""

    def after(self, ledger: Any, recorded_at: datetime) -> Timestamp:
        """Return the stamp of what follows an entry of the ledger's own stream."""


class Timestamping(Protocol):
    """Makes the stamp of a transaction, once it is known what stands before it."""

    def __call__(
        self, known: Known, *, head: int, last_at: datetime | None
    ) -> Timestamp:
        """Return the stamp of what is written next."""


class Batch:
    """The events that the commands of one commit have recorded so far."""

    def __init__(
        self, cache: Cache, connection: WriteConnection, stamping: Timestamping
    ) -> None:
        self._cache = cache
        self._connection = connection
        self._head = cache.follow(connection)
        self._rows: list[Row] = []
        self._prelude = 0
        """How many of the rows say nothing but what the ledger itself has to say."""
        self._changed: dict[StreamId, Versioned] = {}
        self._begun: list[StreamId] = []
        self.codec = cache.codec
        self.evolve = cache.evolve
        self.keys: dict[str, tuple[str, int, int]] = {}
        self.stamp = stamping(self, head=self._head, last_at=connection.last_at())
        self.prelude_is_due = bool(self.stamp.prelude)

    @property
    def next_position(self) -> int:
        """Where the next event will stand."""
        return self._head + len(self._rows) + 1

    def get(self, stream: StreamId) -> Versioned:
        """Return an aggregate as the commands before left it, and its version."""
        changed = self._changed.get(stream)
        return self._cache.get(stream) if changed is None else changed

    def streams(self, prefix: str, holding: bytes = b"") -> Sequence[StreamId]:
        """List streams by how their name begins, and by a text in their first entry.

        Those that this batch began are listed whatever they hold.
        """
        begun = [stream for stream in self._begun if stream.startswith(prefix)]
        return [*self._cache.streams(prefix, holding), *begun]

    def positions(self, stream: StreamId, kinds: Sequence[type]) -> list[int]:
        """Return where in the log a stream's events of some kinds stand, in order."""
        names = names_of(kinds)
        return self._cache.positions(stream, kinds) + [
            row[0] for row in self._rows if row[1] == stream and row[3] in names
        ]

    def stored_events(self, stream: StreamId, kinds: Sequence[type]) -> list[InStream]:
        """Return a stream's events of some kinds as they are stored, in order."""
        names = names_of(kinds)
        return self._cache.stored_events(stream, kinds) + [
            InStream(row[0], row[2], self.codec.stored_event(row))
            for row in self._rows
            if row[1] == stream and row[3] in names
        ]

    def events_within(self, prefix: str, kinds: Sequence[type]) -> list[InStream]:
        """Return events of some kinds in streams whose name begins so, in order."""
        names = names_of(kinds)
        return self._cache.events_within(prefix, kinds) + [
            InStream(row[0], row[2], self.codec.stored_event(row))
            for row in self._rows
            if row[1].startswith(prefix) and row[3] in names
        ]

    def begun_at(self, stream: StreamId) -> datetime:
        """Return when the first event of a stream was recorded."""
        for row in self._rows:
            if row[1] == stream and row[2] == 1:
                return recorded_at(row)
        return self._cache.begun_at(stream)

    def add(self, transaction: Transaction, rows: list[Row]) -> int:
        """Take what a command recorded, for the next to see; return where it ends."""
        self._rows += rows
        self._begun += [StreamId(row[1]) for row in rows if row[2] == 1]
        self._changed |= transaction.changed
        if (itself := transaction.changed.get(LEDGER_STREAM)) is not None:
            self.stamp = self.stamp.after(itself.state, recorded_at(rows[-1]))
        return self.next_position - 1

    def add_prelude(self, transaction: Transaction, rows: list[Row]) -> None:
        """Take what the ledger itself says, to be written with what follows it."""
        self.add(transaction, rows)
        self._prelude = len(rows)
        self.prelude_is_due = False

    @property
    def _says_something(self) -> bool:
        return len(self._rows) > self._prelude

    def use_of(self, key: str) -> tuple[str, int, int] | None:
        """Return the digest kept with a key, and where its events stand, if any."""
        if (use := self.keys.get(key)) is not None:
            return use
        return self._use_on_file(key)

    def _use_on_file(self, key: str) -> tuple[str, int, int] | None:
        if (row := self._connection.use_of(key)) is None:
            return None
        digest, first, last = row
        if (
            isinstance(digest, str)
            and isinstance(first, int)
            and isinstance(last, int)
            and 1 <= first <= last <= self._head
        ):
            self._must_bear(key, first, last)
            return digest, first, last
        raise LedgerDamaged(
            f"The ledger says that what was recorded under the key {key!r} stands at "
            f"the positions {first!r} to {last!r}, with the digest {digest!r}: that "
            f"was changed. {KEEP}"
        )

    def _must_bear(self, key: str, first: int, last: int) -> None:
        """See that what stands at positions is all that was recorded under a key."""
        rows = self._cache.rows(first - 1, last + 1)
        bears = [entry.by.key == key for entry in self.codec.stored_entries(rows)]
        due = [first <= row[0] <= last for row in rows]
        if bears != due:
            raise LedgerDamaged(
                f"The ledger says that the positions {first} to {last} were recorded "
                f"under the key {key!r}, and their entries do not: one of the two was "
                f"changed. {KEEP}"
            )

    def again(self, first: int, last: int) -> tuple[tuple[Event, ...], list[Row]]:
        """Read recorded events again, from the file or from this very batch."""
        if first > self._head:
            rows = self._rows[first - self._head - 1 : last - self._head]
        else:
            rows = self._cache.rows(first, last)
        return tuple(unwrapped(self.codec.opened_events(rows))), rows

    def write(self) -> None:
        """Write all of it to the file, to be committed."""
        if not self._says_something:
            self._connection.settle()
            return
        self._connection.append(self._rows)
        if self.keys:
            key_rows = [(key, *use) for key, use in self.keys.items()]
            self._connection.run_many(KEEP_KEY, key_rows)

    def keep(self) -> None:
        """Keep at hand what was committed."""
        if self._says_something:
            head = self.next_position - 1
            self._cache.keep(
                self._changed,
                before=self._head,
                head=head,
                begins=bool(self._begun),
            )
