"""Payments by dice: however it is moved or reversed, no cent is lost or doubled."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from random import Random

import pytest

from ledger.events import (
    LateFeeCharged,
    LateFeeWaived,
    PaymentCleared,
    PaymentMoved,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
)
from ledger.house import House, payments
from ledger.identity import payment_id
from ledger.refusals import Refusal
from tests.clerk import Clerk
from tests.sale_of_tests import SALE, all_entries, by, entry, lot, new_house, place
from tests.seeds import seeds
from tests.settled_sale import AFTER, NEXT_DAY, bid, sales, settle, settled_by
from tests.test_payments import PAYS

pytestmark = pytest.mark.slow

LOTS = range(1, 7)
BUYERS = ("101", "102", "103")
ACTS = 60


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
    when = {"on": day, "at": AFTER}
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
        return payments.reverse(payment, **when)
    if act < 0.85:
        part = dice.choice([None, max(1, some // 3)])
        return payments.move(payment, other.id, amount=part, **when)
    if act < 0.91:
        over = max(1, bill.good - bill.due)
        return payments.refund(bill.id, amount=over, method="wire", **when)
    if act < 0.96:
        return payments.charge_late(SALE, on=day + timedelta(days=30), at=AFTER)
    late = max(bills, key=lambda one: one.late_charges)
    part = dice.choice([None, max(1, late.late_charges // 2)])
    return payments.waive(late.id, amount=part, on=day + timedelta(40), at=AFTER)


def posted(house):
    """Add up what every event says came, was good, and is at the bank: naively."""
    received, good, bank = defaultdict(int), defaultdict(int), 0
    pieces = {}
    for one in (held.event for held in all_entries(house)):
        match one:
            case PaymentReceived():
                pieces[one.payment] = [one.invoice, one.paid - one.fee, False]
                received[one.invoice] += one.paid - one.fee
            case PaymentCleared():
                piece = pieces[one.payment]
                piece[2] = True
                good[one.invoice] += piece[1]
                bank += one.amount
            case PaymentMoved():
                pieces[one.payment][1] -= one.amount
                received[one.invoice] -= one.amount
                if one.cleared:
                    good[one.invoice] -= one.amount
                    bank -= one.amount
            case PaymentReversed():
                received[one.invoice] -= one.amount - one.fee
                if one.cleared:
                    good[one.invoice] -= one.amount - one.fee
                    bank -= one.amount
            case PaymentRefunded():
                received[one.invoice] -= one.amount
                good[one.invoice] -= one.amount
                bank -= one.amount
    return received, good, bank


def cost_of_lateness(house):
    """Add up what every event charges for lateness, or takes back of it."""
    cost = defaultdict(int)
    for one in (held.event for held in all_entries(house)):
        match one:
            case LateFeeCharged():
                cost[one.invoice] += one.amount
            case LateFeeWaived():
                cost[one.invoice] -= one.amount
    return cost


def must_add_up(house):
    """Hold the bills against the events, and the lots against the bills."""
    received, good, bank = posted(house)
    bills = house.invoices(SALE)
    late = cost_of_lateness(house)
    fees = under_way = 0
    for bill in bills:
        assert bill.received == received[bill.id]
        assert bill.good == good[bill.id]
        assert bill.due == bill.total - bill.credited_amount + late[bill.id]
        assert late[bill.id] >= 0, "no more is waived than was charged"
        waiting = sum(p.left for p in bill.payments if p.cleared_on is None)
        assert bill.received == bill.good + waiting
        assert all(one.left >= 0 for one in bill.payments)
        under_way += waiting
        fees += sum(
            one.received.fee
            for one in bill.payments
            if one.cleared_on is not None and one.reversed_on is None
        )
        for name in bill.lots:
            assert (house.lot(name).books.paid_on is not None) == bill.paid
    assert bank == sum(bill.good for bill in bills) + fees


@pytest.mark.parametrize("seed", seeds(6, fast=1))
def test_no_cent_is_lost_or_doubled(seed, tmp_path):
    dice = Random(seed)
    entries = [entry(number) for number in LOTS]
    with new_house(tmp_path, durable=False, settlement=PAYS, entries=entries) as house:
        sold(house)
        assert house.lot(lot(6)).books.invoiced is not None
    done = 0
    for turn in range(ACTS):
        with House.open(place(tmp_path)) as house:
            act, key = throw(dice, house), by(f"turn {turn}", reason="the dice")
            try:
                recorded = house.do(act, by=key)
            except Refusal:
                continue
            done += 1
            head = house.head()
            if recorded.events:
                assert house.do(act, by=key).events == recorded.events
            assert house.head() == head, "a key makes a retry safe"
            must_add_up(house)
    assert done > ACTS // 3
    checks = Clerk(tmp_path)(f"report checks {SALE} --json").json
    rows = [row for table in checks["tables"] for row in table["rows"]]
    assert len(rows) > len(checks["tables"])
    assert [row for row in rows if not row["agrees"]] == [], "the journal agrees"
