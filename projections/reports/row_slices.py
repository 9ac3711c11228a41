"""Reports in slices: some rows at a time, and the sums of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from projections.reports.model import Report, ReportTable


def count_rows(report: Report) -> int:
    """Count the rows of all tables of a report."""
    return sum(len(table.rows) for table in report.tables)


def with_rows(report: Report, rows: range) -> Report:
    """Return a report of which some rows are shown, counted through all its tables.

    A table of which none is shown is left out; what the others add up is of all rows.
    """
    if not rows.start and count_rows(report) <= rows.stop:
        return report
    return replace(report, tables=tuple(_with_rows(report.tables, rows)))


def _with_rows(tables: Sequence[ReportTable], rows: range) -> Iterator[ReportTable]:
    first = 0
    for table in tables:
        last = first + len(table.rows)
        if max(first, rows.start) < min(last, rows.stop):
            start, stop = max(rows.start - first, 0), min(rows.stop, last) - first
            yield replace(table, shown=range(start, stop))
        elif first == last and (
            rows.start < first <= rows.stop or rows.start == first == 0
        ):
            # An empty table stands behind the row that is before it.
            yield table
        first = last
