"""The tax on every line of every document, by whose it is and at what rate.

What a credit note or a correcting line takes back stands below zero, so that taxes add
up. Tax returns read this, and the stock book of a margin scheme.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
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
    CreditNoteIssued,
    Event,
    InvoiceIssued,
    InvoiceLine,
    StatementIssued,
    StatementLine,
)
from ledger.identity import ClientId, LotId, SaleId
from ledger.money import Minor
from ledger.terms.tax import TaxDue
from projections.columns import Day, Rate, Word
from projections.reading import Period, ask, within
from projections.rows import Row, Rows
from projections.view import View


class Taxed(StrEnum):
    """On what kind of document a tax stands."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"
    STATEMENT = "statement"


tax = Table(
    "tax",
    MetaData(),
    Column("tax", String, primary_key=True),
    Column("jurisdiction", String, nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("rate", Rate, nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("day", Day, nullable=False),
    Column("document", String, nullable=False),
    Column("kind", Word(Taxed), nullable=False),
    Column("line", Integer, nullable=False),
    Column("charge", String, nullable=False),
    Column("sale", String, nullable=False, index=True),
    Column("client", String, nullable=False),
    Column("lot", String),
    Column("currency", String, nullable=False),
    Column("base", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("included", BigInteger, nullable=False),
    Column("certificate", String),
    Column("position", BigInteger, nullable=False),
)


def hear(entry: Entry[Event], rows: Rows) -> None:
    """Add the taxes of a document."""
    match entry.event:
        case InvoiceIssued() as event:
            shared = _of(event, entry.position, event.invoice, Taxed.INVOICE)
            _add(rows, {**shared, "client": event.client}, event.lines, 1)
        case CreditNoteIssued() as event:
            shared = _of(event, entry.position, event.credit_note, Taxed.CREDIT_NOTE)
            _add(rows, {**shared, "client": event.client}, event.lines, -1)
        case StatementIssued() as event:
            shared = _of(event, entry.position, event.statement, Taxed.STATEMENT)
            _add(rows, {**shared, "client": event.consignor}, event.lines, 1)


def _of(
    event: InvoiceIssued | CreditNoteIssued | StatementIssued,
    position: int,
    document: str,
    kind: Taxed,
) -> Row:
    return {
        "day": event.issued_on,
        "document": document,
        "kind": kind,
        "sale": event.sale,
        "currency": event.currency.code,
        "position": position,
    }


def _add(
    rows: Rows,
    shared: Row,
    lines: tuple[InvoiceLine, ...] | tuple[StatementLine, ...],
    sign: int,
) -> None:
    for line in lines:
        charge = line.charge if isinstance(line, InvoiceLine) else line.kind
        about: Row = {**shared, "line": line.number, "charge": charge, "lot": line.lot}
        for number, due in enumerate(line.taxes, start=1):
            key = f"{shared['document']}/{line.number}/{number}"
            rows.insert({"tax": key, **about, **_due(due, sign)})


def _due(due: TaxDue, sign: int) -> Row:
    return {
        "jurisdiction": due.jurisdiction,
        "name": due.name,
        "rate": due.rate,
        "valid_from": due.valid_from,
        "base": sign * due.base,
        "amount": sign * due.amount,
        "included": sign * due.included,
        "certificate": due.certificate,
    }


HEEDS = frozenset({InvoiceIssued, CreditNoteIssued, StatementIssued})

TAX = View(tax, shape=1, hear=hear, heeds=HEEDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTax:
    """One tax on one line, or the reason why there is none."""

    tax: str
    """The document, its line, and which tax of the line: ``HA-2025-00017/2/1``."""
    jurisdiction: str
    name: str
    rate: Fraction
    valid_from: date
    day: date
    """When the document was issued."""
    document: str
    kind: Taxed
    line: int
    charge: str
    """What the line is for: ``premium`` or ``commission``, as the document says."""
    sale: SaleId
    client: ClientId
    """The buyer, or the consignor of a statement."""
    lot: LotId | None
    currency: str
    base: Minor
    amount: Minor
    """What is added to the line."""
    included: Minor
    """What is inside it, and not shown."""
    certificate: str | None
    """The certificate that exempts the buyer."""
    position: int

    @property
    def due(self) -> Minor:
        """What is owed to the jurisdiction."""
        return self.amount + self.included


def taxes_in(
    db: Connection, sale: SaleId | None = None, period: Period | None = None
) -> list[LineTax]:
    """List the taxes of a sale, or of all, in the order of their documents."""

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        asked = within(t.select(), t, sale, period)
        return asked.order_by(t.c.position, t.c.line, t.c.tax)

    return [LineTax(**row._mapping) for row in ask(db, TAX, question)]
