"""Money that a bank takes back, and the payment of a buyer that it takes.

A check that bounced and a payment that was charged back leave the account under the
invoice's number, or under the name that the payment came with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from shlex import quote

from ledger.events.buyer import PaymentRefunded
from ledger.identity import InvoiceId, PaymentId
from ledger.settlement.bank.buyer_payment import (
    BuyerPayment,
    booked_here,
    payments_of,
)
from ledger.settlement.bank.decided import ReturnDecisions, decided_that_day, is_of_line
from ledger.settlement.bank.doubtful import NEAR_DAYS
from ledger.settlement.bank.line import BankLine, names_line
from ledger.settlement.bank.match import LineOutcome, Match
from ledger.settlement.bank.numbers import NumbersIssued
from ledger.settlement.bank.outgoing import Outgoing
from ledger.settlement.invoice import Invoice

RETURN_DAYS = 60
"""A return without a name is looked for among payments of so many days: a direct debit
may be refunded within eight weeks (SEPA Direct Debit Core, section 4.3.4)."""


class Returns:
    """The payments that may be taken back: of before, and of this very file."""

    def __init__(
        self,
        invoices: Sequence[Invoice],
        numbers: NumbersIssued,
        matches: Iterable[Match],
        outgoing: Outgoing,
        lines: Sequence[BankLine],
    ) -> None:
        self.numbers = numbers
        self.outgoing = outgoing
        self.payments = [
            *payments_of(invoices),
            *(booked_here(match) for match in matches if match.open is not None),
        ]
        self.refunds = {
            invoice.id: list(invoice.given_back)
            for invoice in invoices
            if invoice.given_back
        }
        self.decisions = ReturnDecisions(lines)
        self.doubted: set[PaymentId] = set()

    def find(self, line: BankLine) -> Match:
        """Say what a line takes back, if it is no money of a buyer that came in."""
        if line.objection is not None:
            return Match(line, LineOutcome.NOT_OURS, line.objection)
        if line.amount > 0:
            if (came_back := self.outgoing.came_back(line)) is not None:
                return came_back
            why = "the bank gives back what had been paid out"
            return Match(line, LineOutcome.TAKEN_BACK, why)
        if (paid := self.outgoing.find(line)) is not None:
            return paid
        named = self.numbers.named_in(line.text)
        if (refund := self._refund(line, named)) is not None:
            why = f"as the refund of {refund.refunded_on} on {refund.invoice}"
            return Match(line, LineOutcome.BEFORE, why, refund.invoice)
        pool = self._pool(line, named)
        if match := self._taken_before(line, pool):
            return match
        if taken := self._taken(line, _standing(pool)):
            return self._taken_back(line, taken)
        if line.returned:
            why = "the bank takes it back, and no payment that it may be is known"
            return Match(line, LineOutcome.TAKEN_BACK, why)
        if not named and (perhaps := self.outgoing.perhaps(line)) is not None:
            return perhaps
        why = "no money came in"
        if named:
            why += f", and no payment stands on {' and '.join(named)}"
        return Match(line, LineOutcome.NOT_OURS, why)

    def _refund(
        self, line: BankLine, named: Sequence[InvoiceId]
    ) -> PaymentRefunded | None:
        """Find the house's own refund that a line is, once for each."""
        for number in named:
            for refund in self.refunds.get(number, ()):
                near = abs((line.day - refund.refunded_on).days) <= NEAR_DAYS
                if refund.amount == -line.amount and near:
                    self.refunds[number].remove(refund)
                    return refund
        return None

    def _pool(self, line: BankLine, named: Sequence[InvoiceId]) -> list[BuyerPayment]:
        """Return the payments that a line names: by their reference, else invoice."""
        theirs = [each for each in self.payments if each.currency == line.currency]
        by_reference = [each for each in theirs if _names(line, each)]
        if named:
            on_invoices = [each for each in theirs if each.invoice in named]
            both = [each for each in on_invoices if each in by_reference]
            return both or on_invoices
        if by_reference or not line.returned:
            return by_reference
        near = [each for each in theirs if _equal_and_near(line, each)]
        return near if len(near) == 1 else []

    def _taken_before(
        self, line: BankLine, pool: Sequence[BuyerPayment]
    ) -> Match | None:
        """Say what a line took when it came before, decided or not, if it did."""
        if decided := self.decisions.about(line, pool):
            return decided
        waiting = [
            each
            for each in _standing(pool)
            if each.payment not in self.doubted
            and any(is_of_line(doubt, line) for doubt in each.undecided)
        ]
        if taken := self._taken(line, waiting):
            return self._taken_back(line, taken)
        return self.decisions.perhaps_about(line, pool, self._rivals(line, pool))

    def _rivals(
        self, line: BankLine, pool: Sequence[BuyerPayment]
    ) -> list[BuyerPayment]:
        """Return the payments that a line may take, and that nobody decided about."""
        return [
            each
            for each in _standing(pool)
            if each.amount == -line.amount
            and each.day <= line.day
            and each.payment not in self.doubted
            and not decided_that_day(line, each)
        ]

    def _taken(
        self, line: BankLine, standing: Sequence[BuyerPayment]
    ) -> list[BuyerPayment]:
        """Choose the payments that a line takes: of its amount, else the newest."""
        equal = [each for each in standing if each.amount == -line.amount]
        if not equal and sum(each.amount for each in standing) == -line.amount:
            return list(standing)
        likely = equal or standing
        came = [each for each in likely if each.day <= line.day] or likely
        fresh = [
            each
            for each in came
            if not self._is_doubted(each) and not decided_that_day(line, each)
        ]
        return list((fresh or came)[-1:])

    def _is_doubted(self, payment: BuyerPayment) -> bool:
        """Say whether another line takes it back: of this file, or of one before."""
        return bool(payment.undecided) or payment.payment in self.doubted

    def _taken_back(self, line: BankLine, taken: Sequence[BuyerPayment]) -> Match:
        payments = tuple(each.payment for each in taken)
        fresh = not any(self._is_doubted(each) for each in taken)
        self.doubted.update(payments)
        why = f"reversal of {' and '.join(payments)}?"
        if sum(each.amount for each in taken) != -line.amount:
            came = line.currency.write(sum(each.amount for each in taken))
            why = f"reversal of {' and '.join(payments)}, which was {came}?"
        code = "" if line.code is None else f", {line.code}"
        reason = quote(f"the bank took it back{code}")
        remedy = "; ".join(
            f"lotledger pay reverse {payment} --on {line.day} --reason {reason}"
            for payment in payments
        )
        return Match(
            line,
            LineOutcome.TAKEN_BACK,
            why,
            taken[0].invoice,
            payments=payments,
            doubts=fresh,
            remedy=remedy,
        )


def _standing(pool: Iterable[BuyerPayment]) -> list[BuyerPayment]:
    return [each for each in pool if each.reversed_on is None]


def _names(line: BankLine, payment: BuyerPayment) -> bool:
    """Say whether a line names a payment: by its reference, or by the payer's name."""
    if payment.entry is not None and set(payment.entry.parts) & set(
        line.known_by.parts
    ):
        return True
    return names_line(line, payment.reference or "")


def _equal_and_near(line: BankLine, payment: BuyerPayment) -> bool:
    since = (line.day - payment.day).days
    return payment.amount == -line.amount and 0 <= since <= RETURN_DAYS
