"""Aged receivables: what buyers owe on a day, and for how long it has been overdue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Connection

from ledger.identity import ClientId
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


CLIENTS = (
    Column("client", "Client", key=True),
    Column("owed", "Open on invoices", Kind.AMOUNT, total=True),
    Column("overpaid", "Paid too much", Kind.AMOUNT, total=True),
    Column("on_account", "On account", Kind.AMOUNT, total=True),
    Column("net", "Net", Kind.AMOUNT, total=True),
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
    invoices = [
        invoice
        for invoice in buyer_documents(db, scope.sale)
        if invoice.kind is DocumentKind.INVOICE
        and scope.tells_of(invoice.client)
        and owed.get(invoice.invoice)
    ]
    pairs = [(invoice, owed[invoice.invoice]) for invoice in invoices]
    return Report(
        heading=scope.heading(
            "aged-receivables", "Aged receivables", ("On", day.isoformat())
        ),
        tables=tuple(
            table
            for name, title, columns, rows, note in (
                ("receivables", "Open invoices", COLUMNS, _rows(pairs, day), _NOTE),
                ("clients", "By client", CLIENTS, _client_rows(db, day, pairs), _NET),
            )
            for table in by_currency(
                db, scope, name, title, columns, rows=rows, note=note
            )
        ),
    )


_NOTE = (
    "Payments count from the day they came in, whether they cleared or not. Below "
    "zero, a buyer has paid too much."
)
_NET = (
    "Net is what a client owes on some invoices, less what they paid too much on "
    "others and what is kept on their account. Deposits are securities, and are not "
    "taken off."
)


def _rows(
    invoices: Sequence[tuple[BuyerDocument, Minor]], day: date
) -> Iterator[tuple[str, Row]]:
    for invoice, amount in invoices:
        yield invoice.currency, _invoice_row(invoice, day, amount)


def _client_rows(
    db: Connection, day: date, invoices: Sequence[tuple[BuyerDocument, Minor]]
) -> Iterator[tuple[str, Row]]:
    """Set off for each client what they owe and what the house has of theirs."""
    on_account = {
        (balance.currency, balance.client): -balance.amount
        for balance in balances(
            db, "client", period=(date.min, day), account=BookAccount.ON_ACCOUNT
        )
    }
    owed: Counter[tuple[str, ClientId]] = Counter()
    overpaid: Counter[tuple[str, ClientId]] = Counter()
    for invoice, amount in invoices:
        (owed if amount > 0 else overpaid)[invoice.currency, invoice.client] += amount
    for key in sorted({(each.currency, each.client) for each, _ in invoices}):
        currency, client = key
        credit = on_account.get(key, 0)
        net = owed[key] + overpaid[key] - credit
        yield currency, (client, owed[key], overpaid[key], -credit, net)


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
