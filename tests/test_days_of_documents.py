"""The days of documents: none is dated before what it takes the place of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ledger.events import InvoiceIssued
from ledger.events.documents import Charge
from ledger.house import accounts, consigning, corrections, invoicing, issuing, payments
from ledger.identity import InvoiceId, Paddle, payment_id
from ledger.refusals import DatedBefore, IssuedTooEarly
from tests.consigned import (
    ANN,
    DAY,
    LATER,
    amends,
    buyer_pays,
    consigned_house,
    consigned_lot,
    states,
)
from tests.sale_of_tests import SALE, by, lot, new_house
from tests.settled_sale import AFTER, NEXT_DAY, bills, hammered, settle, settled_by
from tests.story import usd

WHY = by(reason="a typo")
FIRST = InvoiceId("TH-2026-00001")
WEEK = NEXT_DAY + timedelta(days=7)


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path, hammered, settled_by) as house:
        settle(house)
        yield house


def test_a_lot_is_billed_again_no_earlier_than_it_was_credited(house):
    house.do(invoicing.credit(FIRST, lots=[lot(1)], on=WEEK, at=AFTER), by=WHY)
    before = house.head()
    with pytest.raises(DatedBefore) as refused:
        settle(house, on=WEEK - timedelta(days=1))
    assert refused.value.before == "Credit note TH-2026-C00001"
    assert house.head() == before
    (again,) = bills(settle(house, on=WEEK))
    assert [line.lot for line in again.lines] == [lot(1), lot(1)]


def test_it_is_so_for_whoever_buys_the_lot_now(house):
    house.do(
        corrections.amend_hammer(
            lot(1), buyer=Paddle("102"), price=usd(180), at=AFTER, authorised_by="Bo"
        ),
        by=WHY,
    )
    house.do(invoicing.credit(FIRST, lots=[lot(1)], on=WEEK, at=AFTER), by=WHY)
    with pytest.raises(DatedBefore):
        settle(house, on=NEXT_DAY)


def test_a_charge_is_billed_no_earlier_than_it_was_made(house):
    charged = accounts.charge(
        SALE,
        Paddle("101"),
        kind=Charge.SHIPPING,
        amount=usd(35),
        lot=None,
        description="Air",
        on=WEEK,
        at=AFTER,
    )
    house.do(charged, by=by())
    with pytest.raises(IssuedTooEarly):
        settle(house, on=NEXT_DAY)
    assert bills(settle(house, on=WEEK))


def test_money_moves_no_earlier_than_it_came_or_the_invoice_it_pays(house):
    later = AFTER + timedelta(days=30)
    paid = {"method": "wire", "at": later, "on": WEEK, "cleared": True}
    house.do(payments.receive(FIRST, paid=usd(400), **paid), by=by())
    payment, other = payment_id(FIRST, 1), InvoiceId("TH-2026-00002")
    early = WEEK - timedelta(days=1)
    for asked in (
        payments.move(payment, other, amount=usd(10), on=early, at=later),
        payments.reverse(payment, on=early, at=later),
        payments.refund(FIRST, amount=usd(10), method="wire", on=early, at=later),
    ):
        with pytest.raises(DatedBefore):
            house.do(asked, by=WHY)


def test_a_document_before_its_predecessor_in_the_series_is_told(house):
    house.do(invoicing.credit(FIRST, lots=[lot(1)], on=WEEK, at=AFTER), by=WHY)
    other = invoicing.credit(FIRST, lots=[lot(2)], on=NEXT_DAY, at=AFTER)
    recorded = house.do(other, by=WHY)
    (told,) = issuing.backdated(house, recorded.events)
    assert told == ("TH-2026-C00002", NEXT_DAY, "TH-2026-C00001", WEEK)
    in_order = [each.event for each in house.entries_after(0, limit=500)]
    first = [each for each in in_order if isinstance(each, InvoiceIssued)]
    assert list(issuing.backdated(house, first)) == []


@pytest.fixture
def consignors(tmp_path):
    with consigned_house(tmp_path, [consigned_lot(1, 100)]) as house:
        yield house


def test_a_further_statement_is_no_earlier_than_the_one_it_corrects(consignors):
    late = consigning.state(SALE, ANN, on=LATER, at=AFTER)
    consignors.do(late, by=by())
    amends(consignors, 1, price=usd(90))
    with pytest.raises(DatedBefore) as refused:
        states(consignors)
    assert refused.value.before == "Statement HA-2026-S00001"


def test_an_advance_is_stated_no_earlier_than_it_was_made(consignors):
    paid = {"method": "wire", "on": LATER, "at": AFTER}
    consignors.do(consigning.advance(SALE, ANN, usd(5), **paid), by=by())
    with pytest.raises(IssuedTooEarly):
        states(consignors)


def test_a_consignor_is_paid_no_earlier_than_that_was_stated(consignors):
    buyer_pays(consignors, 1)
    consignors.do(consigning.state(SALE, ANN, on=LATER, at=AFTER), by=by())
    early = {"method": "wire", "on": DAY, "at": AFTER}
    with pytest.raises(DatedBefore):
        consignors.do(consigning.payout(SALE, ANN, **early), by=by())
    consignors.do(consigning.payout(SALE, ANN, **{**early, "on": LATER}), by=by())
    with pytest.raises(DatedBefore):
        consignors.do(consigning.reverse_payout(SALE, ANN, 1, on=DAY, at=AFTER), by=WHY)
