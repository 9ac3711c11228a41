"""Match lines of a bank's statement with invoices: by number, else by balance.

An invoice that is named in the text is the one, however its number is spaced. Where
none is named, it is the only one with exactly that balance whose paddle the text names.
What fits several invoices, or none, or may be booked already, is left to a clerk.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from ledger.identity import InvoiceId, PaymentId, SaleId, payment_id
from ledger.money import Minor
from ledger.settlement.bank.batches import Batches, is_fee
from ledger.settlement.bank.beside import BesideInvoices
from ledger.settlement.bank.doubtful import Doubtful
from ledger.settlement.bank.known import KnownLines
from ledger.settlement.bank.line import BankLine
from ledger.settlement.bank.match import LineOutcome, Match
from ledger.settlement.bank.numbers import NumbersIssued
from ledger.settlement.bank.outgoing import Outgoing
from ledger.settlement.bank.repeats import listed_again, same_name_twice
from ledger.settlement.bank.returns import Returns
from ledger.settlement.bank.suggesting import Suggestions
from ledger.settlement.invoice import Invoice
from ledger.settlement.payments import paid_by, pays
from ledger.terms.payment_terms import PaymentMethod
from ledger.value import value

_WORD = re.compile(r"[A-Z0-9]+")


@value(kw_only=True)
class Payable:
    """An invoice that a line may pay, and how its terms take money from a bank."""

    invoice: Invoice
    way: PaymentMethod | None
    """None: the terms do not take it."""
    imported_on: date
    """The day of the import in its saleroom."""

    def amount_paid(self, amount: Minor) -> Minor:
        """Return what of an amount pays the invoice, once its fee is taken off."""
        return amount if self.way is None else pays(amount, self.way.fee)


def match(
    lines: Sequence[BankLine],
    payables: Sequence[Payable],
    *,
    method: str,
    sales: Collection[SaleId] = (),
    beside: BesideInvoices | None = None,
) -> tuple[Match, ...]:
    """Match each line with the invoice it pays, in the order of the file.

    ``payables`` are all invoices, so that what was booked is known again; with
    ``sales``, new money is looked for on theirs alone. ``beside`` is what was booked
    without an invoice, and what the house paid.
    """
    beside = beside or BesideInvoices()
    invoices = [payable.invoice for payable in payables]
    matches = listed_again(lines)
    known = KnownLines(invoices, beside)
    matches |= known.recognise(lines, matches)
    matches |= same_name_twice(lines, matches)
    outgoing = Outgoing(beside)
    batches = Batches(invoices, known, beside, method)
    books = _Books(payables, sales, Doubtful(known, method), batches)
    for place, line in enumerate(lines):
        if place not in matches and line.came_in:
            matches[place] = outgoing.came_back(line) or books.find(line)
    returns = Returns(invoices, books.numbers, matches.values(), outgoing, lines)
    for place, line in enumerate(lines):
        if place not in matches:
            matches[place] = returns.find(line)
    suggestions = Suggestions(beside, invoices, books.numbers, method)
    return tuple(suggestions.complete(matches[place]) for place in range(len(lines)))


class _Books:
    """The invoices by number, and what the lines before have paid of them."""

    def __init__(
        self,
        payables: Sequence[Payable],
        sales: Collection[SaleId],
        doubtful: Doubtful,
        batches: Batches,
    ) -> None:
        self.payables = {
            payable.invoice.id: payable
            for payable in payables
            if not sales or payable.invoice.issued.sale in sales
        }
        self.numbers = NumbersIssued(payable.invoice.id for payable in payables)
        self.open = {
            number: payable.invoice.balance for number, payable in self.payables.items()
        }
        self.paid: Counter[InvoiceId] = Counter()
        self.booked: Counter[InvoiceId] = Counter()
        self.doubtful = doubtful
        self.batches = batches
        self.beside = batches.beside

    def find(self, line: BankLine) -> Match:
        """Match one line with an invoice."""
        named = self._match_by_number(line)
        return self._match_by_balance(line) if named is None else named

    def _match_by_number(self, line: BankLine) -> Match | None:
        """Match by the numbers in the text; None where there is none."""
        named = self.numbers.named_in(line.text)
        if not named:
            return None
        if len(named) > 1:
            if (batch := self.batches.question(line, named)) is not None:
                return batch
            why = f"it names {' and '.join(named)}"
            remedy = self._split_command(line, named)
            return Match(line, LineOutcome.AMBIGUOUS, why, remedy=remedy)
        (number,) = named
        if number not in self.payables:
            return Match(
                line, LineOutcome.UNMATCHED, f"it names {number}, not known here"
            )
        currency = self.payables[number].invoice.issued.currency
        if currency != line.currency:
            why = f"it names {number}, which is in {currency.code}"
            return Match(line, LineOutcome.UNMATCHED, why)
        return self._match_if_sure(line, number, "named")

    def _split_command(self, line: BankLine, named: Sequence[InvoiceId]) -> str | None:
        """Return what books a line on several invoices; None where one is no sale's."""
        known = [self.payables[each] for each in named if each in self.payables]
        currencies = {payable.invoice.issued.currency for payable in known}
        if len(known) < len(named) or currencies != {line.currency}:
            return None
        missing = sum(self.open[each] for each in named) - line.amount
        if any(self.open[each] <= 0 for each in named):
            return self.doubtful.split_command(line, named)
        if missing > 0 and is_fee(missing, line.amount):
            return self._split_with_fee(line, named, missing)
        clients = {payable.invoice.issued.client for payable in known}
        if missing < 0 and len(clients) == 1:
            command = self.doubtful.split_command(line, named)
            return f"{command} --on-account {clients.pop()}"
        *others, last = named
        rest = self.open[last] - missing
        part = f"{last}={line.currency.plain(rest)}"
        parts = [*others, part] if 0 < rest < self.open[last] else named
        return self.doubtful.split_command(line, parts)

    def _split_with_fee(
        self, line: BankLine, named: Sequence[InvoiceId], fee: Minor
    ) -> str:
        command = self.doubtful.split_command(line, named)
        account = self.beside.account_of(line.currency, line.known_by.account)
        figure = line.currency.plain(fee)
        return f"{command} --card-fee {figure} --account {account or 'ACCOUNT'}"

    def _match_by_balance(self, line: BankLine) -> Match:
        """Match by the exact balance and the paddle, if only one invoice has both."""
        words = set(_WORD.findall(line.text.upper()))
        theirs = [
            payable
            for payable in self.payables.values()
            if payable.invoice.issued.paddle in words
            and payable.invoice.issued.currency == line.currency
        ]
        fits = [
            payable.invoice.id
            for payable in theirs
            if self.open[payable.invoice.id] == payable.amount_paid(line.amount)
        ]
        if len(fits) > 1:
            why = f"its amount and paddle fit {' and '.join(fits)}"
            return Match(line, LineOutcome.AMBIGUOUS, why)
        if fits:
            return self._match_if_sure(line, fits[0], "by its amount and paddle")
        for payable in theirs:
            if question := self.doubtful.same_payment(line, payable.invoice):
                return question
        if (batch := self.batches.question(line)) is not None:
            return batch
        return Match(line, LineOutcome.UNMATCHED, "it names no invoice, and none fits")

    def _match_if_sure(self, line: BankLine, number: InvoiceId, why: str) -> Match:
        """Match a line with an invoice, unless it may be there, or cannot be right."""
        payable = self.payables[number]
        way, invoice = payable.way, payable.invoice
        question = self.doubtful.question(
            line, invoice, open_=self.open[number], imported_on=payable.imported_on
        )
        if question is not None:
            of_card = None
            if not question.payments:
                of_card = self.batches.question(line, (number,))
            return of_card or question
        had = paid_by(invoice, way.name) if way is not None else 0
        total = had + self.paid[number] + line.amount
        if way is None or (way.limit is not None and total > way.limit):
            why = f"the terms do not take that of {number} from a bank"
            return Match(line, LineOutcome.UNMATCHED, why)
        self.paid[number] += line.amount
        self.open[number] -= payable.amount_paid(line.amount)
        payment = self._next_payment(invoice)
        left = self.open[number]
        return Match(line, LineOutcome.BOOKED, why, number, left, (payment,))

    def _next_payment(self, invoice: Invoice) -> PaymentId:
        """Return the name that the next payment of this file will have."""
        self.booked[invoice.id] += 1
        return payment_id(invoice.id, len(invoice.payments) + self.booked[invoice.id])
