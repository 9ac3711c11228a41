"""Money is read as people write it, and counted in whole minor units."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ledger.money import (
    AMOUNT_MAX,
    Currency,
    Money,
    NotAnAmount,
    read_rate,
    share,
    write_rate,
)

USD = Currency("USD")


@pytest.mark.parametrize(
    ("code", "text", "amount", "because"),
    [
        ("USD", "800", 80_000, "whole dollars need no decimals"),
        ("USD", "1,250.50", 125_050, "commas part the thousands"),
        ("USD", "1250.5", 125_050, "one decimal is ten cents"),
        ("USD", " $800 ", 80_000, "the symbol may stand before it"),
        ("USD", "USD 800", 80_000, "or the code"),
        ("USD", "800 USD", 80_000, "or the code behind it"),
        ("USD", "$800 USD", 80_000, "or both"),
        ("GBP", "£1,000,000", 100_000_000, "every three digits a comma"),
        ("EUR", "€0.05", 5, "less than a unit"),
        ("JPY", "5,000", 5_000, "a yen has no decimals"),
        ("KWD", "1.250", 1_250, "a dinar has three"),
        ("USD", "0", 0, "nothing is an amount"),
        ("USD", "10,000,000,000,000", AMOUNT_MAX, "the most that is believed"),
    ],
)
def test_reading_an_amount(code, text, amount, because):
    assert Currency(code).read(text) == amount, because


NO_AMOUNT = " is not an amount in USD. Write it like $1,250.50."


@pytest.mark.parametrize(
    ("code", "text", "message"),
    [
        ("USD", "-5", f"'-5'{NO_AMOUNT}"),
        ("USD", "", f"''{NO_AMOUNT}"),
        ("USD", "£800", f"'£800'{NO_AMOUNT}"),
        ("USD", "800 EUR", f"'800 EUR'{NO_AMOUNT}"),
        ("USD", "$800$", f"'$800$'{NO_AMOUNT}"),
        ("USD", "1,25", f"'1,25'{NO_AMOUNT}"),
        ("USD", "12,50.00", f"'12,50.00'{NO_AMOUNT}"),
        ("USD", "1.000,50", f"'1.000,50'{NO_AMOUNT}"),
        ("USD", "1e5", f"'1e5'{NO_AMOUNT}"),
        ("USD", "٣٠٠", f"'٣٠٠'{NO_AMOUNT}"),
        ("USD", "49.005", "'49.005' has 3 decimals; USD has 2. Round it to 2."),
        ("JPY", "49.5", "'49.5' has 1 decimal; JPY has 0. Round it to 0."),
        ("JPY", "x", "'x' is not an amount in JPY. Write it like JPY 1,250."),
        ("KWD", "1.2505", "'1.2505' has 4 decimals; KWD has 3. Round it to 3."),
        (
            "USD",
            "10,000,000,000,000.01",
            (
                "'10,000,000,000,000.01' is more than any lot has fetched. "
                "Check the figure."
            ),
        ),
    ],
)
def test_what_is_no_amount_is_refused_in_words(code, text, message):
    with pytest.raises(NotAnAmount) as no:
        Currency(code).read(text)
    assert str(no.value) == message


def test_a_number_of_thousands_of_digits_is_refused_like_any_other():
    with pytest.raises(NotAnAmount, match="more than any lot has fetched"):
        USD.read("9" * 5_000)


def test_a_refusal_can_be_worded_as_a_problem_of_a_file():
    with pytest.raises(NotAnAmount) as no:
        USD.read("49.005")
    assert no.value.expected == "at most 2 decimals: USD has 2"
    assert no.value.remedy == "Round it to 2."


@pytest.mark.parametrize("code", ["", "usd", "XXY", "DOLLAR"])
def test_only_currencies_of_iso_4217_exist(code):
    with pytest.raises(NotAnAmount) as no:
        Currency(code)
    expected = f"{code!r} is not an ISO 4217 currency code. Write it like USD."
    assert str(no.value) == expected


@pytest.mark.parametrize(
    ("code", "amount", "people", "plain"),
    [
        ("USD", 125_050, "$1,250.50", "1250.50"),
        ("USD", 80_000, "$800", "800.00"),
        ("USD", -4_905, "-$49.05", "-49.05"),
        ("USD", 0, "$0", "0.00"),
        ("CHF", 80_000, "CHF 800", "800.00"),
        ("JPY", 5_000, "JPY 5,000", "5000"),
        ("KWD", 1_250, "KWD 1.250", "1.250"),
    ],
)
def test_writing_an_amount(code, amount, people, plain):
    currency = Currency(code)
    assert currency.write(amount) == people
    assert str(Money(amount, currency)) == people
    assert currency.plain(amount) == plain


@pytest.mark.parametrize("amount", [0, 1, 99, 100, 125_050, AMOUNT_MAX])
@pytest.mark.parametrize("code", ["USD", "JPY", "KWD", "CHF"])
def test_what_is_written_is_read_back(code, amount):
    currency = Currency(code)
    assert currency.read(currency.write(amount)) == amount
    assert currency.read(currency.plain(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "rate", "part", "because"),
    [
        (10_000, "1/4", 2_500, "a quarter"),
        (2, "1/4", 1, "half a cent is rounded away from zero"),
        (1, "1/4", 0, "less than half a cent is dropped"),
        (3, "1/4", 1, "more than half a cent is a cent"),
        (-2, "1/4", -1, "a credit is rounded as the charge was"),
        (2, "-1/4", -1, "and so is a discount"),
        (-2, "-1/4", 1, "a discount taken back"),
        (0, "1/4", 0, "of nothing comes nothing"),
        (10**15, "149/1000", 149 * 10**12, "large amounts stay exact"),
    ],
)
def test_a_share_is_rounded_halves_away_from_zero(amount, rate, part, because):
    assert share(amount, Fraction(rate)) == part, because


@pytest.mark.parametrize(
    ("text", "rate", "written"),
    [
        ("25%", Fraction(1, 4), "25%"),
        ("14.9 %", Fraction(149, 1000), "14.9%"),
        ("0%", Fraction(0), "0%"),
        ("100%", Fraction(1), "100%"),
        ("8.125000%", Fraction(13, 160), "8.125%"),
    ],
)
def test_rates_are_read_exactly_and_written_shortly(text, rate, written):
    assert read_rate(text) == rate
    assert write_rate(rate) == written


def test_a_discount_is_written_with_its_sign():
    assert write_rate(Fraction(-1, 40)) == "-2.5%"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("25", "'25' is not a rate. Write it like 25% or 14.9%."),
        ("0.25", "'0.25' is not a rate. Write it like 25% or 14.9%."),
        ("-3%", "'-3%' is not a rate. Write it like 25% or 14.9%."),
        ("101%", "'101%' is more than 100%. Check the figure."),
    ],
)
def test_what_is_no_rate_is_refused_in_words(text, message):
    with pytest.raises(NotAnAmount) as no:
        read_rate(text)
    assert str(no.value) == message
