"""Live updates: what the saleroom shows, as the log grows.

One reader follows the log for all who watch. A lot that changed is written once, and
whoever watches its sale is told of its latest state, and of what was said last to the
room: who reads slowly misses steps, and no state. A watcher goes on from the position
that it saw last, and skips nothing, also where this process began after that; what is
too long ago to be told is answered by ``reset``, and read anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from ledger.events import Audience, MessageTold
from ledger.house import House
from ledger.identity import LotId, SaleId, sale_of
from ledger.lot import Lot
from ledger.refusals import UnknownLot
from presenters.message import message_shape
from presenters.public_view import Shown, public_lot_shape, shown
from presenters.shape import to_json
from web.watcher import Change, Watcher, message

REMEMBERED_MAX = 20_000
"""So many lots are remembered, for whoever comes back; at first, those of as many
entries of the log."""
PENDING_MAX = 1_000
"""So many lots wait for one watcher; then it is told to read anew."""
PAGE = 1_000


class PublicPage(NamedTuple):
    """What everybody could see and hear of a lot."""

    shown: Shown
    warned: bool

    def is_news_after(self, before: PublicPage | None) -> bool:
        """Say whether anybody saw or heard a change.

        That a warning is over is told with what ended it, if that is to be seen.
        """
        if before is None or self.shown != before.shown:
            return True
        return self.warned and not before.warned


class LiveUpdates:
    """Follows the log of a ledger, and tells whoever watches."""

    def __init__(
        self,
        house: House,
        *,
        remembered: int = REMEMBERED_MAX,
        pending: int = PENDING_MAX,
    ) -> None:
        self._house = house
        self._remembered, self._pending = remembered, pending
        self._head = house.head()
        """Up to where the log was seen to go, whether or not it is read."""
        self._floor = max(0, self._head - remembered)
        """From where on every change is remembered."""
        self._read_to = self._floor
        self._changes: dict[LotId | SaleId, Change] = {}
        """The last change of each lot, and what was said last in a sale, in order."""
        self._pages: dict[LotId, PublicPage] = {}
        """What the page of each lot showed last, in sales that somebody watches."""
        self._watchers: dict[SaleId, set[Watcher]] = {}
        self._ended = False
        for change in self.read_on():
            self._remember(change)
        self.position = self._read_to
        """Up to where watchers were told."""

    @property
    def read_to(self) -> int:
        """Return up to where this process has read the log."""
        return self._read_to

    @property
    def watching(self) -> int:
        """Return how many watch."""
        return sum(map(len, self._watchers.values()))

    def watch(self, sale: SaleId, after: int | None) -> Watcher:
        """Begin to watch a sale, from the position that was seen last."""
        watcher = Watcher(sale)
        if self._ended:
            watcher.leave()
            return watcher
        self._watchers.setdefault(sale, set()).add(watcher)
        if after is None:
            watcher.pending[None] = message("position", self.position, "{}")
        else:
            self._go_on(watcher, after)
        return watcher

    def _go_on(self, watcher: Watcher, after: int) -> None:
        """Tell a watcher what changed since a position, or to read anew."""
        missed = self._missed(watcher.sale, after)
        is_written = missed is not None and all(each.message for each in missed)
        if missed is None or not is_written or self._is_to_come(after):
            watcher.start_anew(self.position)
            return
        for change in missed:
            watcher.tell(change)

    def _missed(self, sale: SaleId, after: int) -> Sequence[Change] | None:
        """Return what changed in a sale since a position; None: it is too long ago."""
        newest_first = takewhile(
            lambda change: change.position > after, reversed(self._changes.values())
        )
        missed = [each for each in newest_first if each.sale == sale]
        if after < self._floor or len(missed) > self._pending:
            return None
        return missed[::-1]

    def _is_to_come(self, after: int) -> bool:
        """Say whether a position was never recorded: another ledger was seen there.

        A page may show more than was told of yet, as most entries are of no lot.
        """
        return after > max(self._read_to, self._head)

    def unread(self, sale: SaleId, after: int | None) -> Sequence[Change] | None:
        """Return which changes are to be read before somebody goes on after a position.

        None where nothing is to be read: each is written, and the log goes so far.
        """
        missed = None if after is None else self._missed(sale, after)
        if after is None or missed is None:
            return None
        unwritten = [each for each in missed if each.message is None]
        return unwritten if unwritten or self._is_to_come(after) else None

    def read(self, unread: Sequence[Change]) -> tuple[int, Sequence[Change]]:
        """Read how far the log goes, and lots as they are now, off the loop."""
        return self._house.head(), [self._written(each) for each in unread]

    def keep(self, head: int, written: Sequence[Change]) -> None:
        """Keep what was read, for whoever comes back after this one as well."""
        self._head = max(self._head, head)
        for change in written:
            if self._changes.get(change.about) == change._replace(message=None):
                self._changes[change.about] = change

    def leave(self, watcher: Watcher) -> None:
        """Stop telling a watcher."""
        watcher.leave()
        watching = self._watchers.get(watcher.sale, set())
        watching.discard(watcher)
        if not watching:
            self._watchers.pop(watcher.sale, None)

    def leave_all(self) -> None:
        """Stop telling everybody, whoever comes now too: the service stops."""
        self._ended = True
        for watching in list(self._watchers.values()):
            for watcher in list(watching):
                self.leave(watcher)

    def wait(self, seconds: float) -> None:
        """Wait until something is recorded; at most about so long."""
        self._house.wait_for_news(seconds)

    def read_on(self) -> tuple[Change, ...]:
        """Read on in the log: each lot that changed, as it is now, and what was said.

        It takes no turn of the loop, and moves nothing that a watcher is told from.
        """
        last: dict[LotId, int] = {}
        of_sales: list[int] = []
        read_to = self._read_to
        while places := self._house.reader.streams_after(read_to, limit=PAGE):
            read_to = places[-1][0]
            for position, stream in places:
                kind, _, name = stream.partition(":")
                if kind == "lot":
                    last.pop(LotId(name), None)
                    last[LotId(name)] = position
                elif kind == "sale":
                    of_sales.append(position)
        # A bid on a sale that nobody watches costs no writing.
        pages = {
            lot: _page(self._house.lot(lot))
            for lot in last
            if sale_of(lot) in self._watchers
        }
        changed = [
            self._written(Change(sale_of(lot), lot, position, None))
            if lot in pages
            else Change(sale_of(lot), lot, position, None)
            for lot, position in last.items()
            if lot not in pages or pages[lot].is_news_after(self._page_before(lot))
        ]
        changed += self._said(of_sales)
        # Only now: whatever cannot be read is read again, and no change is lost.
        for lot in last:
            self._pages.pop(lot, None)
        self._pages |= pages
        self._read_to = read_to
        return tuple(sorted(changed, key=lambda change: change.position))

    def _said(self, positions: Iterable[int]) -> Iterator[Change]:
        """Return what was said to the room by entries of sales, each as a change."""
        for entry in self._house.reader.entries_at(positions):
            event = entry.event
            if isinstance(event, MessageTold) and event.audience is Audience.ROOM:
                text = to_json(message_shape(entry), indent=None)
                written = message("said", entry.position, text)
                yield Change(event.sale, None, entry.position, written)

    def _page_before(self, lot: LotId) -> PublicPage | None:
        """Return a lot's page as it was read to; None where it had none."""
        if (page := self._pages.get(lot)) is not None:
            return page
        try:
            return _page(self._house.as_of(self._read_to).lot(lot))
        except UnknownLot:
            return None

    def _written(self, change: Change) -> Change:
        """Return a change with the lot's state as it is now, where that is missing."""
        if change.message is not None:
            return change
        assert change.lot is not None, "what was said is written as it is read"
        shape = public_lot_shape(self._house.lot(change.lot), change.position)
        text = to_json(shape, indent=None)
        return change._replace(message=message("lot", change.position, text))

    def _remember(self, change: Change) -> None:
        """Remember the last change of a lot, and forget what rested longest."""
        self._changes.pop(change.about, None)
        self._changes[change.about] = change
        if len(self._changes) > self._remembered:
            self._floor = self._changes.pop(next(iter(self._changes))).position

    def publish(self, changes: Iterable[Change]) -> Iterator[Watcher]:
        """Tell whoever watches what changed; yields each watcher that was told."""
        for change in changes:
            watchers = tuple(self._watchers.get(change.sale, ()))
            self._remember(change)
            self.position = change.position
            for watcher in watchers:
                # Whoever came since it was read, when nobody watched, reads it anew.
                if change.message is None or len(watcher.pending) >= self._pending:
                    watcher.start_anew(self.position)
                else:
                    watcher.tell(change)
                yield watcher


def _page(lot: Lot) -> PublicPage:
    return PublicPage(shown(lot), warned=lot.up is not None and lot.up.warned)
