"""A report as CSV (RFC 4180): names, then rows, and nothing else, for programs.

Totals are left to who adds up; what the pages say in their heading is a file of its
own. A text that a spreadsheet would take for a formula is led by an apostrophe, and a
negative number stays a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from csv import writer
from io import StringIO

from ledger.visible import visible
from projections.reports.model import Column, Kind, Report, ReportTable, Row, Value
from projections.reports.script_values import exact, heading_facts

TABLE = "table"
CURRENCY = "currency"
REHEARSAL = "rehearsal"

FORMULA_LEADS = tuple("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")
"""What starts a formula in one spreadsheet or another, wide forms included."""


def write(report: Report) -> bytes:
    """Write all tables of a report as one: of several, a column tells which.

    Amounts are followed by their currency; every row of a rehearsal says at its end
    that it is of one.
    """
    columns = _all_columns(report.tables)
    names = [column.name for column in columns]
    several = len(report.tables) > 1
    priced = CURRENCY not in names and any(table.currency for table in report.tables)
    first = [TABLE] if several else []
    rehearsed = report.heading.timing.is_rehearsed
    last = [*([CURRENCY] if priced else []), *([REHEARSAL] if rehearsed else [])]

    def filled(table: ReportTable, row: Row) -> list[object]:
        cells = _values_by_name(table, row)
        code = table.currency.code if table.currency else ""
        return [
            *([table.name] if several else []),
            *(cells.get(name) for name in names),
            *([code] if priced else []),
            *(["true"] if rehearsed else []),
        ]

    rows = (filled(table, row) for table in report.tables for row in table.rows)
    return _file_bytes([*first, *names, *last], rows)


def heading(report: Report) -> bytes:
    """Write what the pages say in their heading, as a file of names and values."""
    rows = []
    for name, fact in heading_facts(report.heading).items():
        parts = fact if isinstance(fact, dict) else {"": fact}
        rows += [
            [f"{name}_{part}".rstrip("_") if part else name, _safe_value(value)]
            for part, value in parts.items()
        ]
    return _file_bytes(["name", "value"], rows)


def _all_columns(tables: Sequence[ReportTable]) -> tuple[Column, ...]:
    """List every column of several tables once, in the order they come."""
    by_name: dict[str, Column] = {}
    for table in tables:
        for column in table.columns:
            by_name.setdefault(column.name, column)
    return tuple(by_name.values())


def _values_by_name(table: ReportTable, row: Row) -> dict[str, object]:
    return {
        column.name: _cell_value(value, column, table)
        for value, column in zip(row, table.columns, strict=True)
    }


def _cell_value(value: Value, column: Column, table: ReportTable) -> object:
    written = exact(value, column, table.currency)
    if column.kind is Kind.YES_NO and written is not None:
        return "true" if written else "false"
    return _safe_value(written) if column.kind is Kind.TEXT else written


def _safe_value(value: object) -> object:
    """Keep a text from being taken for a formula, and from reading as another."""
    if isinstance(value, str):
        value = visible(value, keep="\n\r\t")
    is_formula = isinstance(value, str) and value.startswith(FORMULA_LEADS)
    return f"'{value}" if is_formula else value


def _file_bytes(names: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    buffer = StringIO(newline="")
    out = writer(buffer, lineterminator="\r\n")
    out.writerow(names)
    out.writerows(rows)
    return buffer.getvalue().encode()
