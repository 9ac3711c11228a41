"""Reports made shorter: rows that are not zero, and rows that changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from projections.reports.model import (
    ADDED_UP,
    Column,
    Kind,
    Knowledge,
    Report,
    ReportTable,
    Row,
    Value,
)

LEFT_OUT = ("Left out", "rows of zeros")

Known: TypeAlias = dict[tuple[Row, int], Row]
"""Rows by their key, and by how many before them have the same."""


def hide_zeros(report: Report) -> Report:
    """Leave out the rows whose amounts are all zero, or missing.

    A table without amounts stays whole. The page says so, as of any filter.
    """
    heading = report.heading
    return replace(
        report,
        heading=replace(heading, filters=(*heading.filters, LEFT_OUT)),
        tables=tuple(map(_table_without_zeros, report.tables)),
    )


def _table_without_zeros(table: ReportTable) -> ReportTable:
    amounts = table.places(Kind.AMOUNT)
    if not amounts:
        return table
    kept = (row for row in table.rows if any(row[place] for place in amounts))
    return replace(table, rows=tuple(kept))


def changed(before: Report, after: Report) -> Report:
    """Set what was known then beside what is known now, where the two differ.

    Rows are matched by their keys; those that stand in both reports and say the same
    are left out. What is added or changed comes first, in the order of ``after``; what
    is gone follows, in the order of ``before``.
    """
    assert before.heading.report == after.heading.report, "two reports of one kind"
    then = {table.name: table for table in before.tables}
    now = {table.name: table for table in after.tables}
    heading = replace(
        after.heading,
        title=f"{after.heading.title}: what changed",
        then=Knowledge(before.heading.as_of, before.heading.position),
    )
    tables = tuple(
        _table_of_changes(
            then.get(name) or replace(now[name], rows=()),
            now.get(name) or replace(then[name], rows=()),
        )
        # A dict keeps the order in which names came.
        for name in {**now, **then}
    )
    return Report(heading=heading, tables=tables)


def _table_of_changes(then: ReportTable, now: ReportTable) -> ReportTable:
    assert then.columns == now.columns, f"{now.name} had other columns then"
    assert then.currency == now.currency, f"{now.name} was in another currency then"
    places = tuple(place for place in range(len(now.columns)) if place not in now.keys)
    return replace(
        now,
        columns=tuple(_compared_columns(now, places)),
        rows=tuple(_changed_rows(_rows_by_key(then), _rows_by_key(now), now, places)),
        group=None,
    )


def _compared_columns(table: ReportTable, places: tuple[int, ...]) -> Iterator[Column]:
    yield from (replace(table.columns[place], total=False) for place in table.keys)
    yield Column("change", "Change")
    for column in (table.columns[place] for place in places):
        yield replace(
            column,
            name=f"{column.name}_then",
            title=f"{column.title} then",
            total=False,
        )
        yield replace(
            column, name=f"{column.name}_now", title=f"{column.title} now", total=False
        )
        if column.kind in ADDED_UP:
            yield replace(
                column,
                name=f"{column.name}_difference",
                title=f"{column.title}, difference",
            )


def _rows_by_key(table: ReportTable) -> Known:
    """Index rows by key; rows of one key are told apart by their order."""
    seen: Counter[Row] = Counter()
    known: Known = {}
    for row in table.rows:
        key = tuple(row[place] for place in table.keys)
        known[key, seen[key]] = row
        seen[key] += 1
    return known


def _changed_rows(
    then: Known, now: Known, table: ReportTable, places: tuple[int, ...]
) -> Iterator[Row]:
    nothing: Row = (None,) * len(table.columns)
    for key, row in now.items():
        if row != then.get(key):
            change = "changed" if key in then else "added"
            yield (
                *key[0],
                change,
                *_compared_values(then.get(key, nothing), row, table, places),
            )
    for key, row in then.items():
        if key not in now:
            yield (*key[0], "gone", *_compared_values(row, nothing, table, places))


def _compared_values(
    then: Row, now: Row, table: ReportTable, places: tuple[int, ...]
) -> Iterator[Value]:
    for place in places:
        yield then[place]
        yield now[place]
        if table.columns[place].kind in ADDED_UP:
            yield _figure_difference(now[place], then[place])


def _figure_difference(now: Value, then: Value) -> int:
    """Take one figure from another; where there is none, nothing is taken."""
    return (now if isinstance(now, int) else 0) - (then if isinstance(then, int) else 0)
