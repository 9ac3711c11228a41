"""The settlement of a sale in one workbook: what an accountant closes it with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from projections.reports.books.checks import checks
from projections.reports.books.invoices import invoices
from projections.reports.books.payables import consignor_payables
from projections.reports.books.payments import payments
from projections.reports.books.scope import Scope
from projections.reports.books.statements import statements
from projections.reports.books.summary import sale_summary
from projections.reports.books.taxes import tax_liability
from projections.reports.books.trial_balance import trial_balance
from projections.reports.model import Report, ReportTable

PARTS: tuple[Callable[[Connection, Scope], Report], ...] = (
    sale_summary,
    invoices,
    payments,
    statements,
    consignor_payables,
    tax_liability,
    trial_balance,
    checks,
)


def settlement(db: Connection, scope: Scope) -> Report:
    """Put the reports of a sale together; each table keeps its report's name."""
    parts = [build(db, scope) for build in PARTS]
    return Report(
        heading=scope.heading("settlement", "Settlement"),
        tables=tuple(
            _titled_table(part, table) for part in parts for table in part.tables
        ),
        figures=tuple(figure for part in parts for figure in part.figures),
    )


def _titled_table(part: Report, table: ReportTable) -> ReportTable:
    report = part.heading.report.replace("-", "_")
    title = part.heading.title
    full_title = (
        table.title if table.title.startswith(title) else f"{title}: {table.title}"
    )
    return replace(table, name=f"{report}_{table.name}", title=full_title)
