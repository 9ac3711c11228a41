"""E-invoices by EN 16931, in the syntax of Factur-X: what a buyer's books can read.

The standard knows VAT alone: one category and one rate for each line. An invoice that
it has no room for is refused here, and goes out as PDF alone.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from drafthorse.models.accounting import ApplicableTradeTax
from drafthorse.models.document import Document
from drafthorse.models.note import IncludedNote
from drafthorse.models.payment import PaymentTerms
from drafthorse.models.tradelines import LineItem

from ledger.events import CreditNoteIssued, InvoiceIssued
from ledger.events.documents import Charge, InvoiceLine
from ledger.events.ledger import Timing
from ledger.identity import number_of
from ledger.money import Currency, Minor, write_rate
from ledger.terms.house import ClientName, HouseSettings, Names
from ledger.terms.tax import TaxCode
from projections.documents import xrechnung
from projections.documents.einvoice_parties import (
    payment_means,
    set_parties,
)
from projections.documents.labels import label
from projections.documents.mistakes import NotAnEInvoice
from projections.documents.supply import supplied_on
from projections.documents.vat import (
    ALONE,
    Breakdown,
    Category,
    breakdown,
    categories_of,
)
from projections.documents.xrechnung import EInvoiceForm
from projections.unprintable import with_codes

Issued = InvoiceIssued | CreditNoteIssued

PROFILE = "urn:cen.eu:en16931:2017"
SCHEMA = "FACTUR-X_EN16931"
INVOICE, CREDIT_NOTE = "380", "381"
PIECE = "H87"
DECIMALS_MAX = 2


def invoice_xml(
    event: InvoiceIssued,
    *,
    settings: HouseSettings,
    names: Names,
    timing: Timing,
    sold_on: tuple[date, ...] = (),
    form: EInvoiceForm = EInvoiceForm.FACTUR_X,
) -> bytes:
    """Write an invoice as XML that its schema allows.

    Raises NotAnEInvoice where the standard has no room for what was invoiced, or asks
    for what nobody wrote down.
    """
    document = _common_document(event, event.invoice, settings, names, form)
    document.header.type_code = INVOICE
    _set_delivery(document, event, settings, names.get(event.client), sold_on)
    _mark_rehearsal(document, timing, settings.locale_of(event.sale).language)
    terms = PaymentTerms()
    terms.due = event.due_on
    document.trade.settlement.terms.add(terms)
    document.trade.settlement.payment_reference = event.invoice
    return _xml_bytes(document)


def credit_note_xml(
    event: CreditNoteIssued,
    *,
    settings: HouseSettings,
    names: Names,
    timing: Timing,
    sold_on: tuple[date, ...] = (),
    form: EInvoiceForm = EInvoiceForm.FACTUR_X,
) -> bytes:
    """Write a credit note as XML that its schema allows; it names the invoice."""
    document = _common_document(event, event.credit_note, settings, names, form)
    document.header.type_code = CREDIT_NOTE
    _set_delivery(document, event, settings, names.get(event.client), sold_on)
    language = settings.locale_of(event.sale).language
    _mark_rehearsal(document, timing, language)
    settlement = document.trade.settlement
    settlement.invoice_referenced_document.issuer_assigned_id = event.invoice
    terms = PaymentTerms()
    money = event.currency.plain(sum(line.gross for line in event.lines))
    terms.description = label(
        "credited-to",
        language,
        amount=f"{money} {event.currency.code}",
        number=event.invoice,
    )
    settlement.terms.add(terms)
    return _xml_bytes(document)


def _mark_rehearsal(document: Document, timing: Timing, language: str) -> None:
    """Note on an e-invoice of a rehearsal that it is one."""
    if timing.is_rehearsed:
        note = IncludedNote()
        note.content = label("rehearsal", language)
        document.header.notes.add(note)


def _xml_bytes(document: Document) -> bytes:
    written = document.serialize(schema=SCHEMA)
    assert isinstance(written, bytes), "XML is bytes"
    return written


def _set_delivery(
    document: Document,
    event: Issued,
    settings: HouseSettings,
    buyer: ClientName | None,
    sold_on: tuple[date, ...],
) -> None:
    """Name the time of supply (BT-72), where the house says which it is.

    A supply within a union names it always, and where it goes (BR-IC-11, BR-IC-12), as
    XRechnung wants it with city and postcode (BR-DE-10, BR-DE-11).
    """
    day = supplied_on(settings, sold_on=sold_on, issued_on=event.issued_on)
    within = [line for line in event.lines if _is_within_union(line)]
    if within:
        days = [line.supplied_on for line in within if line.supplied_on is not None]
        day = day or max(days, default=event.issued_on)
        country = (event.jurisdiction or "")[:2]
        address = document.trade.delivery.ship_to.address
        address.country_id = country
        if buyer is not None and buyer.country in {None, country}:
            address.city_name = buyer.city or ""
            address.postcode = buyer.postcode or ""
    if day is not None:
        document.trade.delivery.event.occurrence = day


def _is_within_union(line: InvoiceLine) -> bool:
    code = TaxCode.INTRA_COMMUNITY
    return line.treatment is not None and line.treatment.code is code


def _common_document(
    event: Issued,
    number: str,
    settings: HouseSettings,
    names: Names,
    form: EInvoiceForm,
) -> Document:
    """Write everything that an invoice and a credit note have in common."""
    own = settings.einvoice
    if own is None:
        sentence = "house.toml has no [einvoice], so there is no seller to name."
        raise NotAnEInvoice(sentence, "Add it, or send the PDF alone.")
    if event.currency.decimals > DECIMALS_MAX:
        sentence = f"EN 16931 knows two decimals, and {event.currency.code} has three."
        raise NotAnEInvoice(sentence, ALONE)
    buyer = names.get(event.client)
    document = Document()
    document.context.guideline_parameter.id = PROFILE
    if form is EInvoiceForm.XRECHNUNG:
        xrechnung.must_be_complete(settings, own, buyer, event.client)
        document.context.guideline_parameter.id = xrechnung.PROFILE
        document.context.business_parameter.id = xrechnung.PROCESS
    document.header.id = number
    document.header.issue_date_time = event.issued_on
    set_parties(document.trade.agreement, event, settings, own, buyer)
    language = settings.locale_of(event.sale).language
    categorized = categories_of(event.lines, settings, language)
    for line, category in categorized:
        document.trade.items.add(_line_item(line, category, event.currency, language))
    settlement = document.trade.settlement
    settlement.currency_code = event.currency.code
    for means in payment_means(own, settings.letterhead.banks):
        settlement.payment_means.add(means)
    for group in breakdown(categorized, event.currency):
        settlement.trade_tax.add(_trade_tax(group, event.currency))
    _set_totals(document, event)
    return document


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


def _set_totals(document: Document, event: Issued) -> None:
    """Write the totals: those of the event, exactly."""
    currency = event.currency
    net = sum(line.net for line in event.lines)
    tax = sum(line.shown_tax for line in event.lines)
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
