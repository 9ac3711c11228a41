"""Rates of exchange in an address: how they are read, and what they make of amounts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.money import Currency
from web.problem import HttpProblem
from web.rates import ExchangeRate, read_rates

USD = Currency("USD")


def test_rates_are_read_and_amounts_come_in_whole_units():
    euro, yen = read_rates("EUR:0.92, JPY:155")
    assert euro == ExchangeRate(Currency("EUR"), Decimal("0.92"))
    assert euro.converted(105_00, USD) == "97.00"
    assert yen.converted(105_00, USD) == "16275"


def test_without_rates_there_is_no_other_currency():
    assert read_rates("") == ()


@pytest.mark.parametrize(
    "text", ["EUR", "EUR:0", "EUR:0.92,", "EUR:-1", "eur:1", "XQZ:1", "EUR:1e3"]
)
def test_what_is_no_rate_is_refused_in_a_sentence(text):
    with pytest.raises(HttpProblem) as refused:
        read_rates(text)
    assert refused.value.shape.status == 422
