"""The people behind the books: who decided what, for whom, with whom, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection

from projections.decisions import DecisionRow, decisions
from projections.reports.books.scope import Scope
from projections.reports.model import Column, Kind, Report, ReportTable, Row

PEOPLE = (
    Column("actor", "Recorded by"),
    Column("on_behalf_of", "On behalf of"),
    Column("second_person", "Second person"),
    Column("reason", "Reason"),
)
"""Who recorded what a row tells, and why."""

COLUMNS = (
    Column("position", "Position", Kind.POSITION, key=True),
    Column("recorded_at", "Recorded", Kind.MOMENT),
    Column("day", "Day", Kind.DAY),
    Column("event", "Event"),
    Column("sale", "Sale"),
    Column("lot", "Lot"),
    Column("client", "Client"),
    Column("document", "Document"),
    *PEOPLE,
)


class People:
    """Who is behind the rows of a report, by their places in the log."""

    def __init__(self, db: Connection, scope: Scope) -> None:
        self._rows: Mapping[int, DecisionRow] = {
            row.position: row for row in decisions(db, scope.sale)
        }

    def at(self, position: int) -> Row:
        """Return the cells of PEOPLE for what was recorded at a position."""
        return _people_cells(self._rows[position])


def _people_cells(decision: DecisionRow) -> Row:
    return (
        decision.actor,
        decision.on_behalf_of,
        decision.second,
        decision.reason,
    )


def decided_report(db: Connection, scope: Scope) -> Report:
    """List every decision: money, limits, terms, corrections, rulings."""
    return Report(
        heading=scope.heading("decisions", "Decisions, and who made them"),
        tables=(decisions_table(db, scope, "Decisions"),),
    )


def decisions_table(
    db: Connection, scope: Scope, title: str, kinds: Collection[str] = ()
) -> ReportTable:
    """List decisions of some kinds, or of all, in the order of the log."""
    decided = decisions(db, scope.sale, scope.period, client=scope.client, kinds=kinds)
    return ReportTable(
        name="decisions",
        title=title,
        columns=COLUMNS,
        rows=tuple(
            (
                each.position,
                each.recorded_at,
                each.day,
                each.kind,
                each.sale,
                each.lot,
                each.client,
                each.document,
                *_people_cells(each),
            )
            for each in decided
        ),
    )
