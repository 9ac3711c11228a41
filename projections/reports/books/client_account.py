"""Accounts of clients: every event between a client and the house, and what is owed."""

from __future__ import annotations

from sqlalchemy import Connection

from projections.client_accounts import account_lines
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report

COLUMNS = (
    Column("client", "Client", key=True),
    Column("day", "Day", Kind.DAY),
    Column("document", "Document"),
    Column("sale", "Sale"),
    Column("event", "Event"),
    Column("amount", "Amount", Kind.AMOUNT, total=True),
    Column("balance", "Balance", Kind.AMOUNT),
    Column("position", "Position", Kind.POSITION, key=True),
)


def client_account(db: Connection, scope: Scope) -> Report:
    """List what clients bought and sold, paid and were paid, up to a day."""
    lines = account_lines(db, client=scope.client, on=scope.day)
    rows = [
        (
            line.currency,
            (
                line.client,
                line.day,
                line.document,
                line.sale,
                line.event,
                line.amount,
                line.balance,
                line.position,
            ),
        )
        for line in sorted(lines, key=lambda line: line.client)
        if scope.sale in {None, line.sale}
    ]
    return Report(
        heading=scope.heading(
            "client-account", "Accounts of clients", ("On", scope.day.isoformat())
        ),
        tables=by_currency(
            db,
            scope,
            "account",
            "Accounts",
            COLUMNS,
            rows=rows,
            note="Above zero the client owes the house, below zero the house owes "
            "them. The balance is of all sales.",
        ),
    )
