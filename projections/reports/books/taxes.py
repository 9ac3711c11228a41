"""Tax liability: what was supplied, how it stands to tax, and what is owed on it.

Each line of a document is told once, in the one column it belongs in, so that what is
told apart adds up to the sales of the period. A base that bears several taxes stands
once for each of them in the table of taxes, which therefore adds up no base.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Connection

from ledger.money import Minor
from ledger.terms.tax import TaxCode
from projections.reports.books.input_taxes import input_tax_tables
from projections.reports.books.own_taxes import own_tax_tables
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report, Row
from projections.supplies import SupplyRow, of_period, placed_supplies
from projections.tax import Taxed, TaxRow, taxes_in

SALES = (
    Column("jurisdiction", "Jurisdiction", key=True),
    Column("month", "Month", key=True),
    Column("to", "To", key=True),
    Column("taxable", "Taxable", Kind.AMOUNT, total=True),
    Column("zero_rated", "Zero-rated", Kind.AMOUNT, total=True),
    Column("exempt", "Exempt", Kind.AMOUNT, total=True),
    Column("exports", "Exports", Kind.AMOUNT, total=True),
    Column("within_union", "Within the union", Kind.AMOUNT, total=True),
    Column("reverse_charge", "Reverse charge", Kind.AMOUNT, total=True),
    Column("untaxed", "Untaxed", Kind.AMOUNT, total=True),
    Column("margin", "On the margin", Kind.AMOUNT, total=True),
    Column("sales", "Sales", Kind.AMOUNT, total=True),
    Column("tax", "Tax shown", Kind.AMOUNT, total=True),
    Column("billed", "Billed", Kind.AMOUNT, total=True),
)
LIABILITY = (
    Column("jurisdiction", "Jurisdiction", key=True),
    Column("month", "Month", key=True),
    Column("name", "Tax", key=True),
    Column("rate", "Rate", Kind.RATE, key=True),
    Column("taxable", "Taxable", Kind.AMOUNT),
    Column("exempt", "Exempt", Kind.AMOUNT),
    Column("margins", "Margins, VAT inside", Kind.AMOUNT),
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
FREE = (
    Column("jurisdiction", "Jurisdiction"),
    Column("code", "Code"),
    Column("client", "Client"),
    Column("vat_id", "VAT no."),
    Column("day", "Day", Kind.DAY),
    Column("line", "Line", key=True),
    Column("lot", "Lot"),
    Column("free", "Free of tax", Kind.AMOUNT, total=True),
)

SALES_COLUMNS = (
    TaxCode.STANDARD,
    TaxCode.ZERO,
    TaxCode.EXEMPT,
    TaxCode.EXPORT,
    TaxCode.INTRA_COMMUNITY,
    TaxCode.REVERSE_CHARGE,
    TaxCode.OUTSIDE,
    None,
)
"""What each column of the sales adds up; None: what is on the margin."""
FREE_TITLE = "Exports, supplies within the union, reverse charge"
ABROAD = (TaxCode.EXPORT, TaxCode.INTRA_COMMUNITY, TaxCode.REVERSE_CHARGE)

NOTES = {
    "sales": "Each line of a document is in one column, without the tax that is "
    "shown; on the margin the tax is inside.",
    "liability": "What bears several taxes stands once for each of them. Included tax "
    "is inside what was charged.",
}


@dataclass(slots=True)
class Owed:
    """The taxes of one kind in one month, added up."""

    taxable: Minor = 0
    exempt: Minor = 0
    margins: Minor = 0
    added: Minor = 0
    included: Minor = 0


def tax_liability(db: Connection, scope: Scope) -> Report:
    """Tell sales apart by how they stand to tax, and add taxes up by rate."""
    taxes = taxes_in(db, scope.sale, scope.period)
    placed = of_period(placed_supplies(db, scope.sale), scope.period)
    tables = (
        ("sales", "Sales by jurisdiction and month", SALES, _sales_rows(placed)),
        ("liability", "Tax by jurisdiction and month", LIABILITY, _tax_rows(taxes)),
        ("exemptions", "Exempt by certificate", EXEMPTIONS, _exemption_rows(taxes)),
        ("free", FREE_TITLE, FREE, _free_rows(placed)),
    )
    return Report(
        heading=scope.heading("tax-liability", "Tax liability"),
        tables=tuple(
            table
            for name, title, columns, rows in tables
            for table in by_currency(
                db,
                scope,
                name,
                title,
                columns,
                rows=rows,
                note=NOTES.get(name),
                group="jurisdiction" if name in NOTES else None,
            )
        )
        + input_tax_tables(db, scope)
        + own_tax_tables(db, scope),
    )


def _sales_rows(
    placed: Iterable[tuple[str, SupplyRow]],
) -> Iterator[tuple[str, Row]]:
    sales: defaultdict[tuple[str, ...], defaultdict[TaxCode | None, Minor]]
    sales = defaultdict(lambda: defaultdict(int))
    taxes: defaultdict[tuple[str, ...], Minor] = defaultdict(int)
    for place, supply in placed:
        to = "consignors" if supply.kind is Taxed.STATEMENT else "buyers"
        key = (supply.currency, place, f"{supply.day:%Y-%m}", to)
        sales[key][None if supply.margin else supply.code] += supply.net
        taxes[key] += supply.tax
    for (code, place, month, to), amounts in sorted(sales.items()):
        parts = [amounts[column] for column in SALES_COLUMNS]
        tax = taxes[code, place, month, to]
        yield code, (place, month, to, *parts, sum(parts), tax, sum(parts) + tax)


def _tax_rows(taxes: list[TaxRow]) -> Iterator[tuple[str, Row]]:
    owed: defaultdict[tuple[str, str, str, str, Fraction], Owed] = defaultdict(Owed)
    for tax in taxes:
        month = f"{tax.day:%Y-%m}"
        by = owed[tax.currency, tax.jurisdiction, month, tax.name, tax.rate]
        if tax.certificate is not None or tax.is_free:
            by.exempt += tax.base
        elif tax.hidden:
            by.margins += tax.base
        else:
            by.taxable += tax.base - tax.included
        by.added += tax.amount
        by.included += tax.included
    for (code, place, month, name, rate), by in sorted(owed.items()):
        bases = (by.taxable, by.exempt, by.margins)
        due = by.added + by.included
        yield code, (place, month, name, rate, *bases, by.added, by.included, due)


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


def _free_rows(placed: Iterable[tuple[str, SupplyRow]]) -> Iterator[tuple[str, Row]]:
    for place, supply in placed:
        if supply.code in ABROAD:
            yield (
                supply.currency,
                (
                    place,
                    supply.code.value,
                    supply.client,
                    supply.vat_id,
                    supply.day,
                    supply.line,
                    supply.lot,
                    supply.net,
                ),
            )
