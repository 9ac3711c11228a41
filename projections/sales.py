"""The sales of the house: what each is called, and what its money is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ledger.entry import Entry
from ledger.events import SaleAnnounced, SaleClosed, TermsAmended
from ledger.identity import SaleId
from ledger.terms import Terms
from projections.rows import Row, Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleRow:
    """A sale as it was announced, or as its terms were amended."""

    sale: SaleId
    title: str
    """What is printed on the cover of the catalogue."""
    house: str
    """Who holds the sale."""
    zone: str
    """The IANA time zone of the saleroom: ``America/Chicago``."""
    preset: str | None
    """The named rules its terms were built on, if any: ``heritage-2025``."""
    currency: str
    """The ISO 4217 code of the one currency of the sale."""
    minor_units: int
    """How many of its smallest units make one: 100 for USD, 1 for JPY."""
    announced_at: datetime
    """When it was recorded."""
    position: int
    """The place in the log where it was announced."""
    closed_at: datetime | None
    """When it was closed; None: it goes on."""


def _on_sale_announced(entry: Entry[SaleAnnounced], rows: Rows) -> None:
    terms = entry.event.terms
    at = entry.by.recorded_at
    rows.insert(entry, terms, **_currency_cells(terms), announced_at=at)


def _on_terms_amended(entry: Entry[TermsAmended], rows: Rows) -> None:
    terms = entry.event.terms
    rows.set(terms.sale, terms, **_currency_cells(terms))


def _currency_cells(terms: Terms) -> Row:
    currency = terms.rules.currency
    return {"currency": currency.code, "minor_units": currency.unit}


def _on_sale_closed(entry: Entry[SaleClosed], rows: Rows) -> None:
    rows.set(entry.event.sale, closed_at=entry.event.at)


SALES = View(
    name="sales",
    row=SaleRow,
    key="sale",
    shape=2,
    hears={
        SaleAnnounced: _on_sale_announced,
        TermsAmended: _on_terms_amended,
        SaleClosed: _on_sale_closed,
    },
)
