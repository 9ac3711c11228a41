"""The VAT inside a margin: rounded once for a lot, on both sides together."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ledger.events import StatementIssued
from ledger.house import consigning
from ledger.money import share
from ledger.terms.premium import Band
from ledger.terms.settlement_rules import CommissionScale, ConsignorRules, TaxPlace
from ledger.terms.tax import TaxRounding, TaxScheme
from tests.sale_of_tests import SALE, by, entry, lot, new_house
from tests.settled_sale import (
    AFTER,
    CONSIGNOR,
    NEXT_DAY,
    bills,
    hammered,
    rate,
    settle,
    settled_by,
)

MARGIN = TaxScheme.MARGIN


def place(rounding):
    return TaxPlace("GB", usual=MARGIN, rounding=rounding)


def stated(folder, rounding, *bands):
    """Return the VAT inside what a buyer and a consignor are charged on lot 1."""
    rules = ConsignorRules(CommissionScale(bands))
    vat = rate("GB", "20", name="VAT")
    entries = [entry(number, consignor=CONSIGNOR) for number in (1, 2, 3)]
    with new_house(folder, entries=entries) as house:
        settled_by(house, vat, tax=place(rounding), consignors=rules)
        hammered(house)
        bill, _ = bills(settle(house))
        named = [lot(number) for number in (1, 2, 3)]
        done = house.do(
            consigning.state(SALE, CONSIGNOR, lots=named, on=NEXT_DAY, at=AFTER),
            by=by(),
        )
        again = house.do(
            consigning.state(SALE, CONSIGNOR, lots=named, on=NEXT_DAY, at=AFTER),
            by=by(),
        )
    assert again.events == (), "nothing changed since"
    (statement,) = [e for e in done.events if isinstance(e, StatementIssued)]
    charged = [
        due
        for line in (*bill.lines, *statement.lines)
        if line.lot == lot(1)
        for due in line.taxes
    ]
    margin = sum(due.base for due in charged)
    return margin, sum(due.included for due in charged)


TENTH = Band(None, Fraction(1, 10))
TWO = (Band(7_000, Fraction(13, 100)), Band(None, Fraction(1, 10)))


@pytest.mark.parametrize("bands", [(TENTH,), TWO, (Band(None, Fraction(19, 100)),)])
def test_the_vat_of_a_lot_is_a_sixth_of_its_margin(tmp_path, bands):
    margin, vat = stated(tmp_path, TaxRounding.DOCUMENT, *bands)
    assert vat == share(margin, Fraction(1, 6))


def test_by_line_each_charge_is_rounded_by_itself_as_before(tmp_path):
    # Premium 47.50 and commission 190.00 x 13.7 % = 26.03: 7.92 and 4.34, not 12.25.
    bands = (Band(None, Fraction(137, 1_000)),)
    margin, vat = stated(tmp_path, TaxRounding.LINE, *bands)
    apart = [share(4_750, Fraction(1, 6)), share(margin - 4_750, Fraction(1, 6))]
    assert vat == sum(apart)
