"""What people decided about money that a bank took back, and the lines that it answers.

A decision answers the line that it was made about, however often a file lists that. It
answers another line only where no other payment can be meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ledger.events.banking import PaymentDoubted
from ledger.money import Minor
from ledger.settlement.bank.buyer_payment import BuyerPayment
from ledger.settlement.bank.doubtful import NEAR_DAYS
from ledger.settlement.bank.known import typed_names
from ledger.settlement.bank.line import BankLine
from ledger.settlement.bank.match import LineOutcome, Match
from ledger.value import value


@value(kw_only=True)
class ReturnDecision:
    """That a payment stands or is reversed, decided about a sum that the bank took."""

    payment: BuyerPayment
    amount: Minor
    day: date
    doubt: PaymentDoubted | None = None
    """What a line of the bank had raised; None: typed before any file listed it."""

    @property
    def why(self) -> str:
        """The decision in words."""
        if self.payment.reversed_on is not None:
            return f"as the reversal of {self.payment.payment}"
        return f"{self.payment.payment} was upheld"

    def is_about(self, line: BankLine) -> bool:
        """Say whether it was made about this very line."""
        return self.doubt is not None and is_of_line(self.doubt, line)

    def may_answer(self, line: BankLine, rivals: Sequence[BuyerPayment]) -> bool:
        """Say whether it may be about a line of another name, in spite of rivals.

        A reversal that was typed before any file listed it waits for its line. One that
        followed a line has had its own.
        """
        if not rivals:
            back = self.payment.reversed_on is not None
            return self.day == line.day or (back and self.amount == self.payment.amount)
        near = abs((line.day - self.day).days) <= NEAR_DAYS
        return self.doubt is None and near and all(e.day < self.day for e in rivals)


class ReturnDecisions:
    """The decisions about payments, each of which answers one line of a file."""

    def __init__(self, lines: Sequence[BankLine]) -> None:
        self.lines = lines
        self.answered: set[ReturnDecision] = set()

    def about(self, line: BankLine, pool: Iterable[BuyerPayment]) -> Match | None:
        """Return what was decided about a line when it came before."""
        for each in self._left(line, pool):
            if each.is_about(line):
                return self._answer(line, each)
        return None

    def perhaps_about(
        self,
        line: BankLine,
        pool: Iterable[BuyerPayment],
        rivals: Sequence[BuyerPayment],
    ) -> Match | None:
        """Return what was decided that a line may be: of its own day, if there is.

        ``rivals`` are the payments that the line may take instead.
        """
        left = sorted(self._left(line, pool), key=lambda each: each.day != line.day)
        for each in left:
            its_own = any(each.is_about(other) for other in self.lines)
            if not its_own and each.may_answer(line, rivals):
                return self._answer(line, each)
        return None

    def _left(
        self, line: BankLine, pool: Iterable[BuyerPayment]
    ) -> Iterator[ReturnDecision]:
        for payment in pool:
            for each in decisions_about(payment):
                if each.amount == -line.amount and each not in self.answered:
                    yield each

    def _answer(self, line: BankLine, decision: ReturnDecision) -> Match:
        self.answered.add(decision)
        payment = decision.payment
        return Match(
            line,
            LineOutcome.BEFORE,
            decision.why,
            payment.invoice,
            payments=(payment.payment,),
        )


def decisions_about(payment: BuyerPayment) -> Iterator[ReturnDecision]:
    """List what was decided about a payment: its doubts, and that all of it is gone.

    The line for all of it may have taken the bank's fee with it, or other payments.
    """
    decided = payment.doubts[: payment.decided]
    for doubt in decided:
        yield ReturnDecision(
            payment=payment, amount=doubt.amount, day=doubt.doubted_on, doubt=doubt
        )
    whole = [doubt for doubt in decided if doubt.amount >= payment.amount]
    if payment.reversed_on is None or any(e.amount == payment.amount for e in whole):
        return
    yield ReturnDecision(
        payment=payment,
        amount=payment.amount,
        day=payment.reversed_on,
        doubt=whole[-1] if whole else None,
    )


def decided_that_day(line: BankLine, payment: BuyerPayment) -> bool:
    """Say whether somebody decided about a payment for the sum and day of a line."""
    return any(
        (each.amount, each.day) == (-line.amount, line.day)
        for each in decisions_about(payment)
    )


def is_of_line(doubt: PaymentDoubted, line: BankLine) -> bool:
    """Say whether a line raised a doubt: by its amount, its day and the bank's name."""
    if (doubt.amount, doubt.doubted_on) != (-line.amount, line.day):
        return False
    return not set(typed_names(doubt.reference)).isdisjoint(line.known_by.names)
