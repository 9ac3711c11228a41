"""A lot: what it is, where it stands, and what a bidder may do about it."""

from __future__ import annotations

from ledger.identity import LotId, sale_of
from presenters.sale import sale_summary_shape
from web.operations.catalogue import show_entry
from web.page import Filled, shows
from web.reading import LedgerReading


def lot_page(reading: LedgerReading, lot: LotId) -> Filled:
    """Show a lot, as everybody may see it."""
    sale = reading.records.sale(sale_of(lot))
    return {"lot": show_entry(reading, lot), "sale": sale_summary_shape(sale)}


PAGES = (shows("/sales/{sale}/lots/{number}", None, lot_page, "lot.html"),)
