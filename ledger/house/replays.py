"""A sale against the rules: lot by lot, in several processes.

A lot is decided from its own history and the sale's, so lots can be shared out. Each
process reads the ledger for itself, one event at a time.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, starmap, takewhile
from multiprocessing import get_context
from typing import cast

from ledger.entry import Entry
from ledger.events import BidPlaced, ClosingExtended, Event, LotEvent
from ledger.house.house import House
from ledger.house.keys_at_hand import HandedKeys, KeysAtHand
from ledger.house.records import Records
from ledger.identity import BidId, LotId, Paddle, SaleId, lot_id
from ledger.money import Currency
from ledger.refusals import BiddingElsewhere, UnknownBid, UnknownLot, UnknownPaddle
from ledger.replay.against_the_rules import Recount, SaleRecount, recompute
from ledger.replay.record import LogEvent
from ledger.replay.result import Comparison
from ledger.replay.steps import Step, steps
from ledger.replay.timeline import Hear, timeline_of
from ledger.replay.what_if import what_if
from ledger.replay.wish import Wish
from ledger.store.opened import unwrapped

SHARES_PER_PROCESS = 8
"""A process asks for more so often: none is left with much when all are done."""

GARBAGE_THRESHOLD = 1_000_000
"""Garbage is collected rarely: objects go with their lot, and are in no circle."""


class ProcessEnded(Exception):
    """A process that decided lots again was ended before it had answered."""

    def __init__(self, sale: SaleId) -> None:
        super().__init__(
            f"A process that decided lots of {sale} again was ended from outside, as a "
            "machine does that runs out of memory. Nothing was changed. Replay the "
            f"sale when less runs beside it, or each lot with: lotledger replay lot "
            f"{sale}/NUMBER"
        )


class SaleReplay:
    """A sale whose lots can be decided again, from records; raises UnknownSale.

    Its own history is read once, and that of a lot when it is asked for. Nothing that
    is recorded later counts.
    """

    def __init__(
        self,
        records: Records,
        sale: SaleId,
        hear: Hear = lambda *_: None,
        *,
        masked: bool = False,
    ) -> None:
        self._records = records.as_of_now()
        self.as_of = self._records.head()
        """The last position that it reads."""
        self._masked = masked
        """Whether steps are as all may read them: without what is sealed."""
        self.sale = sale
        history = self._records.sale_history(sale)
        self.timeline = timeline_of(history, hear)
        self.has_bidding = history[0].by.brought is None
        """Whether its bids are here; those of a sale that was brought forward are in
        the ledger before."""
        self._late: dict[LotId, dict[BidId, BidPlaced]] = {}
        self._kept: dict[LotId, Sequence[Entry[LotEvent]]] = {}
        """Lots that more than one thing is asked of."""

    @property
    def currency(self) -> Currency:
        """The currency of the sale."""
        return self.timeline.last.terms.rules.currency

    def recompute(self, lot: LotId, *, as_of: int | None = None) -> Recount:
        """Take every decision of a lot again under the terms of the day.

        With ``as_of`` those up to that position. Raises UnknownLot, as everything about
        a lot does.
        """
        events = self._log_events(lot, as_of)
        return recompute(events, self.timeline, late=self._late_bid)

    def steps(self, lot: LotId) -> list[Step]:
        """Return the steps of a lot as they are recorded."""
        self.keep(lot)
        return steps(self._kept[lot], self.timeline)

    def keep(self, lot: LotId) -> None:
        """Read a lot whole, once for all that is asked of it from now on."""
        self._must_have_bidding()
        if lot not in self._kept:
            entries: Iterable[Entry[Event]] = self._records.history(lot)
            if not self._masked:
                entries = unwrapped(self._records.opened_history(lot))
            self._kept[lot] = cast("list[Entry[LotEvent]]", [*entries])

    def what_if(
        self, lot: LotId, wish: Wish, *, as_of: int | None = None
    ) -> Comparison:
        """Return the result that a lot would have had; nothing is recorded."""
        return what_if(self._log_events(lot, as_of), self.timeline, wish)

    def must_have(self, paddle: Paddle) -> None:
        """Refuse a paddle that was never issued; raises UnknownPaddle."""
        if paddle not in self.timeline.holders:
            raise UnknownPaddle(sale=self.sale, paddle=paddle)

    def must_have_bids(self, lot: LotId, bids: Collection[BidId]) -> None:
        """Refuse a lot, or bids on it, that are not on record; raises UnknownBid."""
        self.keep(lot)
        known = {getattr(entry.event, "bid", None) for entry in self._kept[lot]}
        for bid in bids:
            if bid not in known:
                raise UnknownBid(lot=lot, bid=bid)

    def _must_have_bidding(self) -> None:
        """Refuse a sale that was brought forward; raises BiddingElsewhere."""
        if not self.has_bidding:
            before = self._records.ledger().previous
            assert before is not None, "what was brought forward came from somewhere"
            raise BiddingElsewhere(sale=self.sale, origin=before.origin)

    def _log_events(self, lot: LotId, as_of: int | None) -> Iterable[LogEvent]:
        self._must_have_bidding()
        events = self._recorded(lot)
        if (first := next(events, None)) is None:
            raise UnknownLot(lot=lot)
        events = chain((first,), events)
        if as_of is None:
            return events
        return takewhile(lambda each: each.position <= as_of, events)

    def _recorded(self, lot: LotId) -> Iterator[LogEvent]:
        if (kept := self._kept.get(lot)) is not None:
            return (LogEvent(entry.position, entry.event) for entry in kept)
        return starmap(LogEvent, unwrapped(self._records.opened_events(lot)))

    def _late_bid(self, bid: BidId) -> BidPlaced | None:
        """Return the late bid on another lot that kept this one open too."""
        lot = lot_id(self.sale, bid.partition("#")[0])
        if lot not in self._late:
            self._late[lot] = self._late_bids(lot)
        return self._late[lot].get(bid)

    def _late_bids(self, lot: LotId) -> dict[BidId, BidPlaced]:
        late: dict[BidId, BidPlaced] = {}
        last: BidPlaced | None = None
        for _, event in self._recorded(lot):
            if isinstance(event, BidPlaced):
                last = event
            elif isinstance(event, ClosingExtended) and last is not None:
                late[event.bid] = last
        return late


def recompute_sale(
    records: Records,
    sale: SaleId,
    *,
    place: str,
    processes: int,
    keys: KeysAtHand | None = None,
) -> Iterator[Recount]:
    """Recompute a sale as records have it, its own history first, then its lots.

    With one process no other is started; others read the ledger at its place for
    themselves, up to the same position, with the ``keys`` that are at hand here. Raises
    UnknownSale, and ProcessEnded where one of them was ended.
    """
    recount = SaleRecount()
    replay = SaleReplay(records, sale, recount.hear)
    yield recount
    if not replay.has_bidding:
        return
    lots = records.as_of(replay.as_of).lot_names(sale)
    if processes == 1:
        yield from map(replay.recompute, lots)
        return
    size = max(1, len(lots) // (processes * SHARES_PER_PROCESS))
    shares = [lots[at : at + size] for at in range(0, len(lots), size)]
    is_sealed = records.sale(sale).sealed
    handed = keys.handed() if keys is not None and is_sealed else None
    # A forked process would share its parent's connections: each begins afresh.
    with ProcessPoolExecutor(
        processes,
        get_context("spawn"),
        initializer=_open_replay,
        initargs=(place, sale, replay.as_of, handed),
    ) as pool:
        try:
            for recounts in pool.map(_recompute_share, shares):
                yield from recounts
        except BrokenProcessPool as fault:
            raise ProcessEnded(sale) from fault


_opened: list[SaleReplay] = []
"""The one replay that a process has open for as long as it works."""


def _open_replay(
    place: str, sale: SaleId, upto: int, handed: HandedKeys | None
) -> None:
    """Open the ledger, once for each process."""
    gc.set_threshold(GARBAGE_THRESHOLD)
    folder = None if handed is None else handed.folder
    house = House.open(place, keys=folder, even_contradicted=True)
    house.keys_at_hand.root = None if handed is None else handed.root
    _opened.append(SaleReplay(house.as_of(upto), sale))


def _recompute_share(lots: Sequence[LotId]) -> list[Recount]:
    """Recompute some lots of a sale, in a process of its own."""
    (replay,) = _opened
    return [replay.recompute(lot) for lot in lots]
