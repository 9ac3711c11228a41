"""The lines of invoices and credit notes: what was charged, for which lot, whose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    Select,
    String,
    Table,
)

from ledger.entry import Entry
from ledger.events import (
    Charge,
    CreditNoteIssued,
    Event,
    InvoiceIssued,
    InvoiceLine,
)
from ledger.identity import ClientId, InvoiceId, LotId, Paddle, SaleId
from ledger.money import Minor
from ledger.terms.tax import TaxScheme
from projections.columns import Day, Word
from projections.invoices import Document
from projections.reading import Period, ask, within
from projections.rows import Row, Rows
from projections.view import View

lines = Table(
    "lines",
    MetaData(),
    Column("line", String, primary_key=True),
    Column("document", String, nullable=False),
    Column("kind", Word(Document), nullable=False),
    Column("invoice", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("sale", String, nullable=False, index=True),
    Column("client", String, nullable=False),
    Column("paddle", String, nullable=False),
    Column("currency", String, nullable=False),
    Column("issued_on", Day, nullable=False),
    Column("charge", Word(Charge), nullable=False),
    Column("lot", String, index=True),
    Column("consignor", String),
    Column("said", String, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("tax", BigInteger, nullable=False),
    Column("included", BigInteger, nullable=False),
    Column("scheme", Word(TaxScheme), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("source", BigInteger, nullable=False),
)


def hear(entry: Entry[Event], rows: Rows) -> None:
    """Add the lines of a document."""
    match entry.event:
        case InvoiceIssued(invoice=document) as event:
            _add(rows, entry, event, document)
        case CreditNoteIssued(credit_note=document) as event:
            _add(rows, entry, event, document)


def _add(
    rows: Rows,
    entry: Entry[Event],
    event: InvoiceIssued | CreditNoteIssued,
    document: str,
) -> None:
    billed = isinstance(event, InvoiceIssued)
    shared: Row = {
        "document": document,
        "kind": Document.INVOICE if billed else Document.CREDIT_NOTE,
        "invoice": event.invoice,
        "sale": event.sale,
        "client": event.client,
        "paddle": event.paddle,
        "currency": event.currency.code,
        "issued_on": event.issued_on,
        "position": entry.position,
    }
    for line in event.lines:
        rows.insert({"line": f"{document}/{line.number}", **shared, **_line(line)})


def _line(line: InvoiceLine) -> Row:
    return {
        "number": line.number,
        "charge": line.charge,
        "lot": line.lot,
        "consignor": line.consignor,
        "said": line.said,
        "amount": line.amount,
        "tax": line.tax,
        "included": line.included,
        "scheme": line.scheme,
        "source": line.source,
    }


HEEDS = frozenset({InvoiceIssued, CreditNoteIssued})

LINES = View(lines, shape=1, hear=hear, heeds=HEEDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a document, as it is printed: a credit note's is owed the buyer."""

    line: str
    """The document and the number of the line on it: ``HA-2025-00017/2``."""
    document: str
    kind: Document
    invoice: InvoiceId
    number: int
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: str
    issued_on: date
    charge: Charge
    lot: LotId | None
    consignor: ClientId | None
    said: str
    amount: Minor
    tax: Minor
    """All taxes that are added to it."""
    included: Minor
    """All taxes that are inside it, and not shown."""
    scheme: TaxScheme
    position: int
    source: int
    """The position of the event it follows from."""

    @property
    def sign(self) -> int:
        """Say whether it is charged, or taken back."""
        return 1 if self.kind is Document.INVOICE else -1

    @property
    def gross(self) -> Minor:
        """The amount with its taxes."""
        return self.amount + self.tax


def lines_in(
    db: Connection, sale: SaleId | None = None, period: Period | None = None
) -> list[Line]:
    """List the lines of a sale's documents, or of all, as they were issued."""

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        asked = within(t.select(), t, sale, period, day="issued_on")
        return asked.order_by(t.c.position, t.c.number)

    return [Line(**row._mapping) for row in ask(db, LINES, question)]
