"""Lots of the house's own on the margin: what they bring less what they cost."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

import pytest

from ledger.events import Charge, PurchaseRecorded
from ledger.house import lots
from ledger.refusals import (
    LotInvoicedAlready,
    NotTheHouses,
    PurchasePriceNeeded,
)
from ledger.terms.settlement_rules import OwnGoods, TaxPlace
from ledger.terms.tax import TaxScheme
from projections.reports.books.registry import BOOKS
from projections.views import Views
from tests.books_by_hand import scope
from tests.sale_of_tests import all_entries, by, entry, lot, new_house, place
from tests.settled_sale import CONSIGNOR, bills, hammered, rate, settle, settled_by
from tests.story import usd

pytestmark = pytest.mark.slow

BOUGHT = date(2026, 2, 14)


@contextmanager
def sold_own_lot(folder, *, own_goods=OwnGoods.MARGIN, scheme=TaxScheme.MARGIN):
    """Sell three lots: the house's own but for the second."""
    entries = (entry(1), entry(2, consignor=CONSIGNOR), entry(3))
    with new_house(folder, entries=entries) as house:
        vat = rate("DE", "19", name="VAT")
        settled_by(house, vat, tax=TaxPlace("DE", scheme, own_goods=own_goods))
        hammered(house)
        yield house


def buys(house, dollars, number=1, **more):
    command = lots.purchase(lot(number), price=usd(dollars), on=BOUGHT, **more)
    return house.do(command, by=by())


def taxes(events):
    """Return the taxes on lot 1, which brought 190 and a premium of 19."""
    return [
        (line.charge, tax.base, tax.included, tax.amount)
        for bill in bills(events)
        for line in bill.lines
        for tax in line.taxes
        if line.lot == lot(1)
    ]


def test_the_margin_is_what_the_buyer_pays_less_what_the_house_paid(tmp_path):
    with sold_own_lot(tmp_path) as house:
        buys(house, 90)
        buys(house, 100, number=3)
        # 19/119 of 119 dollars.
        assert taxes(settle(house)) == [(Charge.HAMMER, usd(119), usd(19), 0)]


@pytest.mark.parametrize("cost", [209, 210, 5_000])
def test_a_loss_bears_no_tax_and_lowers_none(tmp_path, cost):
    with sold_own_lot(tmp_path) as house:
        buys(house, cost)
        buys(house, 10, number=3)
        assert taxes(settle(house)) == []


def test_it_is_not_invoiced_before_its_price_is_on_file(tmp_path):
    with sold_own_lot(tmp_path) as house:
        head = house.head()
        with pytest.raises(PurchasePriceNeeded, match="lotledger lot purchase"):
            settle(house)
        assert house.head() == head


def test_the_rule_of_before_taxes_the_premium_alone(tmp_path):
    with sold_own_lot(tmp_path, own_goods=OwnGoods.PREMIUM) as house:
        assert [charge for charge, *_ in taxes(settle(house))] == [Charge.PREMIUM]


def test_under_the_standard_scheme_nobody_asks(tmp_path):
    with sold_own_lot(tmp_path, scheme=TaxScheme.STANDARD) as house:
        assert bills(settle(house))


def test_the_stock_book_tells_what_it_cost(tmp_path):
    with sold_own_lot(tmp_path) as house:
        buys(house, 90, reference="B-17")
        buys(house, 100, number=3)
        settle(house)
        with Views(house, place(tmp_path)) as views, views.asked() as db:
            (table,) = BOOKS["stock-book"].build(db, scope()).tables
        names = [column.name for column in table.columns]
        rows = {row[0]: dict(zip(names, row, strict=True)) for row in table.rows}
        own = rows[lot(1)]
        assert (own["purchase"], own["margin"], own["vat"]) == (
            usd(90),
            usd(119),
            usd(19),
        )
        assert (own["bought_on"], own["statements"]) == (BOUGHT, "B-17")


def test_a_consigned_lot_was_not_bought_by_the_house(tmp_path):
    with sold_own_lot(tmp_path) as house, pytest.raises(NotTheHouses):
        buys(house, 50, number=2)


def test_the_price_can_be_put_right_until_it_is_invoiced(tmp_path):
    with sold_own_lot(tmp_path) as house:
        buys(house, 50)
        assert not buys(house, 50).events
        buys(house, 60, reference="B-17")
        assert all_entries(house)[-1].event == PurchaseRecorded(
            lot=lot(1),
            price=usd(60),
            bought_on=BOUGHT,
            reference="B-17",
            scheme=TaxScheme.MARGIN,
            place="DE",
        )
        buys(house, 10, number=3)
        settle(house)
        with pytest.raises(LotInvoicedAlready):
            buys(house, 70)
