"""Credited and billed again: the money, the late fee and the charges follow the lot."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ledger.events import Charge, FundsKind, LateFeeCharged
from ledger.house import accounts, funds, invoicing, payments, reminding
from ledger.house.rebilling import charges_left_out, money_left_behind
from ledger.identity import ClientId, InvoiceId, Paddle, payment_id
from ledger.money import Currency
from ledger.refusals import ClientInCredit
from ledger.terms.paper import ReminderStep
from presenters.words import ranges
from tests.sale_of_tests import SALE, by, lot, new_house
from tests.settled_sale import AFTER, NEXT_DAY, PAYS, hammered, settle, settled_by
from tests.settling_clerk import DAY, clerk_who_settled
from tests.story import USD, usd

ONE, OTHER, AGAIN = (InvoiceId(f"TH-2026-0000{n}") for n in (1, 2, 3))
WHY = by(reason="certificate came late")
LATE = NEXT_DAY + timedelta(days=30)
WHEN = {"on": NEXT_DAY, "at": AFTER + timedelta(days=1)}


def charges(house, amount="35.50", lot=None, kind=Charge.SHIPPING):
    asked = accounts.charge(
        SALE,
        Paddle("101"),
        kind=kind,
        amount=usd(amount),
        description="Air",
        lot=lot,
        at=AFTER + timedelta(days=1),
    )
    house.do(asked, by=by())


@pytest.fixture
def house(tmp_path):
    """Lots 1 and 2 and shipping are billed to 101, and lot 3 to 102."""
    with new_house(tmp_path, settlement=PAYS) as house:
        hammered(house)
        settled_by(house)
        charges(house)
        settle(house)
        yield house


def dollars(cents):
    return f"{cents / 100:.2f}"


def pays(house, amount, number=ONE, **more):
    said = {"method": "wire", "cleared": True, **WHEN, **more}
    house.do(payments.receive(number, paid=usd(amount), **said), by=by())


def takes_back(house, number=ONE, **more):
    house.do(invoicing.credit(number, **WHEN, **more), by=WHY)


def late(house, **more):
    asked = payments.charge_late(SALE, on=LATE, at=AFTER, **more)
    events = house.do(asked, by=by()).events
    return {(e.invoice, e.base) for e in events if isinstance(e, LateFeeCharged)}


def test_nobody_in_credit_is_charged_for_being_late(house):
    pays(house, "119.08", OTHER)
    pays(house, dollars(house.invoice(ONE).total))
    takes_back(house)
    settle(house)
    assert house.invoice(AGAIN).balance > 0
    assert late(house) == set()
    with pytest.raises(ClientInCredit):
        late(house, invoice=AGAIN)


def test_what_is_in_credit_is_taken_off_what_is_overdue(house):
    pays(house, 100)
    takes_back(house, lots=[lot(1)])
    takes_back(house, lots=[lot(2)])
    settle(house)
    over = -house.invoice(ONE).balance
    owed = house.invoice(AGAIN).balance
    assert 0 < over < owed
    assert (AGAIN, owed - over) in late(house)


def keeps(house, dollars, kind=FundsKind.ON_ACCOUNT, client="C-102", currency=USD):
    given = {"method": "wire", "on": NEXT_DAY, "at": AFTER, "client": ClientId(client)}
    money = currency.read(dollars), currency
    house.do(funds.receive(kind, *money, **given), by=by())


def test_what_is_on_account_is_taken_off_what_is_overdue(house):
    owed = house.invoice(OTHER).total
    keeps(house, "19.08")
    keeps(house, "500", kind=FundsKind.DEPOSIT)
    keeps(house, "500", client="C-101")
    keeps(house, "500", currency=Currency("EUR"))
    assert late(house) == {(OTHER, owed - usd("19.08"))}


def test_who_has_enough_on_account_is_not_late(house):
    keeps(house, "500")
    with pytest.raises(ClientInCredit):
        late(house, invoice=OTHER)


def reminded(house):
    steps = (ReminderStep(step="friendly", after=7),)
    asked = reminding.remind(SALE, steps=steps, on=LATE, at=AFTER)
    return {
        event.invoice: (event.open, event.credit)
        for event in house.do(asked, by=by()).events
    }


def test_of_what_is_in_credit_nobody_is_reminded(house):
    one, other = (house.invoice(number).total for number in (ONE, OTHER))
    keeps(house, "19.08")
    keeps(house, dollars(one), client="C-101")
    assert reminded(house) == {OTHER: (other - usd("19.08"), usd("19.08"))}


def test_what_was_paid_too_much_on_another_invoice_is_not_reminded_of(house):
    pays(house, "119.08", OTHER)
    pays(house, dollars(house.invoice(ONE).total))
    takes_back(house)
    settle(house)
    assert house.invoice(AGAIN).balance > 0
    assert reminded(house) == {}


def test_who_owes_is_reminded_of_all_of_it(house):
    assert reminded(house)[OTHER] == (house.invoice(OTHER).total, None)


def test_another_client_s_credit_is_not_theirs(house):
    pays(house, 999)
    assert late(house) >= {(OTHER, house.invoice(OTHER).total)}


def test_the_money_left_behind_is_found_payment_by_payment(house):
    pays(house, 100)
    pays(house, dollars(house.invoice(ONE).balance))
    takes_back(house)
    settle(house)
    parts = money_left_behind(house.invoices(SALE))
    assert {(part.of, part.to) for part in parts} == {(ONE, AGAIN)}
    assert [part.payment for part in parts] == [payment_id(ONE, 1), payment_id(ONE, 2)]
    assert sum(part.amount.amount for part in parts) == house.invoice(AGAIN).balance
    for part in parts:
        moved = payments.move(part.payment, part.to, amount=part.amount.amount, **WHEN)
        house.do(moved, by=WHY)
    assert house.invoice(AGAIN).paid
    assert house.lot(lot(1)).books.paid_on is not None
    assert money_left_behind(house.invoices(SALE)) == []


def left_out(house):
    return [
        (each.kind.value, each.amount.amount) for each in charges_left_out(house, SALE)
    ]


def test_a_charge_that_went_with_the_lots_is_named_until_it_is_billed_again(house):
    assert left_out(house) == []
    takes_back(house)
    assert left_out(house) == [], "nothing is billed again yet"
    settle(house)
    assert left_out(house) == [("shipping", usd("35.50"))]
    charges(house, "35.50", kind=Charge.INSURANCE)
    assert left_out(house) == [("shipping", usd("35.50"))]
    charges(house)
    assert left_out(house) == []


def test_a_charge_that_was_credited_by_itself_is_not_asked_for(house):
    takes_back(house, lines=[5])
    takes_back(house)
    settle(house)
    assert left_out(house) == []


def test_ranges():
    assert ranges([1, 2]) == "1, 2"
    assert ranges([*range(1, 209)]) == "1-208"
    assert ranges([7, 1, 3, 2]) == "1-3, 7"


@pytest.mark.slow
def test_a_clerk_is_told_of_both_and_may_move_the_money_at_once(tmp_path):
    clerk = clerk_who_settled(tmp_path)
    clerk.does(f"charge add MAY26 101 shipping 35.50 --said 'Air mail' {DAY}")
    clerk.does(f"credit TH-2026-00001 --reason typo {DAY}")
    clerk.does(f"settle MAY26 {DAY}")
    owed = clerk("invoice show TH-2026-00003 --json").json["total"]
    clerk.does(f"pay receive TH-2026-00003 {owed} --method wire --cleared {DAY}")
    said = clerk.does(f"credit TH-2026-00003 --reason typo {DAY}")
    assert "lotledger settle MAY26 --move-money" in said
    told = clerk.does(f"settle MAY26 {DAY}")
    assert "lotledger pay move TH-2026-00003/P1 --to TH-2026-00004" in told
    assert "charge add MAY26 101 shipping 35.50 --said 'Air mail'" in told
    late = clerk.does("pay late MAY26 --on 2026-07-01 --at 2026-07-01T10:00-05:00")
    assert "the house has as much of client C-1, on other invoices" in late
    moved = clerk.does(f"settle MAY26 --move-money {DAY}")
    assert "invoice TH-2026-00004 is paid" in moved
    again = clerk.does(f"settle MAY26 --move-money {DAY}")
    assert "moved to" not in again
    assert clerk("report checks").code == 0
