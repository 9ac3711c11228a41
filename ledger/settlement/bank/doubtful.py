"""Lines that name an invoice and may be on it already, or cannot be right as they are.

A check that was entered by hand is listed by the bank under a name of its own, and so
is a wire that somebody typed: the amount and the days are all that tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from shlex import quote

from ledger.money import Minor
from ledger.settlement.bank.known import KnownLines
from ledger.settlement.bank.line import BankLine, differ_by_name
from ledger.settlement.bank.match import LineOutcome, Match
from ledger.settlement.invoice import Invoice, Payment

NEAR_DAYS = 10
"""What is entered by hand and listed by the bank lies within so many days: a check
takes up to seven business days to clear (12 CFR 229.12 and 229.13(h))."""


class Doubtful:
    """What a line may be beside a new payment, in the light of those that are known."""

    def __init__(self, known: KnownLines, method: str) -> None:
        self.known = known
        self.method = method

    def question(
        self, line: BankLine, invoice: Invoice, *, open_: Minor, imported_on: date
    ) -> Match | None:
        """Return the question that a line raises; None: it is plainly a new payment."""
        number, issued_on = invoice.id, invoice.issued.issued_on
        if line.day > imported_on:
            why = f"it names {line.day}, and that day is not yet: the file is wrong, "
            why += "or its days are read wrongly"
            return Match(line, LineOutcome.AMBIGUOUS, why, number)
        if question := self.same_payment(line, invoice):
            return question
        command = self._receive_command(line, invoice)
        if line.day < issued_on:
            why = f"it came before {number} was issued on {issued_on}"
            command = f"{command} --before-invoice --reason REASON"
        elif open_ <= 0:
            why = f"nothing is open on {number}"
        else:
            return None
        return Match(line, LineOutcome.AMBIGUOUS, why, number, remedy=command)

    def same_payment(self, line: BankLine, invoice: Invoice) -> Match | None:
        """Return the payment that a line may be: under way, or entered by hand."""
        alike = [
            payment
            for payment in invoice.payments
            if payment.received.paid == line.amount
            and payment.reversed_on is None
            and payment.received.source is None
            and not {payment.id, payment.received.moved_from} & self.known.claimed
        ]
        for payment in alike:
            if payment.cleared_on is None and payment.left:
                return _perhaps_cleared(line, payment)
        for payment in alike:
            if _perhaps_same(line, payment):
                why = f"perhaps booked before, as {payment.id} of "
                why += f"{payment.received.received_on}; else book it with"
                command = self._receive_command(line, invoice)
                return _question(line, payment, why, command)
        return None

    def split_command(self, line: BankLine, invoices: Sequence[str]) -> str:
        """Return the command that books a line on several invoices at once."""
        amount, method = line.currency.plain(line.amount), quote(self.method)
        command = f"lotledger pay split {amount} {' '.join(invoices)} --method {method}"
        return f"{command} --on {line.day} --reference {quote(line.mark)}"

    def _receive_command(self, line: BankLine, invoice: Invoice) -> str:
        amount, method = line.currency.plain(line.amount), quote(self.method)
        command = f"lotledger pay receive {invoice.id} {amount} --method {method}"
        return f"{command} --on {line.day} --cleared --reference {quote(line.mark)}"


def _perhaps_cleared(line: BankLine, payment: Payment) -> Match:
    why = f"{payment.id} of the same amount is under way; if this is it"
    command = f"lotledger pay clear {payment.id} --on {line.day}"
    return _question(line, payment, why, command)


def _question(line: BankLine, payment: Payment, why: str, command: str) -> Match:
    return Match(
        line,
        LineOutcome.AMBIGUOUS,
        why,
        payment.received.invoice,
        payments=(payment.id,),
        remedy=command,
    )


def _perhaps_same(line: BankLine, payment: Payment) -> bool:
    """Say whether a payment of the same amount may be the line."""
    entry = payment.received.entry
    if entry is None:
        return any(abs(line.day - day).days <= NEAR_DAYS for day in _days(payment))
    if differ_by_name(entry, line.known_by):
        return False
    return line.day == payment.received.received_on


def _days(payment: Payment) -> Iterator[date]:
    yield payment.received.received_on
    if payment.cleared_on is not None:
        yield payment.cleared_on
