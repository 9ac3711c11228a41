"""Consignors' statements line by line, and what was paid to consignors."""

from __future__ import annotations

from sqlalchemy import Connection

from projections.payouts import PayoutRow, payouts_in
from projections.reports.books.people import PEOPLE, People, decisions_table
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report, Row
from projections.statements import StatementLineRow, statement_lines

LINES = (
    Column("statement", "Statement", key=True),
    Column("number", "No.", Kind.POSITION, key=True),
    Column("consignor", "Consignor"),
    Column("sale", "Sale"),
    Column("issued_on", "Issued", Kind.DAY),
    Column("kind", "Kind"),
    Column("lot", "Lot"),
    Column("said", "What"),
    Column("rule", "Rule"),
    Column("rate", "Rate", Kind.RATE),
    Column("base", "Of", Kind.AMOUNT),
    Column("amount", "Amount", Kind.AMOUNT, total=True),
    Column("tax", "Tax", Kind.AMOUNT, total=True),
    Column("input_tax", "Tax paid on", Kind.AMOUNT, total=True),
    Column("net", "Net", Kind.AMOUNT, total=True),
    Column("due_on", "Due", Kind.DAY),
    Column("corrects", "Corrects"),
    Column("source", "Source", Kind.POSITION),
    *PEOPLE,
)
PAID = (
    Column("payout", "Payment", key=True),
    Column("purpose", "For"),
    Column("consignor", "Consignor"),
    Column("sale", "Sale"),
    Column("paid_on", "Paid", Kind.DAY),
    Column("reversed_on", "Came back", Kind.DAY),
    Column("method", "By"),
    Column("reference", "Reference"),
    Column("said", "What"),
    Column("amount", "Amount", Kind.AMOUNT),
    Column("kept", "Stays paid", Kind.AMOUNT, total=True),
    *PEOPLE,
)
LATER = ("commission-agreed", "payout-reversed", "repayment-reversed")
"""What is decided on consignors' accounts beside statements and payments."""


def statements(db: Connection, scope: Scope) -> Report:
    """List what consignors were told, and what they were paid."""
    lines = statement_lines(db, scope.sale, scope.period)
    paid = payouts_in(db, scope.sale, scope.period)
    people = People(db, scope)
    return Report(
        heading=scope.heading("statements", "Statements"),
        tables=(
            *by_currency(
                db,
                scope,
                "lines",
                "Lines of statements",
                LINES,
                rows=(
                    (line.currency, (*_line_row(line), *people.at(line.position)))
                    for line in lines
                    if _is_asked_for(scope, line)
                ),
                group="statement",
            ),
            *by_currency(
                db,
                scope,
                "payouts",
                "Paid to consignors, and for them",
                PAID,
                rows=(
                    (
                        payout.currency,
                        (*_payout_row(payout), *people.at(payout.position)),
                    )
                    for payout in paid
                    if _is_asked_for(scope, payout)
                ),
            ),
            decisions_table(db, scope, "Agreements and reversals", LATER),
        ),
    )


def _is_asked_for(scope: Scope, row: StatementLineRow | PayoutRow) -> bool:
    return scope.tells_of(row.consignor)


def _line_row(line: StatementLineRow) -> Row:
    return (
        line.statement,
        line.number,
        line.consignor,
        line.sale,
        line.issued_on,
        line.kind,
        line.lot,
        line.said,
        line.rule,
        line.rate,
        line.base,
        line.amount,
        line.tax,
        line.input_tax,
        line.net,
        line.due_on,
        line.corrects,
        line.source,
    )


def _payout_row(payout: PayoutRow) -> Row:
    return (
        payout.payout,
        payout.purpose,
        payout.consignor,
        payout.sale,
        payout.paid_on,
        payout.reversed_on,
        payout.method,
        payout.reference,
        payout.said,
        payout.amount,
        payout.amount if payout.reversed_on is None else 0,
    )
