"""Payments by dice: however it is moved or reversed, no cent is lost or doubled."""

from __future__ import annotations

from collections import defaultdict
from json import loads
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
from ledger.house import House
from ledger.refusals import Refusal
from presenters.invoice import invoice_shape
from presenters.shape import to_json
from tests.clerk import Clerk
from tests.random_payments import LOTS, sold, throw
from tests.sale_of_tests import SALE, all_entries, by, entry, lot, new_house, place
from tests.settled_sale import PAYS

pytestmark = pytest.mark.slow

ACTS = 60


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
                pieces[one.payment][1] -= one.amount - one.fee
                received[one.invoice] -= one.amount - one.fee
                if one.cleared:
                    good[one.invoice] -= one.amount - one.fee
                    bank -= one.amount
            case PaymentRefunded():
                received[one.invoice] -= one.amount - (one.fee or 0)
                good[one.invoice] -= one.amount - (one.fee or 0)
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
        assert all(payment.left >= 0 for payment in bill.payments)
        under_way += waiting
        fees += sum(
            payment.received.fee - payment.fee_back
            for payment in bill.payments
            if payment.cleared_on is not None and payment.reversed_on is None
        )
        fees -= bill.fees_refunded
        for name in bill.lots:
            assert (house.lot(name).books.paid_on is not None) == bill.paid
    assert bank == sum(bill.good for bill in bills) + fees


def must_be_listed_as_they_stand(folder):
    """Hold the invoices that a view lists against those that their events make."""
    clerk = Clerk(folder)
    documents = clerk(f"invoice list {SALE} --json").json
    invoices = {
        document["document"]: document
        for document in documents
        if document["kind"] == "invoice"
    }
    with House.open(place(folder)) as house:
        for invoice in house.invoices(SALE):
            history = house.invoice_history(invoice.id)
            whole = loads(to_json(invoice_shape(history)))
            summary = invoices.pop(invoice.id)
            assert summary == {key: whole[key] for key in summary}
    assert not invoices


@pytest.mark.parametrize("seed", range(6))
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
    must_be_listed_as_they_stand(tmp_path)
    checks = Clerk(tmp_path)(f"report checks {SALE} --json").json
    rows = [row for table in checks["tables"] for row in table["rows"]]
    assert len(rows) > len(checks["tables"])
    assert [row for row in rows if not row["agrees"]] == [], "the journal agrees"
