"""Settlement files: every mistake at once, and what a sound one comes to."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from ledger.files.problems import Faulty
from ledger.files.settlement_file import read_consignor_rules, read_settlement
from ledger.money import Currency
from ledger.terms.premium import Band
from ledger.terms.settlement_rules import (
    Abroad,
    CommissionScale,
    ConsignorRules,
    DistanceSales,
    ExportTax,
    HammerTax,
    OwnGoods,
    ResaleRight,
    SettlementRules,
    TaxPlace,
)
from ledger.terms.tax import MarginGoods, TaxScheme
from tests.story import USD, usd

LEAST = """\
prefix = "HA"
[tax]
place = "US-TX"
[consignors]
[[consignors.bands]]
rate = "10%"
"""
WHOLE = (Path(__file__).parent / "golden" / "settlement.toml").read_text("utf-8")


def read(tmp_path, text, currency=USD):
    path = tmp_path / "settlement.toml"
    path.write_text(text, encoding="utf-8")
    return read_settlement(path, currency=currency)


def mistakes(tmp_path, text):
    """Return the mistakes of a file, each without its name."""
    with pytest.raises(Faulty) as faulty:
        read(tmp_path, text)
    return [
        str(problem).removeprefix(f"{tmp_path}/settlement.toml:")
        for problem in faulty.value.problems
    ]


def test_the_least_a_file_says(tmp_path):
    tenth = CommissionScale((Band(None, Fraction(1, 10)),))
    assert read(tmp_path, LEAST) == SettlementRules(
        prefix="HA",
        tax=TaxPlace(
            "US-TX", own_goods=OwnGoods.MARGIN, hammer_tax=HammerTax.PASSED_ON
        ),
        consignors=ConsignorRules(tenth),
    )


def test_the_most_a_file_says(tmp_path):
    usual = CommissionScale(
        (Band(usd(5_000), Fraction(15, 100)), Band(None, Fraction(1, 10))), usd(25)
    )
    art = CommissionScale((Band(None, Fraction(1, 5)),), usd(25))
    assert read(tmp_path, WHOLE) == SettlementRules(
        prefix="HA",
        tax=TaxPlace(
            "GB",
            TaxScheme.MARGIN,
            (("Gold", TaxScheme.EXEMPT),),
            margin_goods=MarginGoods.WORKS_OF_ART,
            margin_by_category=(("Silver", MarginGoods.ANTIQUES),),
            abroad=Abroad(
                union=("GB", "IM"),
                exports=ExportTax.ON_PROOF,
                proof_months=6,
                margin_follows=True,
                distance=DistanceSales.ORIGIN,
                services=True,
                inclusive_follows=True,
            ),
            own_goods=OwnGoods.MARGIN,
            hammer_tax=HammerTax.PASSED_ON,
        ),
        consignors=ConsignorRules(
            usual,
            by_category=(
                ("Coins", CommissionScale(usual.bands, usd(5))),
                ("Art", art),
            ),
            illustration=usd(10),
            reserve_fee=Fraction(1, 20),
            buy_back=Fraction(3, 100),
            withhold=False,
        ),
        resale_right=ResaleRight(
            (Band(None, Fraction(4, 100)),),
            usd(2_000),
            usd(500),
            ("Art", "Prints"),
            own_lots=True,
        ),
        per_session=True,
        short_payment=usd(25),
    )


def test_a_scale_by_name_is_that_of_the_law_and_may_be_overridden(tmp_path):
    lines = ('scale = "uk"', 'cap = "10,000"', 'threshold = "2,000"')
    right = {}
    for number in range(1, 4):
        text = "\n".join((LEAST, "[resale_right]", *lines[:number], ""))
        right[number] = read(tmp_path, text, Currency("GBP")).resale_right
    assert [len(right[number].bands) for number in (1, 2, 3)] == [5, 5, 5]
    assert [right[number].cap for number in (1, 2, 3)] == [1_250_000, *[1_000_000] * 2]
    assert [right[number].threshold for number in (1, 2, 3)] == [
        *[100_000] * 2,
        200_000,
    ]


def test_a_scale_by_name_is_in_units_of_the_currency(tmp_path):
    said = LEAST + '[resale_right]\nscale = "au"\n'
    assert read(tmp_path, said, Currency("JPY")).resale_right.threshold == 1_000


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            LEAST.replace('"HA"', '"ha"'),
            (
                '1: prefix: found "ha"; expected a capital letter, then capitals and '
                'digits, at most 8 in all. Write it like "HA".'
            ),
        ),
        (
            LEAST.replace('"US-TX"', '"Texas"'),
            (
                '3: tax.place: found "Texas"; expected a country, and a part of it if '
                'need be. Write it like "US-TX" or "GB".'
            ),
        ),
        (
            LEAST.replace('"10%"', '"110%"'),
            (
                '6: consignors.bands[0].rate: found "110%"; expected at most 100%. '
                "Check the figure."
            ),
        ),
        (
            LEAST.replace("rate", 'up_to = "100"\nrate'),
            (
                '6: consignors.bands[0].up_to: found "100"; expected no end: the last '
                "band reaches all the way up. Take it out, or add a band after it."
            ),
        ),
        (
            LEAST + '[resale_right]\nscale = "xx"\n',
            (
                '8: resale_right.scale: found "xx"; expected one of uk, au, de, '
                "fr. Write its bands instead."
            ),
        ),
        (
            LEAST + '[resale_right]\ncategories = ["Art"]\n',
            (
                "7: resale_right.scale: found nothing; expected the scale of a law. "
                'Write scale = "uk".'
            ),
        ),
        (
            LEAST + '[resale_right]\nscale = "uk"\n[[resale_right.bands]]\nrate = "1%"',
            (
                '8: resale_right.scale: found "uk"; expected a scale or bands, not '
                "both. Take one of them out."
            ),
        ),
        (
            LEAST + 'comission = "5"\n',
            (
                '7: consignors.bands[0].comission: found "comission"; expected a key '
                "of this table: from, rate, up_to. Take it out."
            ),
        ),
    ],
)
def test_a_mistake_is_told_with_its_line_and_its_remedy(tmp_path, text, told):
    assert mistakes(tmp_path, text) == [told]


def test_all_mistakes_are_told_at_once(tmp_path):
    told = mistakes(tmp_path, 'prefix = 5\n[tax]\nscheme = "vat"\n')
    assert [one.partition(": found")[0] for one in told] == [
        " consignors",
        "1: prefix",
        "2: tax.place",
        "3: tax.scheme",
    ]


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(Faulty, match="no such file; expected a settlement file"):
        read_settlement(tmp_path / "none.toml", currency=USD)


def test_a_consignor_s_own_rates_are_the_same_keys_alone(tmp_path):
    path = tmp_path / "rates.toml"
    path.write_text('minimum = "5"\n[[bands]]\nrate = "8%"\n', encoding="utf-8")
    scale = CommissionScale((Band(None, Fraction(8, 100)),), usd(5))
    assert read_consignor_rules(path, currency=USD) == ConsignorRules(scale)
    path.write_text('minimum = "5"\n', encoding="utf-8")
    with pytest.raises(Faulty, match="the bands of the commission"):
        read_consignor_rules(path, currency=USD)
