"""Aged receivables: what buyers owe on a day, and for how long it has been overdue."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from ledger.money import Minor
from projections.invoices import BuyerDocument, DocumentKind, buyer_documents
from projections.journal import BookAccount, balances
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report, Row

BUCKETS = (
    ("current", "Not due", 0),
    ("days_1_30", "1 to 30 days", 30),
    ("days_31_60", "31 to 60", 60),
    ("days_61_90", "61 to 90", 90),
    ("days_over_90", "Over 90", None),
)
"""Each bucket, and the last day overdue that falls into it."""

COLUMNS = (
    Column("client", "Client"),
    Column("paddle", "Paddle"),
    Column("sale", "Sale"),
    Column("invoice", "Invoice", key=True),
    Column("issued_on", "Issued", Kind.DAY),
    Column("due_on", "Due", Kind.DAY),
    Column("days", "Days overdue", Kind.COUNT),
    *(Column(name, title, Kind.AMOUNT, total=True) for name, title, _ in BUCKETS),
    Column("open", "Open", Kind.AMOUNT, total=True),
)


def aged_receivables(db: Connection, scope: Scope) -> Report:
    """Put each open invoice into its bucket; nothing after the day is counted."""
    day = scope.day
    owed = {
        balance.invoice: balance.amount
        for balance in balances(
            db,
            "invoice",
            sale=scope.sale,
            period=(date.min, day),
            account=BookAccount.RECEIVABLES,
        )
    }
    rows = [
        (invoice.currency, _invoice_row(invoice, day, owed[invoice.invoice]))
        for invoice in buyer_documents(db, scope.sale)
        if invoice.kind is DocumentKind.INVOICE
        and scope.tells_of(invoice.client)
        and owed.get(invoice.invoice)
    ]
    return Report(
        heading=scope.heading(
            "aged-receivables", "Aged receivables", ("On", day.isoformat())
        ),
        tables=by_currency(
            db,
            scope,
            "receivables",
            "Open invoices",
            COLUMNS,
            rows=rows,
            note="Payments count from the day they came in, whether they cleared or "
            "not. Below zero, a buyer has paid too much.",
        ),
    )


def _invoice_row(invoice: BuyerDocument, day: date, owed: Minor) -> Row:
    assert invoice.due_on is not None, "an invoice is due some day"
    days = max((day - invoice.due_on).days, 0)
    place = bucket(days)
    spread = tuple(owed if at == place else None for at in range(len(BUCKETS)))
    return (
        invoice.client,
        invoice.paddle,
        invoice.sale,
        invoice.invoice,
        invoice.issued_on,
        invoice.due_on,
        days,
        *spread,
        owed,
    )


def bucket(days: int) -> int:
    """Say into which bucket an invoice falls that is so many days overdue."""
    for place, (_, _, last) in enumerate(BUCKETS):
        if last is None or days <= last:
            return place
    raise AssertionError("the last bucket has no end")
