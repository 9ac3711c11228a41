"""The numbers of documents: each as it was drawn, and each as a document bears it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from ledger.entry import Entry
from ledger.events import (
    CreditNoteIssued,
    InvoiceIssued,
    NumberDrawn,
    SeriesBroughtForward,
    StatementIssued,
)
from ledger.identity import SeriesId
from projections.queries import ask, rows_in
from projections.rows import Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    """A number as it was drawn from a series, or as a document bears it."""

    # A number is drawn by one event and borne by another; neither waits for the other.
    position: int
    """The place in the log."""
    document: str
    """The whole number, as printed."""
    series: SeriesId | None
    """The series that it was drawn from; None where a document bears it."""
    number: int | None
    """Its place in the series, from 1; None where a document bears it."""
    issued_on: date | None
    """The day that the document bears; None where a series drew it."""
    brought: bool
    """It was the last that was drawn in the ledger before."""


def _on_number_drawn(entry: Entry[NumberDrawn], rows: Rows) -> None:
    rows.insert(entry, entry.event, brought=False)


def _on_series_brought_forward(entry: Entry[SeriesBroughtForward], rows: Rows) -> None:
    rows.insert(entry, entry.event, brought=True)


def _on_invoice_issued(entry: Entry[InvoiceIssued], rows: Rows) -> None:
    rows.insert(
        entry,
        document=entry.event.invoice,
        issued_on=entry.event.issued_on,
        brought=False,
    )


def _on_credit_note_issued(entry: Entry[CreditNoteIssued], rows: Rows) -> None:
    rows.insert(
        entry,
        document=entry.event.credit_note,
        issued_on=entry.event.issued_on,
        brought=False,
    )


def _on_statement_issued(entry: Entry[StatementIssued], rows: Rows) -> None:
    rows.insert(
        entry,
        document=entry.event.statement,
        issued_on=entry.event.issued_on,
        brought=False,
    )


NUMBERS = View(
    name="numbers",
    row=NumberRow,
    key="position",
    shape=4,
    hears={
        NumberDrawn: _on_number_drawn,
        SeriesBroughtForward: _on_series_brought_forward,
        InvoiceIssued: _on_invoice_issued,
        CreditNoteIssued: _on_credit_note_issued,
        StatementIssued: _on_statement_issued,
    },
)


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
    issued_on: date | None
    """The day of that document, None where there is none."""


def numbers_drawn(db: Connection) -> list[Number]:
    """List every number that was drawn here, series by series."""
    rows = rows_in(db, NUMBERS, by=("series", "number", "position"))
    issued = {row.document: row.issued_on for row in rows if row.series is None}
    return [
        Number(
            document=row.document,
            series=row.series,
            number=row.number,
            position=row.position,
            issued=row.document in issued,
            issued_on=issued.get(row.document),
        )
        for row in rows
        if row.series is not None and row.number is not None and not row.brought
    ]


def brought_numbers(db: Connection) -> dict[SeriesId, int]:
    """Return the last number of each series that was drawn in the ledger before."""
    brought = ask(
        db, NUMBERS, lambda t: select(t.c.series, t.c.number).where(t.c.brought)
    )
    return {SeriesId(series): number for series, number in brought}


def numbers_undrawn(db: Connection) -> list[str]:
    """List the documents whose number came from no series."""
    rows = rows_in(db, NUMBERS)
    drawn = {row.document for row in rows if row.series is not None}
    last = dict(_split(row.document) for row in rows if row.brought)
    undrawn = (row.document for row in rows if row.series is None)
    return [
        document
        for document in undrawn
        if document not in drawn and not _was_drawn_before(document, last)
    ]


def _was_drawn_before(document: str, last: dict[str, int]) -> bool:
    """Say whether a number is one of a series that goes on from the ledger before."""
    stem, number = _split(document)
    return number <= last.get(stem, 0)


def _split(document: str) -> tuple[str, int]:
    stem = document.rstrip("0123456789")
    return stem, int(document[len(stem) :] or 0)
