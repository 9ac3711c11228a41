"""What became of a line of a bank's statement, and why."""

from __future__ import annotations

from enum import StrEnum

from ledger.identity import InvoiceId, PaymentId
from ledger.money import Minor
from ledger.settlement.bank.line import BankLine
from ledger.value import value


class LineOutcome(StrEnum):
    """The outcome of matching one line."""

    BOOKED = "booked"
    """It pays an invoice."""
    BEFORE = "booked-before"
    """It was booked when it came before, in this file or in another."""
    LISTED_AGAIN = "listed-again"
    """Another statement of the file lists it as well."""
    TAKEN_BACK = "taken-back"
    """It takes back a payment of a buyer, or brings back what the house paid."""
    AMBIGUOUS = "ambiguous"
    """It may pay several invoices, or may be booked already: a clerk decides."""
    UNMATCHED = "unmatched"
    """No invoice is named, and none fits."""
    NOT_OURS = "not-ours"
    """It is no payment of a buyer: money that left the account, or is not booked."""


@value
class Match:
    """A line, what became of it, and why; with the invoice it pays, if it does."""

    line: BankLine
    outcome: LineOutcome
    why: str
    invoice: InvoiceId | None = None
    open: Minor | None = None
    """The balance that is open on it then; below zero it is overpaid."""
    payments: tuple[PaymentId, ...] = ()
    """The payment it becomes, or those that it was, may be, or takes back."""
    doubts: bool = False
    """Whether these payments are in doubt because of it."""
    remedy: str | None = None
    """The command by which a clerk settles what is left open."""
