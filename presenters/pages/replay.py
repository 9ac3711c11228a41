"""The replay of a lot as a page: every step, forwards and backwards, and the plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ledger.events.ledger import Timing
from ledger.house.records import Records
from ledger.house.replays import SaleReplay
from ledger.identity import LotId, sale_of
from ledger.lot import Lot
from ledger.replay.steps import Step
from ledger.terms import Terms
from presenters.pages.page import page
from presenters.pages.step_cards import Card, cards, public_cards
from presenters.public_view import glimpses


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedLot:
    """A lot step by step, as the ledger stood at one position."""

    steps: Sequence[Step]
    terms: Terms
    ledger: str
    timing: Timing
    as_of: int

    @property
    def lot(self) -> Lot:
        """The lot after the last step."""
        return self.steps[-1].after

    def moments(self, *, public: bool) -> dict[int, datetime]:
        """Return when the page of the lot came to each step, by its number."""
        if public:
            return {step.number: step.at for step in glimpses(self.steps)}
        return {step.number: step.entered_at for step in self.steps}


def replayed_lot(records: Records, lot: LotId, *, masked: bool = False) -> ReplayedLot:
    """Tell a lot step by step, or without what is sealed; raises UnknownLot."""
    known = records.as_of_now()
    as_of = known.head()
    replay = SaleReplay(known, sale_of(lot), masked=masked)
    return ReplayedLot(
        steps=replay.steps(lot),
        terms=replay.timeline.version(as_of).terms,
        ledger=known.ledger_id(),
        timing=known.ledger().timing,
        as_of=as_of,
    )


def replay_page(
    replayed: ReplayedLot, *, public: bool, plot: str | None, sealed: str | None = None
) -> str:
    """Print a lot as one page; the public sees no maximum, no bidder and no reserve.

    ``sealed`` says who can read what is sealed, where that is not to be printed.
    """
    lot, terms = replayed.lot, replayed.terms
    return page(
        "replay.html",
        lot=lot.id,
        title=lot.listing.title,
        sale=terms.title,
        house=terms.house,
        zone=terms.zone,
        ledger=replayed.ledger,
        timing=replayed.timing,
        as_of=replayed.as_of,
        public=public,
        sealed=sealed,
        plot=plot,
        cards=_step_cards(replayed, public=public),
    )


def _step_cards(replayed: ReplayedLot, *, public: bool) -> list[Card]:
    zone = replayed.terms.zone
    if public:
        money = replayed.lot.listing.currency
        return public_cards(glimpses(replayed.steps), money, zone)
    return cards(replayed.steps, zone)
