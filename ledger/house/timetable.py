"""The timed lots that a sale has left to close, followed along the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ledger.entry import Attribution
from ledger.events import LotPassed, LotSold
from ledger.house import sales
from ledger.house.command import Command
from ledger.house.house import House
from ledger.identity import LotId, SaleId
from ledger.lot import Lot, Stage, timed
from ledger.terms.sessions import SessionKind
from ledger.value import replace

BATCH_EVENTS_MAX = 1_000

FOLLOWS_EVERY = timedelta(seconds=1)
"""Other processes move closing times with every late bid: so often the log is read."""


class Timetable:
    """The timed lots of a sale that are open, and when they close as things stand.

    The sale is read once; afterwards only the lots that something happened to.
    """

    def __init__(self, house: House, sale: SaleId) -> None:
        self.sale = sale
        self.terms = house.sale(sale).terms
        self._house = house
        self._reached = house.head()
        self._lots = {lot.id: lot for lot in house.lots(sale)}
        self._is_closed = False

    def follow(self) -> None:
        """Read what was recorded since, by whichever process."""
        touched: set[LotId] = set()
        reached = self._reached
        while batch := self._house.entries_after(reached, limit=BATCH_EVENTS_MAX):
            reached = batch[-1].position
            touched |= {
                LotId(entry.stream.removeprefix("lot:"))
                for entry in batch
                if entry.stream.startswith(f"lot:{self.sale}/")
            }
        self._lots |= {lot: self._house.lot(lot) for lot in touched}
        sale = self._house.sale(self.sale)
        self.terms, self._is_closed = sale.terms, sale.closed_at is not None
        # Whatever fails above is read again.
        self._reached = reached

    def close_due(
        self, moment: datetime, *, until: datetime | None, by: Attribution
    ) -> Sequence[LotSold | LotPassed] | None:
        """Close the lots that are due, each at its own moment; None where none is."""
        closing = self.closing(_limit(moment, until))
        if closing is None:
            return None
        done = self._house.do(closing, by=replace(by, recorded_at=moment))
        return [
            event for event in done.events if isinstance(event, LotSold | LotPassed)
        ]

    def closing(self, upto: datetime) -> Command | None:
        """Return what closes the lots that are due by then; None where none is."""
        due = self.next_due()
        if due is None or due > upto:
            return None
        return sales.close_due(self.sale, upto=upto)

    def closing_sale(self, moment: datetime) -> Command | None:
        """Return what closes the sale after its last lot; None before, and once it is.

        A sale with no lot that was sold or passed stays open, and one of which a bid
        may still put a lot up again.
        """
        ended = self.ended_at()
        if self._is_closed or self.still_open or ended is None:
            return None
        if self.grace_left(moment) is not None:
            return None
        return sales.close_if_done(self.sale, at=ended)

    def pause(self, moment: datetime, *, until: datetime | None) -> timedelta | None:
        """Return how long nothing can fall due; None once the clock has run out."""
        grace = None if self.still_open else self.grace_left(moment)
        if _limit(moment, until) == until or not (self.running or grace):
            return None
        over = None if grace is None else grace + timedelta.resolution
        times = (self.next_due(), until, over)
        ahead = [time - moment for time in times if time is not None]
        return min([FOLLOWS_EVERY, *ahead])

    @property
    def still_open(self) -> list[Lot]:
        """The lots that are neither sold nor passed nor withdrawn."""
        return [lot for lot in self._lots.values() if lot.stage is Stage.OPEN]

    @property
    def running(self) -> list[Lot]:
        """Those of them that close by themselves."""
        return [lot for lot in self.still_open if timed.on_the_clock(lot)]

    def next_due(self) -> datetime | None:
        """Return when the next lot closes; None where all that run await a bid."""
        moments = (
            timed.due_at(lot, self.terms.session(lot.listing.session))
            for lot in self.running
        )
        return min((due for due in moments if due is not None), default=None)

    def ended_at(self) -> datetime | None:
        """Return when the last lot was closed; None where none was."""
        closed = (lot.closed_at for lot in self._lots.values())
        return max((at for at in closed if at is not None), default=None)

    def grace_left(self, moment: datetime) -> datetime | None:
        """Return until when a bid may put a lot of the room up again; None: it may not.

        The moment itself is still in time.
        """
        grace = timedelta(seconds=self.terms.rules.room.grace_seconds)
        ends = (
            lot.closed_at + grace
            for lot in self._lots.values()
            if lot.listing.kind is SessionKind.FLOOR and lot.closed_at is not None
        )
        last = max(ends, default=None) if grace and not self._is_closed else None
        return None if last is None or last < moment else last


def _limit(moment: datetime, until: datetime | None) -> datetime:
    """Return the moment up to which lots are closed: now, or the end if that passed."""
    return moment if until is None else min(moment, until)
