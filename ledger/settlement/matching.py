"""Match lines of a bank's statement with invoices: by number, else by balance.

An invoice that is named in the text is the one, however its number is spaced. Where
none is named, it is the only one with exactly that balance whose paddle the text names.
What fits several invoices, or none, is reported and left to a clerk.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from hashlib import sha256

from ledger.identity import InvoiceId, PaymentId
from ledger.money import Currency, Minor
from ledger.settlement.invoice import Invoice
from ledger.settlement.payments import paid_by, pays
from ledger.settlement.series import DIGITS, parts
from ledger.terms.payment_terms import PaymentMethod
from ledger.value import value

MARK_DIGITS = 8
"""Enough to tell lines of one day and amount apart, too few to tell a name by."""

YEAR_DIGITS = 4
DIGITS_MAX = 9

_SPACE = r"[\s./_-]"
_GAP = rf"{_SPACE}*"
_WORD = re.compile(r"[A-Z0-9]+")


class LineOutcome(StrEnum):
    """The outcome of matching one line."""

    BOOKED = "booked"
    """It pays an invoice."""
    BEFORE = "booked-before"
    """It was booked when it came before, in this file or in another."""
    AMBIGUOUS = "ambiguous"
    """It may pay several invoices."""
    UNMATCHED = "unmatched"
    """No invoice is named, and none fits."""
    NOT_OURS = "not-ours"
    """It is no payment of a buyer: money that left the account, or is not booked."""


@value(kw_only=True)
class BankLine:
    """One line of a bank's statement."""

    line: int
    """Its line in the file."""
    day: date
    amount: Minor
    """Below zero it left the account."""
    currency: Currency
    text: str
    """All that was said with it: only read, never recorded."""
    reference: str | None = None
    """The bank's own name for it."""
    payer: str | None = None
    """The payer as the bank names them: shown to a clerk, never recorded."""
    objection: str | None = None
    """Why the bank itself does not count it as money that came in."""

    @property
    def mark(self) -> str:
        """The mark of the line: the bank's name for it, else a digest of its words."""
        if self.reference is not None:
            return self.reference
        words = " ".join(self.text.split())
        whole = f"{self.day} {self.amount} {words}"
        return f"line {sha256(whole.encode()).hexdigest()[:MARK_DIGITS]}"


@value
class Match:
    """A line, what became of it, and why; with the invoice it pays, if it does."""

    line: BankLine
    outcome: LineOutcome
    why: str
    invoice: InvoiceId | None = None
    open: Minor | None = None
    """The balance that is open on it then; below zero it is overpaid."""


def match(
    lines: Sequence[BankLine],
    invoices: Sequence[Invoice],
    *,
    ways: Mapping[InvoiceId, PaymentMethod | None],
) -> tuple[Match, ...]:
    """Match each line with the invoice it pays, in the order of the file.

    ``ways`` is how each invoice takes money from a bank; None: its terms do not.
    """
    books = _Books(invoices, ways)
    return tuple(books.find(line) for line in lines)


class _Books:
    """The invoices by number, and the lines that were booked on them before."""

    def __init__(
        self,
        invoices: Sequence[Invoice],
        ways: Mapping[InvoiceId, PaymentMethod | None],
    ) -> None:
        self.invoices = {invoice.id: invoice for invoice in invoices}
        self.ways = ways
        self.numbers = {_number_parts(invoice): invoice for invoice in self.invoices}
        self.prefixes = sorted({prefix for prefix, _, _ in self.numbers})
        self.before: dict[tuple[str, date, Minor], list[PaymentId]] = {}
        for invoice in invoices:
            for payment in invoice.payments:
                got = payment.received
                if got.reference is not None and got.moved_from is None:
                    name = (got.reference, got.received_on, got.paid)
                    self.before.setdefault(name, []).append(payment.id)
        self.seen: Counter[tuple[str, date, Minor]] = Counter()
        self.open = {invoice.id: invoice.balance for invoice in invoices}
        self.paid: Counter[InvoiceId] = Counter()

    def find(self, line: BankLine) -> Match:
        """Match one line: the n-th of its kind was booked if n of them were."""
        if line.amount <= 0:
            return Match(line, LineOutcome.NOT_OURS, "no money came in")
        if line.objection is not None:
            return Match(line, LineOutcome.NOT_OURS, line.objection)
        name = (line.mark, line.day, line.amount)
        self.seen[name] += 1
        booked = self.before.get(name, [])
        if self.seen[name] <= len(booked):
            payment = booked[self.seen[name] - 1]
            why = f"as {payment}"
            return Match(line, LineOutcome.BEFORE, why)
        named = self._match_by_number(line)
        return self._match_by_balance(line) if named is None else named

    def _match_by_number(self, line: BankLine) -> Match | None:
        """Match by the numbers in the text; None where there is none."""
        named = numbers_in(line.text, self.numbers, self.prefixes)
        if not named:
            return None
        if len(named) > 1:
            why = f"it names {' and '.join(named)}"
            return Match(line, LineOutcome.AMBIGUOUS, why)
        (number,) = named
        if number not in self.invoices:
            return Match(
                line, LineOutcome.UNMATCHED, f"it names {number}, not known here"
            )
        currency = self.invoices[number].issued.currency
        if currency != line.currency:
            why = f"it names {number}, which is in {currency.code}"
            return Match(line, LineOutcome.UNMATCHED, why)
        return self._match_within_limit(line, number, "named")

    def _match_by_balance(self, line: BankLine) -> Match:
        """Match by the exact balance and the paddle, if only one invoice has both."""
        words = set(_WORD.findall(line.text.upper()))
        fits = [
            invoice.id
            for invoice in self.invoices.values()
            if invoice.issued.paddle in words
            and invoice.issued.currency == line.currency
            and self.open[invoice.id] == self._amount_paid(invoice.id, line.amount)
        ]
        if not fits:
            return Match(
                line, LineOutcome.UNMATCHED, "it names no invoice, and none fits"
            )
        if len(fits) > 1:
            why = f"its amount and paddle fit {' and '.join(fits)}"
            return Match(line, LineOutcome.AMBIGUOUS, why)
        return self._match_within_limit(line, fits[0], "by its amount and paddle")

    def _amount_paid(self, number: InvoiceId, amount: Minor) -> Minor:
        way = self.ways.get(number)
        return amount if way is None else pays(amount, way.fee)

    def _match_within_limit(self, line: BankLine, number: InvoiceId, why: str) -> Match:
        """Match a line with an invoice, as far as its terms take money from a bank."""
        way = self.ways.get(number)
        had = paid_by(self.invoices[number], way.name) if way is not None else 0
        total = had + self.paid[number] + line.amount
        if way is None or (way.limit is not None and total > way.limit):
            why = f"the terms do not take that of {number} from a bank"
            return Match(line, LineOutcome.UNMATCHED, why)
        self.paid[number] += line.amount
        self.open[number] -= self._amount_paid(number, line.amount)
        return Match(line, LineOutcome.BOOKED, why, number, self.open[number])


def _number_parts(number: InvoiceId) -> tuple[str, str, int]:
    """Return the parts of an invoice number: house, year, and place in the year."""
    series, place = parts(number)
    prefix, _, year = series.rpartition("-")
    return prefix, year, place


def numbers_in(
    text: str,
    known: Mapping[tuple[str, str, int], InvoiceId],
    prefixes: Sequence[str],
) -> list[InvoiceId]:
    """Find invoice numbers in a text, also without their dashes, spaces or zeros.

    A bank breaks a number where its line ends: digits that stand apart are read alone
    and together, and what names a known invoice counts. A number that is written in
    full counts alone, and also where there is no such invoice.
    """
    read: list[InvoiceId] = []
    for prefix in prefixes:
        written = re.compile(rf"(?<![A-Z0-9]){prefix}{_GAP}([0-9](?:[0-9]|{_SPACE})*)")
        for written_number in written.finditer(text.upper()):
            read += _numbers_in_groups(
                prefix, re.findall(r"[0-9]+", written_number[1]), known
            )
    return list(dict.fromkeys(read))


def _numbers_in_groups(
    prefix: str,
    groups: Sequence[str],
    known: Mapping[tuple[str, str, int], InvoiceId],
) -> list[InvoiceId]:
    """Read a year and a number from digits that stand in groups."""
    digits, read = "", []
    for place, group in enumerate(groups, 1):
        digits += group
        year, number = digits[:YEAR_DIGITS], digits[YEAR_DIGITS:]
        if not 0 < len(number) <= DIGITS_MAX:
            continue
        invoice = known.get((prefix, year, int(number)))
        if len(number) >= DIGITS and invoice is not None:
            # A second number of the same year may follow, by its digits alone.
            later = [group for group in groups[place:] if len(group) == DIGITS]
            others = [known.get((prefix, year, int(group))) for group in later]
            return [invoice, *(other for other in others if other is not None)]
        if len(number) == DIGITS and number.startswith("0"):
            return [InvoiceId(f"{prefix}-{year}-{number}")]
        if invoice is not None:
            read.append(invoice)
    return read
