"""From an event to its PDF: the document is set out, then set in type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ledger.entry import Attribution
from ledger.events import (
    CreditNoteIssued,
    InvoiceIssued,
    PaymentReceived,
    ReminderSent,
    StatementIssued,
)
from ledger.events.documents import AccountStated
from ledger.events.ledger import Timing
from ledger.identity import ClientId, LotId
from ledger.money import Currency, Minor
from ledger.terms.house import DocumentLocale, HouseSettings, Names
from projections.client_accounts import AccountLine
from projections.documents import (
    account,
    facturx,
    invoice,
    pdf,
    receipt,
    reminder,
    statement,
)
from projections.documents.heading import DocumentContext
from projections.documents.model import PrintedDocument
from projections.documents.pdf import Attachment, Look
from projections.documents.since import SinceIssued
from projections.documents.wording import DocumentWording

Issued = (
    InvoiceIssued | CreditNoteIssued | StatementIssued | PaymentReceived | ReminderSent
)


def invoice_pdf(
    event: InvoiceIssued,
    *,
    settings: HouseSettings,
    names: Names,
    timing: Timing,
    sold_on: tuple[date, ...] = (),
    sessions: Mapping[LotId, int] | None = None,
    locale: DocumentLocale | None = None,
    since: SinceIssued | None = None,
    xml: bytes | None = None,
) -> bytes:
    """Print an invoice, in the locale of its sale unless another is asked for.

    An e-invoice of the same event, handed in as ``xml``, is put inside: Factur-X.
    """
    wording = _wording(event, settings, locale)
    context = DocumentContext(settings, names, wording, timing, sold_on, sessions or {})
    paper = invoice.invoice(event, context, since)
    return _pdf_bytes(paper, event.issued_on, settings, xml)


def credit_note_pdf(
    event: CreditNoteIssued,
    *,
    by: Attribution,
    settings: HouseSettings,
    names: Names,
    timing: Timing,
    sold_on: tuple[date, ...] = (),
    sessions: Mapping[LotId, int] | None = None,
    locale: DocumentLocale | None = None,
    left: Minor | None = None,
    since: SinceIssued | None = None,
    xml: bytes | None = None,
) -> bytes:
    """Print a credit note, in the look of the invoice that it answers."""
    wording = _wording(event, settings, locale)
    context = DocumentContext(settings, names, wording, timing, sold_on, sessions or {})
    paper = invoice.credit_note(event, context, by, left=left, since=since)
    return _pdf_bytes(paper, event.issued_on, settings, xml)


def statement_pdf(
    event: StatementIssued,
    *,
    account: AccountStated,
    settings: HouseSettings,
    names: Names,
    timing: Timing,
    sold_on: tuple[date, ...] = (),
    locale: DocumentLocale | None = None,
    xml: bytes | None = None,
) -> bytes:
    """Print a consignor's statement, with their account as it left it.

    Where it is self-billed, the e-invoice of it is put inside as in an invoice.
    """
    context = DocumentContext(
        settings, names, _wording(event, settings, locale), timing, sold_on
    )
    return _pdf_bytes(
        statement.statement(event, context, account), event.issued_on, settings, xml
    )


def receipt_pdf(
    event: PaymentReceived,
    *,
    settings: HouseSettings,
    names: Names,
    timing: Timing,
    locale: DocumentLocale | None = None,
    position: int,
    cleared: bool,
    reversed_on: date | None,
    balance: Minor,
) -> bytes:
    """Print a receipt for a payment."""
    wording = _wording(event, settings, locale)
    paper = receipt.receipt(
        event,
        DocumentContext(settings, names, wording, timing),
        position=position,
        cleared=cleared,
        reversed_on=reversed_on,
        balance=balance,
    )
    return _pdf_bytes(paper, event.received_on, settings, None)


def reminder_pdf(
    event: ReminderSent,
    issued: InvoiceIssued,
    *,
    settings: HouseSettings,
    names: Names,
    timing: Timing,
    locale: DocumentLocale | None = None,
) -> bytes:
    """Print a reminder, in the words of its step."""
    wording = _wording(event, settings, locale)
    context = DocumentContext(settings, names, wording, timing)
    paper = reminder.reminder(event, issued, context)
    return _pdf_bytes(paper, event.reminded_on, settings, None)


def account_pdf(
    client: ClientId,
    lines: Sequence[AccountLine],
    *,
    on: date,
    currency: Currency,
    settings: HouseSettings,
    names: Names,
    timing: Timing,
    locale: DocumentLocale | None = None,
) -> bytes:
    """Print the account of a client in one currency, as of a day."""
    wording = DocumentWording(locale or settings.print.locale, currency)
    context = DocumentContext(settings, names, wording, timing)
    paper = account.account(client, lines, context, on=on)
    return _pdf_bytes(paper, on, settings, None)


def _wording(
    event: Issued, settings: HouseSettings, locale: DocumentLocale | None
) -> DocumentWording:
    return DocumentWording(locale or settings.locale_of(event.sale), event.currency)


def _pdf_bytes(
    paper: PrintedDocument, day: date, settings: HouseSettings, xml: bytes | None
) -> bytes:
    description = f"{paper.kind} {paper.number}, EN 16931"
    look = Look(
        day=day,
        fonts=settings.print.fonts,
        logo=settings.letterhead.logo,
        attachment=None if xml is None else Attachment(facturx.NAME, xml, description),
    )
    made = pdf.pdf(paper, look)
    return made if xml is None else facturx.with_metadata(made)
