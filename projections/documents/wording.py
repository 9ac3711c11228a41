"""Amounts, rates and dates in a document, written as its reader would."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from babel import Locale
from babel.dates import format_date

from ledger.money import Currency, Minor
from ledger.terms.house import DocumentLocale
from projections.documents.labels import label
from projections.figures import amount_in, figure_in, rate_in

NOTHING = "\N{EN DASH}"
"""What stands in a column where there is no amount."""
KNOWN_WAYS = frozenset({"wire", "check", "card", "cash"})
"""The ways to pay that are named in every language."""
MINUS = "\N{MINUS SIGN}"


class DocumentWording:
    """The language and the figures of one document."""

    def __init__(self, locale: DocumentLocale, currency: Currency) -> None:
        self.language = locale.language
        self.currency = currency
        self._locale = Locale.parse(locale.value)

    def say(self, key: str, **values: str) -> str:
        """Say something in the language of the document."""
        return label(key, self.language, **values)

    def columns(self, *keys: str) -> tuple[str, ...]:
        """Name columns of amounts; the last one names the currency of all."""
        *others, last = (self.say(key) for key in keys)
        return (*others, f"{last} {self.currency.code}")

    def figures(self, amount: Minor) -> str:
        """Write an amount for a column that names its currency: ``1,250.50``."""
        return _with_true_minus(figure_in(self._locale, amount, self.currency))

    def money(self, amount: Minor) -> str:
        """Write an amount with its currency: ``$1,250.50``."""
        return _with_true_minus(amount_in(self._locale, amount, self.currency))

    def rate(self, rate: Fraction) -> str:
        """Write a rate: ``25%``, ``14,9 %``."""
        return _with_true_minus(rate_in(self._locale, rate))

    def of(self, rate: Fraction, base: Minor) -> str:
        """Write what a rate was taken of: ``25% of $2,400.00``."""
        return self.say("of", rate=self.rate(rate), base=self.money(base))

    def way(self, method: str) -> str:
        """Name a way to pay: those that every house knows, in the reader's words."""
        known = method if method in KNOWN_WAYS else None
        return self.say(known) if known else method

    def whole(self, units: int, code: str | None) -> str:
        """Write a whole amount without its decimals: ``$2,500``."""
        currency = Currency(code) if code else self.currency
        amount = units * 10**currency.decimals
        return amount_in(self._locale, amount, currency, decimals=0)

    def short_day(self, day: date) -> str:
        """Write a date for a column: ``Dec 11, 2025``, ``11.12.2025``."""
        return format_date(day, "medium", self._locale)

    def day(self, day: date) -> str:
        """Write a date: ``December 11, 2025``."""
        return format_date(day, "long", self._locale)

    def country(self, code: str) -> str:
        """Name a country: ``Germany``."""
        return str(self._locale.territories.get(code, code))


def _with_true_minus(written: str) -> str:
    """Write what is below zero with a true minus."""
    return written.replace("-", MINUS)
