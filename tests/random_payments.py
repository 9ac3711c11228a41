"""Payments by dice: buyers of a sale that is settled, and acts on what they pay."""

from __future__ import annotations

from datetime import timedelta

from ledger.house import payments
from ledger.identity import payment_id
from tests.sale_of_tests import SALE, by
from tests.settled_sale import AFTER, NEXT_DAY, bid, sales, settle, settled_by

LOTS = range(1, 7)
BUYERS = ("101", "102", "103")


def sold(house):
    """Sell two lots to each of three buyers, and bill them."""
    for number in LOTS:
        house.do(bid(number, BUYERS[number % 3], 100 * number), by=by())
    house.do(sales.close_sale(SALE, at=AFTER), by=by())
    settled_by(house)
    settle(house)


def throw(dice, house):
    """Throw one act on the payments of the sale."""
    bills = house.invoices(SALE)
    bill, other = dice.choice(bills), dice.choice(bills)
    number = dice.randint(1, max(1, len(bill.payments)))
    payment, day = payment_id(bill.id, number), NEXT_DAY + timedelta(dice.randint(0, 9))
    some = dice.choice([bill.balance, bill.due // 2, dice.randint(1, 20_000)])
    when = {"on": day, "at": AFTER + timedelta(days=20)}
    act = dice.random()
    if act < 0.35:
        return payments.receive(
            bill.id,
            paid=max(1, some),
            method=dice.choice(["wire", "check", "card", "cash"]),
            cleared=dice.random() < 0.4,
            **when,
        )
    if act < 0.55:
        return payments.clear(payment, on=None, at=AFTER + timedelta(days=20))
    if act < 0.7:
        part = dice.choice([None, max(1, some // 3)])
        return payments.reverse(payment, amount=part, **when)
    if act < 0.85:
        part = dice.choice([None, max(1, some // 3)])
        return payments.move(payment, other.id, amount=part, **when)
    if act < 0.91:
        over = max(1, bill.good - bill.due)
        fee = dice.choice([None, True])
        when |= {"method": "wire", "with_fee": fee}
        return payments.refund(bill.id, amount=over, **when)
    if act < 0.96:
        return payments.charge_late(SALE, on=day + timedelta(days=30), at=AFTER)
    late = max(bills, key=lambda one: one.late_charges)
    part = dice.choice([None, max(1, late.late_charges // 2)])
    return payments.waive(late.id, amount=part, on=day + timedelta(40), at=AFTER)
