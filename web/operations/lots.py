"""Lots: the list of a sale, one lot, and what the house does with it."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from ledger.house import intake, lots as house_lots, openings
from ledger.house.command import Command
from ledger.house.sale_streams import bidding_of
from ledger.identity import LotId, SaleId, number_of, sale_of
from ledger.lot.listing import description_of
from ledger.roles import Sight
from ledger.value import replace
from presenters.lot import (
    LotShape,
    LotSummaryShape,
    lot_changes,
    lot_shape,
    lot_summary_shape,
)
from projections.bids import stated_among
from projections.catalogue import lots_of
from projections.premium import leads_in
from web.amounts import AmountText, price
from web.answers import what_was_recorded
from web.derived import asks_for
from web.fields import Words
from web.operation import NamedPageQuery, Said, does, reads
from web.problem import HttpProblem
from web.reading import LedgerReading
from web.seen import etag


def list_lots(
    reading: LedgerReading, sale: SaleId, query: NamedPageQuery
) -> list[LotSummaryShape]:
    """List the lots of a sale as they stand, in the order of the catalogue."""
    reading.records.sale(sale)
    with reading.views(lambda _: bidding_of(sale)) as db:
        listed = lots_of(db, sale)
        pages = reading.page(listed, query, lambda page: number_of(page.lot))
        leads = {lead.lot: lead for lead in leads_in(db, sale)}
        stated = stated_among(db, sale, {at.lot: leads[at.lot].leader for at in pages})
    return [
        lot_summary_shape(page, leads[page.lot], stated=page.lot in stated)
        for page in pages
    ]


def show_lot(reading: LedgerReading, lot: LotId) -> LotShape:
    """Show how a lot stands, and who corrected or released it."""
    records = reading.records
    head = records.head()  # What is recorded meanwhile is heard twice, and not missed.
    (state, history), sale = records.lot_and_history(lot), records.sale(sale_of(lot))
    reading.etag = etag(history[-1].version)
    changes = lot_changes(history, state, sale.terms.zone)
    return lot_shape(state, sale, changes, head)


class AmendBody(Said, frozen=True, kw_only=True):
    """What is corrected in a catalogue entry; what is left out stays as it is."""

    title: Words | None = None
    """The new title."""
    description: Annotated[str, Meta(min_length=1, max_length=20_000)] | None = None
    """The new description."""
    category: Words | None = None
    """The new category."""
    opening: AmountText | None = None
    """The new opening bid."""
    low_estimate: AmountText | None = None
    """The new low estimate."""
    high_estimate: AmountText | None = None
    """The new high estimate."""


def amend_lot(reading: LedgerReading, lot: LotId, body: AmendBody) -> Command:
    """Correct the catalogue entry of a lot before its first bid; needs a reason."""
    corrections = {
        "title": body.title,
        "description": body.description,
        "category": body.category,
        "opening": body.opening,
        "low_estimate": body.low_estimate,
        "high_estimate": body.high_estimate,
    }
    currency = reading.currency_of(lot)
    corrected: dict[str, Any] = {
        name: price(text, currency) if name in _AMOUNTS else text
        for name, text in corrections.items()
        if text is not None
    }
    entry = replace(description_of(reading.house.lot(lot)), **corrected)
    low, high = entry.low_estimate, entry.high_estimate
    if low is not None and high is not None and low > high:
        words = "The low estimate would be above the high one. Correct both."
        raise HttpProblem(422, "estimates-crossed", "Estimates are crossed", words)
    return house_lots.amend_lot(lot, entry)


_AMOUNTS = frozenset({"opening", "low_estimate", "high_estimate"})


def withdraw_lot(lot: LotId) -> Command:
    """Withdraw a lot from its sale; needs a reason."""
    return house_lots.withdraw(lot)


OPERATIONS = (
    reads("/sales/{sale}/lots", Sight.BIDS, list_lots),
    reads("/sales/{sale}/lots/{number}", Sight.BIDS, show_lot, sends=("ETag",)),
    does(
        "/sales/{sale}/lots/{number}/withdrawal",
        "withdraw a lot",
        withdraw_lot,
        what_was_recorded,
    ),
    does(
        "/sales/{sale}/lots/{number}/entry",
        "amend a lot",
        amend_lot,
        what_was_recorded,
        method="PUT",
    ),
    asks_for(
        "/sales/{sale}/lots/{number}/reserve", house_lots.set_reserve, method="PUT"
    ),
    asks_for("/sales/{sale}/lots/{number}/openings", openings.open_by_hand),
    asks_for(
        "/sales/{sale}/lots/{number}/without-reserve", intake.declare_without_reserve
    ),
    asks_for("/arrivals", intake.receive),
)
