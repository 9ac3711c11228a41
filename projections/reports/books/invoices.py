"""Invoices and credit notes: what each came to, and how it stands."""

from __future__ import annotations

from sqlalchemy import Connection

from projections.invoices import BuyerDocument, DocumentKind, buyer_documents
from projections.reports.books.people import PEOPLE, People
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report, Row

AMOUNTS = (
    ("hammer", "Hammer"),
    ("premium", "Premium"),
    ("resale_right", "Resale right"),
    ("charges", "Charges"),
    ("tax", "Tax"),
    ("total", "Total"),
    ("credited", "Credited"),
    ("late_charges", "Late charges"),
    ("received", "Received"),
    ("cleared", "Cleared"),
    ("refunded", "Refunded"),
    ("balance", "Open"),
)
COLUMNS = (
    Column("document", "Document", key=True),
    Column("kind", "Kind"),
    Column("sale", "Sale"),
    Column("session", "Session", Kind.POSITION),
    Column("paddle", "Paddle"),
    Column("client", "Client"),
    Column("issued_on", "Issued", Kind.DAY),
    Column("due_on", "Due", Kind.DAY),
    Column("lines", "Lines", Kind.COUNT, total=True),
    *(Column(name, title, Kind.AMOUNT, total=True) for name, title in AMOUNTS),
    Column("void", "Void", Kind.YES_NO),
    *PEOPLE,
)
PRINTED = ("hammer", "premium", "resale_right", "charges", "tax", "total")
"""What stands on the document itself; a credit note takes it back."""


def invoices(db: Connection, scope: Scope) -> Report:
    """List every document that buyers were sent."""
    documents = buyer_documents(db, scope.sale, scope.period)
    people = People(db, scope)
    rows = (
        (document.currency, (*_document_row(document), *people.at(document.position)))
        for document in documents
        if scope.tells_of(document.client)
    )
    return Report(
        heading=scope.heading("invoices", "Invoices and credit notes"),
        tables=by_currency(
            db,
            scope,
            "documents",
            "Documents",
            COLUMNS,
            rows=rows,
            note="What a credit note takes back stands below zero.",
        ),
    )


def _document_row(document: BuyerDocument) -> Row:
    sign = 1 if document.kind is DocumentKind.INVOICE else -1
    amounts = (
        sign * getattr(document, name) if name in PRINTED else getattr(document, name)
        for name, _ in AMOUNTS
    )
    return (
        document.document,
        document.kind,
        document.sale,
        document.session,
        document.paddle,
        document.client,
        document.issued_on,
        document.due_on,
        document.lines,
        *amounts,
        document.void,
    )
