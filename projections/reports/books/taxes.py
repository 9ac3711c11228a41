"""Tax liability: what each jurisdiction is owed, month by month, and what is exempt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Connection

from ledger.money import Minor
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report, Row
from projections.tax import TaxRow, taxes_in

LIABILITY = (
    Column("jurisdiction", "Jurisdiction", key=True),
    Column("month", "Month", key=True),
    Column("name", "Tax", key=True),
    Column("rate", "Rate", Kind.RATE, key=True),
    Column("taxable", "Taxable", Kind.AMOUNT, total=True),
    Column("exempt", "Exempt", Kind.AMOUNT, total=True),
    Column("added", "Added", Kind.AMOUNT, total=True),
    Column("included", "Included", Kind.AMOUNT, total=True),
    Column("due", "Due", Kind.AMOUNT, total=True),
)
EXEMPTIONS = (
    Column("jurisdiction", "Jurisdiction"),
    Column("certificate", "Certificate"),
    Column("client", "Client"),
    Column("day", "Day", Kind.DAY),
    Column("line", "Line", key=True),
    Column("lot", "Lot"),
    Column("exempt", "Exempt", Kind.AMOUNT, total=True),
)

Key = tuple[str, str, str, str, Fraction]
"""A currency, a jurisdiction, a month, a tax and its rate."""


@dataclass(slots=True)
class Owed:
    """The taxes of one kind in one month, added up."""

    taxable: Minor = 0
    exempt: Minor = 0
    added: Minor = 0
    included: Minor = 0


def tax_liability(db: Connection, scope: Scope) -> Report:
    """Add taxes up by jurisdiction, month and rate, and list what was exempt."""
    taxes = taxes_in(db, scope.sale, scope.period)
    return Report(
        heading=scope.heading("tax-liability", "Tax liability"),
        tables=(
            *by_currency(
                db,
                scope,
                "liability",
                "Tax by jurisdiction and month",
                LIABILITY,
                rows=_liability_rows(taxes),
                note="Included tax is inside what was charged, and shown on no "
                "document.",
                group="jurisdiction",
            ),
            *by_currency(
                db,
                scope,
                "exemptions",
                "Exempt by certificate",
                EXEMPTIONS,
                rows=_exemption_rows(taxes),
            ),
        ),
    )


def _liability_rows(taxes: list[TaxRow]) -> Iterator[tuple[str, Row]]:
    owed: defaultdict[Key, Owed] = defaultdict(Owed)
    for tax in taxes:
        month = f"{tax.day:%Y-%m}"
        by = owed[tax.currency, tax.jurisdiction, month, tax.name, tax.rate]
        if tax.certificate is None:
            by.taxable += tax.base
        else:
            by.exempt += tax.base
        by.added += tax.amount
        by.included += tax.included
    for (code, jurisdiction, month, name, rate), by in sorted(owed.items()):
        of = (jurisdiction, month, name, rate, by.taxable, by.exempt)
        yield code, (*of, by.added, by.included, by.added + by.included)


def _exemption_rows(taxes: list[TaxRow]) -> Iterator[tuple[str, Row]]:
    """List each line once, however many taxes it would have borne."""
    exempt = ((tax.currency, _exemption_row(tax)) for tax in taxes if tax.certificate)
    yield from dict.fromkeys(exempt)


def _exemption_row(tax: TaxRow) -> Row:
    return (
        tax.jurisdiction,
        tax.certificate,
        tax.client,
        tax.day,
        f"{tax.document}/{tax.line}",
        tax.lot,
        tax.base,
    )
