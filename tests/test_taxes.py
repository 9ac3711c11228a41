"""Taxes and the resale right: published figures, worked by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from ledger.files.settlement_file.building import scale_named
from ledger.money import Currency
from ledger.refusals import NoTaxTable
from ledger.royalty import resale_right_due
from ledger.taxes import TaxedThing, in_force, on_margin, rates_for, taxes_due
from ledger.terms.premium import Band
from ledger.terms.settlement_rules import ResaleRight
from ledger.terms.tax import Taxable, TaxScheme
from tests.settled_sale import rate
from tests.story import usd

DAY = date(2026, 5, 20)
GBP = Currency("GBP")
UK = scale_named("uk", GBP)
AU = scale_named("au", Currency("AUD"))


def shown(amount, what, table, *, certificate=None):
    rates = rates_for(table, table[0].jurisdiction, TaxedThing(what=what, on=DAY))
    return taxes_due(amount, rates, certificate=certificate)


def margin(amount, table):
    thing = TaxedThing(what=Taxable.PREMIUM, on=DAY, scheme=TaxScheme.MARGIN)
    return on_margin(amount, rates_for(table, "GB", thing))


# The artist's resale right (rulebook 5 [S97], [S98], [S99]).


@pytest.mark.parametrize(
    ("hammer", "due", "because"),
    [
        (999, "0", "below the threshold"),
        (1_000, "40", "4 % from the threshold on"),
        (50_000, "2000", "the first band, full"),
        (60_000, "2300", "3 % of the second"),
        (200_000, "6500", "two bands, full"),
        (350_000, "8000", "1 % of the third"),
        (500_000, "8750", "0.5 % of the fourth"),
        (1_000_000, "10000", "0.25 % above"),
        (2_000_000, "12500", "the cap is reached"),
        (9_000_000, "12500", "and never passed"),
    ],
)
def test_the_resale_right_of_the_united_kingdom(hammer, due, because):
    _, found = resale_right_due(hammer * 100, UK)
    assert found == usd(due), because


def test_the_resale_right_of_australia_is_flat():
    assert resale_right_due(99_999, AU)[1] == 0
    assert resale_right_due(100_000, AU)[1] == 5_000


def test_a_scale_without_cap_or_threshold_goes_on():
    right = ResaleRight((Band(None, Fraction(1, 100)),))
    assert resale_right_due(10**12, right)[1] == 10**10
    assert resale_right_due(100, right)[1] == 1


# VAT on the margin (rulebook 5, VATMARG04150 [S93], Notice 718/2 [S94]).


def test_the_margin_of_the_notice_bears_four_hundred():
    # Hammer 10,000 at 12 % and 12 %: 11,200 less 8,800 is 2,400, and VAT a sixth of it.
    vat = [rate("GB", "20", name="VAT")]
    buyer, seller = (margin(usd(1_200), vat) for _ in range(2))
    assert buyer[0].included + seller[0].included == usd(400)
    assert buyer[0].amount == 0, "VAT on the margin is never shown"


def test_vat_inside_a_charge_is_rounded_by_the_cent():
    vat = [rate("GB", "20", name="VAT")]
    assert margin(100, vat)[0].included == 17, "16.67 pence"
    assert margin(1, vat)[0].included == 0


def test_the_margin_bears_what_is_levied_on_the_premium_and_nothing_else():
    table = [
        rate("GB", "20", name="VAT"),
        rate("GB", "5", name="VAT on postage", on=(Taxable.SHIPPING,)),
        rate("GB", "0", name="No VAT"),
    ]
    (vat,) = margin(usd(1_200), table)
    assert (vat.name, vat.included) == ("VAT", usd(200))


# Which rate, and when.


def test_a_rate_holds_on_its_first_and_its_last_day():
    old = rate("US-TX", "8", valid_until=date(2025, 12, 31))
    new = rate("US-TX", "8.25", valid_from=date(2026, 1, 1))
    table = [old, new]
    assert in_force(table, "US-TX", on=date(2025, 12, 31)) == (old,)
    assert in_force(table, "US-TX", on=date(2026, 1, 1)) == (new,)


def test_a_tax_is_not_guessed_nor_its_absence():
    with pytest.raises(NoTaxTable, match="No tax rate of US-CA for 2026-05-20"):
        in_force([rate("US-TX", "8.25")], "US-CA", on=DAY)
    with pytest.raises(NoTaxTable):
        in_force([rate("US-TX", "8", valid_until=date(2026, 5, 19))], "US-TX", on=DAY)


def test_only_what_a_jurisdiction_taxes_is_taxed():
    table = [
        rate("US-TX", "6.25", name="State"),
        rate("US-TX", "2", name="City", on=(Taxable.HAMMER, Taxable.PREMIUM)),
    ]
    shipping = shown(usd(100), Taxable.SHIPPING, table)
    assert [(one.name, one.amount) for one in shipping] == [("State", usd("6.25"))]
    hammer = shown(usd(100), Taxable.HAMMER, table)
    assert [one.amount for one in hammer] == [usd("6.25"), usd(2)]


def test_each_tax_of_each_line_is_rounded_by_itself():
    table = [rate("US-TX", "6.25", name="State"), rate("US-TX", "2", name="City")]
    taxes = shown(usd(130), Taxable.HAMMER, table)
    assert [tax.amount for tax in taxes] == [usd("8.13"), usd("2.60")], "not 10.725"


def test_a_certificate_exempts_and_is_named():
    (tax,) = shown(
        usd(100), Taxable.HAMMER, [rate("US-TX", "8.25")], certificate="1-23"
    )
    assert (tax.amount, tax.base, tax.certificate) == (0, usd(100), "1-23")


def test_a_rate_of_nothing_is_stated_as_nothing():
    nothing = [rate("US-TX", "0")]
    assert in_force(nothing, "US-TX", on=DAY) == tuple(nothing)
    (tax,) = shown(usd(100), Taxable.HAMMER, nothing)
    assert (tax.rate, tax.base, tax.amount) == (0, usd(100), 0)
