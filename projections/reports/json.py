"""A report as JSON: for scripts, in every locale the same."""

from __future__ import annotations

from json import dumps

from projections.reports.model import Report, ReportTable, Row
from projections.reports.script_values import exact, heading_facts


def write(report: Report) -> bytes:
    """Write a report as one JSON object."""
    whole = {
        "heading": heading_facts(report.heading),
        "tables": [_table_json(table) for table in report.tables],
    }
    return (dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _table_json(table: ReportTable) -> dict[str, object]:
    totals = table.totals()
    return {
        "name": table.name,
        "title": table.title,
        "currency": table.currency and table.currency.code,
        "columns": [
            {"name": column.name, "title": column.title, "kind": column.kind.value}
            for column in table.columns
        ],
        "rows": [_row_by_name(row, table) for row in table.rows],
        "totals": totals
        and {
            column.name: exact(value, column, table.currency)
            for value, column in zip(totals, table.columns, strict=True)
            if column.total
        },
        "note": table.note,
    }


def _row_by_name(row: Row, table: ReportTable) -> dict[str, object]:
    return {
        column.name: exact(value, column, table.currency)
        for value, column in zip(row, table.columns, strict=True)
    }
