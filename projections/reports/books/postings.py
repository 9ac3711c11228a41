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
    posted = postings(db, scope.sale, scope.period)
    rows = (
        (posting.currency, _posting_row(posting))
        for posting in posted
        if scope.tells_of(posting.client) and scope.account in (None, posting.account)
    )
    return Report(
        heading=scope.heading("journal", "Journal"),
        tables=by_currency(db, scope, "postings", "Postings", COLUMNS, rows=rows),
    )


def _posting_row(posting: Posting) -> Row:
    return (
        posting.position,
        posting.number,
        posting.day,
        posting.document,
        posting.account,
        posting.jurisdiction,
        posting.amount if posting.amount > 0 else None,
        -posting.amount if posting.amount < 0 else None,
        posting.client,
        posting.paddle,
        posting.sale,
        posting.lot,
        posting.what,
        posting.event,
        posting.recorded_at,
    )
