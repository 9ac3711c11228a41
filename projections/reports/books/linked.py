"""Linked sales: what each client bought, where it reaches the anti-laundering line.

UK art market participants and others look into transactions, or linked series of
them, of 10,000 or more (rulebook 5). All that a client bought is listed as one series;
whether it is linked, and what it is worth in another currency, people judge.
"""

from __future__ import annotations

from sqlalchemy import Connection

from ledger.identity import ClientId
from ledger.money import Currency
from projections.invoices import BuyerDocument, Document, buyer_documents
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report, Row

THRESHOLD = 10_000

CLIENTS = (
    Column("client", "Client", key=True),
    Column("invoices", "Invoices", Kind.COUNT, total=True),
    Column("sales", "Sales"),
    Column("first_on", "First", Kind.DAY),
    Column("last_on", "Last", Kind.DAY),
    Column("largest", "Largest", Kind.AMOUNT),
    Column("total", "Total", Kind.AMOUNT, total=True),
    Column("alone", "One reaches it alone", Kind.YES_NO),
)
INVOICES = (
    Column("client", "Client"),
    Column("invoice", "Invoice", key=True),
    Column("sale", "Sale"),
    Column("issued_on", "Issued", Kind.DAY),
    Column("total", "Less credits", Kind.AMOUNT, total=True),
)

Series = dict[tuple[str, ClientId], list[BuyerDocument]]


def aml(db: Connection, scope: Scope) -> Report:
    """List the clients whose purchases reach the line, and their invoices."""
    units = THRESHOLD if scope.threshold is None else scope.threshold
    reached = _reaching(db, scope, units)
    return Report(
        heading=scope.heading("aml", "Linked sales", ("From", f"{units:,}")),
        tables=(
            *by_currency(
                db,
                scope,
                "clients",
                "Clients",
                CLIENTS,
                rows=(
                    (code, _client(client, bills, units * Currency(code).unit))
                    for (code, client), bills in reached.items()
                ),
                note="Listed, not judged.",
            ),
            *by_currency(
                db,
                scope,
                "invoices",
                "Their invoices",
                INVOICES,
                rows=(
                    (code, _invoice(bill))
                    for (code, _), bills in reached.items()
                    for bill in bills
                ),
                group="client",
            ),
        ),
    )


def _reaching(db: Connection, scope: Scope, units: int) -> Series:
    series: Series = {}
    for bill in buyer_documents(db, scope.sale, scope.period):
        counts = bill.kind is Document.INVOICE and bill.total > bill.credited
        if counts and scope.tells_of(bill.client):
            series.setdefault((bill.currency, bill.client), []).append(bill)
    return {
        key: bills
        for key, bills in sorted(series.items())
        if sum(map(_worth, bills)) >= units * Currency(key[0]).unit
    }


def _worth(bill: BuyerDocument) -> int:
    return bill.total - bill.credited


def _client(client: ClientId, bills: list[BuyerDocument], line: int) -> Row:
    days = [bill.issued_on for bill in bills]
    largest = max(map(_worth, bills))
    return (
        client,
        len(bills),
        ", ".join(dict.fromkeys(bill.sale for bill in bills)),
        min(days),
        max(days),
        largest,
        sum(map(_worth, bills)),
        largest >= line,
    )


def _invoice(bill: BuyerDocument) -> Row:
    return bill.client, bill.invoice, bill.sale, bill.issued_on, _worth(bill)
