"""A document that settling issues, or would issue, as it is listed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ledger.events import (
    Charge,
    CreditNoteIssued,
    Event,
    InvoiceIssued,
    InvoiceLine,
    StatementIssued,
    net_of,
    total_of,
)
from ledger.identity import InvoiceId
from ledger.money import Minor


class IssuedDocument(NamedTuple):
    """An invoice, a credit note or a statement among others."""

    noun: str
    number: str
    party: str
    """Whose it is: a paddle, or a consignor."""
    lots: int
    amount: Minor
    """Below zero where it takes back."""
    due_on: date | None = None
    """When it is to be paid; None where nothing is due."""
    credits: InvoiceId | None = None
    """The invoice that a credit note takes back."""


def issued_document(event: Event) -> IssuedDocument | None:
    """List a document; None for any other event."""
    match event:
        case InvoiceIssued(invoice=number, paddle=paddle, lines=lines):
            total = total_of(lines)
            return IssuedDocument(
                "invoice", number, paddle, _lot_count(lines), total, event.due_on
            )
        case CreditNoteIssued(credit_note=note, paddle=paddle, lines=lines):
            return IssuedDocument(
                "credit note",
                note,
                paddle,
                _lot_count(lines),
                -total_of(lines),
                credits=event.invoice,
            )
        case StatementIssued(statement=statement, consignor=consignor, lines=stated):
            lots = len({line.lot for line in stated if line.lot is not None})
            days = [line.due_on for line in stated if line.due_on is not None]
            return IssuedDocument(
                "statement",
                statement,
                consignor,
                lots,
                net_of(stated),
                min(days, default=None),
            )
        case _:
            return None


def _lot_count(lines: Sequence[InvoiceLine]) -> int:
    return sum(line.charge is Charge.HAMMER for line in lines)
