"""The lines of invoices and credit notes: what was charged, for which lot, whose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import Charge, CreditNoteIssued, InvoiceIssued
from ledger.identity import ClientId, InvoiceId, LotId, Paddle, SaleId
from ledger.money import Minor
from ledger.terms.tax import TaxScheme
from projections.columns import Amount, Named
from projections.invoices import DocumentKind
from projections.queries import Period, rows_in
from projections.rows import Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLineRow:
    """One line of a document, as it is printed: a credit note's is owed the buyer."""

    line: Annotated[str, Named("line_id")]
    """The document and the number of the line on it: ``HA-2025-00017/2``."""
    document: str
    """The number of the invoice or credit note."""
    kind: DocumentKind
    """Whether the document is an invoice or a credit note."""
    invoice: InvoiceId
    """The invoice itself, or the one that was credited."""
    number: int
    """The number of the line on the document, from 1."""
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: str
    issued_on: date
    charge: Charge
    """What the line is for."""
    lot: LotId | None
    consignor: ClientId | None
    """Whose lot it was; None for the house's own."""
    said: Annotated[str, Named("description")]
    """The line as it is printed."""
    amount: Amount
    """What it charges, before taxes that are added."""
    tax: Amount
    """All taxes that are added to it."""
    included: Annotated[Amount, Named("included_tax")]
    """All taxes that are inside it, and not shown."""
    scheme: TaxScheme
    """How it is taxed."""
    position: int
    """The place in the log where the document was issued."""
    source: int
    """The position of the event it follows from."""

    @property
    def sign(self) -> int:
        """Say whether it is charged, or taken back."""
        return 1 if self.kind is DocumentKind.INVOICE else -1

    @property
    def gross(self) -> Minor:
        """The amount with its taxes."""
        return self.amount + self.tax


def _on_invoice_issued(entry: Entry[InvoiceIssued], rows: Rows) -> None:
    _add_lines(entry, rows, DocumentKind.INVOICE, entry.event.invoice)


def _on_credit_note_issued(entry: Entry[CreditNoteIssued], rows: Rows) -> None:
    _add_lines(entry, rows, DocumentKind.CREDIT_NOTE, entry.event.credit_note)


def _add_lines(
    entry: Entry[InvoiceIssued] | Entry[CreditNoteIssued],
    rows: Rows,
    kind: DocumentKind,
    document: str,
) -> None:
    event = entry.event
    for line in event.lines:
        rows.insert(
            entry,
            event,
            line,
            line=f"{document}/{line.number}",
            document=document,
            kind=kind,
            currency=event.currency.code,
            tax=line.tax,
            included=line.included,
        )


LINES = View(
    name="lines",
    row=DocumentLineRow,
    key="line",
    shape=2,
    hears={InvoiceIssued: _on_invoice_issued, CreditNoteIssued: _on_credit_note_issued},
    indexes=("sale", "lot"),
)


def lines_in(
    db: Connection, sale: SaleId | None = None, period: Period | None = None
) -> list[DocumentLineRow]:
    """List the lines of a sale's documents, or of all, as they were issued."""
    by = ("position", "number")
    return rows_in(db, LINES, sale, period, day="issued_on", by=by)
