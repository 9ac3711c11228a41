"""Sales: the list of all, and one with its lots as tiles."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ledger.events.vocabulary import Stage
from ledger.house.sale_streams import bidding_of
from ledger.identity import SaleId
from presenters.sale import sale_summary_shape
from projections.catalogue_search import CatalogueOrder, count_found
from web.operations.catalogue import CatalogueQuery, list_catalogue
from web.page import Filled, shows
from web.reading import LedgerReading


class SaleQuery(CatalogueQuery, frozen=True, kw_only=True):
    """Which lots of a sale are shown."""

    limit: Annotated[int, Meta(ge=1, le=1000)] = 48
    """At most so many at once: whole rows, whether two, three or four stand in one."""


def sales_page(reading: LedgerReading) -> Filled:
    """Show every sale."""
    records = reading.records
    return {
        "sales": [sale_summary_shape(records.sale(n)) for n in records.sale_names()]
    }


def sale_page(reading: LedgerReading, sale: SaleId, query: SaleQuery) -> Filled:
    """Show the lots of a sale, as the saleroom shows them."""
    shown = sale_summary_shape(reading.records.sale(sale))
    lots = list_catalogue(reading, sale, query)
    with reading.views(lambda _: bidding_of(sale)) as db:
        count = count_found(db, sale, query.filter())
    return {
        "sale": shown,
        "lots": lots,
        "count": count,
        "following": reading.next_after,
        "query": query,
        "stages": list(Stage),
        "orders": list(CatalogueOrder),
    }


PAGES = (
    shows("/", None, sales_page, "sales.html"),
    shows("/sales/{sale}", None, sale_page, "sale.html"),
)
