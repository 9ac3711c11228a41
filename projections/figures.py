"""Figures in a locale, whether on a document or in a report.

Digits are grouped as CLDR, the Unicode register of such habits, has it. Decimals are
those that ISO 4217 gives the currency, in every locale.
"""

from __future__ import annotations

import re
from copy import copy
from decimal import Decimal
from fractions import Fraction

from babel import Locale
from babel.numbers import NumberPattern, get_decimal_symbol

from ledger.money import Currency, Minor
from projections.reports.script_values import PERCENT_DECIMALS_MAX, rate_decimal
from projections.spans import span_words

SPACE = "\N{NO-BREAK SPACE}"

_LETTER_BEFORE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)")
"""Where the pattern of a symbol leaves no space before a code: ``KWD 5.000``."""


def figure_in(locale: Locale, amount: Minor, currency: Currency) -> str:
    """Write an amount as a bare number, all its decimals shown: ``1,250.50``."""
    standard = locale.decimal_formats[None]
    pattern = _with_decimals(standard, currency.decimals, currency.decimals)
    return str(pattern.apply(Decimal(currency.plain(amount)), locale))


def amount_in(
    locale: Locale, amount: Minor, currency: Currency, *, decimals: int | None = None
) -> str:
    """Write an amount and its currency: ``$1,250.50``, or without decimals ``$5``."""
    standard = locale.currency_formats["standard"]
    shown = currency.decimals if decimals is None else decimals
    pattern = _with_decimals(standard, shown, shown)
    written = pattern.apply(
        Decimal(currency.plain(amount)),
        locale,
        currency=currency.code,
        currency_digits=False,
    )
    # A code is set apart from the digits; a sign need not be.
    return _LETTER_BEFORE_DIGIT.sub(SPACE, str(written))


def rate_in(locale: Locale, rate: Fraction, *, decimals: int = 0) -> str:
    """Write a rate in percent, with the decimals it needs or more: ``14.9%``."""
    standard = locale.percent_formats[None]
    pattern = _with_decimals(standard, decimals, PERCENT_DECIMALS_MAX)
    return str(pattern.apply(rate_decimal(rate), locale))


def span_in(locale: Locale, ms: int) -> str:
    """Write a span of milliseconds in the units that people read: ``3.204 s``."""
    day = "j" if locale.language == "fr" else "d"
    return span_words(ms, point=get_decimal_symbol(locale), day=day)


def _with_decimals(pattern: NumberPattern, least: int, most: int) -> NumberPattern:
    """Keep a pattern's habits, but for how many decimals it shows."""
    own = copy(pattern)
    own.frac_prec = (least, most)
    return own
