"""Number gaps: every series from its first number to its last, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Connection

from projections.invoices import BuyerDocument, Document, buyer_documents
from projections.numbers import Number, numbers_drawn, numbers_undrawn
from projections.reports.books.scope import Scope
from projections.reports.model import Column, Kind, Report, Row, Table

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
    bills = buyer_documents(db)
    voids = [bill for bill in bills if bill.void]
    return Report(
        heading=scope.heading("number-gaps", "Numbers of documents", sale=False),
        tables=(
            Table(
                name="series",
                title="Series",
                columns=SERIES,
                rows=tuple(_series(drawn, {bill.document for bill in voids})),
                note="Numbers run from 1, without gaps: each is the version of the "
                "event that drew it.",
            ),
            Table(
                name="voids",
                title="Invoices credited in full",
                columns=VOIDS,
                rows=tuple(_voids(voids, bills)),
            ),
            Table(
                name="strays",
                title="Numbers and documents that do not match",
                columns=STRAYS,
                rows=tuple(_strays(drawn, numbers_undrawn(db))),
            ),
        ),
    )


def _series(drawn: list[Number], voids: set[str]) -> Iterable[Row]:
    by_series: dict[str, list[Number]] = {}
    for one in drawn:
        by_series.setdefault(one.series, []).append(one)
    for series, held in by_series.items():
        gone = missing(one.number for one in held)
        unused = sum(not one.issued for one in held)
        twice = len(held) != len({one.number for one in held})
        yield (
            series,
            held[0].number,
            held[-1].number,
            len(held),
            len(gone),
            ", ".join(map(str, gone)) or None,
            unused,
            sum(one.document in voids for one in held),
            not (gone or unused or twice),
        )


def missing(numbers: Iterable[int]) -> list[int]:
    """List the numbers from 1 to the last that are not there."""
    there = set(numbers)
    return [number for number in range(1, max(there, default=0)) if number not in there]


def _voids(voids: list[BuyerDocument], bills: list[BuyerDocument]) -> Iterable[Row]:
    notes: dict[str, list[str]] = {}
    for one in bills:
        if one.kind is Document.CREDIT_NOTE:
            notes.setdefault(one.invoice, []).append(one.document)
    for bill in voids:
        named = ", ".join(notes.get(bill.invoice, ()))
        yield bill.document, bill.sale, bill.client, bill.issued_on, named


def _strays(drawn: list[Number], undrawn: list[str]) -> Iterable[Row]:
    times = Counter((one.series, one.number) for one in drawn)
    for one in drawn:
        if not one.issued:
            yield one.document, "its number was drawn, and no document bears it"
        if times[one.series, one.number] > 1:
            yield one.document, f"number {one.number} was drawn more than once"
    for document in undrawn:
        yield document, "its number was drawn from no series"
