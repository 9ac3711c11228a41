"""The event of an e-invoice's being issued: what was sent is told from all else."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from ledger.events.reminder import ReminderSent
from ledger.events.vocabulary import event
from ledger.identity import ClientId, CreditNoteId, InvoiceId, Paddle, SaleId
from ledger.money import Currency


class EInvoiceForm(StrEnum):
    """The standard that an e-invoice follows; both are EN 16931."""

    FACTUR_X = "factur-x"
    """Inside the PDF, and beside it."""
    XRECHNUNG = "xrechnung"
    """XML alone, for public buyers in Germany."""


@event("e-invoice-issued/1")
class EInvoiceIssued:
    """An e-invoice was issued: its XML is in the vault, since it names the buyer."""

    invoice: InvoiceId
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: Currency
    credit_note: CreditNoteId | None
    """What was issued is this credit note; None: the invoice itself."""
    form: EInvoiceForm
    sha256: str
    """Of the bytes of the XML."""
    issued_on: date
    at: datetime

    @property
    def document(self) -> str:
        """The number of the document that was issued."""
        return self.credit_note or self.invoice

    @property
    def paper(self) -> str:
        """What its XML goes by in the vault."""
        return paper_name(self.document, self.form)


def paper_name(document: str, form: EInvoiceForm) -> str:
    """Return what the XML of a document in a form goes by in the vault."""
    return f"{document} {form}"


SentEvent: TypeAlias = EInvoiceIssued | ReminderSent
"""What a buyer is sent."""
