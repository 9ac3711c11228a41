"""Rates of exchange that stand in an address, for the board on the wall.

They are for looking: bids are in the currency of the sale, and no rate is recorded.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from ledger.money import Currency, Minor
from presenters.shape import Amount
from web.amounts import currency_named
from web.problem import HttpProblem

_RATE = re.compile(r"([A-Z]{3}):([0-9]{1,9}(?:\.[0-9]{1,9})?)", re.ASCII)


class ExchangeRate(NamedTuple):
    """What one of a sale's units of money is in another currency."""

    currency: Currency
    rate: Decimal

    def converted(self, amount: Minor, currency: Currency) -> Amount:
        """Return an amount in the other currency, rounded to its whole units."""
        units = Decimal(amount) * self.rate / currency.unit
        whole = int(units.quantize(Decimal(1), ROUND_HALF_EVEN))
        return Amount(self.currency.plain(whole * self.currency.unit))


def read_rates(text: str) -> tuple[ExchangeRate, ...]:
    """Read ``EUR:0.92,GBP:0.79``; raises HttpProblem."""
    return tuple(map(_read_rate, text.split(","))) if text else ()


def _read_rate(text: str) -> ExchangeRate:
    parts = _RATE.fullmatch(text.strip())
    if parts is None or Decimal(parts[2]) == 0:
        raise HttpProblem(
            422,
            "not-a-rate",
            "Not a rate of exchange",
            f"rates has {text!r}. Write each as a currency and what one unit of the "
            "sale's is in it, with commas between them: EUR:0.92,GBP:0.79.",
        )
    return ExchangeRate(currency_named(parts[1]), Decimal(parts[2]))
