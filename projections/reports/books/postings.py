"""The journal, posting by posting, as it was written."""

from __future__ import annotations

from sqlalchemy import Connection

from projections.journal import Posting, postings
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report, Row

COLUMNS = (
    Column("position", "Position", Kind.POSITION, key=True),
    Column("number", "No.", Kind.POSITION, key=True),
    Column("day", "Day", Kind.DAY),
    Column("document", "Document"),
    Column("account", "Account"),
    Column("jurisdiction", "Jurisdiction"),
    Column("debit", "Debit", Kind.AMOUNT, total=True),
    Column("credit", "Credit", Kind.AMOUNT, total=True),
    Column("client", "Client"),
    Column("paddle", "Paddle"),
    Column("sale", "Sale"),
    Column("lot", "Lot"),
    Column("what", "What"),
    Column("event", "Event"),
    Column("recorded_at", "Recorded", Kind.MOMENT),
)


def journal(db: Connection, scope: Scope) -> Report:
    """List debits and credits in the order of the log."""
    found = postings(db, scope.sale, scope.period)
    rows = ((one.currency, _row(one)) for one in found if scope.tells_of(one.client))
    return Report(
        heading=scope.heading("journal", "Journal"),
        tables=by_currency(db, scope, "postings", "Postings", COLUMNS, rows=rows),
    )


def _row(one: Posting) -> Row:
    return (
        one.position,
        one.number,
        one.day,
        one.document,
        one.account,
        one.jurisdiction,
        one.amount if one.amount > 0 else None,
        -one.amount if one.amount < 0 else None,
        one.client,
        one.paddle,
        one.sale,
        one.lot,
        one.what,
        one.event,
        one.recorded_at,
    )
