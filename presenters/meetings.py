"""Who met whom on which lots, as a report: one table, which every format writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.identity import number_of
from projections.reports.model import Column, Heading, Kind, Report, ReportTable, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ledger.house.records import Records
    from ledger.identity import ClientId, Paddle, SaleId
    from projections.meetings import Meeting
    from projections.reports.books.scope import Scope

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


def meetings_of(
    records: Records,
    met: Iterable[Meeting],
    *,
    paddle: Paddle | None,
    client: ClientId | None,
    at_least: int,
) -> list[Meeting]:
    """Return the meetings of a paddle or a client, on so many lots at least."""
    return [
        meeting
        for meeting in met
        if len(meeting.lots) >= at_least
        and paddle in (None, meeting.paddle, meeting.other)
        and (client is None or client in _clients(records, meeting))
    ]


def _clients(records: Records, meeting: Meeting) -> list[ClientId | None]:
    two = (meeting.paddle, meeting.other)
    return [holder_of(records, meeting.sale, paddle) for paddle in two]


def meetings_heading(
    scope: Scope, *, paddle: Paddle | None, client: ClientId | None, at_least: int
) -> Heading:
    """Head who met whom, with what it is narrowed by."""
    wanted = (("Paddle", paddle), ("Client", client))
    filters = tuple((name, str(value)) for name, value in wanted if value is not None)
    if at_least > 1:
        filters = (*filters, ("At least", f"{at_least} lots"))
    title = "Bidders who met on the same lots"
    return scope.heading("audit-meetings", title, *filters)


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
