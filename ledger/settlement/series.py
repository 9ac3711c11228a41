"""Numbers without gaps: the next one is the next version of the series' own stream."""

from __future__ import annotations

from ledger.events.bookkeeping import NumberDrawn, SeriesBroughtForward
from ledger.identity import SeriesId

DIGITS = 5
"""Shorter numbers are filled up, so that they sort as they were given out."""


def evolve(drawn: int | None, event: NumberDrawn | SeriesBroughtForward) -> int:
    """Return the last number that was drawn, here or in the ledger before."""
    if isinstance(event, SeriesBroughtForward):
        assert drawn is None, "a series is brought forward before a number is drawn"
        return event.number
    assert event.number == (drawn or 0) + 1, "numbers are drawn in order"
    return event.number


def draw(drawn: int | None, series: SeriesId) -> tuple[NumberDrawn, ...]:
    """Draw the next number of a series, for a document of the same command."""
    number = (drawn or 0) + 1
    return (
        NumberDrawn(series=series, number=number, document=written(series, number)),
    )


def written(series: SeriesId, number: int) -> str:
    """Write a number as it is printed: ``HA-2025-00017``, ``HA-2025-C00003``."""
    joint = "" if series[-1].isalpha() else "-"
    return f"{series}{joint}{number:0{DIGITS}}"


def parts(document: str) -> tuple[SeriesId, int]:
    """Return the series of a printed number, and its place in it."""
    bare = document.rstrip("0123456789")
    return SeriesId(bare.removesuffix("-")), int(document[len(bare) :])
