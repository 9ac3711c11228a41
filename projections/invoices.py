"""Invoices and credit notes: what each came to, what was paid, and what is open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
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
    InvoiceCredited,
    InvoiceIssued,
    InvoiceLine,
    LateFeeCharged,
    LateFeeWaived,
    PaymentMoved,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
)
from ledger.events.documents import BESIDE_LOTS, total_of
from ledger.identity import ClientId, InvoiceId, Paddle, SaleId
from ledger.money import Minor
from projections.columns import Day, Word
from projections.payments import payments_in
from projections.reading import Period, ask, within
from projections.rows import Row, Rows
from projections.view import View


class Document(StrEnum):
    """What a buyer is sent."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"


invoices = Table(
    "invoices",
    MetaData(),
    Column("document", String, primary_key=True),
    Column("kind", Word(Document), nullable=False),
    Column("invoice", String, nullable=False, index=True),
    Column("sale", String, nullable=False, index=True),
    Column("session", Integer),
    Column("paddle", String, nullable=False),
    Column("client", String, nullable=False, index=True),
    Column("currency", String, nullable=False),
    Column("issued_on", Day, nullable=False),
    Column("due_on", Day),
    Column("lines", Integer, nullable=False),
    Column("hammer", BigInteger, nullable=False),
    Column("premium", BigInteger, nullable=False),
    Column("resale_right", BigInteger, nullable=False),
    Column("charges", BigInteger, nullable=False),
    Column("tax", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("credited", BigInteger, nullable=False),
    Column("lines_credited", Integer, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("late_fees", BigInteger, nullable=False),
    Column("refunded", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)


def hear(entry: Entry[Event], rows: Rows) -> None:
    """Say what a document came to, and what became of it."""
    match entry.event:
        case InvoiceIssued() as event:
            rows.insert({**_invoice(event), **_issued(event, entry.position)})
        case CreditNoteIssued() as event:
            rows.insert({**_credit_note(event), **_issued(event, entry.position)})
        case InvoiceCredited(invoice=invoice, lines=lines, amount=amount):
            rows.add(invoice, "credited", amount)
            rows.add(invoice, "lines_credited", len(lines))
        case PaymentReceived(invoice=invoice, paid=paid, fee=fee):
            rows.add(invoice, "received", paid - fee)
        case PaymentReversed(invoice=invoice, amount=amount, fee=fee):
            rows.add(invoice, "received", fee - amount)
        case PaymentMoved(invoice=invoice, amount=amount):
            rows.add(invoice, "received", -amount)
        case PaymentRefunded(invoice=invoice, amount=amount):
            rows.add(invoice, "refunded", amount)
        case LateFeeCharged(invoice=invoice, amount=amount):
            rows.add(invoice, "late_fees", amount)
        case LateFeeWaived(invoice=invoice, amount=amount):
            rows.add(invoice, "late_fees", -amount)


def _invoice(event: InvoiceIssued) -> Row:
    return {
        "document": event.invoice,
        "kind": Document.INVOICE,
        "session": event.session,
        "due_on": event.due_on,
    }


def _credit_note(event: CreditNoteIssued) -> Row:
    return {
        "document": event.credit_note,
        "kind": Document.CREDIT_NOTE,
        "session": None,
        "due_on": None,
    }


def _issued(event: InvoiceIssued | CreditNoteIssued, position: int) -> Row:
    return {
        "invoice": event.invoice,
        "sale": event.sale,
        "paddle": event.paddle,
        "client": event.client,
        "currency": event.currency.code,
        "issued_on": event.issued_on,
        **_totals(event.lines),
        "credited": 0,
        "lines_credited": 0,
        "received": 0,
        "late_fees": 0,
        "refunded": 0,
        "position": position,
    }


def _totals(lines: tuple[InvoiceLine, ...]) -> Row:
    """Add the lines up by what they charge, each before its taxes."""
    by: Counter[Charge] = Counter()
    for line in lines:
        by[line.charge] += line.amount
    return {
        "lines": len(lines),
        "hammer": by[Charge.HAMMER],
        "premium": by[Charge.PREMIUM],
        "resale_right": by[Charge.RESALE_RIGHT],
        "charges": sum(by[charge] for charge in BESIDE_LOTS),
        "tax": sum(line.tax for line in lines),
        "total": total_of(lines),
    }


HEEDS = frozenset(
    {
        InvoiceIssued,
        CreditNoteIssued,
        InvoiceCredited,
        PaymentReceived,
        PaymentReversed,
        PaymentMoved,
        PaymentRefunded,
        LateFeeCharged,
        LateFeeWaived,
    }
)

INVOICES = View(invoices, shape=1, hear=hear, heeds=HEEDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """An invoice and how it stands, or a credit note; amounts as they are printed."""

    document: str
    kind: Document
    invoice: InvoiceId
    """The invoice itself, or the one that was credited."""
    sale: SaleId
    session: int | None
    paddle: Paddle
    client: ClientId
    currency: str
    issued_on: date
    due_on: date | None
    """None for a credit note."""
    lines: int
    hammer: Minor
    premium: Minor
    resale_right: Minor
    charges: Minor
    tax: Minor
    total: Minor
    credited: Minor
    lines_credited: int
    received: Minor
    """What payments pay of it, good or not yet."""
    cleared: Minor
    """What of that is good."""
    late_fees: Minor
    """Fees and interest, less what was waived."""
    refunded: Minor
    position: int

    @property
    def balance(self) -> Minor:
        """What the buyer still owes; below zero, what was paid too much."""
        if self.kind is Document.CREDIT_NOTE:
            return 0
        owed = self.total - self.credited + self.late_fees
        return owed - self.received + self.refunded

    @property
    def void(self) -> bool:
        """Whether every line of it was credited."""
        return 0 < self.lines == self.lines_credited


def bills_in(
    db: Connection, sale: SaleId | None = None, period: Period | None = None
) -> list[Bill]:
    """List the invoices and credit notes of a sale, or of all, as they were issued."""

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        asked = within(t.select(), t, sale, period, day="issued_on")
        return asked.order_by(t.c.position)

    cleared: Counter[str] = Counter()
    for payment in payments_in(db, sale):
        # What was given back is told apart.
        cleared[payment.invoice] += max(payment.cleared, 0)
    return [
        # A credit note's own number is that of no invoice, so nothing is paid on it.
        Bill(**row._mapping, cleared=cleared[row.document])
        for row in ask(db, INVOICES, question)
    ]
