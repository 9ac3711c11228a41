"""Until when records of each sale are kept, by which law, and what is held beyond."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from ledger.events import RetentionRule
from projections.queries import rows_in
from projections.reports.books.scope import Scope
from projections.reports.model import Column, Kind, Report, ReportTable, Row
from projections.retention import (
    RetentionRow,
    retention_rules,
    standing_holds,
)
from projections.sales import SALES

KEPT = (
    Column("sale", "Sale", key=True),
    Column("records", "Records", key=True),
    Column("jurisdiction", "Law of", key=True),
    Column("source", "Source"),
    Column("years", "Years", Kind.COUNT),
    Column("sold_on", "Sale closed", Kind.DAY),
    Column("until", "Kept until", Kind.DAY),
    Column("over", "Over", Kind.YES_NO),
    Column("held", "Held by"),
)
HELD = (
    Column("hold", "Hold", key=True),
    Column("client", "Client"),
    Column("sale", "Sale"),
    Column("position", "Position", Kind.POSITION),
)


def retention(db: Connection, scope: Scope) -> Report:
    """List how long the records of sales are kept; a legal hold goes before it."""
    holds = standing_holds(db)
    closed = _days_closed(db, scope)
    rules = retention_rules(db, scope.sale)
    by_sale = {
        sale: ", ".join(row.hold for row in holds if row.sale == sale)
        for sale in {rule.sale for rule in rules}
    }
    rows = tuple(
        _rule_row(rule, closed.get(rule.sale), by_sale[rule.sale], scope)
        for rule in rules
    )
    held_rows = tuple(
        (row.hold, row.client, row.sale, row.position)
        for row in holds
        if scope.sale is None or row.sale == scope.sale
    )
    return Report(
        heading=scope.heading(
            "retention", "How long records are kept", ("On", scope.day.isoformat())
        ),
        tables=(
            ReportTable(name="kept", title="Records", columns=KEPT, rows=rows),
            ReportTable(
                name="holds", title="Legal holds", columns=HELD, rows=held_rows
            ),
        ),
    )


def _days_closed(db: Connection, scope: Scope) -> dict[str, date]:
    return {
        row.sale: row.closed_at.astimezone(ZoneInfo(scope.zone)).date()
        for row in rows_in(db, SALES, by=("sale",))
        if row.closed_at is not None
    }


def _rule_row(
    row: RetentionRow, closed_on: date | None, keepers: str, scope: Scope
) -> Row:
    rule = RetentionRule(
        jurisdiction=row.jurisdiction,
        records=row.records,
        years=row.years,
        from_year_end=row.from_year_end,
        source=row.source,
    )
    until = None if closed_on is None else rule.kept_until(closed_on)
    return (
        row.sale,
        row.records,
        row.jurisdiction,
        row.source,
        row.years,
        closed_on,
        until,
        None if until is None else until < scope.day and not keepers,
        keepers or None,
    )
