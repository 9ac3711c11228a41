"""The views of the books against the log: whatever is printed is read from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from projections.reports.model import Report, Row

VIEWS_OF_BOOKS = (
    "results",
    "premium",
    "billing",
    "invoices",
    "lines",
    "tax",
    "supplies",
    "payments",
    "statements",
    "payouts",
    "client_funds",
    "bank_entries",
    "bank_balances",
    "journal",
    "numbers",
)
"""The views that the figures of documents and reports are read from."""


def against_the_log(report: Report, differing: Mapping[str, str | None]) -> Report:
    """Add what each view says against what the log makes of it: every figure of books.

    For each view its first difference, or None where it has none.
    """
    rows = tuple(_row(view, int(bool(why))) for view, why in differing.items())
    disagreeing = tuple(
        (f"View {view}", why, f"See it with: lotledger views check {view}", False)
        for view, why in differing.items()
        if why
    )
    *others, counts, listed = report.tables
    return replace(
        report,
        tables=(
            *others,
            replace(counts, rows=(*counts.rows, *rows)),
            replace(listed, rows=(*listed.rows, *disagreeing)),
        ),
    )


def _row(view: str, differing: int) -> Row:
    what = f"Views that differ from the log: {view}"
    return what, 0, differing, differing, not differing
