"""Sales: the list, one sale, its results, its paddles."""

from __future__ import annotations

from ledger.house import intake, sales
from ledger.house.sale_streams import bidding_of
from ledger.identity import SaleId, number_of
from ledger.roles import Sight
from presenters.public_terms import PublicTermsShape, public_terms_shape
from presenters.public_view import PublicLotShape, public_lot_shape
from presenters.results import SaleResultsShape, sale_results_shape
from presenters.sale import (
    SaleShape,
    SaleSummaryShape,
    sale_shape,
    sale_summary_shape,
)
from projections import results as results_view
from web.derived import asks_for
from web.operation import NamedPageQuery, reads
from web.reading import LedgerReading


def list_sales(reading: LedgerReading, query: NamedPageQuery) -> list[SaleSummaryShape]:
    """List every sale, as they were announced."""
    records = reading.records
    names = reading.page(records.sale_names(), query, str)
    return [sale_summary_shape(records.sale(name)) for name in names]


def show_sale(reading: LedgerReading, sale: SaleId) -> SaleShape:
    """Show a sale: its sessions, its terms, its paddles."""
    records = reading.records
    return sale_shape(records.sale(sale), records.sale_history(sale))


def show_terms(reading: LedgerReading, sale: SaleId) -> PublicTermsShape:
    """Show the terms of a sale as its bidders read them."""
    return public_terms_shape(reading.records.sale(sale))


def show_saleroom(
    reading: LedgerReading, sale: SaleId, query: NamedPageQuery
) -> list[PublicLotShape]:
    """Show the lots of a sale as the saleroom shows them to everybody."""
    records = reading.records
    records.sale(sale)
    names = reading.page(records.lot_names(sale), query, number_of)
    head = records.head()
    return [public_lot_shape(records.lot(name), head) for name in names]


def show_results(reading: LedgerReading, sale: SaleId) -> SaleResultsShape:
    """Show how the lots of a sale ended, and what the sale came to."""
    currency = reading.records.sale(sale).terms.rules.currency
    with reading.views(lambda _: bidding_of(sale)) as db:
        lots, totals = results_view.results_of(db, sale), results_view.totals(db, sale)
    return sale_results_shape(sale, lots, totals, currency)


OPERATIONS = (
    reads("/sales", None, list_sales),
    reads("/sales/{sale}", Sight.CLIENTS, show_sale),
    reads("/sales/{sale}/terms", None, show_terms),
    reads("/sales/{sale}/saleroom", None, show_saleroom),
    reads("/sales/{sale}/results", Sight.SALES, show_results),
    asks_for("/sales/{sale}/close", sales.close_sale),
    asks_for("/sales/{sale}/due", sales.close_due),
    asks_for("/sales/{sale}/seller-bidding", intake.announce_seller_bidding),
)
