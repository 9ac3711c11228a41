"""A table as lines of words, for the writers that people read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from projections.reports.model import Column, Kind, Report, ReportTable, Row, Value
from projections.reports.script_values import rate_decimal
from projections.reports.wording import Wording

FIGURES = (Kind.COUNT, Kind.AMOUNT, Kind.RATE, Kind.SPAN, Kind.POSITION)
"""The kinds that are set flush right, digit under digit."""

EMPTY = "Nothing to report."


class LineRole(StrEnum):
    """The role of a line in a table."""

    ROW = "row"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class WordedLine:
    """One line of a table, in words."""

    role: LineRole
    cells: tuple[str, ...]


def is_figure(column: Column) -> bool:
    """Tell whether a column is set flush right."""
    return column.kind in FIGURES


def lines(table: ReportTable, wording: Wording) -> Iterator[WordedLine]:
    """Word a table: its rows, what each group comes to, what all come to."""
    decimals = [percent_decimals(table, place) for place in range(len(table.columns))]

    def worded(row: Row) -> tuple[str, ...]:
        cells = zip(row, table.columns, decimals, strict=True)
        return tuple(
            wording.cell(value, column, table.currency, rate_decimals=shown)
            for value, column, shown in cells
        )

    for section in table.sections():
        for row in section.rows:
            yield WordedLine(LineRole.ROW, worded(row))
        if section.totals is not None:
            shared = _subtotal_label(section.name, table, wording)
            yield WordedLine(
                LineRole.SUBTOTAL,
                _cells_with_label(worded(section.totals), table, shared),
            )
    if table.rows and (totals := table.totals()) is not None:
        yield WordedLine(
            LineRole.TOTAL, _cells_with_label(worded(totals), table, "Total")
        )


def percent_decimals(table: ReportTable, place: int) -> int:
    """Count the decimals that the rates of a column need, to align on the point."""
    rates = {rate for row in table.rows if isinstance(rate := row[place], Fraction)}
    percents = ((rate_decimal(rate) * 100).normalize() for rate in rates)
    # 40 % is normalized to 4E+1: no decimals are needed, and not less than none.
    return max((0, *(-int(percent.as_tuple().exponent) for percent in percents)))


def label_place(table: ReportTable) -> int | None:
    """Say under which column a total is named: the first that has none itself."""
    free = (n for n, column in enumerate(table.columns) if not column.total)
    return next(free, None)


def money_of(table: ReportTable) -> str | None:
    """Say in which currency the amounts of a table are, where it has any."""
    if table.currency is None or not table.places(Kind.AMOUNT):
        return None
    return f"Amounts in {table.currency.code}"


def cells(report: Report, locale: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Word every table of a report, by its name: titles first, then line by line."""
    wording = Wording.of(locale, report.heading.zone)
    return {
        table.name: (
            tuple(column.title for column in table.columns),
            *(line.cells for line in lines(table, wording)),
        )
        for table in report.tables
    }


def _subtotal_label(name: Value, table: ReportTable, wording: Wording) -> str:
    column = next(column for column in table.columns if column.name == table.group)
    return f"Total {wording.cell(name, column, table.currency)}".rstrip()


def _cells_with_label(
    cells: tuple[str, ...], table: ReportTable, name: str
) -> tuple[str, ...]:
    place = label_place(table)
    if place is None:
        return cells
    return (*cells[:place], name, *cells[place + 1 :])
