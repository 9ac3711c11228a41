"""E-invoices by EN 16931, in the syntax of Factur-X: what a buyer's books can read.

The standard knows VAT alone: one category and one rate for each line. An invoice that
it has no room for is refused here, and goes out as PDF alone.
"""

from __future__ import annotations

from datetime import date

from drafthorse.models.document import Document
from drafthorse.models.note import IncludedNote
from drafthorse.models.payment import PaymentTerms

from ledger.events import CreditNoteIssued, InvoiceIssued
from ledger.events.documents import InvoiceLine
from ledger.events.e_invoices import EInvoiceForm
from ledger.events.ledger import Timing
from ledger.money import Currency
from ledger.terms.house import ClientName, EInvoicing, HouseSettings, Names
from ledger.terms.tax import TaxCode
from projections.documents import xrechnung
from projections.documents.einvoice_lines import set_lines
from projections.documents.einvoice_parties import (
    payment_means,
    set_parties,
)
from projections.documents.labels import label
from projections.documents.mistakes import NotAnEInvoice
from projections.documents.supply import supplied_on
from projections.documents.vat import (
    ALONE,
)

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
    mark_rehearsal(document, timing, settings.locale_of(event.sale).language)
    terms = PaymentTerms()
    terms.due = event.due_on
    document.trade.settlement.terms.add(terms)
    document.trade.settlement.payment_reference = event.invoice
    return xml_bytes(document)


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
    mark_rehearsal(document, timing, language)
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
    return xml_bytes(document)


def house_of(settings: HouseSettings, currency: Currency) -> EInvoicing:
    """Return who the house is in an e-invoice; raises NotAnEInvoice where unknown."""
    if settings.einvoice is None:
        sentence = "house.toml has no [einvoice], so the house cannot be named."
        raise NotAnEInvoice(sentence, "Add it, or send the PDF alone.")
    if currency.decimals > DECIMALS_MAX:
        sentence = f"EN 16931 knows two decimals, and {currency.code} has three."
        raise NotAnEInvoice(sentence, ALONE)
    return settings.einvoice


def mark_rehearsal(document: Document, timing: Timing, language: str) -> None:
    """Note on an e-invoice of a rehearsal that it is one."""
    if timing.is_rehearsed:
        note = IncludedNote()
        note.content = label("rehearsal", language)
        document.header.notes.add(note)


def xml_bytes(document: Document) -> bytes:
    """Write a document out; its schema must allow it."""
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
    own = house_of(settings, event.currency)
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
    settlement = document.trade.settlement
    settlement.currency_code = event.currency.code
    for means in payment_means(own, settings.letterhead.banks):
        settlement.payment_means.add(means)
    language = settings.locale_of(event.sale).language
    set_lines(document, event.lines, event.currency, settings, language)
    return document
