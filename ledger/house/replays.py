"""A sale against the rules: lot by lot, in several processes.

A lot is decided from its own history and the sale's, so lots can be shared out. Each
process reads the ledger for itself, one event at a time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import starmap
from multiprocessing import get_context

from ledger.events import BidPlaced, ClosingExtended
from ledger.house.house import House
from ledger.house.records import Records
from ledger.identity import BidId, LotId, SaleId, lot_id
from ledger.replay import against_the_rules
from ledger.replay.against_the_rules import Recount, recompute
from ledger.replay.record import LogEvent
from ledger.replay.result import Comparison
from ledger.replay.steps import Step, steps
from ledger.replay.timeline import timeline_of
from ledger.replay.what_if import what_if
from ledger.replay.wish import Wish
from ledger.store.opened import unwrapped

SHARES_PER_PROCESS = 8
"""A process asks for more so often: none is left with much when all are done."""

GARBAGE_THRESHOLD = 1_000_000
"""Garbage is collected rarely: objects go with their lot, and are in no circle."""


class SaleReplay:
    """A sale whose lots can be decided again, from records; raises UnknownSale."""

    def __init__(self, records: Records, sale: SaleId) -> None:
        self._records = records
        self._sale = sale
        self.history = records.sale_history(sale)
        self.timeline = timeline_of(self.history)
        self._late: dict[LotId, dict[BidId, BidPlaced]] = {}

    def recompute(self, lot: LotId) -> Recount:
        """Take every decision of a lot again under the terms of the day."""
        return recompute(self._log_events(lot), self.timeline, late=self._late_bid)

    def steps(self, lot: LotId) -> list[Step]:
        """Return the steps of a lot as they are recorded; raises UnknownLot."""
        return steps(unwrapped(self._records.opened_history(lot)), self.timeline)

    def what_if(self, lot: LotId, wish: Wish) -> Comparison:
        """Return the result that a lot would have had; nothing is recorded."""
        return what_if(self._log_events(lot), self.timeline, wish)

    def _log_events(self, lot: LotId) -> Iterator[LogEvent]:
        return starmap(LogEvent, unwrapped(self._records.opened_events(lot)))

    def _late_bid(self, bid: BidId) -> BidPlaced | None:
        """Return the late bid on another lot that kept this one open too."""
        lot = lot_id(self._sale, bid.partition("#")[0])
        if lot not in self._late:
            self._late[lot] = self._late_bids(lot)
        return self._late[lot].get(bid)

    def _late_bids(self, lot: LotId) -> dict[BidId, BidPlaced]:
        late: dict[BidId, BidPlaced] = {}
        last: BidPlaced | None = None
        for _, event in self._log_events(lot):
            if isinstance(event, BidPlaced):
                last = event
            elif isinstance(event, ClosingExtended) and last is not None:
                late[event.bid] = last
        return late


def recompute_sale(
    place: str, sale: SaleId, *, processes: int, as_of: int | None = None
) -> Iterator[Recount]:
    """Recompute a sale, its own history first, then its lots; raises UnknownSale.

    With ``as_of`` what was recorded up to that position. With one process no
    other is started.
    """
    with House.open(place) as house:
        records = house.as_of(house.head() if as_of is None else as_of)
        replay, lots = SaleReplay(records, sale), records.lot_names(sale)
        yield against_the_rules.recompute_sale(replay.history)
        if processes == 1:
            yield from map(replay.recompute, lots)
            return
        upto = records.head()
    size = max(1, len(lots) // (processes * SHARES_PER_PROCESS))
    shares = [lots[at : at + size] for at in range(0, len(lots), size)]
    # A forked process would share its parent's connections: each begins afresh.
    with ProcessPoolExecutor(
        processes,
        get_context("spawn"),
        initializer=_open_replay,
        initargs=(place, sale, upto),
    ) as pool:
        for recounts in pool.map(_recompute_share, shares):
            yield from recounts


_opened: list[SaleReplay] = []
"""The one replay that a process has open for as long as it works."""


def _open_replay(place: str, sale: SaleId, upto: int) -> None:
    """Open the ledger, once for each process."""
    gc.set_threshold(GARBAGE_THRESHOLD)
    _opened.append(SaleReplay(House.open(place).as_of(upto), sale))


def _recompute_share(lots: Sequence[LotId]) -> list[Recount]:
    """Recompute some lots of a sale, in a process of its own."""
    (replay,) = _opened
    return [replay.recompute(lot) for lot in lots]
