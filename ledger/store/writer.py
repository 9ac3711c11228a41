"""The one writer: gathers commands, decides, commits once, then answers them all.

Whoever comes while a transaction is being written waits, and the next transaction takes
all of them together (group commit): one synchronisation of the disk serves many. Nobody
is answered before the commit. A single caller never leaves its own thread.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol
from uuid import UUID

from eventsourcing.persistence import PersistenceError
from sqlalchemy import bindparam, select

from ledger.damage import LedgerDamaged
from ledger.entry import Attribution
from ledger.events import Event
from ledger.refusals import KeyUsed
from ledger.store import schema
from ledger.store.codec import Row, unwritable
from ledger.store.connection import KEEP_KEY, KEY, Query, WriteConnection
from ledger.store.database import Database
from ledger.store.desk import SHELF_STREAMS_MAX, Desk, Folds, Shelf
from ledger.store.ledger_file import ledger_id
from ledger.store.recorder import LedgerApplicationRecorder

BATCH_COMMANDS_MAX = 512
FOLLOWED_EVENTS_MAX = 10_000
"""If others recorded more than this meanwhile, loading anew is the shorter way."""

_BETWEEN = Query(
    select(schema.events)
    .where(schema.events.c.position >= bindparam("first"))
    .where(schema.events.c.position <= bindparam("last"))
    .order_by(schema.events.c.position)
)


class Submitted(Protocol):
    """What the writer needs of a command.

    It reads aggregates from a desk and records events on it, or raises a Refusal. Two
    commands with one key must have the same digest, which is asked for with a key only.
    """

    @property
    def decide(self) -> Callable[[Desk], object]:
        """How it is decided."""

    def digest(self) -> str:
        """What is kept of it, with its key."""

    def is_kept_as(self, kept: str) -> bool:
        """Say whether what is kept with a key is this command's."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a command became: its events and where they stand; nothing: no event."""

    events: tuple[Event, ...] = ()
    first: int = 0
    last: int = 0
    repeated: bool = False
    """The command was done before; these are the events of the first time."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """A command on its way, and its answer once there is one."""

    command: Submitted
    by: Attribution
    answered: Lock = field(default_factory=Lock)
    leads: bool = False
    recorded: Recorded = Recorded()
    fault: BaseException | None = None

    def __post_init__(self) -> None:
        self.answered.acquire()

    def answer(self) -> Recorded:
        if self.fault is not None:
            raise self.fault
        return self.recorded


class Writer:
    """Writes to one ledger, on behalf of all threads of this process."""

    def __init__(
        self,
        database: Database,
        recorder: LedgerApplicationRecorder,
        folds: Folds,
        *,
        streams_max: int = SHELF_STREAMS_MAX,
    ) -> None:
        self._database = database
        self._recorder = recorder
        self._ledger = UUID(ledger_id(database))
        self._shelf = Shelf(database, folds, streams_max)
        self._head = -1
        self._queue: deque[_Waiting] = deque()
        self._mutex = Lock()
        self._led = False

    def submit(self, command: Submitted, by: Attribution) -> Recorded:
        """Do a command and return once it is durable; raises what it refuses with."""
        mine = _Waiting(command, by)
        with self._mutex:
            self._queue.append(mine)
            mine.leads = not self._led
            self._led = True
        if not mine.leads:
            self._wait(mine)
        if mine.leads:
            self._lead()
        return mine.answer()

    def _wait(self, mine: _Waiting) -> None:
        """Wait to be answered, or to lead; who is interrupted leaves the line."""
        try:
            mine.answered.acquire()
        except BaseException:
            with self._mutex:
                if mine in self._queue and not mine.leads:
                    self._queue.remove(mine)
            # All wait for who is to lead: that one may not leave.
            if mine.leads:
                self._lead()
            raise

    def rehearse(self, command: Submitted, by: Attribution) -> tuple[Event, ...]:
        """Decide a command and record nothing; raises what it would refuse with."""
        desk = Desk(Shelf(self._database, self._shelf.folds))
        try:
            command.decide(desk)
            desk.written(by, self._ledger, after=0)
        except ValueError as fault:
            if (no := unwritable(fault)) is None:
                raise
            raise no from fault
        return tuple(event for _, _, event in desk.recorded)

    def _lead(self) -> None:
        """Commit what is waiting, answer it, and hand over to the next in line."""
        with self._mutex:
            number = min(len(self._queue), BATCH_COMMANDS_MAX)
            batch = [self._queue.popleft() for _ in range(number)]
        try:
            self._commit(batch)
        finally:
            with self._mutex:
                heir = self._queue[0] if self._queue else None
                self._led = heir is not None
                if heir is not None:
                    heir.leads = True
            for one in batch:
                one.answered.release()
            if heir is not None:
                heir.answered.release()

    def _commit(self, batch: list[_Waiting]) -> None:
        try:
            with self._database.appending() as pen:
                _Transaction(self, pen).do(batch)
        except BaseException as fault:
            # Only the disk knows whether it was written: forget the shelf, read all
            # of it again, and tell everybody who has no answer yet.
            self._shelf.clear()
            if not isinstance(fault, LedgerDamaged):
                self._head = -1
            for one in batch:
                one.fault = one.fault or fault
            if not isinstance(fault, Exception):
                raise
            return
        self._shelf.settle()
        self._recorder.announce()

    def catch_up(self, pen: WriteConnection) -> int:
        """Follow what other processes recorded, and return the head of the log."""
        head = pen.head()
        if head == self._head:
            return head
        if head < self._head:
            raise LedgerDamaged(
                f"The ledger ended at position {self._head} and ends at {head} now: an "
                "older copy was put in its place. Nothing was changed; put the newer "
                "one back."
            )
        if self._head < 0 or head - self._head > FOLLOWED_EVENTS_MAX:
            self._shelf.clear()
        else:
            for row in self.between(self._head + 1, head):
                self._shelf.hear(row)
        self._head = head
        return head

    def between(self, first: int, last: int) -> list[Row]:
        """Read the rows of the log from one position to another."""
        with self._database.looking() as lens:
            return list(lens.rows(_BETWEEN, first, last))


class _Transaction:
    """One commit: the commands it takes, the rows and the keys it will write."""

    def __init__(self, writer: Writer, pen: WriteConnection) -> None:
        self._writer = writer
        self._pen = pen
        self._head = writer.catch_up(pen)
        self._rows: list[Row] = []
        self._keys: dict[str, tuple[str, int, int]] = {}

    def do(self, batch: list[_Waiting]) -> None:
        """Decide every command in turn, then write everything at once."""
        for one in batch:
            try:
                one.recorded = self._decide(one.command, one.by)
            except PersistenceError:
                raise
            except Exception as no:  # noqa: BLE001 (its own caller is told, and only he)
                one.fault = unwritable(no) or no
        if not self._rows:
            return
        self._pen.append(self._rows)
        if self._keys:
            self._pen.run_many(
                KEEP_KEY, [(key, *used) for key, used in self._keys.items()]
            )
        self._writer._head = self._head + len(self._rows)

    def _decide(self, command: Submitted, by: Attribution) -> Recorded:
        if by.key is not None and (before := self._before(by.key, command)) is not None:
            return before
        desk = Desk(self._writer._shelf)
        command.decide(desk)
        if not desk.recorded:
            return Recorded()
        first = self._head + len(self._rows) + 1
        self._stage(desk, by)
        last = self._head + len(self._rows)
        events = tuple(event for _, _, event in desk.recorded)
        if by.key is not None:
            self._keys[by.key] = (command.digest(), first, last)
        return Recorded(events, first, last)

    def _stage(self, desk: Desk, by: Attribution) -> None:
        """Write the entries down for the commit, and let the next command see them."""
        position = self._head + len(self._rows)
        rows = desk.written(by, self._writer._ledger, after=position)
        self._rows += rows
        self._writer._shelf.stage(rows)
        for stream, kept in desk.changed.items():
            self._writer._shelf.put(stream, kept)

    def _before(self, key: str, command: Submitted) -> Recorded | None:
        """Return what a key was answered the first time, if it was used."""
        row = self._keys.get(key) or self._pen.ask(KEY, key)
        if row is None:
            return None
        kept, first, last = row
        if not command.is_kept_as(kept):
            raise KeyUsed(key=key, position=first)
        return Recorded(self._events(first, last), first, last, repeated=True)

    def _events(self, first: int, last: int) -> tuple[Event, ...]:
        """Read recorded events again, from the file or from this very transaction."""
        if first > self._head:
            rows = self._rows[first - self._head - 1 : last - self._head]
        else:
            rows = self._writer.between(first, last)
        read = self._writer._database.codec.read_row
        return tuple(read(row) for row in rows)
