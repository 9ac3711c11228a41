"""Number formats of a spreadsheet, for each kind of column."""

from __future__ import annotations

from projections.reports.lines import percent_decimals
from projections.reports.model import Column, Kind, ReportTable

TEXT = "@"
_SHOWN = {
    Kind.TEXT: TEXT,
    Kind.COUNT: "#,##0",
    Kind.DAY: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm:ss",
    Kind.SPAN: '#,##0" ms"',
    # Some spreadsheets know no yes and no, but one and zero.
    Kind.YES_NO: '"yes";"yes";"no"',
    Kind.POSITION: "0",
}


def number_format(table: ReportTable, column: Column) -> str:
    """Say how a column is shown: amounts with the decimals of their currency."""
    match column.kind:
        case Kind.AMOUNT if table.currency is not None:
            return _decimal_format("#,##0", table.currency.decimals)
        case Kind.RATE:
            place = table.columns.index(column)
            return _decimal_format("0", percent_decimals(table, place)) + "%"
        case kind:
            return _SHOWN[kind]


def total_format(table: ReportTable, column: Column) -> str:
    """Say how a sum of a column is shown: an amount with its currency's code."""
    plain = number_format(table, column)
    if column.kind is not Kind.AMOUNT or table.currency is None:
        return plain
    code = f"[${table.currency.code}] "
    return f"{code}{plain};-{code}{plain}"


def _decimal_format(whole: str, count: int) -> str:
    return f"{whole}.{'0' * count}" if count else whole
