"""Payments: what buyers handed over, how, and whether it is good."""

from __future__ import annotations

from sqlalchemy import Connection

from projections.payments import PaymentRow, payments_in
from projections.reports.books.people import PEOPLE, People
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
    Column("reversed", "Taken off again", Kind.AMOUNT, total=True),
    Column("pays", "Pays the invoice", Kind.AMOUNT, total=True),
    Column("moved_from", "Moved from"),
    Column("position", "Position", Kind.POSITION),
    *PEOPLE,
)


def payments(db: Connection, scope: Scope) -> Report:
    """List payments and refunds in the order they were recorded."""
    paid, people = payments_in(db, scope.sale, scope.period), People(db, scope)
    rows = (
        (payment.currency, (*_payment_row(payment), *people.at(payment.position)))
        for payment in paid
        if scope.tells_of(payment.client)
    )
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


def _payment_row(payment: PaymentRow) -> Row:
    return (
        payment.payment,
        payment.invoice,
        payment.sale,
        payment.client,
        payment.paddle,
        payment.received_on,
        payment.cleared_on,
        payment.reversed_on,
        payment.state,
        payment.method,
        payment.reference,
        payment.paid,
        payment.fee,
        payment.moved,
        payment.reversed,
        payment.pays,
        payment.moved_from,
        payment.position,
    )
