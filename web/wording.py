"""Amounts and times on a page, as its reader writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_decimal

from ledger.money import Currency, Minor
from projections.figures import amount_in, figure_in, rate_in, span_in
from projections.instants import iso_time


class PageWording:
    """What a template writes figures and moments with."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale

    def money(self, amount: str | None, currency: str) -> str:
        """Write an amount of a shape: ``$1,250``, with decimals where it has some."""
        if amount is None:
            return "\N{EN DASH}"
        money = Currency(currency)
        minor = _minor(amount, money)
        decimals = 0 if minor % money.unit == 0 else None
        return amount_in(self._locale, minor, money, decimals=decimals)

    def figure(self, amount: str, currency: str) -> str:
        """Write an amount of a shape as it is typed, without a sign: ``1,250.00``."""
        money = Currency(currency)
        return figure_in(self._locale, _minor(amount, money), money)

    def number(self, figure: int | Decimal) -> str:
        """Write a number: ``1,250``, with all its decimals."""
        return format_decimal(figure, locale=self._locale, decimal_quantization=False)

    def rate(self, percent: str) -> str:
        """Write a rate that is told in percent: ``14.9%``."""
        return rate_in(self._locale, Fraction(percent.removesuffix("%")) / 100)

    def moment(self, at: datetime, zone: str, *, seconds: bool = False) -> str:
        """Write a moment by the clock of a zone: ``Dec 11, 2025, 9:50 AM``."""
        local = at.astimezone(ZoneInfo(zone))
        day = format_date(local.date(), "medium", locale=self._locale)
        return f"{day}, {self.clock(at, zone, seconds=seconds)}"

    def clock(self, at: datetime, zone: str, *, seconds: bool = False) -> str:
        """Write what a clock of a zone shows: ``9:50 AM``."""
        length = "medium" if seconds else "short"
        local = at.astimezone(ZoneInfo(zone))
        return format_time(local, length, tzinfo=ZoneInfo(zone), locale=self._locale)

    def weekday(self, at: datetime, zone: str) -> str:
        """Write the day of a moment: ``Thursday, December 11, 2025``."""
        local = at.astimezone(ZoneInfo(zone))
        return format_date(local.date(), "full", locale=self._locale)

    def whole(self, at: datetime, zone: str) -> str:
        """Write a moment to the second, with its offset and its zone."""
        local = at.astimezone(ZoneInfo(zone))
        pattern = "yyyy-MM-dd HH:mm:ss xxx"
        written = format_datetime(local, pattern, ZoneInfo(zone), locale=self._locale)
        return f"{written} {zone}"

    def day(self, on: date | str) -> str:
        """Write a day of the calendar, also one of an answer: ``Dec 11, 2025``."""
        day = date.fromisoformat(on) if isinstance(on, str) else on
        return format_date(day, "medium", locale=self._locale)

    def left(self, until: datetime, now: datetime) -> str:
        """Write how long it is until a moment: ``11 days``."""
        seconds = max(timedelta(0), until - now)
        return format_timedelta(seconds, threshold=1.5, locale=self._locale)

    def span(self, ms: int) -> str:
        """Write a span of milliseconds: ``3.204 s``, ``2 min 5 s``."""
        return span_in(self._locale, ms)

    def instant(self, at: datetime) -> str:
        """Write a moment for programs: in UTC."""
        return iso_time(at.astimezone(UTC))


def _minor(amount: str, currency: Currency) -> Minor:
    sign = -1 if amount.startswith("-") else 1
    return sign * currency.read(amount.removeprefix("-"))
