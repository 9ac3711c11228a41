"""A report of the books as scripts read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from ledger.events.ledger import Times
from ledger.identity import SaleId
from presenters.shape import Shape, json_list, to_json
from projections.reports.model import Heading, Kind, Knowledge, Report, ReportTable, Row
from projections.reports.script_values import exact

Cell = str | int | bool | None

_NO_ROWS = '"rows": []'
"""Rows that are to be written, as no text has them: its quotes are escaped."""
_MARGIN = "\n      "
"""Where the rows of a table begin and end."""


class PeriodShape(Shape):
    """The days that a report tells of."""

    from_: date
    """The first day."""
    until: date
    """The last day."""


class KnowledgeShape(Shape):
    """The part of the log that was known."""

    as_of: datetime
    """When the last event that was known was recorded, or the moment asked for."""
    position: int
    """The last position of the log that was read."""


class ReportHeadingShape(KnowledgeShape):
    """The heading of a report: its subject, day, position and author."""

    report: str
    """The name of the report."""
    title: str
    """The title of the report."""
    house: str
    """Who holds the sale."""
    sale: SaleId | None
    """The sale; null where it is of all sales."""
    period: PeriodShape | None
    """The days that it tells of; null: all days."""
    then: KnowledgeShape | None
    """What was known then, where it tells what changed since; null where it does
    not."""
    filters: dict[str, str]
    """The things that it leaves out, by name."""
    ledger: str
    """The id of the ledger."""
    times: Times
    """Whether it is live, or a rehearsal; told, where it is of the first release."""
    printed_by: str
    """Who printed it."""
    printed_at: datetime
    """When it was printed."""
    zone: str
    """The time zone of the saleroom."""


class ReportColumnShape(Shape):
    """A column of a table."""

    name: str
    """The key of its values in the rows; it stays."""
    title: str
    """The heading for people."""
    kind: Kind
    """The kind of its values; amounts and rates are decimal numbers."""


class ReportTableShape(Shape):
    """A table of a report, all amounts in one currency."""

    name: str
    """The name of the table; it stays."""
    title: str
    """The heading for people."""
    currency: str | None
    """The currency of every amount, by ISO 4217; null where it has no amounts."""
    columns: tuple[ReportColumnShape, ...]
    """Its columns, in order."""
    rows: tuple[dict[str, Cell], ...]
    """Its rows: a value for the name of each column."""
    totals: dict[str, Cell] | None
    """The sums of the columns that are added up; null where none is."""
    note: str | None
    """A sentence below the table."""


class ReportShape(Shape):
    """A report of the books."""

    heading: ReportHeadingShape
    """The heading: subject, day, position and author."""
    tables: tuple[ReportTableShape, ...]
    """Its tables."""


def report_json(report: Report) -> bytes:
    """Write a report as one JSON object, piece by piece: it may have very many rows."""
    return b"".join(piece.encode() for piece in _pieces(report))


def _pieces(report: Report) -> Iterator[str]:
    without_rows = ReportShape(
        heading=_heading_shape(report.heading),
        tables=tuple(_shape_without_rows(table) for table in report.tables),
    )
    first, *others = to_json(without_rows).split(_NO_ROWS)
    yield first
    for table, following in zip(report.tables, others, strict=True):
        yield _NO_ROWS.removesuffix("[]")
        for piece in json_list(_cells(row, table) for row in table.rows):
            yield piece.removesuffix("\n").replace("\n", _MARGIN)
        yield following
    yield "\n"


def _heading_shape(heading: Heading) -> ReportHeadingShape:
    period, then = heading.period, heading.then
    return ReportHeadingShape(
        report=heading.report,
        title=heading.title,
        house=heading.house,
        sale=heading.sale,
        period=period and PeriodShape(from_=period[0], until=period[1]),
        as_of=heading.as_of,
        position=heading.position,
        then=None if then is None else _knowledge_shape(then),
        filters=dict(heading.filters),
        ledger=heading.ledger,
        times=heading.timing.times,
        printed_by=heading.printed_by,
        printed_at=heading.printed_at,
        zone=heading.zone,
    )


def _knowledge_shape(known: Knowledge) -> KnowledgeShape:
    return KnowledgeShape(as_of=known.as_of, position=known.position)


def _shape_without_rows(table: ReportTable) -> ReportTableShape:
    totals = table.totals()
    return ReportTableShape(
        name=table.name,
        title=table.title,
        currency=None if table.currency is None else table.currency.code,
        columns=tuple(
            ReportColumnShape(name=column.name, title=column.title, kind=column.kind)
            for column in table.columns
        ),
        rows=(),
        totals=None if totals is None else _cells(totals, table, only_totals=True),
        note=table.note,
    )


def _cells(
    row: Row, table: ReportTable, *, only_totals: bool = False
) -> dict[str, Cell]:
    return {
        column.name: exact(value, column, table.currency)
        for value, column in zip(row, table.columns, strict=True)
        if column.total or not only_totals
    }
