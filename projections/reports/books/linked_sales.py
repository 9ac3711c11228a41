"""Linked sales: what each client bought, where it reaches the anti-laundering line.

UK art market participants and others look into transactions, or linked series of
them, of 10,000 or more (rulebook 5). All that a client bought is listed as one series;
whether it is linked, and what it is worth in another currency, people judge.
"""

from __future__ import annotations

from sqlalchemy import Connection

from ledger.identity import ClientId
from ledger.money import Currency
from projections.invoices import BuyerDocument, DocumentKind, buyer_documents
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
    reached = _series_that_reach(db, scope, units)
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
                    (code, _client_row(client, invoices, units * Currency(code).unit))
                    for (code, client), invoices in reached.items()
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
                    (code, _invoice_row(invoice))
                    for (code, _), invoices in reached.items()
                    for invoice in invoices
                ),
                group="client",
            ),
        ),
    )


def _series_that_reach(db: Connection, scope: Scope, units: int) -> Series:
    series: Series = {}
    for invoice in buyer_documents(db, scope.sale, scope.period):
        counts = (
            invoice.kind is DocumentKind.INVOICE and invoice.total > invoice.credited
        )
        if counts and scope.tells_of(invoice.client):
            series.setdefault((invoice.currency, invoice.client), []).append(invoice)
    return {
        key: invoices
        for key, invoices in sorted(series.items())
        if sum(map(_worth_of, invoices)) >= units * Currency(key[0]).unit
    }


def _worth_of(invoice: BuyerDocument) -> int:
    return invoice.total - invoice.credited


def _client_row(client: ClientId, invoices: list[BuyerDocument], line: int) -> Row:
    days = [invoice.issued_on for invoice in invoices]
    largest = max(map(_worth_of, invoices))
    return (
        client,
        len(invoices),
        ", ".join(dict.fromkeys(invoice.sale for invoice in invoices)),
        min(days),
        max(days),
        largest,
        sum(map(_worth_of, invoices)),
        largest >= line,
    )


def _invoice_row(invoice: BuyerDocument) -> Row:
    return (
        invoice.client,
        invoice.invoice,
        invoice.sale,
        invoice.issued_on,
        _worth_of(invoice),
    )
