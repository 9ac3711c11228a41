"""Where the taxes of a document are rounded, and how that is split among its lines.

Under the rule of the document a rate is taken of the sum that bears it, as EN 16931
has it (BR-CO-17), and the lines share the tax so that they add up to it. Combined
rates are rounded as one, and shared by the taxes that they are made of: the Streamlined
Sales and Use Tax Agreement, section 324, has the rule for the sum of state and local
rates, on each line or on the invoice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple, TypeVar

from ledger.events.documents import InvoiceLine, StatementLine
from ledger.money import Minor, share, split
from ledger.terms.tax import TaxCode, TaxDue, TaxRounding
from ledger.value import replace

Line = TypeVar("Line", InvoiceLine, StatementLine)
Cells = list["_Cell"]


class _Cell(NamedTuple):
    """A tax on a line, before it is rounded."""

    line: int
    tax: int
    due: TaxDue
    fraction: Fraction
    """The part of the base that it is."""

    @property
    def key(self) -> tuple[object, ...]:
        due = self.due
        return (due.jurisdiction, due.name, due.rate, self.fraction, due.shown)

    @property
    def exact(self) -> Fraction:
        return self.due.base * self.fraction


def rounded(lines: Sequence[Line], rounding: TaxRounding) -> tuple[Line, ...]:
    """Round the taxes of a document by a rule; by the line they are rounded already.

    What is inside a charge and never shown stays by itself: a margin is a lot's own.
    """
    if rounding is TaxRounding.LINE:
        return tuple(lines)
    cells = [cell for place, line in enumerate(lines) for cell in _cells(place, line)]
    amounts: dict[tuple[int, int], Minor] = {}
    for alike in _together(cells, rounding):
        amounts |= _shares(alike)
    return tuple(
        _with_amounts(place, line, amounts) for place, line in enumerate(lines)
    )


def _cells(place: int, line: InvoiceLine | StatementLine) -> Iterable[_Cell]:
    treatment = line.treatment
    if treatment is None or treatment.code is not TaxCode.STANDARD:
        return
    inside = sum((due.rate for due in line.taxes if due.shown), Fraction(0))
    for number, due in enumerate(line.taxes):
        fraction = due.rate / (1 + inside) if due.shown else due.rate
        yield _Cell(place, number, due, fraction)


def _together(cells: Cells, rounding: TaxRounding) -> Iterable[Cells]:
    """Put the taxes together that are rounded as one sum."""
    of_line: dict[int, list[object]] = {}
    for cell in cells:
        of_line.setdefault(cell.line, []).append(cell.key)
    groups: dict[object, Cells] = {}
    for cell in cells:
        taxes = (tuple(of_line[cell.line]), cell.due.shown)
        key: object = cell.key
        if rounding is TaxRounding.COMBINED:
            key = (cell.line, cell.due.shown)
        elif rounding is TaxRounding.COMBINED_DOCUMENT:
            key = taxes
        groups.setdefault(key, []).append(cell)
    return groups.values()


def _shares(cells: Cells) -> dict[tuple[int, int], Minor]:
    """Round the sum of some taxes once, and split it: by tax, and then by line."""
    taxes: dict[object, Cells] = {}
    for cell in cells:
        taxes.setdefault(cell.key, []).append(cell)
    of_each = [
        sum((cell.exact for cell in alike), Fraction(0)) for alike in taxes.values()
    ]
    total = sum(of_each, Fraction(0))
    sums = split(share(total.numerator, Fraction(1, total.denominator)), of_each)
    return {
        (cell.line, cell.tax): amount
        for alike, due in zip(taxes.values(), sums, strict=True)
        for cell, amount in zip(
            alike, split(due, [cell.exact for cell in alike]), strict=True
        )
    }


def _with_amounts(
    place: int, line: Line, amounts: dict[tuple[int, int], Minor]
) -> Line:
    taxes = tuple(
        _with_amount(due, amounts[place, number]) if (place, number) in amounts else due
        for number, due in enumerate(line.taxes)
    )
    return line if taxes == line.taxes else replace(line, taxes=taxes)


def _with_amount(due: TaxDue, amount: Minor) -> TaxDue:
    if due.shown:
        return replace(due, included=amount)
    return replace(due, amount=amount)
