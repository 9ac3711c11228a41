"""Held funds: deposits to refund, money on account, and what is in suspense."""

from __future__ import annotations

from sqlalchemy import Connection

from projections.funds import FundsRow, funds_in
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report, Row

COLUMNS = (
    Column("funds", "Name", key=True),
    Column("kind", "Held as"),
    Column("client", "Client"),
    Column("sale", "Sale"),
    Column("received_on", "Received", Kind.DAY),
    Column("days", "Days held", Kind.COUNT),
    Column("method", "By"),
    Column("reference", "Reference"),
    Column("amount", "Received sum", Kind.AMOUNT, total=True),
    Column("applied", "On invoices", Kind.AMOUNT, total=True),
    Column("refunded", "Refunded", Kind.AMOUNT, total=True),
    Column("left", "To refund or apply", Kind.AMOUNT, total=True),
)


def held_funds(db: Connection, scope: Scope) -> Report:
    """List the money without an invoice of which something is left."""
    rows = (
        (row.currency, _row(row, scope))
        for row in funds_in(db, scope.sale)
        if row.left and scope.tells_of(row.client)
    )
    return Report(
        heading=scope.heading(
            "held-funds", "Money without an invoice", ("On", scope.day.isoformat())
        ),
        tables=by_currency(
            db,
            scope,
            "funds",
            "Held for clients, or in suspense",
            COLUMNS,
            rows=rows,
            note="A deposit that is left after its sale is to be refunded, or applied.",
        ),
    )


def _row(row: FundsRow, scope: Scope) -> Row:
    return (
        row.funds,
        row.kind.value.replace("-", " "),
        row.client,
        row.sale,
        row.received_on,
        (scope.day - row.received_on).days,
        row.method,
        row.reference,
        row.amount,
        row.applied,
        row.refunded,
        row.left,
    )
