"""The streams that a report of the books reads when it looks back."""

from __future__ import annotations

from ledger.house.sale_streams import CLIENTS, Asks, books_of, house_books_of
from ledger.identity import SaleId
from projections.reports.books.registry import BOOKS


def asks_of_book(name: str, sale: SaleId | None) -> Asks | None:
    """Say which streams a report reads of the past; None: all of them."""
    book = BOOKS[name]
    if book.of_clients:
        return lambda _: CLIENTS
    if sale is None:
        return None
    if book.tells_beyond:
        return lambda _: house_books_of(sale)
    return lambda records: books_of(records.reader, sale)
