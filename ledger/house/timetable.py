"""The timed lots that a sale has left to close, followed along the log."""

from __future__ import annotations

from datetime import datetime

from ledger.house.house import House
from ledger.identity import LotId, SaleId
from ledger.lot import Lot, Stage, timed

BATCH_EVENTS_MAX = 1_000


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

    def follow(self) -> None:
        """Read what was recorded since, by whichever process."""
        touched: set[LotId] = set()
        while batch := self._house.entries_after(self._reached, limit=BATCH_EVENTS_MAX):
            self._reached = batch[-1].position
            touched |= {
                LotId(entry.stream.removeprefix("lot:"))
                for entry in batch
                if entry.stream.startswith(f"lot:{self.sale}/")
            }
        self._lots |= {lot: self._house.lot(lot) for lot in touched}

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
