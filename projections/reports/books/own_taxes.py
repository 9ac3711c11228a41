"""Tax of the house's own: on what it bought, and on the margins of whole periods."""

from __future__ import annotations

from sqlalchemy import Connection

from projections.own_tax import (
    GlobalMarginRow,
    PurchaseTaxRow,
    global_margins,
    purchase_taxes,
)
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, ReportTable, Row

PURCHASES = (
    Column("purchase", "Purchase", key=True),
    Column("jurisdiction", "Jurisdiction"),
    Column("kind", "Kind"),
    Column("day", "Day", Kind.DAY),
    Column("reference", "Reference"),
    Column("rate", "Rate", Kind.RATE),
    Column("net", "Net", Kind.AMOUNT),
    Column("owed", "Owed", Kind.AMOUNT, total=True),
    Column("claimed", "Claimed", Kind.AMOUNT, total=True),
)
MARGINS = (
    Column("margin", "Margin", key=True),
    Column("jurisdiction", "Jurisdiction"),
    Column("period_from", "From", Kind.DAY),
    Column("period_to", "To", Kind.DAY),
    Column("sales", "Sales", Kind.AMOUNT),
    Column("purchases", "Purchases", Kind.AMOUNT),
    Column("brought_forward", "Brought forward", Kind.AMOUNT),
    Column("carried_forward", "Carried forward", Kind.AMOUNT),
    Column("due", "Due", Kind.AMOUNT, total=True),
    Column("due_by_lot", "By lot", Kind.AMOUNT, total=True),
    Column("correction", "Correction", Kind.AMOUNT, total=True),
)

TITLES = {
    "purchases": "Tax on purchases of the house",
    "global_margins": "Global margins of periods",
}
NOTES = {
    "purchases": "What is owed stands on no document of the house; what is taken back "
    "stands below zero.",
    "global_margins": "The tax of documents, by lot, is put right to that of the "
    "period.",
}


def own_tax_tables(db: Connection, scope: Scope) -> tuple[ReportTable, ...]:
    """List what the house itself accounts for, where it does."""
    bought = purchase_taxes(db, scope.sale, scope.period)
    margins = global_margins(db, scope.sale, scope.period)
    tables = (
        ("purchases", PURCHASES, list(map(_purchase_row, bought))),
        ("global_margins", MARGINS, list(map(_margin_row, margins))),
    )
    return tuple(
        table
        for name, columns, rows in tables
        if rows
        for table in by_currency(
            db, scope, name, TITLES[name], columns, rows=rows, note=NOTES[name]
        )
    )


def _purchase_row(row: PurchaseTaxRow) -> tuple[str, Row]:
    cells = (
        *(row.purchase, row.jurisdiction, row.kind.value, row.day),
        *(row.reference, row.rate, row.net, row.owed, row.claimed),
    )
    return row.currency, cells


def _margin_row(row: GlobalMarginRow) -> tuple[str, Row]:
    cells = (
        *(row.margin, row.jurisdiction, row.period_from, row.day),
        *(row.sales, row.purchases, row.brought_forward, row.carried_forward),
        *(row.due, row.due_by_lot, row.correction),
    )
    return row.currency, cells
