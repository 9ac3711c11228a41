"""Payments that a bank credits in one sum: cards less the processor's fee, or checks.

What was taken in the room is under way until the bank lists it, a day's cards in one
line and without their invoices. The sum and the days tell; a clerk decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from shlex import quote

from ledger.identity import InvoiceId
from ledger.money import Minor
from ledger.settlement.bank.beside import BesideInvoices
from ledger.settlement.bank.known import KnownLines
from ledger.settlement.bank.line import BankLine
from ledger.settlement.bank.match import LineOutcome, Match
from ledger.settlement.invoice import Invoice, Payment

FEE_MAX = Fraction(1, 20)
"""A processor keeps no more than so much of a batch; what lacks more is another sum."""

BATCH_DAYS = 10
"""A batch is credited within so many days of its first payment."""


class Batches:
    """The payments under way that a bank may credit in one sum."""

    def __init__(
        self,
        invoices: Iterable[Invoice],
        known: KnownLines,
        beside: BesideInvoices,
        method: str,
    ) -> None:
        self.known = known
        self.beside = beside
        self.method = method
        self.under_way = [
            payment
            for invoice in invoices
            for payment in invoice.payments
            if payment.cleared_on is None
            and payment.left
            and payment.reversed_on is None
            and payment.received.source is None
            and not payment.moved_to
        ]

    def question(
        self, line: BankLine, named: Collection[InvoiceId] = ()
    ) -> Match | None:
        """Return the payments that a line may be the sum of; None: there are none."""
        likely = sorted(
            (
                (bool(fee), len({each.received.received_on for each in group})),
                tuple(each.id for each in group),
                fee,
            )
            for group in self._groups(line, named)
            if (fee := self._fee(line, group)) is not None
        )
        # Two that are as likely are no answer.
        if not likely or (len(likely) > 1 and likely[0][0] == likely[1][0]):
            return None
        _, names, fee = likely[0]
        gross, money = line.amount + fee, line.currency.write
        why = f"perhaps {' and '.join(names)}, {money(gross)} under way"
        if fee:
            why += f", less a fee of {money(fee)}"
        commands = [f"lotledger pay clear {name} --on {line.day}" for name in names]
        if fee:
            account = self.beside.account_of(line.currency, line.known_by.account)
            figure, mark = line.currency.plain(fee), quote(line.mark)
            commands.append(
                f"lotledger bank book {account or 'ACCOUNT'} card-fee {figure} "
                f"--on {line.day} --reference {mark}"
            )
        self.known.claimed.update(names)
        return Match(
            line,
            LineOutcome.AMBIGUOUS,
            why,
            payments=names,
            remedy="; ".join(commands),
        )

    def _groups(
        self, line: BankLine, named: Collection[InvoiceId]
    ) -> Iterator[Sequence[Payment]]:
        """Yield what may have been credited together: of days one after another."""
        by_method: defaultdict[str, defaultdict[date, list[Payment]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for payment in self.under_way:
            got = payment.received
            if (
                got.currency == line.currency
                and 0 <= (line.day - got.received_on).days <= BATCH_DAYS
                and payment.id not in self.known.claimed
                and (not named or got.invoice in named)
            ):
                by_method[got.method][got.received_on].append(payment)
        for by_day in by_method.values():
            days = sorted(by_day)
            for first in range(len(days)):
                for last in range(first, len(days)):
                    run = days[first : last + 1]
                    group = [each for day in run for each in by_day[day]]
                    if len(group) > 1 or named or self._is_other_way(group):
                        yield group

    def _is_other_way(self, group: Sequence[Payment]) -> bool:
        """Say whether it was paid otherwise than what the bank lists one by one."""
        return group[0].received.method != self.method

    def _fee(self, line: BankLine, group: Sequence[Payment]) -> Minor | None:
        """Return what was kept of a group, if the line may be the rest of it."""
        fee = sum(each.received.paid for each in group) - line.amount
        if fee and not self._is_other_way(group):
            return None
        return fee if is_fee(fee, line.amount) else None


def is_fee(fee: Minor, amount: Minor) -> bool:
    """Say whether a processor may have kept as much of what it paid on, or nothing."""
    return 0 <= fee <= (amount + fee) * FEE_MAX
