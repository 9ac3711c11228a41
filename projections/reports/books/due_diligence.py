"""What was checked about clients and what was decided, and what has run out."""

from __future__ import annotations

from sqlalchemy import Connection

from projections.intake import DiligenceRow, diligence
from projections.reports.books.scope import Scope
from projections.reports.model import Column, Kind, Report, ReportTable, Row

COLUMNS = (
    Column("client", "Client", key=True),
    Column("what", "What"),
    Column("outcome", "Outcome"),
    Column("checked_on", "On", Kind.DAY),
    Column("valid_until", "Until", Kind.DAY),
    Column("expired", "Expired", Kind.YES_NO),
    Column("reference", "Reference"),
    Column("actor", "By"),
    Column("reason", "Reason"),
    Column("recorded_at", "Recorded", Kind.MOMENT),
    Column("position", "Position", Kind.POSITION, key=True),
)


def due_diligence(db: Connection, scope: Scope) -> Report:
    """List what was checked and decided about clients, client by client."""
    rows = [row for row in diligence(db) if scope.tells_of(row.client)]
    rows.sort(key=lambda row: (row.client, row.position))
    return Report(
        heading=scope.heading(
            "due-diligence", "Due diligence", ("On", scope.day.isoformat()), sale=False
        ),
        tables=(
            ReportTable(
                name="checks",
                title="Checks and decisions",
                columns=COLUMNS,
                rows=tuple(_diligence_row(row, scope) for row in rows),
                note="A reference names a paper of the house, and not what it says.",
            ),
        ),
    )


def _diligence_row(row: DiligenceRow, scope: Scope) -> Row:
    what = "decision" if row.checked is None else row.checked.replace("-", " ")
    return (
        row.client,
        what,
        row.outcome or row.dealing,
        row.checked_on,
        row.valid_until,
        None if row.valid_until is None else row.valid_until < scope.day,
        row.reference,
        row.actor,
        row.reason,
        row.recorded_at,
        row.position,
    )
