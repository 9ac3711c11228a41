"""The tax on every line of every document, by whose it is and at what rate.

What a credit note or a correcting line takes back stands below zero, so that taxes add
up. Tax returns read this, and the stock book of a margin scheme.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import (
    CreditNoteIssued,
    InvoiceIssued,
    InvoiceLine,
    StatementIssued,
)
from ledger.events.documents import code_of, is_on_margin
from ledger.identity import ClientId, LotId, SaleId
from ledger.money import Minor
from ledger.terms.tax import TaxCode
from projections.columns import Amount, Named
from projections.queries import Period, rows_in
from projections.rows import Rows
from projections.view import View

TAXED = (TaxCode.STANDARD, TaxCode.ZERO)
"""How a line stands to VAT that is taxed, if at 0 %."""


class Taxed(StrEnum):
    """On what kind of document a tax stands."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRow:
    """One tax on one line, or the reason why there is none."""

    tax: Annotated[str, Named("tax_id")]
    """The document, its line, and which tax of the line: ``HA-2025-00017/2/1``."""
    jurisdiction: str
    """Who levies it: ``US-TX``."""
    name: str
    """What the tax is called where it is levied."""
    rate: Fraction
    """The rate."""
    valid_from: date
    """Since when the jurisdiction takes this rate."""
    day: date
    """When the document was issued."""
    document: str
    """The number of the document."""
    kind: Taxed
    """On what kind of document it stands."""
    line: int
    """The number of the line on the document, from 1."""
    charge: str
    """What the line is for: ``premium`` or ``commission``, as the document says."""
    sale: SaleId
    client: ClientId
    """The buyer, or the consignor of a statement."""
    lot: LotId | None
    currency: str
    base: Amount
    """What the rate was taken of."""
    amount: Amount
    """What is added to the line."""
    included: Amount
    """What is inside it, and not shown."""
    certificate: str | None
    """The certificate that exempts the buyer."""
    code: TaxCode
    """How the line stands to VAT."""
    hidden: bool
    """It is inside a margin, and shown on no document."""
    position: int
    """The place in the log where the document was issued."""

    @property
    def due(self) -> Minor:
        """The amount owed to the jurisdiction."""
        return self.amount + self.included

    @property
    def is_free(self) -> bool:
        """Whether the line bears none of it: not for being taxed at 0 %."""
        return self.code not in TAXED and not self.hidden


def _on_invoice_issued(entry: Entry[InvoiceIssued], rows: Rows) -> None:
    event = entry.event
    _insert_tax_lines(entry, rows, Taxed.INVOICE, event.invoice, event.client)


def _on_credit_note_issued(entry: Entry[CreditNoteIssued], rows: Rows) -> None:
    event = entry.event
    _insert_tax_lines(entry, rows, Taxed.CREDIT_NOTE, event.credit_note, event.client)


def _on_statement_issued(entry: Entry[StatementIssued], rows: Rows) -> None:
    event = entry.event
    _insert_tax_lines(entry, rows, Taxed.STATEMENT, event.statement, event.consignor)


def _insert_tax_lines(
    entry: Entry[InvoiceIssued] | Entry[CreditNoteIssued] | Entry[StatementIssued],
    rows: Rows,
    kind: Taxed,
    document: str,
    client: ClientId,
) -> None:
    event = entry.event
    sign = -1 if kind is Taxed.CREDIT_NOTE else 1
    for line in event.lines:
        charge = line.charge if isinstance(line, InvoiceLine) else line.kind
        for number, tax in enumerate(line.taxes, start=1):
            rows.insert(
                entry,
                tax,
                tax=f"{document}/{line.number}/{number}",
                day=event.issued_on,
                document=document,
                kind=kind,
                line=line.number,
                charge=charge.value,
                sale=event.sale,
                client=client,
                lot=line.lot,
                currency=event.currency.code,
                base=sign * tax.base,
                amount=sign * tax.amount,
                included=sign * tax.included,
                code=code_of(line),
                hidden=is_on_margin(line),
            )


TAX = View(
    name="tax",
    row=TaxRow,
    key="tax",
    shape=3,
    hears={
        InvoiceIssued: _on_invoice_issued,
        CreditNoteIssued: _on_credit_note_issued,
        StatementIssued: _on_statement_issued,
    },
    indexes=("jurisdiction", "sale"),
)


def taxes_in(
    db: Connection, sale: SaleId | None = None, period: Period | None = None
) -> list[TaxRow]:
    """List the taxes of a sale, or of all, in the order of their documents."""
    return rows_in(db, TAX, sale, period, by=("position", "line", "tax"))
