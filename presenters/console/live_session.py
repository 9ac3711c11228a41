"""A live session: follows the ledger, and has it carry out each command.

Nothing is kept here that is not in the ledger. After a kill the next console sees the
same lot, because it reads it from the same place.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ledger.entry import lot_stream, sale_stream
from ledger.events import BidRefused
from ledger.identity import LotId, sale_of
from ledger.value import replace
from presenters.console.news import News, news_between
from presenters.console.state import SessionState, session_state
from presenters.times import local_time

if TYPE_CHECKING:
    from ledger.entry import Attribution, Entry, StreamId
    from ledger.events import Event
    from ledger.house import House
    from ledger.house.command import Command
    from ledger.identity import SaleId
    from ledger.lot import Lot
    from ledger.sale import Sale
    from ledger.store.writer import Recorded

FOLLOWED_AT_ONCE = 1_000

Clock = Callable[[], datetime]


class LiveSession:
    """One session of one sale, as a screen follows it."""

    def __init__(
        self,
        house: House,
        sale: SaleId,
        session: int,
        *,
        by: Attribution,
        clock: Clock,
    ) -> None:
        self._house = house
        self._number = session
        self._by = by
        self.clock = clock
        self._live = house.ledger().live
        self._unread: list[Entry[Event]] = []
        # The head is read first: what comes later is heard twice, never missed.
        self._head = house.head()
        self._lots: dict[LotId, Lot] = {
            lot.id: lot for lot in house.lots(sale) if lot.listing.session == session
        }
        self.state = self._session_state_at(house.sale(sale), self._head)
        self._read = self.state

    def pressed_at(self, seconds_ago: float) -> datetime:
        """Return when a key was pressed; what is rehearsed keeps its own time."""
        now = self.clock()
        return now - timedelta(seconds=seconds_ago) if self._live else now

    def begins_words(self, starts_at: datetime) -> str:
        """Ask why a lot is put up before its session begins."""
        hour = local_time(starts_at, self.state.sale.terms.zone)
        return f"The session begins at {hour}. Open now, because"

    def news(self) -> News | None:
        """Say what others have done to the lot on the screen since this was asked."""
        before, entries = self._read, self._unread
        self._read, self._unread = self.state, []
        return news_between(before, self.state, entries)

    def follow(self) -> bool:
        """Hear what was recorded meanwhile, here or elsewhere; say if anything was."""
        before = self._head
        touched: set[StreamId] = set()
        while entries := self._house.entries_after(self._head, limit=FOLLOWED_AT_ONCE):
            touched |= {entry.stream for entry in entries}
            self._unread += [each for each in entries if self._is_news(each)]
            self._head = entries[-1].position
        if self._head == before:
            return False
        self._read_again(touched)
        return True

    def _is_news(self, entry: Entry[Event]) -> bool:
        """Say whether an entry changes a lot of the session."""
        lots = {lot_stream(lot) for lot in self._lots}
        return entry.stream in lots and not isinstance(entry.event, BidRefused)

    def _read_again(self, touched: set[StreamId]) -> None:
        """Read anew whatever was touched."""
        for stream in touched:
            kind, _, name = stream.partition(":")
            if kind == "lot" and sale_of(LotId(name)) == self.state.sale.id:
                lot = self._house.lot(LotId(name))
                if lot.listing.session == self._number:
                    self._lots[lot.id] = lot
        sale = self.state.sale
        if sale_stream(sale.id) in touched:
            sale = self._house.sale(sale.id)
        self.state = self._session_state_at(sale, self._head)

    def _session_state_at(self, sale: Sale, head: int) -> SessionState:
        lots = self._lots.values()
        return session_state(sale, self._number, head, lots, self._house.history)

    def do(self, command: Command, *, reason: str | None = None) -> Recorded:
        """Have a command carried out, and hear what it led to; raises its refusal.

        Its key is what was asked and what was seen when it was: a key that is pressed
        again before the screen has moved on is answered as the first time was.
        """
        asked = self._house.keys_at_hand.mark_of(command.digest())
        key = f"{asked} seen at {self.state.position}"
        by = replace(self._by, recorded_at=self.clock(), reason=reason, key=key)
        try:
            recorded = self._house.do(command, by=by)
        finally:
            self.follow()
        own = range(recorded.first, recorded.last + 1)
        self._unread = [each for each in self._unread if each.position not in own]
        if not self._unread:
            self._read = self.state
        return recorded
