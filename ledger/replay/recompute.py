"""Record against rules: each decision taken again, and compared with what it led to.

Every event is decided on the lot as it was recorded, so one difference does not lead to
another. Nothing is put into words unless something differs: a sale may have a million
events.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, islice, tee

from ledger.events import (
    BidRefused,
    LotCatalogued,
    LotEvent,
)
from ledger.lot import Lot
from ledger.refusals import AnotherIsUp, OverCreditLimit, Refusal
from ledger.replay.day import Late, Moment, TermsOfTheDay
from ledger.replay.decided import decided
from ledger.replay.difference import Difference, difference
from ledger.replay.record import Recorded, followed


@dataclass(slots=True)
class Recount:
    """Histories against the rules: how much was read, and what differs."""

    events: int = 0
    differences: list[Difference] = field(default_factory=list)
    on_trust: int = 0
    """Refusals that other lots decide, and that no rule of this lot contradicts."""


ELSEWHERE = {OverCreditLimit.code, AnotherIsUp.code}
"""A limit counts what a bidder leads elsewhere; in the room one lot is up at a time."""


def recompute(
    history: Iterable[Recorded], day: TermsOfTheDay, *, late: Late
) -> Recount:
    """Take every decision of a lot again under the terms of the day.

    Raises LedgerDamaged where an event cannot follow those before it.
    """
    counting = _Counting(day, late)
    lot: Lot | None = None
    # Beside each event stands what comes next: it tells what a reopening was for.
    here, there = tee(history)
    coming = chain(islice(there, 1, None), (None,))
    for (position, event), then in zip(here, coming, strict=False):
        counting.hear(lot, position, event, then)
        lot = followed(lot, position, event)
    counting.demand(lot)
    return counting.recount


class _Counting:
    """Holds the events of a lot against the rules, one after the other."""

    def __init__(self, day: TermsOfTheDay, late: Late) -> None:
        self.recount = Recount()
        self._late = late
        self._day = day
        self._owed: tuple[LotEvent, ...] = ()
        """What the last decision leads to further, and was not met yet."""
        self._last = 0

    def hear(
        self, lot: Lot | None, position: int, event: LotEvent, then: Recorded | None
    ) -> None:
        """Hold an event against the rules, on the lot as it stood before."""
        owed = self._owed
        if owed and type(owed[0]) is type(event):
            self._owed = owed[1:]
            if owed[0] != event:
                self._differs(lot, position, event, owed[0])
        else:
            if owed:
                self.demand(lot)
            self._decide(lot, position, event, then)
        self.recount.events += 1
        self._last = position

    def demand(self, lot: Lot | None) -> None:
        """Report what the last decision leads to and was never recorded."""
        for missing in self._owed:
            self._differs(lot, self._last, None, missing)
        self._owed = ()

    def _decide(
        self, lot: Lot | None, position: int, event: LotEvent, then: Recorded | None
    ) -> None:
        day = self._day
        listing = event if isinstance(event, LotCatalogued) else lot and lot.listing
        assert listing, "a lot's history begins in the catalogue"
        under = day.under(position, listing.session)
        coming = None if then is None else then.event
        moment = Moment(position, day, under, coming, self._late)
        why = None
        events: tuple[LotEvent, ...] = ()
        try:
            events = decided(lot, event, moment)
        except Refusal as no:
            why = f"The rules refuse it: {no}"
        except AssertionError as broken:
            why = f"The rules do not allow it: {broken}."
        if events and events[0] == event:
            self._owed = events[1:]
        else:
            self._other(lot, position, event, events, why)

    def _other(
        self,
        lot: Lot | None,
        position: int,
        event: LotEvent,
        events: tuple[LotEvent, ...],
        why: str | None,
    ) -> None:
        """Judge a decision that comes out otherwise."""
        first = events[0] if events else None
        elsewhere = isinstance(event, BidRefused) and event.code in ELSEWHERE
        if elsewhere and first is not None and not isinstance(first, BidRefused):
            self.recount.on_trust += 1
            return
        self._differs(lot, position, event, first, why)
        if type(first) is type(event):
            self._owed = events[1:]

    def _differs(
        self,
        lot: Lot | None,
        position: int,
        recorded: LotEvent | None,
        recomputed: LotEvent | None,
        why: str | None = None,
    ) -> None:
        listing = recorded if lot is None else lot.listing
        assert isinstance(listing, LotCatalogued), "a lot's history begins so"
        money = listing.currency
        found = difference(position, recorded, recomputed, currency=money, why=why)
        self.recount.differences.append(found)
