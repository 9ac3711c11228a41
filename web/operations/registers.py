"""What a house keeps lists of: holds, funds, payments, rates, locks, keys, itself."""

from __future__ import annotations

from ledger.house import House
from ledger.identity import SaleId
from ledger.roles import Sight
from presenters.funds import FundsShape, funds_shape
from presenters.hold import HoldShape, hold_shape
from presenters.invoice import InvoicePaymentsShape, invoice_payments_shape
from presenters.keys import KeysShape, keys_shape
from presenters.ledger_itself import LedgerShape, ledger_shape
from presenters.periods import PeriodsShape, periods_shape
from presenters.tax import TaxRateShape, tax_rate_shape
from web.fields import JurisdictionCode, SaleText
from web.operation import AsOfQuery, NamedPageQuery, reads
from web.reading import LedgerReading


class FundsQuery(NamedPageQuery, frozen=True, kw_only=True):
    """Which money without an invoice is listed."""

    sale: SaleText | None = None
    """Only deposits for this sale."""
    every: bool = False
    """Also what nothing is left of."""


class RatesQuery(AsOfQuery, frozen=True, kw_only=True):
    """Whose tax rates are listed."""

    jurisdiction: JurisdictionCode | None = None
    """One jurisdiction; all, where nothing is said."""


def list_holds(reading: LedgerReading, query: NamedPageQuery) -> list[HoldShape]:
    """List every legal hold, those that were lifted too."""
    holds = reading.page(reading.records.holds(), query, lambda hold: hold.id)
    return list(map(hold_shape, holds))


def list_funds(reading: LedgerReading, query: FundsQuery) -> list[FundsShape]:
    """List money without an invoice of which something is left."""
    items = [
        item
        for item in reading.records.all_funds()
        if (query.every or item.left) and query.sale in (None, item.received.sale)
    ]
    page = reading.page(items, query, lambda item: item.received.funds)
    return list(map(funds_shape, page))


def list_payments(
    reading: LedgerReading, sale: SaleId, query: NamedPageQuery
) -> list[InvoicePaymentsShape]:
    """List every payment on the invoices of a sale, and whether it has cleared."""
    reading.records.sale(sale)
    invoices = reading.page(
        reading.records.invoices(sale), query, lambda invoice: invoice.id
    )
    return list(map(invoice_payments_shape, invoices))


def list_tax_rates(reading: LedgerReading, query: RatesQuery) -> list[TaxRateShape]:
    """List the tax rates on file, of a jurisdiction or of all."""
    records, named = reading.records, query.jurisdiction
    places = records.jurisdictions() if named is None else [named]
    return [
        tax_rate_shape(rate)
        for place in places
        for rate in records.tax_rates(place).rates
    ]


def show_lock(reading: LedgerReading) -> PeriodsShape:
    """Show how far the books are locked, and who locked them or opened them again."""
    return periods_shape(reading.records)


def show_ledger(reading: LedgerReading) -> LedgerShape:
    """Show whether the ledger is live or a rehearsal, since when, by which program."""
    return ledger_shape(reading.records)


def show_keys(house: House, reading: LedgerReading) -> KeysShape:
    """Show the verifier keys of the ledger, and what was published of it."""
    return keys_shape(reading.records, house)


OPERATIONS = (
    reads("/holds", Sight.CLIENTS, list_holds),
    reads("/funds", Sight.MONEY, list_funds),
    reads("/sales/{sale}/payments", Sight.MONEY, list_payments),
    reads("/tax-rates", Sight.MONEY, list_tax_rates),
    reads("/books/lock", Sight.MONEY, show_lock),
    reads("/ledger", Sight.LEDGER, show_ledger),
    reads("/ledger/keys", Sight.LEDGER, show_keys),
)
