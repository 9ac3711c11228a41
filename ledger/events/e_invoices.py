"""The events of an e-invoice's being issued: what was sent is told from all else."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from ledger.events.reminder import ReminderSent
from ledger.events.vocabulary import event
from ledger.identity import (
    ClientId,
    CreditNoteId,
    InvoiceId,
    Paddle,
    SaleId,
    StatementId,
)
from ledger.money import Currency
from ledger.value import value


class EInvoiceForm(StrEnum):
    """The standard that an e-invoice follows; both are EN 16931."""

    FACTUR_X = "factur-x"
    """Inside the PDF, and beside it."""
    XRECHNUNG = "xrechnung"
    """XML alone, for public buyers in Germany."""


@value
class EInvoice:
    """Which e-invoice it is, and whose: a document in a form."""

    document: str
    """The number of the document."""
    form: EInvoiceForm
    client: ClientId
    """The buyer; of a self-billed statement the consignor."""

    @property
    def paper(self) -> str:
        """What its XML goes by in the vault."""
        return f"{self.document} {self.form}"


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
    def which(self) -> EInvoice:
        """The e-invoice that was issued."""
        return EInvoice(self.credit_note or self.invoice, self.form, self.client)


@event("self-billed-invoice-issued/1")
class SelfBilledInvoiceIssued:
    """A statement was issued as its consignor's e-invoice; the vault has its XML."""

    sale: SaleId
    consignor: ClientId
    currency: Currency
    statement: StatementId
    form: EInvoiceForm
    sha256: str
    """Of the bytes of the XML."""
    issued_on: date
    at: datetime

    @property
    def which(self) -> EInvoice:
        """The e-invoice that was issued."""
        return EInvoice(self.statement, self.form, self.consignor)


IssuedEvent: TypeAlias = EInvoiceIssued | SelfBilledInvoiceIssued
"""An e-invoice was issued."""
SentEvent: TypeAlias = EInvoiceIssued | ReminderSent
"""What a buyer is sent."""
