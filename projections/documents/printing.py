"""From an event to its PDF: the document is set out, then set in type."""

from __future__ import annotations

from datetime import date

from ledger.events import CreditNoteIssued, InvoiceIssued, StatementIssued
from ledger.identity import SaleId
from ledger.money import Currency
from ledger.terms.house import DocumentLocale, HouseSettings, Names
from projections.documents import bill, facturx, press, statement
from projections.documents.heading import Desk
from projections.documents.model import Paper
from projections.documents.press import Attachment, Setting
from projections.documents.wording import Wording


def invoice_pdf(
    event: InvoiceIssued,
    settings: HouseSettings,
    names: Names,
    locale: DocumentLocale | None,
    xml: bytes | None,
) -> bytes:
    """Print an invoice."""
    desk = _desk(settings, names, locale, event.sale, event.currency)
    return _set(bill.invoice(event, desk), event.issued_on, settings, xml)


def credit_note_pdf(
    event: CreditNoteIssued,
    settings: HouseSettings,
    names: Names,
    locale: DocumentLocale | None,
    xml: bytes | None,
) -> bytes:
    """Print a credit note."""
    desk = _desk(settings, names, locale, event.sale, event.currency)
    return _set(bill.credit_note(event, desk), event.issued_on, settings, xml)


def statement_pdf(
    event: StatementIssued,
    settings: HouseSettings,
    names: Names,
    locale: DocumentLocale | None,
) -> bytes:
    """Print a statement."""
    desk = _desk(settings, names, locale, event.sale, event.currency)
    return _set(statement.statement(event, desk), event.issued_on, settings, None)


def _desk(
    settings: HouseSettings,
    names: Names,
    locale: DocumentLocale | None,
    sale: SaleId,
    currency: Currency,
) -> Desk:
    wording = Wording(locale or settings.locale_of(sale), currency)
    return Desk(settings, names, wording)


def _set(paper: Paper, day: date, settings: HouseSettings, xml: bytes | None) -> bytes:
    said = f"{paper.kind} {paper.number}, EN 16931"
    setting = Setting(
        day=day,
        fonts=settings.print.fonts,
        logo=settings.letterhead.logo,
        attachment=None if xml is None else Attachment(facturx.NAME, xml, said),
    )
    made = press.pdf(paper, setting)
    return made if xml is None else facturx.declared(made)
