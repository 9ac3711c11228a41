"""Invoices and credit notes: what each came to, what was paid, and what is open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import (
    Charge,
    CreditNoteIssued,
    InvoiceCredited,
    InvoiceIssued,
    InvoiceLine,
    InvoiceWrittenOff,
    LateFeeCharged,
    LateFeeWaived,
    PaymentMoved,
    PaymentPutBack,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    WriteOffReversed,
)
from ledger.events.documents import BESIDE_LOTS, total_of
from ledger.identity import ClientId, InvoiceId, Paddle, SaleId
from ledger.money import Minor
from projections.columns import Amount
from projections.payments import payments_in
from projections.queries import Period, all_within, ask, fields_of
from projections.rows import Row, Rows
from projections.view import View


class DocumentKind(StrEnum):
    """The kind of document that a buyer is sent."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRow:
    """An invoice and what became of it, or a credit note; amounts as printed."""

    document: str
    """The number of the invoice or credit note."""
    kind: DocumentKind
    """Whether it is an invoice or a credit note."""
    invoice: InvoiceId
    """The invoice itself, or the one that was credited."""
    sale: SaleId
    session: int | None
    """The session that it is for, where each has its own; None for a credit note."""
    paddle: Paddle
    client: ClientId
    currency: str
    issued_on: date
    due_on: date | None
    """None for a credit note."""
    lines: int
    """How many lines it has."""
    hammer: Amount
    premium: Amount
    resale_right: Amount
    """The artist's resale right."""
    charges: Amount
    """Shipping, insurance and the like, before tax."""
    tax: Amount
    """All taxes that are added."""
    total: Amount
    """What it comes to, tax and all."""
    credited: Amount
    """What credit notes took back."""
    lines_credited: int
    """How many of its lines credit notes took back."""
    received: Amount
    """What payments pay of it, good or not yet."""
    late_charges: Amount
    """Fees and interest, less what was waived."""
    refunded: Amount
    """What was given back to the buyer."""
    written_off: Amount
    """What the house gave up."""
    position: int
    """The place in the log where it was issued."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerDocument(InvoiceRow):
    """An invoice and how it stands, or a credit note."""

    cleared: Minor
    """What of the payments received is good."""
    doubted: Minor
    """What of it a bank's file took back, while nobody has decided."""

    @property
    def balance(self) -> Minor:
        """The amount that the buyer still owes; below zero, the overpayment."""
        if self.kind is DocumentKind.CREDIT_NOTE:
            return 0
        owed = self.total - self.credited + self.late_charges
        return owed - self.received + self.refunded - self.written_off

    @property
    def paid(self) -> bool:
        """Whether money that is sure covers all that is due."""
        due = self.balance + self.received - self.refunded
        return self.cleared - self.doubted - self.refunded >= due

    @property
    def under_way(self) -> Minor:
        """The part received that is not sure: not cleared yet, or doubted by a bank."""
        return self.received - self.cleared + self.doubted

    @property
    def void(self) -> bool:
        """Whether every line of it was credited."""
        return 0 < self.lines == self.lines_credited


def _on_invoice_issued(entry: Entry[InvoiceIssued], rows: Rows) -> None:
    event = entry.event
    rows.insert(
        entry,
        event,
        document=event.invoice,
        kind=DocumentKind.INVOICE,
        currency=event.currency.code,
        **_totals_by_charge(event.lines),
    )


def _on_credit_note_issued(entry: Entry[CreditNoteIssued], rows: Rows) -> None:
    event = entry.event
    rows.insert(
        entry,
        event,
        document=event.credit_note,
        kind=DocumentKind.CREDIT_NOTE,
        currency=event.currency.code,
        **_totals_by_charge(event.lines),
    )


_COUNTED = (
    "credited",
    "lines_credited",
    "received",
    "late_charges",
    "refunded",
    "written_off",
)
"""What follows once it is issued."""


def _totals_by_charge(lines: tuple[InvoiceLine, ...]) -> Row:
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
        **dict.fromkeys(_COUNTED, 0),
    }


def _on_invoice_credited(entry: Entry[InvoiceCredited], rows: Rows) -> None:
    event = entry.event
    rows.add(event.invoice, "credited", event.amount)
    rows.add(event.invoice, "lines_credited", len(event.lines))


def _on_payment_received(entry: Entry[PaymentReceived], rows: Rows) -> None:
    event = entry.event
    rows.add(event.invoice, "received", event.paid - event.fee)


def _on_payment_reversed(entry: Entry[PaymentReversed], rows: Rows) -> None:
    event = entry.event
    rows.add(event.invoice, "received", event.fee - event.amount)


def _on_payment_moved(entry: Entry[PaymentMoved], rows: Rows) -> None:
    rows.add(entry.event.invoice, "received", -entry.event.amount)


def _on_payment_put_back(entry: Entry[PaymentPutBack], rows: Rows) -> None:
    rows.add(entry.event.invoice, "received", -entry.event.amount)


def _on_written_off(entry: Entry[InvoiceWrittenOff], rows: Rows) -> None:
    rows.add(entry.event.invoice, "written_off", entry.event.amount)


def _on_write_off_reversed(entry: Entry[WriteOffReversed], rows: Rows) -> None:
    rows.add(entry.event.invoice, "written_off", -entry.event.amount)


def _on_payment_refunded(entry: Entry[PaymentRefunded], rows: Rows) -> None:
    rows.add(entry.event.invoice, "refunded", entry.event.overpaid)


def _on_late_fee_charged(entry: Entry[LateFeeCharged], rows: Rows) -> None:
    rows.add(entry.event.invoice, "late_charges", entry.event.amount)


def _on_late_fee_waived(entry: Entry[LateFeeWaived], rows: Rows) -> None:
    rows.add(entry.event.invoice, "late_charges", -entry.event.amount)


INVOICES = View(
    name="invoices",
    row=InvoiceRow,
    key="document",
    shape=4,
    hears={
        InvoiceIssued: _on_invoice_issued,
        CreditNoteIssued: _on_credit_note_issued,
        InvoiceCredited: _on_invoice_credited,
        PaymentReceived: _on_payment_received,
        PaymentReversed: _on_payment_reversed,
        PaymentMoved: _on_payment_moved,
        PaymentPutBack: _on_payment_put_back,
        InvoiceWrittenOff: _on_written_off,
        WriteOffReversed: _on_write_off_reversed,
        PaymentRefunded: _on_payment_refunded,
        LateFeeCharged: _on_late_fee_charged,
        LateFeeWaived: _on_late_fee_waived,
    },
    indexes=("invoice", "sale", "client"),
)


def buyer_documents(
    db: Connection, sale: SaleId | None = None, period: Period | None = None
) -> list[BuyerDocument]:
    """List the invoices and credit notes of a sale, or of all, as they were issued."""
    cleared: Counter[str] = Counter()
    doubted: Counter[str] = Counter()
    for payment in payments_in(db, sale):
        # What was given back is told apart.
        cleared[payment.invoice] += max(payment.cleared, 0)
        if payment.doubted_on is not None:
            doubted[payment.invoice] += payment.cleared
    question = all_within(sale, period, day="issued_on")
    return [
        # A credit note's own number is that of no invoice, so nothing is paid on it.
        BuyerDocument(
            **fields,
            cleared=cleared[fields["document"]],
            doubted=doubted[fields["document"]],
        )
        for fields in fields_of(INVOICES, ask(db, INVOICES, question))
    ]
