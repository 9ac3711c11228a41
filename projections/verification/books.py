"""The books against themselves: figures that must agree, whoever made them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from ledger.money import Currency
from projections.journal import unbalanced
from projections.reports.books.checks import AddedChecks
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
    added = AddedChecks.of(db, None)
    for code, amounts in added.amounts.items():
        write = Currency(code).write
        for what, expected, actual in amounts:
            if expected != actual:
                figures = f"{write(expected)} and {write(actual)}"
                yield Disagreement(f"{what}: {figures} do not agree")
    for what, expected, actual in added.counts:
        if expected != actual and what not in FOR_A_PERSON:
            yield Disagreement(f"{what}: {expected:,} and {actual:,} do not agree")
