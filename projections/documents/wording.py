"""How a document writes amounts, rates and dates: as its reader would."""

from __future__ import annotations

import re
from copy import copy
from datetime import date
from decimal import Decimal
from fractions import Fraction

from babel import Locale
from babel.dates import format_date
from babel.numbers import NumberPattern

from ledger.money import Currency, Minor, share
from ledger.terms.house import DocumentLocale
from projections.documents.labels import label

NOTHING = "\N{EN DASH}"
"""What stands in a column where there is no amount."""
MINUS = "\N{MINUS SIGN}"
SPACE = "\N{NO-BREAK SPACE}"
_CODE_BESIDE_FIGURE = re.compile(r"(?<=[A-Z])(?=\d)")
"""Where the pattern of a symbol leaves no space before a code: ``KWD 5.000``."""
RATE_DECIMALS_MAX = 6
_MILLIONTHS_OF_A_PERCENT = 10**8


class Wording:
    """The language and the figures of one document."""

    def __init__(self, locale: DocumentLocale, currency: Currency) -> None:
        self.language = locale.language
        self.currency = currency
        self._locale = Locale.parse(locale.value)
        decimals = (currency.decimals, currency.decimals)
        formats = self._locale.currency_formats
        self._money = _with_decimals(formats["standard"], *decimals)
        self._figures = _with_decimals(self._locale.decimal_formats[None], *decimals)
        percent = self._locale.percent_formats[None]
        self._percent = _with_decimals(percent, 0, RATE_DECIMALS_MAX)

    def say(self, key: str, **values: str) -> str:
        """Say something in the language of the document."""
        return label(key, self.language, **values)

    def columns(self, *keys: str) -> tuple[str, ...]:
        """Name columns of amounts; the last one names the currency of all."""
        *others, last = (self.say(key) for key in keys)
        return (*others, f"{last} {self.currency.code}")

    def figures(self, amount: Minor) -> str:
        """Write an amount for a column that names its currency: ``1,250.50``."""
        return self._applied(self._figures, self._decimal(amount))

    def money(self, amount: Minor) -> str:
        """Write an amount with its currency: ``$1,250.50``."""
        return self._applied(self._money, self._decimal(amount))

    def rate(self, rate: Fraction) -> str:
        """Write a rate: ``25%``, ``14,9 %``."""
        exact = Decimal(share(_MILLIONTHS_OF_A_PERCENT, rate))
        return self._applied(self._percent, exact / _MILLIONTHS_OF_A_PERCENT)

    def of(self, rate: Fraction, base: Minor) -> str:
        """Write what a rate was taken of: ``25% of $2,400.00``."""
        return self.say("of", rate=self.rate(rate), base=self.money(base))

    def day(self, day: date) -> str:
        """Write a date: ``December 11, 2025``."""
        return format_date(day, "long", self._locale)

    def country(self, code: str) -> str:
        """Name a country: ``Germany``."""
        return str(self._locale.territories.get(code, code))

    def _decimal(self, amount: Minor) -> Decimal:
        return Decimal(amount).scaleb(-self.currency.decimals)

    def _applied(self, pattern: NumberPattern, value: Decimal) -> str:
        written = pattern.apply(
            value, self._locale, currency=self.currency.code, currency_digits=False
        )
        return _CODE_BESIDE_FIGURE.sub(SPACE, str(written)).replace("-", MINUS)


def _with_decimals(pattern: NumberPattern, least: int, most: int) -> NumberPattern:
    """Keep a pattern's habits, but for how many decimals it shows."""
    own = copy(pattern)
    own.frac_prec = (least, most)
    return own
