"""Record against rules: each decision taken again, and compared with what it led to.

Every event is decided on the lot or sale as it was recorded, so one difference does not
lead to another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, islice, tee
from typing import assert_never

from ledger import sale as sales
from ledger.events import (
    BidRefused,
    ClosingExtended,
    HouseBidPlaced,
    IndicatorReviewed,
    LotCatalogued,
    LotEvent,
    MessageTold,
    PaddleIssued,
    PaddleLimited,
    PaddleReinstated,
    PaddleSuspended,
    RetentionSet,
    SaleAnnounced,
    SaleClosed,
    SaleEvent,
    SellerBiddingAnnounced,
    SessionClosed,
    SessionOpened,
    SettlementSet,
    TermsAmended,
)
from ledger.events.sealed import SEALABLE, is_read, without_seal
from ledger.lot import Lot
from ledger.refusals import AnotherIsUp, KeyErased, OverCreditLimit, Refusal
from ledger.replay.decisions import decided
from ledger.replay.difference import Difference, Objection
from ledger.replay.record import LogEvent, lot_after
from ledger.replay.timeline import Late, Moment, Timeline
from ledger.sale import Sale, paddles
from ledger.seal import Unread
from ledger.terms import Terms


@dataclass(slots=True)
class Recount:
    """Histories against the rules: how much was read, and what differs."""

    events: int = 0
    differences: list[Difference] = field(default_factory=list)
    on_trust: int = 0
    """Refusals that other lots decide, and that no rule of this lot contradicts."""
    not_recomputed: int = 0
    """Decisions that hang on an amount which cannot be read."""
    erased: int = 0
    """Amounts that nobody can read any more: what opened them was destroyed."""
    sealed: int = 0
    """Amounts that are not read here: their keys are elsewhere."""


LED_TO = (HouseBidPlaced, ClosingExtended)
"""What a bid may lead to further, and that stands beside it."""
ELSEWHERE = {OverCreditLimit.code, AnotherIsUp.code}
"""A limit counts what a bidder leads elsewhere; in the room one lot is up at a time."""


def recompute(
    history: Iterable[LogEvent], timeline: Timeline, *, late: Late
) -> Recount:
    """Take every decision of a lot again under the terms of the day.

    Raises LedgerDamaged where an event cannot follow those before it.
    """
    counting = _Counting(timeline, late)
    lot: Lot | None = None
    # Beside each event stands what comes next: it tells what a reopening was for.
    here, there = tee(history)
    coming = chain(islice(there, 1, None), (None,))
    for (position, event), then in zip(here, coming, strict=False):
        counting.hear(lot, position, event, then)
        lot = lot_after(lot, position, event)
    counting.demand(lot)
    return counting.recount


class _Counting:
    """Holds the events of a lot against the rules, one after the other."""

    def __init__(self, timeline: Timeline, late: Late) -> None:
        self.recount = Recount()
        self._late = late
        self._timeline = timeline
        self._owed: tuple[LotEvent, ...] = ()
        """What the last decision leads to further, and was not met yet."""
        self._on_trust = False
        """The last decision was not taken again: nor is what it led to."""
        self._last = 0

    def hear(
        self, lot: Lot | None, position: int, event: LotEvent, then: LogEvent | None
    ) -> None:
        """Hold an event against the rules, on the lot as it stood before."""
        owed = self._owed
        if owed and type(owed[0]) is type(event):
            self._owed = owed[1:]
            if owed[0] != without_seal(event):
                self._note_difference(lot, position, event, owed[0])
        elif not (self._on_trust and isinstance(event, LED_TO)):
            if owed:
                self.demand(lot)
            self._on_trust = False
            self._compare(lot, position, event, then)
        self.recount.events += 1
        self._last = position

    def demand(self, lot: Lot | None) -> None:
        """Report what the last decision leads to and was never recorded."""
        for missing in self._owed:
            self._note_difference(lot, self._last, None, missing)
        self._owed = ()

    def _compare(
        self, lot: Lot | None, position: int, event: LotEvent, then: LogEvent | None
    ) -> None:
        timeline = self._timeline
        listing = event if isinstance(event, LotCatalogued) else lot and lot.listing
        assert listing, "a lot's history begins in the catalogue"
        under = timeline.under(position, listing.session)
        coming = None if then is None else then.event
        moment = Moment(position, timeline, under, coming, self._late)
        objection = None
        events: tuple[LotEvent, ...] = ()
        try:
            events = decided(lot, event, moment)
        except Unread as unread:
            self._pass_over(event, unread)
            return
        except (Refusal, AssertionError) as fault:
            objection = _objection_of(fault)
        if events and events[0] == without_seal(event):
            self._owed = events[1:]
        else:
            self._note_other_decision(lot, position, event, events, objection)

    def _pass_over(self, event: LotEvent, unread: Unread) -> None:
        """Count what is not decided again, as a maximum cannot be read."""
        self._on_trust = True
        self.recount.not_recomputed += 1
        if isinstance(event, SEALABLE) and not is_read(event):
            if isinstance(unread.why, KeyErased):
                self.recount.erased += 1
            else:
                self.recount.sealed += 1

    def _note_other_decision(
        self,
        lot: Lot | None,
        position: int,
        event: LotEvent,
        events: tuple[LotEvent, ...],
        objection: Objection | None,
    ) -> None:
        """Judge a decision that comes out otherwise."""
        first = events[0] if events else None
        elsewhere = isinstance(event, BidRefused) and event.code in ELSEWHERE
        # That another lot was up was asked first once, before any rule of the lot.
        refused_alike = isinstance(first, BidRefused) and (
            getattr(event, "code", None) != AnotherIsUp.code
        )
        if elsewhere and first is not None and not refused_alike:
            self.recount.on_trust += 1
            return
        self._note_difference(lot, position, event, first, objection)
        if type(first) is type(event):
            self._owed = events[1:]

    def _note_difference(
        self,
        lot: Lot | None,
        position: int,
        recorded: LotEvent | None,
        recomputed: LotEvent | None,
        objection: Objection | None = None,
    ) -> None:
        listing = recorded if lot is None else lot.listing
        assert isinstance(listing, LotCatalogued), "a lot's history begins so"
        self.recount.differences.append(
            Difference(
                position,
                None if recorded is None else without_seal(recorded),
                recomputed,
                listing.currency,
                objection,
                sealed=listing.sealed and isinstance(recorded or recomputed, SEALABLE),
            )
        )


def _objection_of(fault: Refusal | AssertionError) -> Objection:
    if isinstance(fault, Refusal):
        return Objection(fault.code, str(fault))
    return Objection(None, f"{fault}.")


class SaleRecount(Recount):
    """Every decision about a sale taken again, its lots apart."""

    def hear(self, sale: Sale | None, position: int, event: SaleEvent) -> None:
        """Hold an event against the rules, on the sale as it stood before."""
        self.differences += _sale_differences(sale, position, event)
        self.events += 1


def _sale_differences(
    sale: Sale | None, position: int, event: SaleEvent
) -> list[Difference]:
    objection = None
    events: tuple[SaleEvent, ...] = ()
    try:
        events = _events_decided_on_sale(sale, event)
    except (Refusal, AssertionError) as fault:
        objection = _objection_of(fault)
    if events == (event,):
        return []
    first = events[0] if events else None
    currency = _terms_of(sale, event).rules.currency
    return [Difference(position, event, first, currency, objection)]


def _terms_of(sale: Sale | None, event: SaleEvent) -> Terms:
    if sale is not None:
        return sale.terms
    assert isinstance(event, SaleAnnounced), "a sale's history begins so"
    return event.terms


def _events_decided_on_sale(
    sale: Sale | None, event: SaleEvent
) -> tuple[SaleEvent, ...]:
    if isinstance(event, SaleAnnounced):
        return sales.announced_again(sale, event)
    assert sale is not None, "a sale's history begins when it is announced"
    match event:
        case TermsAmended(notice=notice):
            # Whether there were bids the lots know: a notice says that there were.
            return sales.amend_terms(
                sale,
                event.terms,
                terms_hash=event.terms_hash,
                notice=notice,
                has_lots=notice is not None,
                has_bids=notice is not None,
            )
        case PaddleIssued(paddle=paddle):
            return paddles.issue(
                sale,
                paddle,
                client=event.client,
                client_class=event.client_class,
                limit=event.limit,
            )
        case PaddleLimited(paddle=paddle, limit=limit):
            return paddles.limit(sale, paddle, limit)
        case PaddleSuspended(paddle=paddle):
            return paddles.suspend(sale, paddle)
        case PaddleReinstated(paddle=paddle):
            return paddles.reinstate(sale, paddle)
        case SaleClosed(at=at):
            return sales.close(sale, at=at)
        case SessionOpened() | SessionClosed() | SettlementSet() | IndicatorReviewed():
            return (event,)
        case SellerBiddingAnnounced() | RetentionSet() | MessageTold():
            return (event,)
        case _:
            assert_never(event)
