"""The numbers of documents: each as it was drawn, and each as a document bears it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Connection, MetaData, String, Table

from ledger.entry import Entry
from ledger.events import (
    CreditNoteIssued,
    Event,
    InvoiceIssued,
    NumberDrawn,
    StatementIssued,
)
from ledger.identity import SeriesId
from projections.reading import ask
from projections.rows import Rows
from projections.view import View

numbers = Table(
    "numbers",
    MetaData(),
    # A number is drawn by one event and borne by another; neither waits for the other.
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("document", String, nullable=False),
    Column("series", String),
    Column("number", BigInteger),
)


def hear(entry: Entry[Event], rows: Rows) -> None:
    """Add a number that was drawn, or a document that bears one."""
    match entry.event:
        case NumberDrawn(series=series, number=number, document=document):
            rows.insert(
                {
                    "position": entry.position,
                    "document": document,
                    "series": series,
                    "number": number,
                }
            )
        case (
            InvoiceIssued(invoice=document)
            | CreditNoteIssued(credit_note=document)
            | StatementIssued(statement=document)
        ):
            rows.insert({"position": entry.position, "document": document})


HEEDS = frozenset({NumberDrawn, InvoiceIssued, CreditNoteIssued, StatementIssued})

NUMBERS = View(numbers, shape=1, hear=hear, heeds=HEEDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that was given to a document."""

    document: str
    """The whole number, as printed."""
    series: SeriesId
    number: int
    position: int
    issued: bool
    """Whether there is a document that bears it."""


def numbers_drawn(db: Connection) -> list[Number]:
    """List every number that was drawn, series by series."""
    rows = ask(
        db, NUMBERS, lambda t: t.select().order_by(t.c.series, t.c.number, t.c.position)
    )
    issued = {row.document for row in rows if row.series is None}
    return [
        Number(**row._mapping, issued=row.document in issued)
        for row in rows
        if row.series is not None
    ]


def numbers_undrawn(db: Connection) -> list[str]:
    """List the documents whose number came from no series."""
    rows = ask(db, NUMBERS, lambda t: t.select().order_by(t.c.position))
    drawn = {row.document for row in rows if row.series is not None}
    return [
        row.document for row in rows if row.series is None and row.document not in drawn
    ]
