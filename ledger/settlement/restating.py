"""What changed of a lot since it was stated, and the lines that take that back."""

from __future__ import annotations

from typing import TypeAlias

from ledger.events.documents import StatementLine
from ledger.identity import StatementId
from ledger.settlement.consignment import Lines, Stated
from ledger.terms.tax import TaxDue
from ledger.value import replace

Taxes: TypeAlias = tuple[TaxDue, ...]

ROUNDED = 1
"""A line bears at most so much more or less by the place where tax is rounded."""


def has_changed(before: Stated | None, now: Lines) -> bool:
    """Say whether the lines of a lot differ from those stated last."""
    stood = () if before is None else before.lines
    if len(stood) != len(now):
        return True
    return not all(map(_is_same_money, stood, now))


def _is_same_money(stood: StatementLine, line: StatementLine) -> bool:
    """Say whether two lines are the same money: not by words, place or source."""
    if _money_parts(stood) != _money_parts(line):
        return False
    # Which line of a document bears a rounded cent is no change of what is owed.
    kinds = ((stood.taxes, line.taxes), (stood.paid_taxes, line.paid_taxes))
    return all(
        _is_near(was, tax)
        for before, now in kinds
        for was, tax in zip(_levied(before), _levied(now), strict=True)
    )


def _money_parts(line: StatementLine) -> tuple[object, ...]:
    levied = [
        [(due.jurisdiction, due.name, due.rate, due.base) for due in _levied(taxes)]
        for taxes in (line.taxes, line.paid_taxes)
    ]
    return (line.kind, line.rate, line.base, line.amount, levied)


def _levied(taxes: Taxes) -> list[TaxDue]:
    """Return the taxes above 0 %, which alone were kept with the first statements."""
    return [due for due in taxes if due.rate]


def _is_near(was: TaxDue, tax: TaxDue) -> bool:
    return (
        abs(was.amount - tax.amount) <= ROUNDED
        and abs(was.included - tax.included) <= ROUNDED
    )


def restated(before: Stated | None, now: Lines) -> Lines:
    """Return lines that take back what was stated of a lot, and those that hold now."""
    if before is None:
        return now
    return (*(_reversed_line(line, before.statement) for line in before.lines), *now)


def _reversed_line(line: StatementLine, statement: StatementId) -> StatementLine:
    return replace(
        line,
        rule=f"taken back: {line.rule}",
        base=None if line.base is None else -line.base,
        amount=-line.amount,
        taxes=tuple(map(_reversed_tax, line.taxes)),
        input_taxes=tuple(map(_reversed_tax, line.input_taxes)),
        corrects=statement,
    )


def _reversed_tax(due: TaxDue) -> TaxDue:
    return replace(due, base=-due.base, amount=-due.amount, included=-due.included)
