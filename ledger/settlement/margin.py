"""The VAT inside a margin, which is rounded once for a lot and not for each charge."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

from ledger.events.documents import InvoiceLine, StatementLine, is_on_margin
from ledger.identity import LotId
from ledger.money import Minor, share, split
from ledger.terms.tax import TaxDue
from ledger.value import replace

Key: TypeAlias = tuple[str, str, Fraction]
"""A tax: its jurisdiction, its name and its rate."""


def once_rounded(
    lines: tuple[StatementLine, ...], invoiced: Sequence[InvoiceLine], lot: LotId
) -> tuple[StatementLine, ...]:
    """Round the VAT on the margin of a lot once: 63.33 on 380.00, not twice 31.67.

    The margin is what both sides are charged (VATMARG04150). What the buyer's invoice
    has of its VAT stays; what is charged to the consignor bears the rest.
    """
    stated = [
        (place, number, due)
        for place, line in enumerate(lines)
        if is_on_margin(line)
        for number, due in enumerate(line.taxes)
    ]
    amounts: dict[tuple[int, int], Minor] = {}
    for key in dict.fromkeys(_key(due) for _, _, due in stated):
        alike = [cell for cell in stated if _key(cell[2]) == key]
        rest = _total(key, [due for _, _, due in alike], invoiced, lot)
        parts = [due.base * _fraction(due) for _, _, due in alike]
        for (place, number, _), amount in zip(alike, split(rest, parts), strict=True):
            amounts[place, number] = amount
    return tuple(_with(line, place, amounts) for place, line in enumerate(lines))


def _total(
    key: Key, stated: Sequence[TaxDue], invoiced: Sequence[InvoiceLine], lot: LotId
) -> Minor:
    """Return what the consignor's side bears of the VAT on a margin."""
    charged = [
        due
        for line in invoiced
        if line.lot == lot and is_on_margin(line)
        for due in line.taxes
        if _key(due) == key
    ]
    margin = sum(due.base for due in (*charged, *stated))
    return share(margin, _fraction(stated[0])) - share(
        sum(due.base for due in charged), _fraction(stated[0])
    )


def _key(due: TaxDue) -> Key:
    return due.jurisdiction, due.name, due.rate


def _fraction(due: TaxDue) -> Fraction:
    return due.rate / (1 + due.rate)


def _with(
    line: StatementLine, place: int, amounts: dict[tuple[int, int], Minor]
) -> StatementLine:
    taxes = tuple(
        replace(due, included=amounts.get((place, number), due.included))
        for number, due in enumerate(line.taxes)
    )
    return replace(line, taxes=taxes)
