"""Check that the increments of a terms file make a ladder that one can climb.

A check passes over what is None: that was reported, or rightly left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from ledger.files.terms_file.shapes import BiddingTable, IncrementBandTable
from ledger.files.toml.document import ABSENT, Mistake
from ledger.files.toml.lines import KeyPath
from ledger.money import Currency, Minor

INCREMENTS: KeyPath = ("bidding", "increments")

LEAST_PERCENT = Fraction(1, 1000)
"""A ladder of smaller percentages has more rungs than anybody calls."""


def ladder_mistakes(bidding: BiddingTable, currency: Currency) -> Iterator[Mistake]:
    """List where the increments do not make a ladder."""
    increments = bidding.increments
    if increments is None:
        return
    if not increments:
        example = 'Write [[bidding.increments]] from = "0" step = "10".'
        yield Mistake(INCREMENTS, "at least one increment", example, "none")
    lines = [(place, line) for place, line in enumerate(increments) if line]
    for place, line in lines:
        yield from _step_mistakes(line, (*INCREMENTS, place), currency)
        if bidding.whole_units:
            yield from _broken_units(line, (*INCREMENTS, place), currency)
    yield from _start_mistakes(lines, currency)
    for (place, line), (_, ahead) in pairwise(lines):
        yield from _reach_mistakes(line, ahead, (*INCREMENTS, place), currency)


def _step_mistakes(
    line: IncrementBandTable, at: KeyPath, currency: Currency
) -> Iterator[Mistake]:
    """Check that a line says one step, a percentage, or one list of values."""
    given = line.model_fields_set
    by_values = given & {"values", "each"}
    if "percent" in given:
        yield from _percent_mistakes(line, at)
    if "step" in given and by_values:
        expected = "either a step, or values and each"
        yield Mistake((*at, "step"), expected, "Take one of them out.")
    elif not given & {"step", "percent"} and not by_values:
        expected = "a step, a percent, or values and each"
        yield Mistake(at, expected, 'Write step = "10".', ABSENT)
    elif by_values == {"values"}:
        expected = "the amount after which the values come again"
        yield Mistake((*at, "each"), expected, 'Write each = "1,000".', ABSENT)
    elif by_values == {"each"}:
        expected = "the values that come again after each"
        remedy = 'Write values = ["200", "500", "800"].'
        yield Mistake((*at, "values"), expected, remedy, ABSENT)
    for key, climb in (("step", line.step), ("each", line.each)):
        if climb == 0:
            yield Mistake((*at, key), "more than 0", "Write a step that climbs.")
    yield from _value_mistakes(line, (*at, "values"), currency)


def _percent_mistakes(line: IncrementBandTable, at: KeyPath) -> Iterator[Mistake]:
    """Check that a percentage climbs, by amounts that an auctioneer could call."""
    if line.model_fields_set & {"values", "each"}:
        expected = "either a percent, or values and each"
        yield Mistake((*at, "percent"), expected, "Take one of them out.")
    if line.percent is not None and not LEAST_PERCENT <= line.percent <= 1:
        expected = "a rate from 0.1% to 100%"
        yield Mistake((*at, "percent"), expected, 'Write percent = "10%".')


def _value_mistakes(
    line: IncrementBandTable, at: KeyPath, currency: Currency
) -> Iterator[Mistake]:
    """Check that values rise, and end before they come again."""
    if line.values == []:
        yield Mistake(at, "at least one value", "Write a step instead.", "none")
    below: Minor = 0
    for place, value in enumerate(line.values or []):
        if value is None:
            continue
        if value <= below:
            expected = f"more than {currency.write(below)}"
            yield Mistake((*at, place), expected, "Put the values in rising order.")
        if line.each is not None and value >= line.each:
            expected = f"less than {currency.write(line.each)}, where they come again"
            yield Mistake(
                (*at, place), expected, "Take it out, or write a higher each."
            )
        below = value


def _broken_units(
    line: IncrementBandTable, at: KeyPath, currency: Currency
) -> Iterator[Mistake]:
    """Check that a house which takes only whole units asks only for whole units."""
    amounts = [("from", line.from_), ("step", line.step), ("each", line.each)]
    places: list[tuple[KeyPath, Minor | None]] = [((k,), a) for k, a in amounts]
    places += [(("values", i), v) for i, v in enumerate(line.values or [])]
    for keys, amount in places:
        if amount is not None and amount % currency.unit:
            expected = f"whole {currency.code}, as bidding.whole_units says"
            yield Mistake(
                (*at, *keys), expected, "Round it, or set whole_units = false."
            )


def _start_mistakes(
    lines: Sequence[tuple[int, IncrementBandTable]], currency: Currency
) -> Iterator[Mistake]:
    """Check that the first increment starts at nothing, and the others follow."""
    before: Minor | None = None
    for place, line in lines:
        start = line.from_
        if start is None:
            continue
        at = (*INCREMENTS, place, "from")
        if place == 0 and start != 0:
            expected = "0, where the first increment starts"
            yield Mistake(at, expected, 'Write from = "0".')
        if before is not None and start <= before:
            low = currency.write(before)
            expected = f"more than {low}, where the increment before starts"
            yield Mistake(at, expected, "Write a higher start.")
        before = start


def _reach_mistakes(
    line: IncrementBandTable, ahead: IncrementBandTable, at: KeyPath, currency: Currency
) -> Iterator[Mistake]:
    """Check that at least one whole step fits before the next increment starts."""
    if line.from_ is None or ahead.from_ is None or ahead.from_ <= line.from_:
        return
    distance = ahead.from_ - line.from_
    for key, reach in (("step", line.step), ("each", line.each)):
        if reach is not None and reach > distance:
            room, end = currency.write(distance), currency.write(ahead.from_)
            expected = f"at most {room}: the next increment starts at {end}"
            yield Mistake((*at, key), expected, "Write a smaller one.")
