"""The books against themselves: figures that must agree, whoever made them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from ledger.money import Currency
from projections.journal import unbalanced
from projections.reports.books.checks import Books, amount_checks, count_checks
from projections.reports.books.lot_checks import FOR_A_PERSON


class Disagreement(NamedTuple):
    """Figures of the books that must agree and do not, in words."""

    what: str
    position: int | None = None
    """The event whose postings they are, where it is one event's."""


def disagreements(db: Connection) -> Iterator[Disagreement]:
    """Yield which figures do not agree, though no event can make them so.

    What a person has to look at, and nobody need have changed, is left out.
    """
    for position in unbalanced(db):
        yield Disagreement(
            f"The postings of position {position} do not balance", position
        )
    books = Books.of(db, None)
    for code in books.currencies:
        write = Currency(code).write
        for what, expected, actual in amount_checks(books.only(code)):
            if expected != actual:
                figures = f"{write(expected)} and {write(actual)}"
                yield Disagreement(f"{what}: {figures} do not agree")
    lots = books.lot_checks(db, None)
    for what, expected, actual in count_checks(db, books, lots, None):
        if expected != actual and what not in FOR_A_PERSON:
            yield Disagreement(f"{what}: {expected:,} and {actual:,} do not agree")
