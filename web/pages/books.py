"""The books: the sales to settle, how far the books are locked, what waits for two."""

from __future__ import annotations

from ledger.house import House
from ledger.roles import Sight
from ledger.vault.vault_file import VaultFile
from presenters.periods import periods_shape
from presenters.sale import sale_summary_shape
from web.caller import Caller
from web.operations.approvals import waiting_for
from web.page import Filled, shows
from web.reading import LedgerReading


def books_page(reading: LedgerReading) -> Filled:
    """Show the sales to settle, and how far the books are locked."""
    records = reading.records
    return {
        "sales": [sale_summary_shape(records.sale(n)) for n in records.sale_names()],
        "periods": periods_shape(records),
    }


def approvals_page(house: House, vault: VaultFile, caller: Caller) -> Filled:
    """Show what waits for a second person: what you asked for, and may approve."""
    return {"waiting": waiting_for(house, vault, caller)}


PAGES = (
    shows("/books", Sight.MONEY, books_page, "books.html"),
    shows(
        "/approvals",
        None,
        approvals_page,
        "approvals.html",
        signed_in=True,
        has_past=False,
    ),
)
