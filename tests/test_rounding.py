"""Where taxes are rounded: on lines, over a document, or as one rate; then split."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from ledger.events.documents import Charge
from ledger.money import share, split
from ledger.settlement.rounding import rounded
from ledger.taxes import taxes_due
from ledger.terms.tax import TaxBasis, TaxCode, TaxRounding, Treatment
from ledger.value import replace
from tests import issued
from tests.settled_sale import rate

VAT = (rate("DE", "19", name="USt"),)
TEXAS = (
    rate("US-TX", "6.25", name="State"),
    rate("US-TX", "1", name="City"),
    rate("US-TX", "1", name="Transit"),
)
STANDARD = Treatment(code=TaxCode.STANDARD)
SEEDS = range(50)


def lines(amounts, table=VAT):
    """Make lines of some amounts, each tax rounded by itself."""
    return [
        issued.line(
            number,
            Charge.HAMMER,
            amount,
            taxes=taxes_due(amount, table),
            treatment=STANDARD,
        )
        for number, amount in enumerate(amounts, 1)
    ]


def tax(lines):
    return sum(line.tax for line in lines)


def test_by_line_nothing_changes():
    before = lines([1_150, 250], TEXAS)
    assert rounded(before, TaxRounding.LINE) == tuple(before)


def test_260_lots_of_ten_are_taxed_on_their_sum():
    # 19 % of 3,250.00 is 617.50; rounded on each line it is 618.80.
    before = lines([1_000, 250] * 260)
    assert tax(before) == 618_80
    after = rounded(before, TaxRounding.DOCUMENT)
    assert tax(after) == 617_50
    assert {line.tax for line in after} == {190, 47, 48}


def test_what_is_printed_as_19_percent_of_16_30_is_3_10():
    after = rounded(lines([815, 815]), TaxRounding.DOCUMENT)
    assert tax(after) == 310
    assert [line.tax for line in after] == [155, 155]
    assert tax(rounded(lines([543, 543, 544]), TaxRounding.DOCUMENT)) == 310


def test_combined_rates_are_rounded_as_one():
    # 8.25 % of 11.50 is 0.95; by three taxes it was 0.72 + 0.12 + 0.12 = 0.96.
    before = lines([1_150], TEXAS)
    assert tax(before) == 96
    (after,) = rounded(before, TaxRounding.COMBINED)
    assert [due.amount for due in after.taxes] == [72, 12, 11]


@pytest.mark.parametrize("cents", range(100, 200_001, 2_499))
def test_a_combined_rate_is_never_off(cents):
    (after,) = rounded(lines([cents], TEXAS), TaxRounding.COMBINED)
    assert after.tax == share(cents, Fraction(825, 10_000))


def test_the_combined_rate_of_a_document_is_taken_of_its_sum():
    after = rounded(lines([1_150, 333, 77_777], TEXAS), TaxRounding.COMBINED_DOCUMENT)
    assert tax(after) == share(1_150 + 333 + 77_777, Fraction(825, 10_000))


def test_each_rate_of_a_document_is_rounded_by_itself():
    reduced = (rate("DE", "7", name="USt"),)
    mixed = [*lines([815, 815]), *lines([333, 333, 333], reduced)]
    after = rounded(mixed, TaxRounding.DOCUMENT)
    assert tax(after[:2]) == share(1_630, Fraction(19, 100))
    assert tax(after[2:]) == share(999, Fraction(7, 100))


def test_a_tax_inside_is_rounded_over_the_document_too():
    inside = (rate("GB", "20", name="VAT", basis=TaxBasis.INSIDE),)
    after = rounded(lines([1_000] * 7, inside), TaxRounding.DOCUMENT)
    assert sum(line.shown_inside for line in after) == share(7_000, Fraction(1, 6))
    assert all(line.net + line.shown_tax == line.gross for line in after)


def test_what_is_exempt_or_hidden_stays_as_it_is():
    before = lines([1_000, 250])
    free = replace(before[1], treatment=Treatment(code=TaxCode.EXEMPT))
    assert rounded([free], TaxRounding.DOCUMENT) == (free,)


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_split_adds_up_and_is_near(seed):
    dice = Random(seed)
    table = dice.choice((VAT, TEXAS))
    rule = dice.choice([*TaxRounding])
    amounts = [dice.randint(-5_000, 500_000) for _ in range(dice.randint(1, 40))]
    before = lines(amounts, table)
    after = rounded(before, rule)
    together = sum((one.rate for one in table), Fraction(0))
    for was, line in zip(before, after, strict=True):
        for due in line.taxes:
            assert abs(due.amount - due.base * due.rate) < 1
        if rule is TaxRounding.COMBINED:
            assert line.tax == share(was.amount, together)
    if rule is TaxRounding.DOCUMENT:
        for number, one in enumerate(table):
            levied = sum(line.taxes[number].amount for line in after)
            assert levied == share(sum(amounts), one.rate)
    if rule is TaxRounding.COMBINED_DOCUMENT:
        assert tax(after) == share(sum(amounts), together)
    assert rounded(before, rule) == after, "the same again"


def test_a_sum_is_split_to_the_largest_remainders_first():
    parts = [Fraction(1, 2), Fraction(1, 4), Fraction(3, 4), Fraction(1, 2)]
    assert split(2, parts) == [1, 0, 1, 0]
    assert split(3, [Fraction(1)] * 3) == [1, 1, 1]
    assert split(-1, [Fraction(-1, 2)]) == [-1]
