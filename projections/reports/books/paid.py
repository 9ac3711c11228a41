"""Payments: what buyers handed over, how, and whether it is good."""

from __future__ import annotations

from sqlalchemy import Connection

from projections.payments import PaymentRow, payments_in
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report, Row

COLUMNS = (
    Column("payment", "Payment", key=True),
    Column("invoice", "Invoice"),
    Column("sale", "Sale"),
    Column("client", "Client"),
    Column("paddle", "Paddle"),
    Column("received_on", "Received", Kind.DAY),
    Column("cleared_on", "Cleared", Kind.DAY),
    Column("reversed_on", "Taken back", Kind.DAY),
    Column("state", "State"),
    Column("method", "By"),
    Column("reference", "Reference"),
    Column("paid", "Paid", Kind.AMOUNT, total=True),
    Column("fee", "Fee", Kind.AMOUNT, total=True),
    Column("moved", "Moved on", Kind.AMOUNT, total=True),
    Column("pays", "Pays the bill", Kind.AMOUNT, total=True),
    Column("moved_from", "Moved from"),
    Column("position", "Position", Kind.POSITION),
)


def payments(db: Connection, scope: Scope) -> Report:
    """List payments and refunds in the order they were recorded."""
    found = payments_in(db, scope.sale, scope.period)
    rows = ((one.currency, _row(one)) for one in found if scope.tells_of(one.client))
    return Report(
        heading=scope.heading("payments", "Payments"),
        tables=by_currency(
            db,
            scope,
            "payments",
            "Payments",
            COLUMNS,
            rows=rows,
            note="What was given back stands below zero. A payment that was moved "
            "stands on both invoices, and pays each its part.",
        ),
    )


def _row(one: PaymentRow) -> Row:
    return (
        one.payment,
        one.invoice,
        one.sale,
        one.client,
        one.paddle,
        one.received_on,
        one.cleared_on,
        one.reversed_on,
        one.state,
        one.method,
        one.reference,
        one.paid,
        one.fee,
        one.moved,
        one.pays,
        one.moved_from,
        one.position,
    )
