"""Part of a payment charged back, and what a card had cost given back with a return."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ledger.events import PaymentRefunded, PaymentReversed
from ledger.house import invoicing, payments
from ledger.identity import InvoiceId, payment_id
from ledger.refusals import PaymentGone
from projections.journal import journal_entry
from projections.journal.accounts import BookAccount
from tests.sale_of_tests import by, lot, new_house
from tests.settled_sale import AFTER, NEXT_DAY, PAYS, hammered, settle, settled_by
from tests.settling_clerk import DAY, clerk_who_settled
from tests.story import usd

pytestmark = pytest.mark.slow

ONE, OTHER = InvoiceId("TH-2026-00001"), InvoiceId("TH-2026-00002")
"""Lots 1 and 2, $345.33, to 101; lot 3, $119.08, to 102."""
FIRST = payment_id(ONE, 1)
WHY = by(reason="the bank said so")
WHEN = {"on": NEXT_DAY, "at": AFTER + timedelta(days=1)}


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path, settlement=PAYS) as house:
        hammered(house)
        settled_by(house)
        settle(house)
        yield house


def takes(house, amount, method="wire", number=ONE):
    asked = payments.receive(
        number, paid=usd(amount), method=method, cleared=True, **WHEN
    )
    house.do(asked, by=by())


def takes_back(house, amount=None, payment=FIRST):
    part = None if amount is None else usd(amount)
    asked = payments.reverse(payment, amount=part, **WHEN)
    events = house.do(asked, by=WHY).events
    return [event for event in events if isinstance(event, PaymentReversed)]


def test_a_part_is_charged_back_and_the_rest_still_pays(house):
    takes(house, "345.33")
    (gone,) = takes_back(house, 100)
    assert (gone.amount, gone.fee, gone.part) == (usd(100), 0, True)
    invoice = house.invoice(ONE)
    assert (invoice.good, invoice.balance) == (usd("245.33"), usd(100))
    assert house.lot(lot(1)).books.paid_on is None
    takes(house, 100)
    assert house.lot(lot(1)).books.paid_on == NEXT_DAY


def test_the_parts_come_to_the_whole_with_their_fee(house):
    """$103 by card, of which $3 is its fee: three parts that do not divide evenly."""
    takes(house, 103, "card")
    gone = [*takes_back(house, "34.33"), *takes_back(house, "34.33")]
    assert [event.fee for event in gone] == [usd(1), usd(1)]
    (last,) = takes_back(house)
    assert (last.amount, last.fee, last.part) == (usd("34.34"), usd(1), False)
    assert house.invoice(ONE).good == 0
    with pytest.raises(PaymentGone):
        takes_back(house, 1)


def test_all_of_it_by_its_amount_is_the_whole_payment(house):
    takes(house, 100)
    (gone,) = takes_back(house, 100)
    assert gone.part is False
    assert house.invoice(ONE).payments[0].reversed_on == NEXT_DAY


def test_more_than_was_handed_over_is_refused(house):
    takes(house, 103, "card")
    with pytest.raises(PaymentGone) as refused:
        takes_back(house, "103.01")
    assert str(refused.value.left) == "$103"


def test_what_was_moved_bears_what_is_not_left_of_the_payment(house):
    takes(house, 150)
    moved = payments.move(FIRST, OTHER, amount=usd(100), **WHEN)
    house.do(moved, by=WHY)
    gone = takes_back(house, 70)
    assert [(e.payment, e.amount, e.part) for e in gone] == [
        (FIRST, usd(50), False),
        (payment_id(OTHER, 1), usd(20), True),
    ]
    assert house.invoice(OTHER).good == usd(80)


def gives_back(house, amount, **more):
    asked = payments.refund(ONE, amount=usd(amount), method="wire", **WHEN, **more)
    (event,) = house.do(asked, by=WHY).events
    assert isinstance(event, PaymentRefunded)
    return event


@pytest.mark.parametrize(
    ("method", "paid", "fee", "handed_back"),
    [
        ("card", "103", 150, "51.50"),
        ("cash", "98", -100, "49"),
        ("wire", "100", 0, "50"),
    ],
)
def test_the_fee_of_what_comes_back_is_given_back(
    house, method, paid, fee, handed_back
):
    takes(house, "295.33")
    takes(house, paid, method)
    back = gives_back(house, 50, with_fee=True)
    assert (back.fee, back.amount) == (fee, usd(handed_back))
    assert house.invoice(ONE).balance == 0
    amounts = {leg.account: leg.amount for leg in journal_entry(back).legs}
    assert amounts[BookAccount.PAYMENT_FEES] == fee
    assert amounts[BookAccount.BANK] == -usd(handed_back)


def test_no_more_of_a_fee_is_given_back_than_was_charged(house):
    takes(house, 103, "card")
    house.do(invoicing.credit(ONE, **WHEN), by=WHY)
    backs = [gives_back(house, part, with_fee=True) for part in ("33.33", "66.67")]
    assert [back.fee for back in backs] == [usd(1), usd(2)]
    assert sum(back.amount for back in backs) == usd(103)


def test_without_being_asked_the_fee_stays(house):
    takes(house, 103, "card")
    house.do(invoicing.credit(ONE, **WHEN), by=WHY)
    back = gives_back(house, 100)
    assert (back.fee, back.amount) == (None, usd(100))


def test_a_clerk_reverses_a_part_and_the_books_agree(tmp_path):
    clerk = clerk_who_settled(tmp_path)
    owed = clerk("invoice show TH-2026-00001 --json").json["total"]
    paid = f"pay receive TH-2026-00001 {owed} --method wire --cleared {DAY}"
    clerk.does(paid)
    said = clerk.does(
        f"pay reverse TH-2026-00001/P1 --amount 20 --reason dispute {DAY}"
    )
    assert "$20 of payment TH-2026-00001/P1 is reversed" in said
    assert "has $20 open" in said
    (payment,) = clerk("report payments MAY26 --json").json["tables"][0]["rows"]
    assert (payment["reversed"], payment["state"]) == ("20.00", "cleared")
    assert clerk("report checks").code == 0
    too_much = clerk(f"pay reverse TH-2026-00001/P1 --amount 9999 --reason x {DAY}")
    assert (too_much.code, "payment-gone" in too_much.err) == (1, True)
