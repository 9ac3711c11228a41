"""A bank's statement, line by line: what became of each, and what is left to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ledger.identity import InvoiceId, PaymentId
from ledger.money import Currency
from ledger.settlement.bank import BankLine, LineOutcome, Match
from ledger.store.durability import Durability
from presenters.recorded import durability_of
from presenters.shape import Amount, Decimals, Shape

if TYPE_CHECKING:
    from ledger.store.writer import Recorded

MATCH_COLUMNS = (
    ("line", "right"),
    ("day", "left"),
    ("amount", "right"),
    ("became", "left"),
)


class BankLineShape(Shape):
    """A line of a bank's statement, and what became of it."""

    line: int
    """Its line in the file, or the number of its entry."""
    bank_statement: int
    """The statement of the file that it stands in."""
    day: date
    """The day the bank booked it."""
    amount: Amount
    """Below zero it left the account."""
    currency: str
    """The currency of the account."""
    reference: str
    """What the bank calls it, else a mark of its words: what is recorded."""
    outcome: str
    """``booked``, ``booked-before``, ``listed-again``, ``taken-back``, ``ambiguous``,
    ``unmatched`` or ``not-ours``."""
    why: str
    """The reason, in words."""
    invoice: InvoiceId | None
    """The invoice that it pays, or is a question about; null where none is named."""
    open: Amount | None
    """What is open on the invoice then; null where nothing was booked."""
    payment_ids: tuple[PaymentId, ...]
    """The payment that it became, or those that it was, may be, or takes back."""
    remedy: str | None
    """The command that settles what is left open; null where there is none."""


class BankImportShape(Shape):
    """A bank's statement as it was matched and booked."""

    lines: tuple[BankLineShape, ...]
    """Its lines in their order."""
    booked: bool
    """Whether what is certain was recorded; not in a dry run."""
    first: int | None
    """The place in the log where the booking begins; null where nothing was."""
    last: int | None
    """The place in the log where it ends."""
    durable: Durability | None
    """Where it is: on the disk of one machine, on a standby as well, or under a
    checkpoint that a witness signed; null where nothing was recorded."""


def bank_import_shape(
    matches: Sequence[Match], recorded: Recorded | None
) -> BankImportShape:
    """Return a statement as its shape; without a record it was a dry run."""
    changed = recorded is not None and bool(recorded.events)
    return BankImportShape(
        lines=tuple(_line_shape(match) for match in matches),
        booked=recorded is not None,
        first=recorded.first if recorded and changed else None,
        last=recorded.last if recorded and changed else None,
        durable=durability_of(recorded),
    )


def _line_shape(match: Match) -> BankLineShape:
    line, money = match.line, Decimals(match.line.currency)
    return BankLineShape(
        line=line.line,
        bank_statement=line.statement,
        day=line.day,
        amount=money(line.amount),
        currency=line.currency.code,
        reference=line.mark,
        outcome=match.outcome.value,
        why=match.why,
        invoice=match.invoice,
        open=money(match.open),
        payment_ids=match.payments,
        remedy=match.remedy,
    )


def match_row(match: Match) -> tuple[object, ...]:
    """Write a line as a row: the invoice that it pays, or what became of it."""
    line = match.line
    became = match.invoice if match.open is not None else outcome_word(match.outcome)
    return line.line, line.day, line.currency.write(line.amount), became


def match_remark(match: Match) -> str:
    """Say why, what is open then, and what the bank said where it is not booked."""
    money = match.line.currency.write
    if match.open is not None:
        left = "paid"
        if match.open > 0:
            left = f"{money(match.open)} still open"
        elif match.open < 0:
            left = f"overpaid by {money(-match.open)}"
        return f"{match.why}: {left}"
    why = match.why if match.remedy is None else f"{match.why}: {match.remedy}"
    if match.outcome in (LineOutcome.BEFORE, LineOutcome.LISTED_AGAIN):
        return why
    details = [part for part in (match.line.payer, match.line.text) if part]
    bank_words = " | ".join(details)
    if match.remedy is not None:
        return f"{why} ({bank_words})" if bank_words else why
    return f"{why}: {bank_words}" if bank_words else why


def match_counts(matches: Sequence[Match]) -> str:
    """Count what became of the lines, with the sum of those that are booked."""
    counts = Counter(match.outcome for match in matches)
    words = [
        f"{counts[kind]} {outcome_word(kind)}" for kind in LineOutcome if counts[kind]
    ]
    booked = [match.line for match in matches if match.outcome is LineOutcome.BOOKED]
    if booked:
        words[0] += f" ({_sums(booked)})"
    return ", ".join(words) or "nothing in it"


def _sums(lines: Sequence[BankLine]) -> str:
    """Add lines up, each currency by itself."""
    sums: Counter[Currency] = Counter()
    for line in lines:
        sums[line.currency] += line.amount
    return ", ".join(currency.write(amount) for currency, amount in sums.items())


def outcome_word(outcome: LineOutcome) -> str:
    """Name what became of a line."""
    return outcome.value.replace("-", " ")
