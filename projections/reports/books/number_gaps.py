"""Number gaps: every series from its first number to its last, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from sqlalchemy import Connection

from ledger.identity import SeriesId
from projections.document_numbers import (
    Number,
    brought_numbers,
    numbers_drawn,
    numbers_undrawn,
)
from projections.invoices import BuyerDocument, DocumentKind, buyer_documents
from projections.reports.books.scope import Scope
from projections.reports.model import Column, Kind, Report, ReportTable, Row

SERIES = (
    Column("series", "Series", key=True),
    Column("first", "First", Kind.POSITION),
    Column("last", "Last", Kind.POSITION),
    Column("count", "Drawn", Kind.COUNT, total=True),
    Column("missing", "Missing", Kind.COUNT, total=True),
    Column("numbers", "Missing numbers"),
    Column("unused", "Without document", Kind.COUNT, total=True),
    Column("voids", "Credited in full", Kind.COUNT, total=True),
    Column("complete", "Complete", Kind.YES_NO),
)
VOIDS = (
    Column("document", "Invoice", key=True),
    Column("sale", "Sale"),
    Column("client", "Client"),
    Column("issued_on", "Issued", Kind.DAY),
    Column("credit_notes", "Credit notes"),
)
STRAYS = (
    Column("document", "Document", key=True),
    Column("why", "Why it stands here"),
)


def number_gaps(db: Connection, scope: Scope) -> Report:
    """Prove of every series that no number is missing, or say which are.

    A series is the house's, not a sale's: this report always tells all of them.
    """
    drawn = numbers_drawn(db)
    documents = buyer_documents(db)
    voids = [invoice for invoice in documents if invoice.void]
    return Report(
        heading=scope.heading("number-gaps", "Numbers of documents", sale=False),
        tables=(
            ReportTable(
                name="series",
                title="Series",
                columns=SERIES,
                rows=tuple(
                    _series_rows(
                        drawn,
                        {invoice.document for invoice in voids},
                        brought_numbers(db),
                    )
                ),
                note="Numbers run from 1, without gaps, or go on from the ledger "
                "before: each is the next event of its series.",
            ),
            ReportTable(
                name="voids",
                title="Invoices credited in full",
                columns=VOIDS,
                rows=tuple(_void_rows(voids, documents)),
            ),
            ReportTable(
                name="strays",
                title="Numbers and documents that do not match",
                columns=STRAYS,
                rows=tuple(_stray_rows(drawn, numbers_undrawn(db))),
            ),
        ),
    )


def _series_rows(
    drawn: list[Number], voids: set[str], brought: Mapping[SeriesId, int]
) -> Iterable[Row]:
    by_series: dict[str, list[Number]] = {}
    for number in drawn:
        by_series.setdefault(number.series, []).append(number)
    for series, numbers in by_series.items():
        after = brought.get(numbers[0].series, 0)
        gone = missing((number.number for number in numbers), after=after)
        unused = sum(not number.issued for number in numbers)
        twice = len(numbers) != len({number.number for number in numbers})
        yield (
            series,
            numbers[0].number,
            numbers[-1].number,
            len(numbers),
            len(gone),
            ", ".join(map(str, gone)) or None,
            unused,
            sum(number.document in voids for number in numbers),
            not (gone or unused or twice),
        )


def missing(numbers: Iterable[int], *, after: int = 0) -> list[int]:
    """List the numbers to the last that are not there, after those drawn before."""
    there = set(numbers)
    due = range(after + 1, max(there, default=0))
    return [number for number in due if number not in there]


def _void_rows(
    voids: list[BuyerDocument], documents: list[BuyerDocument]
) -> Iterable[Row]:
    notes: dict[str, list[str]] = {}
    for document in documents:
        if document.kind is DocumentKind.CREDIT_NOTE:
            notes.setdefault(document.invoice, []).append(document.document)
    for invoice in voids:
        named = ", ".join(notes.get(invoice.invoice, ()))
        yield invoice.document, invoice.sale, invoice.client, invoice.issued_on, named


def _stray_rows(drawn: list[Number], undrawn: list[str]) -> Iterable[Row]:
    times = Counter((number.series, number.number) for number in drawn)
    for number in drawn:
        if not number.issued:
            yield number.document, "its number was drawn, and no document bears it"
        if times[number.series, number.number] > 1:
            yield number.document, f"number {number.number} was drawn more than once"
    yield from _backdated_rows(drawn)
    for document in undrawn:
        yield document, "its number was drawn from no series"


def _backdated_rows(drawn: list[Number]) -> Iterable[Row]:
    """Name the documents of a day before that of the number before theirs."""
    dated = [(n, n.issued_on) for n in drawn if n.issued_on is not None]
    for (before, day_before), (number, day) in pairwise(dated):
        if number.series == before.series and day < day_before:
            why = f"of {day}, earlier than {before.document} before it, of {day_before}"
            yield number.document, why


def number_checks(db: Connection) -> Iterator[tuple[str, int, int]]:
    """Hold the numbers that were drawn against the documents that bear them."""
    drawn = numbers_drawn(db)
    brought = brought_numbers(db)
    by_series: dict[SeriesId, list[int]] = {}
    for number in drawn:
        by_series.setdefault(number.series, []).append(number.number)
    for series, used in by_series.items():
        before = brought.get(series, 0)
        gone, due = len(missing(used, after=before)), max(used) - before
        first = f"from {before + 1} to the last"
        yield f"Numbers of series {series}, {first}", due, len(used)
        yield f"Numbers of series {series} that are missing", 0, gone
    yield (
        "Numbers that were drawn, each on a document",
        len(drawn),
        sum(number.issued for number in drawn),
    )
    yield "Documents without a number that was drawn", 0, len(numbers_undrawn(db))
