"""Reports made narrower: the columns asked for, and none that hold nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from projections.reports.model import Report, ReportTable

CHOSEN = "Columns"


class UnknownColumn(ValueError):
    """No table of a report has a column of such a name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"No column is called {name}. There are: {', '.join(known)}.")


def with_columns(report: Report, names: Sequence[str]) -> Report:
    """Keep the named columns, in the order named; the page says so.

    A table that has none of them is left out. Raises UnknownColumn.
    """
    known = column_names(report)
    for name in names:
        if name not in known:
            raise UnknownColumn(name, known)
    heading = report.heading
    chosen = (CHOSEN, ", ".join(names))
    tables = (_with_columns(table, names) for table in report.tables)
    return replace(
        report,
        heading=replace(heading, filters=(*heading.filters, chosen)),
        tables=tuple(table for table in tables if table.columns),
    )


def column_names(report: Report) -> list[str]:
    """Return the names of all columns of a report, each once."""
    return list(
        dict.fromkeys(
            column.name for table in report.tables for column in table.columns
        )
    )


def without_empty_columns(report: Report) -> Report:
    """Leave out columns in which no row holds anything, for those who read a page.

    A column that is added up stays, and so does a table of nothing else.
    """
    return replace(report, tables=tuple(map(_without_empty_columns, report.tables)))


def without_unchanged_columns(report: Report) -> Report:
    """Leave out of what changed the columns in which no row differs, for pages.

    What tells which row it is, and how it changed, stays.
    """
    if report.heading.then is None:
        return report
    return replace(report, tables=tuple(map(_without_unchanged_columns, report.tables)))


def _without_unchanged_columns(table: ReportTable) -> ReportTable:
    places = {column.name: place for place, column in enumerate(table.columns)}
    same = {
        f"{name}_{part}"
        for name in (each.removesuffix("_then") for each in places)
        if {f"{name}_then", f"{name}_now"} <= places.keys()
        and all(
            row[places[f"{name}_then"]] == row[places[f"{name}_now"]]
            for row in table.rows
        )
        for part in ("then", "now", "difference")
    }
    if not table.rows:
        return table
    return _with_columns(table, [name for name in places if name not in same])


def _without_empty_columns(table: ReportTable) -> ReportTable:
    filled = [
        column.name
        for place, column in enumerate(table.columns)
        if column.total or any(row[place] not in (None, "") for row in table.rows)
    ]
    return _with_columns(table, filled) if table.rows and filled else table


def _with_columns(table: ReportTable, names: Sequence[str]) -> ReportTable:
    """Return a table of some of its columns; rows that stood together still do."""
    places = {column.name: place for place, column in enumerate(table.columns)}
    kept = [places[name] for name in names if name in places]
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in table.rows),
        group=table.group if table.group in names else None,
    )
