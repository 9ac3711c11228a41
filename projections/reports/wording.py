"""Figures, rates and times in a reader's locale, by the clock of a sale.

Days are named as CLDR, the Unicode register of such habits, has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from ledger.money import Currency, Minor
from projections.figures import amount_in, figure_in, rate_in, span_in
from projections.rehearsal import zone_words
from projections.reports.model import Column, Heading, Kind, Knowledge, Value

Fact = tuple[str, str]
"""The name of a fact, and what it is."""

LETTER = frozenset("BZ CA CL CO CR GT MX NI PA PH PR SV US VE".split())
"""Where paper is US Letter (CLDR); elsewhere it is A4."""


class UnknownLocale(ValueError):
    """A locale was asked for that is not known."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} is no known locale. Write it like en_US or de_DE.")


@dataclass(frozen=True, slots=True)
class Wording:
    """One locale, one clock."""

    locale: Locale
    zone: ZoneInfo

    @classmethod
    def of(cls, locale: str, zone: str) -> Wording:
        """Find a locale by its name: ``en_US``, ``de-DE``, ``fr``."""
        try:
            known = Locale.parse(locale.replace("-", "_").partition(".")[0])
        except (UnknownLocaleError, ValueError) as unknown:
            raise UnknownLocale(locale) from unknown
        return cls(known, ZoneInfo(zone))

    @property
    def paper(self) -> str:
        """The paper that is in the trays there."""
        return "us-letter" if self.locale.territory in LETTER else "a4"

    def figure(self, amount: Minor, currency: Currency) -> str:
        """Write an amount as a bare number, all its decimals shown: ``1,250.50``."""
        return figure_in(self.locale, amount, currency)

    def amount(self, amount: Minor, currency: Currency) -> str:
        """Write an amount and its currency: ``$1,250.50``."""
        return amount_in(self.locale, amount, currency)

    def count(self, number: int) -> str:
        """Write how many: ``1,250``."""
        return format_decimal(number, locale=self.locale)

    def rate(self, rate: Fraction, *, decimals: int = 0) -> str:
        """Write a rate in percent, with the decimals it needs or more: ``14.9%``."""
        return rate_in(self.locale, rate, decimals=decimals)

    def day(self, day: date) -> str:
        """Write a day: ``26 Nov 2026``."""
        return format_date(day, "medium", locale=self.locale)

    def moment(self, at: datetime) -> str:
        """Write a moment by the clock of the sale, to the second.

        In the hour that a clock shows twice, the offset tells which of the two it is.
        """
        local = at.astimezone(self.zone)
        written = format_datetime(local, "medium", self.zone, locale=self.locale)
        offsets = {local.replace(fold=fold).utcoffset() for fold in (0, 1)}
        return written if len(offsets) == 1 else f"{written} {local:%z}"

    def moment_and_zone(self, at: datetime) -> str:
        """Write a moment that stands alone, with its zone: ``..., 14:05:00 GMT``."""
        return f"{self.moment(at)} {at.astimezone(self.zone).tzname()}"

    def cell(
        self,
        value: Value,
        column: Column,
        currency: Currency | None,
        *,
        rate_decimals: int = 0,
    ) -> str:
        """Write one value of a table; where there is none, nothing."""
        match column.kind, value:
            case _, None:
                return ""
            case Kind.AMOUNT, int() if currency is not None:
                return self.figure(value, currency)
            case Kind.COUNT, int():
                return self.count(value)
            case Kind.RATE, Fraction():
                return self.rate(value, decimals=rate_decimals)
            case Kind.SPAN, int():
                return span_in(self.locale, value)
            case Kind.YES_NO, _:
                return "yes" if value else "no"
            case Kind.MOMENT, datetime():
                return self.moment(value)
            case Kind.DAY, date():
                return self.day(value)
            case _:
                return str(value)


def subject(heading: Heading, wording: Wording) -> list[Fact]:
    """Say what a report tells of: which sale and days, what was known, what is left."""
    facts: list[Fact] = []
    if heading.sale is not None:
        facts.append(("Sale", heading.sale))
    if heading.period is not None:
        facts.append(("Period", _period_words(*heading.period, wording)))
    if heading.ledger:
        facts.append(("As of", wording.moment_and_zone(heading.as_of)))
        facts.append(("Log position", str(heading.position)))
    if heading.then is not None:
        facts.append(("Known then", _known_as_of_words(heading.then, wording)))
    return [*facts, *heading.filters]


def _period_words(first: date, last: date, wording: Wording) -> str:
    """Tell the days of a report; one that is open on a side names the other alone."""
    if first == date.min:
        return f"up to {wording.day(last)}"
    if last == date.max:
        return f"from {wording.day(first)}"
    days = (first,) if first == last else (first, last)
    return " \N{EN DASH} ".join(map(wording.day, days))


def _known_as_of_words(then: Knowledge, wording: Wording) -> str:
    return f"{wording.moment_and_zone(then.as_of)}, position {then.position}"


def imprint(heading: Heading, wording: Wording) -> list[Fact]:
    """Say where a report comes from: which ledger, printed by whom and when."""
    ledger = [("Ledger", heading.ledger)] if heading.ledger else []
    return [
        *ledger,
        ("Printed by", heading.printed_by),
        ("Printed at", wording.moment_and_zone(heading.printed_at)),
        ("Times", zone_words(heading.zone, heading.timing, wording.moment)),
    ]
