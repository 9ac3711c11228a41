"""Amounts of money as requests have them: decimal text, in the currency of the sale."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, TypeAlias

from msgspec import Meta

from ledger.money import Currency, Minor, NotAnAmount
from web.misread import MEANS
from web.problem import HttpProblem

WHOLE_DIGITS = 15
"""So many digits before the point an amount may have."""

_UNSIGNED = rf"^[0-9]{{1,{WHOLE_DIGITS}}}(?:\.[0-9]{{1,4}})?$"
_SIGNED = _UNSIGNED.replace("^", "^-?")

AmountText: TypeAlias = Annotated[
    str,
    Meta(
        pattern=_UNSIGNED,
        examples=["1250.50"],
        extra={MEANS: "an amount as decimal text, like 1250.50"},
    ),
]
"""An amount as decimal text: JSON's numbers would let it be rounded on the way."""

SignedAmountText: TypeAlias = Annotated[
    str,
    Meta(
        pattern=_SIGNED,
        examples=["-25.00"],
        extra={MEANS: "an amount as decimal text, like 1250.50 or -25.00"},
    ),
]
"""An amount that may be below zero."""


def amount(text: str, currency: Currency) -> Minor:
    """Read an amount, which may be 0; raises HttpProblem."""
    try:
        return currency.read(text)
    except NotAnAmount as no:
        raise not_an_amount(str(no)) from no


def price(text: str, currency: Currency) -> Minor:
    """Read an amount above 0; raises HttpProblem."""
    figure = amount(text, currency)
    if figure == 0:
        raise not_an_amount(f"{text} is nothing to pay. Write an amount above 0.")
    return figure


def signed_amount(text: str, currency: Currency) -> Minor:
    """Read an amount that may be below zero; raises HttpProblem."""
    figure = amount(text.removeprefix("-"), currency)
    return -figure if text.startswith("-") else figure


def signed_price(text: str, currency: Currency) -> Minor:
    """Read an amount above or below zero; raises HttpProblem."""
    figure = signed_amount(text, currency)
    if figure == 0:
        raise not_an_amount(f"{text} moves nothing. Write another amount than 0.")
    return figure


def price_if_any(text: str | None, currency: Currency) -> Minor | None:
    """Read an amount above 0, where there is one; raises HttpProblem."""
    return None if text is None else price(text, currency)


def currency_named(code: str) -> Currency:
    """Read a currency by its code; raises HttpProblem."""
    try:
        return Currency(code)
    except NotAnAmount as no:
        raise not_an_amount(str(no)) from no


def only_currency(currencies: Iterable[Currency], of: str) -> Currency:
    """Return the one currency of all, where none is named; raises HttpProblem."""
    named = {each.code: each for each in currencies}
    if len(named) != 1:
        codes = ", ".join(sorted(named)) or "none"
        words = f"{of} are in {codes}. Name the currency."
        raise HttpProblem(422, "currency-needed", "A currency is needed", words)
    return named.popitem()[1]


def not_an_amount(words: str) -> HttpProblem:
    """Return the answer to what is no amount."""
    return HttpProblem(422, "not-an-amount", "Not an amount", words)
