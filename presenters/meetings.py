"""Who met whom on which lots, as a report: one table, which every format writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.identity import number_of
from projections.reports.model import Column, Heading, Kind, Report, ReportTable, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.house.records import Records
    from ledger.identity import ClientId, Paddle, SaleId
    from projections.meetings import Meeting

COLUMNS = (
    Column("sale", "Sale", key=True),
    Column("paddle", "Paddle", key=True),
    Column("client", "Client"),
    Column("other_paddle", "Met", key=True),
    Column("other_client", "Client"),
    Column("count", "Lots", Kind.COUNT),
    Column("lots", "Which"),
)


def meetings_report(
    records: Records, met: Sequence[Meeting], heading: Heading
) -> Report:
    """Return who met whom as a report of one table."""
    rows = tuple(_meeting_row(records, meeting) for meeting in met)
    note = "Bids that were taken, those of the house among them; refused ones are not."
    table = ReportTable(
        name="meetings", title="Meetings", columns=COLUMNS, rows=rows, note=note
    )
    return Report(heading=heading, tables=(table,))


def holder_of(records: Records, sale: SaleId, paddle: Paddle) -> ClientId | None:
    """Return whose a paddle is; None for the house."""
    holder = records.sale(sale).paddles.get(paddle)
    return None if holder is None else holder.client


def _meeting_row(records: Records, meeting: Meeting) -> Row:
    return (
        meeting.sale,
        meeting.paddle,
        holder_of(records, meeting.sale, meeting.paddle),
        meeting.other,
        holder_of(records, meeting.sale, meeting.other),
        len(meeting.lots),
        ", ".join(map(number_of, meeting.lots)),
    )
