"""A self-billed statement as an e-invoice: the consignor sells, and the house buys.

EN 16931 has the type 389 for it (UNTDID 1001, self-billed invoice). It tells of what
the consignor supplies alone, at the hammer price: what the house charges is a supply of
the house, which stands on the statement and is set off there.
"""

from __future__ import annotations

from datetime import date

from drafthorse.models.document import Document
from drafthorse.models.note import IncludedNote
from drafthorse.models.party import TaxRegistration, TradeParty
from drafthorse.models.payment import PaymentTerms

from ledger.events import StatementIssued
from ledger.events.documents import Charge, InvoiceLine, StatementLine
from ledger.events.ledger import Timing
from ledger.terms.house import ClientName, HouseSettings, Names
from ledger.terms.tax import TaxScheme
from projections.documents import hammer_taxes
from projections.documents.einvoice import (
    PROFILE,
    house_of,
    mark_rehearsal,
    xml_bytes,
)
from projections.documents.einvoice_lines import set_lines
from projections.documents.einvoice_parties import VAT_ID, name_client, name_house
from projections.documents.mistakes import NotAnEInvoice
from projections.documents.supply import supplied_on
from projections.documents.vat import ALONE
from projections.documents.wording import DocumentWording

SELF_BILLED = "389"
COUNTRIES = {"EL": "GR", "XI": "GB"}
"""The countries whose VAT numbers begin with other letters."""


def self_billed_xml(
    event: StatementIssued,
    *,
    settings: HouseSettings,
    names: Names,
    timing: Timing,
    sold_on: tuple[date, ...] = (),
) -> bytes:
    """Write what a statement bills for the consignor as XML that its schema allows.

    Raises NotAnEInvoice where it bills nothing, or where seller or buyer is unknown.
    """
    own = house_of(settings, event.currency)
    billed = [line for line in event.lines if line.is_self_billed]
    if not billed:
        sentence = f"Statement {event.statement} bills nothing for the consignor."
        raise NotAnEInvoice(sentence, ALONE)
    document = Document()
    document.context.guideline_parameter.id = PROFILE
    header = document.header
    header.type_code, header.id = SELF_BILLED, event.statement
    header.issue_date_time = event.issued_on
    agreement = document.trade.agreement
    _name_consignor(agreement.seller, event, names.get(event.consignor))
    name_house(agreement.buyer, own, settings)
    agreement.buyer.tax_registrations.add(TaxRegistration(id=("VA", own.vat_id)))
    wording = DocumentWording(settings.locale_of(event.sale), event.currency)
    _note(document, wording.say("self-billed-invoice"))
    for words in hammer_taxes.notes(event.lines, wording):
        _note(document, words)
    mark_rehearsal(document, timing, wording.language)
    document.trade.settlement.currency_code = event.currency.code
    lines = [_invoice_line(line) for line in billed]
    set_lines(document, lines, event.currency, settings, wording.language)
    day = supplied_on(settings, sold_on=sold_on, issued_on=event.issued_on)
    if day is not None:
        document.trade.delivery.event.occurrence = day
    _set_settlement(document, event, billed, wording)
    return xml_bytes(document)


def _name_consignor(
    party: TradeParty, event: StatementIssued, named: ClientName | None
) -> None:
    """Name the consignor and the number of theirs that stands on the statement.

    A VAT number begins with its country (BT-31); any other is of a tax office (BT-32).
    """
    number = event.consignor_vat_id
    if number is None:
        raise NotAnEInvoice(
            f"Statement {event.statement} names no VAT or tax number of "
            f"{event.consignor}, which an invoice of theirs must have.",
            "Record it with client tax-status, and state again; or send the PDF alone.",
        )
    if named is None:
        raise NotAnEInvoice(
            f"{event.consignor} is the seller in a self-billed invoice, and has no "
            "name.",
            "Add a line to names.csv, or send the PDF alone.",
        )
    compact = number.replace(" ", "")
    is_vat_id = VAT_ID.fullmatch(compact) is not None
    country = named.country
    if country is None and is_vat_id:
        country = COUNTRIES.get(compact[:2], compact[:2])
    if country is None:
        raise NotAnEInvoice(
            f"The seller of a self-billed invoice, {event.consignor}, has no country.",
            "Write it into the column country of names.csv, or send the PDF alone.",
        )
    party.id, party.name = event.consignor, named.name
    name_client(party, named, country)
    kind = ("VA", compact) if is_vat_id else ("FC", number)
    party.tax_registrations.add(TaxRegistration(id=kind))


def _invoice_line(line: StatementLine) -> InvoiceLine:
    """Return what the consignor bills the house as the line of an invoice."""
    return InvoiceLine(
        number=line.number,
        charge=Charge.HAMMER,
        lot=line.lot,
        consignor=None,
        said=line.said,
        pieces=1,
        each=line.amount,
        slices=(),
        minimum=0,
        flat=0,
        surcharge=0,
        amount=line.amount,
        scheme=TaxScheme.STANDARD,
        taxes=line.paid_taxes,
        source=line.source,
        treatment=line.treatment,
    )


def _set_settlement(
    document: Document,
    event: StatementIssued,
    billed: list[StatementLine],
    wording: DocumentWording,
) -> None:
    """Say that the statement pays it, and which one it corrects (BT-25)."""
    settlement = document.trade.settlement
    settlement.payment_reference = event.statement
    terms = PaymentTerms()
    terms.description = wording.say("self-billed-terms", number=event.statement)
    settlement.terms.add(terms)
    corrected = {line.corrects: None for line in billed if line.corrects is not None}
    for number in corrected:
        _note(document, wording.say("corrects", number=number))
    if corrected:
        reference = settlement.invoice_referenced_document
        reference.issuer_assigned_id = next(reversed(corrected))


def _note(document: Document, words: str) -> None:
    note = IncludedNote()
    note.content = words
    document.header.notes.add(note)
