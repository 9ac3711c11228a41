"""Whether a ledger is still the one that was published: the whole of it, and no other.

It is looked at when a ledger is opened and before anything is recorded. What this
process itself recorded needs no second look; what others recorded meanwhile must go on
from there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ledger.damage import Contradiction
from ledger.events import (
    HammerAmended,
    LedgerTakenOver,
    LotPassed,
    LotResold,
    LotSold,
    LotWithdrawn,
    PublishedHead,
    SaleRescinded,
)
from ledger.events.ledger import Times
from ledger.keys.folder import LedgerFolder, no_folder
from ledger.keys.heads import Head, Heads, Mark, Why
from ledger.proof.base64_text import encoded
from ledger.proof.tree import Frontier
from ledger.refusals import ReplicaNotWritten
from ledger.store.checkpoints import last_checkpoint, types_after
from ledger.store.codec import names_of
from ledger.store.cosigned import is_witnessed
from ledger.store.durability import Durability
from ledger.store.schema import TREE_SINCE
from ledger.store.tree_reader import root_at
from ledger.value import replace

if TYPE_CHECKING:
    from ledger.house.house import House
    from ledger.proof.note import SignedNote
    from ledger.store.connection import ReadConnection, WriteConnection
    from ledger.store.writer import Recorded

OUTCOMES = (
    LotSold,
    LotPassed,
    LotWithdrawn,
    HammerAmended,
    SaleRescinded,
    LotResold,
)
"""What closes a lot, or says anew how it was closed: a checkpoint follows each."""

BEHIND_EVENTS_MAX = 1_000
"""So far back it is looked for a lot that was closed and not signed."""


class TakeOver(NamedTuple):
    """What is gone on with where a ledger is taken over."""

    epoch: int
    replica: str | None
    left: PublishedHead | None


class Published:
    """What was published of a ledger, and what was seen of it last."""

    def __init__(self, house: House, folder: LedgerFolder | None) -> None:
        self._house = house
        self.folder = folder
        """Where keys and heads of this ledger are kept, None where nothing is."""
        self.heads = None if folder is None else Heads(folder)
        self.given: SignedNote | None = None
        """The checkpoint that this process gave last, and that is durable."""
        self._mark: Mark | None = None
        self._seen: Frontier | None = None

    def must_have_folder(self) -> LedgerFolder:
        """Return where keys of this ledger are kept; raises KeysNotKept."""
        if self.folder is None:
            raise no_folder()
        return self.folder

    def look(self) -> None:
        """See that a ledger has all that was published; raises Contradiction."""
        if (mark := self._marked()) is None:
            return
        with self._house.reading() as connection:
            fault = self.contradiction(connection)
        if fault is not None:
            raise fault
        self._mark = mark

    def _marked(self) -> Mark | None:
        return None if self.heads is None else self.heads.mark()

    def bar(self, connection: WriteConnection) -> Exception | None:
        """Return why nothing may be recorded now, None where it may."""
        if connection.replica is not None:
            return ReplicaNotWritten(replica=connection.replica)
        mark = self._marked()
        fault = self._broken_off(connection)
        if fault is None and mark != self._mark:
            fault = self.contradiction(connection)
        if fault is None:
            self._mark, self._seen = mark, connection.frontier
        return fault

    def recorded(self, frontier: Frontier) -> None:
        """Take the log as seen that this process has just recorded."""
        self._seen = frontier

    def keep_head(self, size: int, root: bytes, why: Why) -> None:
        """Keep what is published of a ledger that is no rehearsal.

        Raises KeysNotKept or OSError where it cannot be kept.
        """
        ledger = self._house.ledger()
        if self.heads is None or ledger.times is Times.REHEARSAL:
            return
        self.heads.add(
            Head(ledger.epoch, size, root, why), apart_from=self._house.folder
        )
        self._mark = self._marked()

    def keep_replica(self, size: int) -> None:
        """Keep that a copy was made, unless it is one of a copy, or has no tree yet."""
        with self._house.reading() as connection:
            if connection.copied_from() is not None or connection.schema() < TREE_SINCE:
                return
            root = root_at(connection, size)
        self.keep_head(size, root, Why.REPLICA)

    def contradiction(self, connection: ReadConnection) -> Contradiction | None:
        """Return how a ledger contradicts what was published, None where it agrees.

        What was published is read first, before the transaction has read anything: it
        is never ahead then of the log, which others may go on with. A copy is of an
        earlier moment, as a standby is, and need not have what was published since.
        """
        head = None if self.heads is None else self.heads.last()
        size = connection.head()
        if head is not None and head.size > size and _is_behind(connection):
            head = self._last_upto(size)
        if head is None or _has(connection, head, size):
            return None
        if PublishedHead(head.size, encoded(head.root)) in self._left_heads():
            return None
        return Contradiction(size, head.size, str(head.why))

    def _last_upto(self, size: int) -> Head | None:
        """Return the last head of a log of some size, None where there is none."""
        heads = () if self.heads is None else self.heads.latest_first()
        return next((head for head in heads if head.size <= size), None)

    def _left_heads(self) -> list[PublishedHead | None]:
        """Return the heads of other histories that persons left, on record."""
        return [
            entry.event.left
            for entry in self._house.ledger_history()
            if isinstance(entry.event, LedgerTakenOver)
        ]

    def to_take_over(self) -> TakeOver:
        """Return what is gone on with where the ledger is taken over now.

        Its epoch is one that no history of the ledger had, as far as is known here.
        """
        with self._house.reading() as connection:
            left = self.contradiction(connection)
            replica, size = connection.copied_from(), connection.head()
        last = None if self.heads is None else self.heads.last()
        epoch = self._house.ledger().epoch
        if last is None:
            return TakeOver(epoch + 1, replica, None)
        is_left = left is not None or last.size > size
        head = PublishedHead(last.size, encoded(last.root)) if is_left else None
        return TakeOver(max(epoch, last.epoch) + 1, replica, head)

    def taken_over_under(self, key: str | None) -> TakeOver | None:
        """Return what was gone on with under a key of a command, if anything was."""
        for entry in self._house.ledger_history():
            event = entry.event
            if isinstance(event, LedgerTakenOver) and key and entry.by.key == key:
                return TakeOver(event.epoch, event.replica, event.left)
        return None

    def _broken_off(self, connection: WriteConnection) -> Contradiction | None:
        """Return how the log does not go on from where it was seen last."""
        seen, now = self._seen, connection.frontier
        if seen is None or seen == now:
            return None
        if self._house.tree().goes_on(seen, connection):
            return None
        return Contradiction(now.size, seen.size, "seen here")

    def as_durable(self, recorded: Recorded) -> Recorded:
        """Return what was recorded before as what a witness may know by now."""
        if recorded.repeated:
            with self._house.reading() as connection:
                if is_witnessed(connection, recorded.last):
                    return replace(recorded, durability=Durability.WITNESSED)
        return recorded

    def is_behind(self) -> bool:
        """Say whether a lot was closed and not signed: whoever closed it was stopped.

        Where nothing can be signed, nothing is behind.
        """
        ledger = self._house.ledger()
        if ledger.times is not Times.REHEARSAL and ledger.signing_key is None:
            return False
        with self._house.reading() as connection:
            last = last_checkpoint(connection)
            signed_to = 0 if last is None else last.size
            after = max(signed_to, connection.head() - BEHIND_EVENTS_MAX)
            return not names_of(OUTCOMES).isdisjoint(types_after(connection, after))


def _is_behind(connection: ReadConnection) -> bool:
    """Say whether a log may lack what was recorded last: that of a copy, or standby."""
    return connection.copied_from() is not None or connection.is_standby()


def _has(connection: ReadConnection, head: Head, size: int) -> bool:
    """Say whether a ledger begins with what was published."""
    if head.size > size:
        return False
    if connection.schema() < TREE_SINCE:
        # It is looked at again before anything is recorded, when it has a tree.
        return True
    return root_at(connection, head.size) == head.root
