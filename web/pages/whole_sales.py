"""Whole sales by every maximum: how bidders were treated, and what would have been."""

from __future__ import annotations

from ledger.house.sale_streams import bidding_of
from ledger.identity import SaleId
from ledger.replay.wish import Wish
from ledger.roles import Sight
from ledger.terms.bidding import StrikePolicy
from presenters.sale import sale_summary_shape
from projections.bids.bidders import bidders_of
from projections.reports.column_filters import without_empty_columns
from web.caller import Caller
from web.looked import has_looked
from web.operations.audits import AuditQuery
from web.operations.whole_sales import (
    SaleWhatIfQuery,
    made_fairness,
    show_sale_what_if,
)
from web.page import Filled, shows
from web.pages.audits import printed
from web.reading import LedgerReading


def fairness_page(
    *,
    reading: LedgerReading,
    caller: Caller,
    sale: SaleId,
    query: AuditQuery,
    language: str,
) -> Filled:
    """Show how a sale treated its bidders, once it is on record who looks at it."""
    filled = _of_sale(reading, caller, sale)
    if not filled["has_looked"]:
        return filled
    made = made_fairness(reading, caller, sale)
    return {**filled, "query": query, **printed(without_empty_columns(made), language)}


def sale_what_if_page(
    reading: LedgerReading, caller: Caller, sale: SaleId, query: SaleWhatIfQuery
) -> Filled:
    """Ask what a sale would have come to, beside what it came to."""
    with reading.views(lambda _: bidding_of(sale)) as db:
        bidders = bidders_of(db, sale)
    filled = {
        **_of_sale(reading, caller, sale),
        "query": query,
        "bidders": bidders,
        "policies": list(StrikePolicy),
        "answer": None,
    }
    if not filled["has_looked"] or query.wish == Wish():
        return filled
    return {**filled, "answer": show_sale_what_if(reading, caller, sale, query)}


def _of_sale(reading: LedgerReading, caller: Caller, sale: SaleId) -> dict[str, object]:
    """Return a sale, and whether it is on record that it is looked at."""
    records = reading.records
    return {
        "sale": sale_summary_shape(records.sale(sale)),
        "has_looked": has_looked(reading, caller, records.lot_names(sale)),
    }


_SALE = "/sales/{sale}"
PAGES = (
    shows(f"{_SALE}/fairness", Sight.LOG, fairness_page, "fairness.html"),
    shows(f"{_SALE}/what-if", Sight.BIDS, sale_what_if_page, "sale_what_if.html"),
)
