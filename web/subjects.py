"""Where the page is that tells of a sale, a lot, a client, a document or a person."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote, urlencode

from ledger.identity import CLIENT_ID, DISPUTE_ID, INVOICE_ID, SALE_ID, STATEMENT_ID
from ledger.roles import Sight


def page_of(kind: str, name: str, sights: Collection[Sight]) -> str:
    """Return the address of the page of a subject, of those that somebody may see.

    What has no page of its own, or none that they see, has its history.
    """
    match kind:
        case "lot" if "/" in name:
            return _page_of_lot(name, sights)
        case "client" | "consignor" if Sight.CLIENTS in sights:
            return f"/clients/{quote(name)}"
        case "person":
            return f"/people?{urlencode({'name': name})}"
        case "document" | "invoice" | "statement" | "dispute":
            return _page_of_document(name, sights)
        case _:
            return _history(name)


def _page_of_lot(name: str, sights: Collection[Sight]) -> str:
    sale, _, number = name.partition("/")
    page = f"/sales/{quote(sale)}/lots/{quote(number)}"
    return f"{page}/history" if Sight.LOG in sights else page


def _page_of_document(name: str, sights: Collection[Sight]) -> str:
    if Sight.MONEY in sights and INVOICE_ID.fullmatch(name):
        return f"/invoices/{name}"
    if Sight.MONEY in sights and STATEMENT_ID.fullmatch(name):
        return f"/statements/{name}"
    sale, _, rest = name.partition("/")
    if DISPUTE_ID.fullmatch(name):
        if Sight.BIDS in sights:
            return f"/sales/{sale}/disputes/{rest.removeprefix('D')}"
    elif SALE_ID.fullmatch(sale) and CLIENT_ID.fullmatch(rest):
        # The payouts of a sale to a consignor are no document of their own.
        return page_of("client", rest, sights)
    return _history(name)


def _history(name: str) -> str:
    return f"/history?{urlencode({'name': name})}"
