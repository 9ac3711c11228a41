"""Tables of tax rates by jurisdiction, with the days on which each rate holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from ledger.files import cells
from ledger.files.cells import DecimalMark
from ledger.files.layouts import fitted
from ledger.files.problems import Misread, nearest
from ledger.files.review import Review, Roll
from ledger.files.sheets import TAX_RATES
from ledger.files.table import Row, read_table
from ledger.identity import EXEMPTION, JURISDICTION
from ledger.money import NotAnAmount, read_rate
from ledger.terms.tax import RateKind, Taxable, TaxBasis, TaxRate, TaxScheme

EVERYTHING = " ".join(Taxable)
USUAL = "hammer premium fees shipping"
"""What most jurisdictions tax."""
UNTAXED = frozenset(RateKind) - {RateKind.STANDARD, RateKind.REDUCED}
"""The kinds whose rate is 0 %."""


def read_tax_rates(
    path: str | Path, *, decimal: DecimalMark = DecimalMark.POINT, skip_last: int = 0
) -> Roll[TaxRate]:
    """Read a table of rates: one line for each rate, and the days it holds on.

    Raises Faulty with every mistake of the file.
    """
    table = read_table(path, skip_last=skip_last)
    review = Review(table, fitted(table, (TAX_RATES,)))
    read = [(row, _tax_rate(review, row, decimal)) for row in table.rows]
    rates = [(row, rate) for row, rate in read if rate is not None]
    for first, second in _overlaps(rates):
        expected = f"days on which line {first.line} does not hold"
        remedy = "End one before the other begins."
        review.fault(second, "valid_from", expected, remedy)
    entries = review.sound(rate for _, rate in read)
    digest, places = review.table.digest, review.row_places()
    return Roll(entries, review.notes("rate"), digest, places)


def _tax_rate(review: Review, row: Row, decimal: DecimalMark) -> TaxRate | None:
    jurisdiction = review.required(row, "jurisdiction", _jurisdiction)
    name = review.required(row, "name", cells.one_line)
    rate = review.required(row, "rate", _percent(decimal))
    on = review.required(row, "on", _taxable)
    begins = review.required(row, "valid_from", cells.day)
    ends = review.read(row, "valid_until", cells.day)
    if begins is not None and ends is not None and ends < begins:
        expected = f"{begins} or later, as it is valid from then"
        review.fault(row, "valid_until", expected, "Turn the dates around.")
    kind = review.read(row, "kind", cells.word(RateKind))
    if kind in UNTAXED and rate:
        remedy = f"Write 0%, or another kind than {kind}."
        review.fault(row, "rate", f"0%, as the line is {kind}", remedy)
    if jurisdiction is None or name is None or rate is None:
        return None
    if on is None or begins is None:
        return None
    return TaxRate(
        jurisdiction,
        name,
        rate,
        on,
        begins,
        ends,
        categories=review.read(row, "category", _categories) or (),
        scheme=review.read(row, "scheme", cells.word(TaxScheme)),
        kind=kind,
        basis=review.read(row, "basis", cells.word(TaxBasis)) or TaxBasis.ADDED,
        exemption=review.read(row, "code", _exemption),
        reason=review.read(row, "reason", cells.one_line),
    )


def _overlaps(rates: list[tuple[Row, TaxRate]]) -> Iterator[tuple[Row, Row]]:
    """Yield lines that give one tax of one thing two rates on some day."""
    tables: dict[tuple[object, ...], list[tuple[Row, TaxRate]]] = {}
    for row, rate in rates:
        for_registered = rate.kind is RateKind.REVERSE_CHARGE
        of = (rate.jurisdiction, rate.name, rate.scheme, for_registered)
        for category in rate.categories or (None,):
            for what in rate.on:
                tables.setdefault((*of, category, what), []).append((row, rate))
    overlapping = {
        (second.line, first.line): (first, second)
        for table in tables.values()
        for first, second in _overlapping(table)
    }
    for _, pair in sorted(overlapping.items()):
        yield pair


def _overlapping(table: list[tuple[Row, TaxRate]]) -> Iterator[tuple[Row, Row]]:
    by_day = sorted(table, key=lambda line: line[1].valid_from)
    for (first, rate), (second, other) in pairwise(by_day):
        if rate.valid_until is None or other.valid_from <= rate.valid_until:
            yield first, second


def _categories(text: str) -> tuple[str, ...]:
    """Read the categories of lots, with semicolons between."""
    names = [name.strip() for name in text.split(";")]
    return tuple(dict.fromkeys(cells.one_line(name) for name in names if name))


def _exemption(text: str) -> str:
    if not EXEMPTION.fullmatch(text):
        raise Misread("a code of the list VATEX", 'Write it like "VATEX-EU-F".')
    return text


def _jurisdiction(text: str) -> str:
    if not JURISDICTION.fullmatch(text):
        expected = "a country, and a part of it if need be"
        right = JURISDICTION.fullmatch(text.upper())
        raise Misread(
            expected, f'Write "{text.upper()}".' if right else 'Write it like "US-TX".'
        )
    return text


def _percent(mark: DecimalMark) -> Callable[[str], Fraction]:
    """Make a reader of rates, in figures with one decimal sign."""

    def read(text: str) -> Fraction:
        try:
            return read_rate(mark.pointed(text))
        except NotAnAmount as error:
            raise Misread(error.expected, mark.advice(error.remedy, text)) from error

    return read


def _taxable(text: str) -> tuple[Taxable, ...]:
    """Read what is taxed, words with spaces between: ``hammer premium``."""
    words = text.split()
    for word in words:
        if word not in tuple(Taxable):
            remedy = nearest(word.lower(), Taxable, otherwise=f'Write "{USUAL}".')
            raise Misread(f"words out of {EVERYTHING}, with spaces between", remedy)
    if not words:
        raise Misread("what is taxed", f'Write it like "{USUAL}".')
    return tuple(dict.fromkeys(Taxable(word) for word in words))
