"""Input tax: what registered consignors charge on hammer prices, to be claimed back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from sqlalchemy import Connection

from ledger.money import Minor
from projections.input_tax import InputTaxRow, input_taxes
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, ReportTable, Row

COLUMNS = (
    Column("jurisdiction", "Jurisdiction", key=True),
    Column("month", "Month", key=True),
    Column("name", "Tax", key=True),
    Column("rate", "Rate", Kind.RATE, key=True),
    Column("net", "Hammer without it", Kind.AMOUNT),
    Column("input_tax", "Input tax", Kind.AMOUNT, total=True),
)


def input_tax_tables(db: Connection, scope: Scope) -> tuple[ReportTable, ...]:
    """Add input tax up by jurisdiction, month and rate, where there is any."""
    taxes = input_taxes(db, scope.sale, scope.period)
    if not taxes:
        return ()
    return by_currency(
        db,
        scope,
        "input_tax",
        "Input tax by jurisdiction and month",
        COLUMNS,
        rows=_rows(taxes),
        note="Charged by consignors who are registered, on their statement or on "
        "their own invoice.",
        group="jurisdiction",
    )


def _rows(taxes: list[InputTaxRow]) -> Iterator[tuple[str, Row]]:
    sums: defaultdict[tuple[str, str, str, str, Fraction], list[Minor]]
    sums = defaultdict(lambda: [0, 0])
    for tax in taxes:
        month = f"{tax.day:%Y-%m}"
        both = sums[tax.currency, tax.jurisdiction, month, tax.name, tax.rate]
        both[0] += tax.net
        both[1] += tax.amount
    for (code, place, month, name, rate), (net, amount) in sorted(sums.items()):
        yield code, (place, month, name, rate, net, amount)
