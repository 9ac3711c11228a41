"""The one writer: gathers commands, decides, commits once, then answers them all.

Whoever comes while a transaction is being written waits, and the next transaction takes
all of them together (group commit): one synchronisation of the disk serves many. Nobody
is answered before the commit. A single caller never leaves its own thread.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, TypeAlias, TypeVar
from uuid import UUID

from ledger.entry import Attribution
from ledger.events import Event
from ledger.refusals import KeyUsed, Refusal
from ledger.store.batch import Batch, Timestamping
from ledger.store.cache import Cache
from ledger.store.codec import unwritable
from ledger.store.database import Database
from ledger.store.durability import Durability
from ledger.store.envelope import Row
from ledger.store.submitted import Permit, Submitted
from ledger.store.transaction import Known, Transaction
from ledger.value import replace, value

BATCH_COMMANDS_MAX = 512

T = TypeVar("T", bound=Transaction)

Admit: TypeAlias = Callable[[Any, Attribution, T, Any], Attribution]
"""Refuses whoever may not give a command; returns how it is known who they are."""


@value
class Recorded:
    """The events of a command and their positions; none where it changed nothing."""

    events: tuple[Event, ...] = ()
    first: int = 0
    last: int = 0
    repeated: bool = False
    """The command was done before; these are the events of the first time."""
    entries: tuple[bytes, ...] = ()
    """The texts that the log has of the events."""
    durability: Durability = Durability.DISK
    """What of it would have to be lost for it to be lost."""


@dataclass(slots=True, eq=False)
class Waiting(Generic[T]):
    """A command on its way, and its answer once there is one."""

    command: Submitted[T]
    by: Attribution
    answered: Lock = field(default_factory=Lock)
    leads: bool = False
    recorded: Recorded = field(default_factory=Recorded)
    fault: BaseException | None = None

    def __post_init__(self) -> None:
        self.answered.acquire()

    def answer(self) -> Recorded:
        """Return what it recorded; raises what it was refused with."""
        if self.fault is not None:
            raise self.fault
        return self.recorded


class Writer(Generic[T]):
    """Writes to one ledger, on behalf of all threads of this process."""

    def __init__(
        self,
        database: Database,
        cache: Cache,
        begin: Callable[[Known], T],
        stamping: Timestamping,
        *,
        permit: Permit,
        digest_key: Callable[[Any], bytes | None],
        admit: Admit[T],
    ) -> None:
        self._database = database
        self._cache = cache
        self._begin = begin
        """Begins the transaction of one command."""
        self._stamping = stamping
        self._permit = permit
        self._digest_key = digest_key
        """Returns, by the stamp of a transaction, what makes the digests that are kept;
        None: whoever guesses a command can tell that it was given."""
        self._admit = admit
        """Refuses whoever may not give a command, also one that was given before, and
        returns how it is known who they are; it is told the stamp, too."""
        self._ledger = UUID(database.ledger_id().text)
        self._queue: deque[Waiting[T]] = deque()
        self._mutex = Lock()
        self._has_leader = False

    def submit(self, command: Submitted[T], by: Attribution) -> Recorded:
        """Do a command and return once it is durable; raises what it refuses with."""
        (mine,) = self.submit_all([(command, by)])
        return mine.answer()

    def submit_all(
        self, commands: Iterable[tuple[Submitted[T], Attribution]]
    ) -> Sequence[Waiting[T]]:
        """Do the commands of many callers, and return once all of them are durable.

        Each has an answer of its own: what it recorded, or what it was refused with.
        """
        ours = [Waiting(command, by) for command, by in commands]
        with self._mutex:
            self._queue.extend(ours)
            leader = None if self._has_leader or not ours else ours[0]
            if leader is not None:
                leader.leads = self._has_leader = True
        try:
            for mine in ours:
                if mine is not leader:  # Whoever is handed the lead is released too.
                    mine.answered.acquire()
                if mine.leads:
                    self._lead()
        except BaseException:
            self._leave(ours)
            raise
        return ours

    def _leave(self, ours: Sequence[Waiting[T]]) -> None:
        """Leave the line; whoever is to lead may not, since all wait for that one."""
        with self._mutex:
            for mine in ours:
                if mine in self._queue and not mine.leads:
                    self._queue.remove(mine)
            leads = bool(self._queue) and self._queue[0] in ours
            if leads:
                self._queue[0].answered.acquire(blocking=False)
        if leads:
            self._lead()

    def rehearse(
        self,
        command: Submitted[T],
        by: Attribution,
        *,
        admit: Admit[T] | None = None,
        begin: Callable[[Known], T] | None = None,
    ) -> tuple[Event, ...]:
        """Decide a command and record nothing; raises what it would refuse with."""
        with self._database.querying() as connection:
            head = self._cache.follow(connection)
            last_at = connection.last_at()
        stamp = self._stamping(self._cache, head=head, last_at=last_at)
        transaction = (begin or self._begin)(self._cache)
        by = (admit or self._admit)(command, by, transaction, stamp)
        command, by = stamp.on(command, by)
        try:
            command.decide(transaction)
            # A row that cannot be written is refused, and none is kept.
            deque(transaction.rows(by, self._ledger, after=0), maxlen=0)
        except ValueError as fault:
            if (refusal := unwritable(fault)) is None:
                raise
            raise refusal from fault
        return tuple(event for _, _, event in transaction.recorded)

    def _lead(self) -> None:
        """Commit what is waiting, answer it, and hand over to the next in line."""
        batch: list[Waiting[T]] = []
        try:
            self._commit(batch)
        finally:
            with self._mutex:
                self._has_leader = bool(self._queue)
                if self._queue:
                    self._queue[0].leads = True
                    self._queue[0].answered.release()
            for waiting in batch:
                waiting.answered.release()

    def _next_in_line(self) -> list[Waiting[T]]:
        """Take from the queue what is committed together."""
        with self._mutex:
            number = min(len(self._queue), BATCH_COMMANDS_MAX)
            return [self._queue.popleft() for _ in range(number)]

    def _commit(self, waiting: list[Waiting[T]]) -> None:
        """Commit what is waiting once it is this process's turn, and list it."""
        try:
            with self._database.appending() as connection:
                waiting += self._next_in_line()
                bar = self._permit.bar(connection)
                keys = [each.by.key for each in waiting if each.by.key is not None]
                connection.expect_keys(keys)
                batch = Batch(self._cache, connection, self._stamping)
                for each in waiting:
                    if bar is None or each.command.takes_over:
                        self._answer(each, batch)
                    else:
                        each.fault = bar
                batch.write()
                taken_over = any(
                    each.command.takes_over and not each.fault for each in waiting
                )
                if taken_over:
                    connection.end_replica()
                frontier = connection.frontier
        except BaseException as fault:
            # Only the disk knows whether it was written: the next to come reads the
            # head. A refusal may rest on what was not written, and is no answer.
            waiting += [] if waiting else self._next_in_line()
            for each in waiting:
                if each.fault is None or isinstance(each.fault, Refusal):
                    each.fault = fault
            if not isinstance(fault, Exception):
                raise
            return
        if bar is None or taken_over:
            self._permit.recorded(frontier)
        batch.keep()
        _say_how_durable(waiting, connection.durability)
        self._database.news.announce()

    def _answer(self, waiting: Waiting[T], batch: Batch) -> None:
        """Decide a command; a fault goes to its own caller, and to nobody else."""
        try:
            waiting.recorded = self._decide(waiting.command, waiting.by, batch)
        except Exception as fault:
            if self._database.is_fault(fault):
                raise
            waiting.fault = unwritable(fault) or fault

    def _decide(self, command: Submitted[T], by: Attribution, batch: Batch) -> Recorded:
        transaction = self._begin(batch)
        by = self._admit(command, by, transaction, batch.stamp)
        if by.key is not None and (used := batch.use_of(by.key)) is not None:
            kept, first, last = used
            if not command.is_kept_as(kept, self._digest_key(batch.stamp)):
                raise KeyUsed(key=by.key, position=first)
            events, rows = batch.again(first, last)
            return Recorded(events, first, last, repeated=True, entries=_texts(rows))
        timed, by = batch.stamp.on(command, by)
        if batch.prelude_is_due:
            self._record_prelude(batch, by)
        timed.decide(transaction)
        if not transaction.recorded:
            return Recorded()
        # As it was given: a repeat is compared before it is timed. Where the key that
        # makes the digest is gone, nothing may be recorded.
        kept_as = (
            None if by.key is None else command.digest(self._digest_key(batch.stamp))
        )
        first = batch.next_position
        rows = list(transaction.rows(by, self._ledger, after=first - 1))
        last = batch.add(transaction, rows)
        if by.key is not None and kept_as is not None:
            batch.keys[by.key] = kept_as, first, last
        events = tuple(event for _, _, event in transaction.recorded)
        return Recorded(events, first, last, entries=_texts(rows))

    def _record_prelude(self, batch: Batch, by: Attribution) -> None:
        """Let the ledger say what it has to say first, if anything is said at all."""
        transaction = Transaction(batch)
        batch.stamp.begin(transaction)
        by = batch.stamp.for_the_house(by)
        rows = list(transaction.rows(by, self._ledger, after=batch.next_position - 1))
        batch.add_prelude(transaction, rows)


def _texts(rows: Sequence[Row]) -> tuple[bytes, ...]:
    return tuple(text for *_, text in rows)


def _say_how_durable(waiting: Sequence[Waiting[T]], durability: Durability) -> None:
    if durability is not Durability.DISK:  # which it says already
        for each in waiting:
            each.recorded = replace(each.recorded, durability=durability)
