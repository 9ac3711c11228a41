"""The replay of a lot as a page: every step, forwards and backwards, and the plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from commands.pages import page
from commands.pages.cards import Card, cards, public_cards
from ledger.house.records import Records
from ledger.identity import LotId, sale_of
from ledger.lot import Lot
from ledger.replay.day import terms_of_the_day
from ledger.replay.public import glimpses
from ledger.replay.steps import Step, steps
from ledger.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLot:
    """A lot step by step, as the ledger stood at one position."""

    steps: Sequence[Step]
    terms: Terms
    ledger: str
    as_of: int

    @property
    def lot(self) -> Lot:
        """The lot after the last step."""
        return self.steps[-1].after

    def moments(self, *, public: bool) -> dict[int, datetime]:
        """Return when each step was, by its number on the page."""
        if public:
            return {one.number: one.at for one in glimpses(self.steps)}
        return {one.number: one.at for one in self.steps}


def told_lot(records: Records, lot: LotId) -> ToldLot:
    """Tell a lot step by step; raises UnknownLot."""
    as_of = records.head()
    known = records.as_of(as_of)
    history = known.history(lot)
    day = terms_of_the_day(known.sale_history(sale_of(lot)))
    return ToldLot(
        steps=steps(history, day),
        terms=day.version(as_of).terms,
        ledger=known.ledger_id(),
        as_of=as_of,
    )


def replay_page(told: ToldLot, *, public: bool, plot: str | None) -> str:
    """Print a lot as one page; the public sees no maximum, no bidder and no reserve."""
    lot, terms = told.lot, told.terms
    return page(
        "replay.html",
        lot=lot.id,
        title=lot.listing.title,
        sale=terms.title,
        house=terms.house,
        zone=terms.zone,
        ledger=told.ledger,
        as_of=told.as_of,
        public=public,
        plot=plot,
        cards=_cards(told, public=public),
    )


def _cards(told: ToldLot, *, public: bool) -> list[Card]:
    zone = told.terms.zone
    if public:
        money = told.lot.listing.currency
        return public_cards(glimpses(told.steps), money, zone)
    return cards(told.steps, zone)
