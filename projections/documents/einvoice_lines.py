"""The lines of an e-invoice, the VAT on them by category, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from drafthorse.models.accounting import ApplicableTradeTax
from drafthorse.models.document import Document
from drafthorse.models.tradelines import LineItem

from ledger.events.documents import Charge, InvoiceLine
from ledger.identity import number_of
from ledger.money import Currency, Minor, write_rate
from ledger.terms.house import HouseSettings
from projections.documents.labels import label
from projections.documents.vat import Breakdown, Category, breakdown, categories_of
from projections.unprintable import with_codes

PIECE = "H87"


def set_lines(
    document: Document,
    lines: Sequence[InvoiceLine],
    currency: Currency,
    settings: HouseSettings,
    language: str,
) -> None:
    """Write lines, their VAT and their totals; raises NotAnEInvoice."""
    categorized = categories_of(lines, settings, language)
    for line, category in categorized:
        document.trade.items.add(_line_item(line, category, currency, language))
    for group in breakdown(categorized, currency):
        document.trade.settlement.trade_tax.add(_trade_tax(group, currency))
    _set_totals(document, lines, currency)


def _line_item(
    line: InvoiceLine, category: Category, currency: Currency, language: str
) -> LineItem:
    item = LineItem()
    item.document.line_id = str(line.number)
    item.product.name = _product_name(line, language)
    pieces = line.pieces if line.pieces * line.each == line.net else 1
    each = line.each if pieces > 1 else abs(line.net)
    # A price is never below zero: what is taken off is a piece too few.
    count = -pieces if line.net < 0 else pieces
    item.agreement.net.amount = _decimal_amount(each, currency)
    item.delivery.billed_quantity = (Decimal(count), PIECE)
    tax = item.settlement.trade_tax
    tax.type_code = "VAT"
    tax.category_code = category.code.value
    if category.rate is not None:
        tax.rate_applicable_percent = _percent_of(category.rate)
    total = _decimal_amount(line.net, currency)
    item.settlement.monetary_summation.total_amount = total
    return item


def _product_name(line: InvoiceLine, language: str) -> str:
    """Name what a line is for: the lot by its title, all else by kind and lot."""
    lot = line.lot and f"{label('lot', language)} {number_of(line.lot)}"
    if line.charge is Charge.HAMMER:
        return with_codes(": ".join(part for part in (lot, line.said) if part))
    kind = label(line.charge.value, language)
    return with_codes(", ".join(part for part in (kind, lot or line.said) if part))


def _trade_tax(group: Breakdown, currency: Currency) -> ApplicableTradeTax:
    tax = ApplicableTradeTax()
    tax.type_code = "VAT"
    tax.category_code = group.code.value
    if group.rate is not None:
        tax.rate_applicable_percent = _percent_of(group.rate)
    tax.basis_amount = _decimal_amount(group.basis, currency)
    tax.calculated_amount = _decimal_amount(group.tax, currency)
    if group.reason is not None:
        tax.exemption_reason = group.reason
    if group.exemption is not None:
        tax.exemption_reason_code = group.exemption
    return tax


def _set_totals(
    document: Document, lines: Sequence[InvoiceLine], currency: Currency
) -> None:
    """Write the totals: those of the event, exactly."""
    net = sum(line.net for line in lines)
    tax = sum(line.shown_tax for line in lines)
    sums = document.trade.settlement.monetary_summation
    sums.line_total = _decimal_amount(net, currency)
    sums.charge_total = _decimal_amount(0, currency)
    sums.allowance_total = _decimal_amount(0, currency)
    sums.tax_basis_total = _decimal_amount(net, currency)
    sums.tax_total = (_decimal_amount(tax, currency), currency.code)
    sums.grand_total = _decimal_amount(net + tax, currency)
    sums.due_amount = _decimal_amount(net + tax, currency)


def _decimal_amount(amount: Minor, currency: Currency) -> Decimal:
    return Decimal(currency.plain(amount))


def _percent_of(rate: Fraction) -> Decimal:
    return Decimal(write_rate(rate).removesuffix("%"))
