"""The numbers of documents, each as it was drawn from its series."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Column, Connection, MetaData, String, Table

from ledger.entry import Entry
from ledger.events import Event, NumberDrawn
from ledger.identity import SeriesId
from projections.columns import Moment
from projections.reading import ask
from projections.rows import Rows
from projections.view import View

numbers = Table(
    "numbers",
    MetaData(),
    Column("document", String, primary_key=True),
    Column("series", String, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("position", BigInteger, nullable=False),
)


def hear(entry: Entry[Event], rows: Rows) -> None:
    """Add a number that was drawn."""
    match entry.event:
        case NumberDrawn(series=series, number=number, document=document):
            rows.insert(
                {
                    "document": document,
                    "series": series,
                    "number": number,
                    "recorded_at": entry.by.recorded_at,
                    "position": entry.position,
                }
            )


NUMBERS = View(numbers, shape=1, hear=hear)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that was given to a document."""

    document: str
    """The whole number, as printed."""
    series: SeriesId
    number: int
    recorded_at: datetime
    position: int


def numbers_drawn(db: Connection) -> list[Number]:
    """List every number, series by series."""
    rows = ask(
        db, NUMBERS, lambda t: t.select().order_by(t.c.series, t.c.number, t.c.position)
    )
    return [Number(**row._mapping) for row in rows]
