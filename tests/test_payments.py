"""Payments as stories: received, good, taken back, moved, given back; lots let go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ledger.events import (
    LateFeeCharged,
    LateFeeWaived,
    LotPaid,
    LotReleased,
    LotUnpaid,
    PaymentCleared,
    PaymentMoved,
    PaymentReceived,
    PaymentReversed,
)
from ledger.house import bank, invoicing, payments, releasing
from ledger.identity import InvoiceId, payment_id
from ledger.money import Currency
from ledger.refusals import (
    BooksMovedOn,
    ClearedBeforeReceived,
    KeyUsed,
    MoreThanCharged,
    MoreThanOverpaid,
    NothingOverpaid,
    NothingToWaive,
    NotOverdue,
    NotPaidFor,
    OtherCurrency,
    OverMethodLimit,
    PaymentClearedAlready,
    PaymentGone,
    ReasonNeeded,
    SameInvoice,
    UnknownInvoice,
    UnknownMethod,
    UnknownPayment,
)
from ledger.settlement import moving
from ledger.settlement.bank import BankLine
from presenters.invoice_words import account_rows
from tests.sale_of_tests import SALE, by, lot, new_house
from tests.settled_sale import AFTER, PAYS, hammered, settle, settled_by
from tests.story import USD, usd

pytestmark = pytest.mark.slow

ONE, OTHER = InvoiceId("TH-2026-00001"), InvoiceId("TH-2026-00002")
"""Lots 1 and 2, $345.33, to 101; lot 3, $119.08, to 102. Both are due on 28 May."""
FIRST = payment_id(ONE, 1)
DAY = date(2026, 5, 22)
LATER = date(2026, 5, 26)
DUE = date(2026, 5, 28)
NEXT = AFTER + timedelta(days=30)
WHY = by(reason="the bank said so")


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path, settlement=PAYS) as house:
        hammered(house)
        settled_by(house)
        settle(house)
        yield house


def takes(house, amount, number=ONE, *, method="wire", on=DAY, cleared=False, **more):
    """Take money, and return the events of it."""
    asked = payments.receive(
        number, paid=usd(amount), method=method, on=on, cleared=cleared, at=NEXT, **more
    )
    return house.do(asked, by=by()).events


def kinds(events):
    return [type(event) for event in events]


def figures(house, number=ONE):
    """Say what is due, received, good and open on a bill, in dollars."""
    bill = house.invoice(number)
    amounts = (bill.due, bill.received, bill.good, bill.balance)
    return " ".join(bill.issued.currency.plain(amount) for amount in amounts)


def paid(house):
    """Name the lots that are paid for."""
    return [n for n in (1, 2, 3) if house.lot(lot(n)).books.paid_on is not None]


# Received, and good.


def test_money_is_under_way_until_it_has_cleared(house):
    (received,) = takes(house, "345.33", method="check", reference="no. 1204")
    assert received == PaymentReceived(
        invoice=ONE,
        sale=SALE,
        client="C-101",
        paddle="101",
        currency=Currency("USD"),
        payment=FIRST,
        method="check",
        paid=usd("345.33"),
        fee=0,
        received_on=DAY,
        reference="no. 1204",
        moved_from=None,
        at=NEXT,
    )
    assert figures(house) == "345.33 345.33 0.00 0.00"
    assert paid(house) == []
    events = house.do(payments.clear(FIRST, on=LATER, at=NEXT), by=by()).events
    assert kinds(events) == [PaymentCleared, LotPaid, LotPaid]
    assert events[1].paid_on == LATER
    assert figures(house) == "345.33 345.33 345.33 0.00"
    assert paid(house) == [1, 2]


def test_money_may_be_good_from_the_start(house):
    events = takes(house, "345.33", cleared=True)
    assert kinds(events) == [PaymentReceived, PaymentCleared, LotPaid, LotPaid]
    assert events[2].paid_on == DAY
    later = takes(house, "119.08", OTHER, cleared=LATER)
    assert later[1].cleared_on == LATER


def test_a_bill_is_paid_by_the_last_part_of_it(house):
    takes(house, 300, cleared=True)
    assert figures(house) == "345.33 300.00 300.00 45.33"
    assert paid(house) == []
    takes(house, "45.33", on=LATER, cleared=True)
    assert house.lot(lot(1)).books.paid_on == LATER


def test_too_much_is_taken_and_shown(house):
    takes(house, 400, cleared=True)
    assert figures(house) == "345.33 400.00 400.00 -54.67"
    assert paid(house) == [1, 2]


def test_a_fee_is_taken_off_what_is_handed_over(house):
    (received,) = takes(house, 103, method="card")
    assert (received.paid, received.fee) == (usd(103), usd(3))
    assert figures(house) == "345.33 100.00 0.00 245.33"


def test_a_discount_pays_more_than_is_handed_over(house):
    received, cleared, *_ = takes(house, "338.42", method="cash", cleared=True)
    assert received.fee == -usd("6.91")
    assert cleared.amount == usd("338.42"), "the bank has what was handed over"
    assert figures(house) == "345.33 345.33 345.33 0.00"


def test_one_method_pays_only_so_much_of_a_bill(house):
    takes(house, 150, method="card")
    with pytest.raises(OverMethodLimit, match=r"take \$200 by card .* had \$150"):
        takes(house, 51, method="card")
    takes(house, 50, method="card")
    takes(house, 100, OTHER, method="card")
    house.do(payments.reverse(FIRST, on=DAY, at=NEXT), by=WHY)
    takes(house, 150, method="card")


def test_the_terms_say_how_to_pay(house):
    with pytest.raises(UnknownMethod, match="'shells'; they take wire, check, card,"):
        takes(house, 10, method="shells")


def test_terms_that_name_no_way_to_pay_take_any(tmp_path):
    with new_house(tmp_path) as house:
        hammered(house)
        settled_by(house)
        settle(house)
        (received,) = takes(house, 10, method="shells")
        assert (received.method, received.fee) == ("shells", 0)


def test_nothing_is_taken_for_a_bill_that_is_not_there(house):
    with pytest.raises(UnknownInvoice):
        takes(house, 10, InvoiceId("TH-2026-00009"))
    with pytest.raises(UnknownPayment):
        house.do(payments.clear(FIRST, at=NEXT), by=by())


def test_a_payment_clears_once_and_not_before_it_came(house):
    takes(house, 10)
    with pytest.raises(ClearedBeforeReceived, match="came on 2026-05-22"):
        house.do(payments.clear(FIRST, on=DAY - timedelta(days=1), at=NEXT), by=by())
    house.do(payments.clear(FIRST, on=DAY, at=NEXT), by=by())
    with pytest.raises(PaymentClearedAlready, match="cleared on 2026-05-22"):
        house.do(payments.clear(FIRST, on=LATER, at=NEXT), by=by())


# Reversed.


def test_a_payment_that_bounced_leaves_the_bill_open(house):
    takes(house, "345.33", method="check", cleared=True)
    with pytest.raises(ReasonNeeded):
        house.do(payments.reverse(FIRST, at=NEXT), by=by())
    events = house.do(payments.reverse(FIRST, on=LATER, at=NEXT), by=WHY).events
    assert kinds(events) == [PaymentReversed, LotUnpaid, LotUnpaid]
    assert (events[0].amount, events[0].cleared) == (usd("345.33"), True)
    assert figures(house) == "345.33 0.00 0.00 345.33"
    with pytest.raises(PaymentGone):
        house.do(payments.reverse(FIRST, on=LATER, at=NEXT), by=WHY)
    with pytest.raises(PaymentGone):
        house.do(payments.clear(FIRST, on=LATER, at=NEXT), by=by())


def test_a_fee_goes_back_with_the_payment(house):
    takes(house, 103, method="card")
    (gone,) = house.do(payments.reverse(FIRST, on=DAY, at=NEXT), by=WHY).events
    assert (gone.amount, gone.fee, gone.cleared) == (usd(103), usd(3), False)


# Moved.


def test_good_money_is_good_on_the_bill_it_was_meant_for(house):
    takes(house, "345.33", cleared=True, reference="w-1")
    asked = payments.move(FIRST, OTHER, amount=usd("119.08"), on=LATER, at=NEXT)
    with pytest.raises(ReasonNeeded):
        house.do(asked, by=by())
    events = house.do(asked, by=WHY).events
    assert kinds(events) == [
        PaymentMoved,
        LotUnpaid,
        LotUnpaid,
        PaymentReceived,
        PaymentCleared,
        LotPaid,
    ]
    came = events[3]
    assert (came.payment, came.moved_from) == ("TH-2026-00002/P1", FIRST)
    assert (came.paid, came.fee, came.reference) == (usd("119.08"), 0, "w-1")
    assert {came.received_on, events[4].cleared_on, events[0].moved_on} == {LATER}
    assert figures(house) == "345.33 226.25 226.25 119.08"
    assert figures(house, OTHER) == "119.08 119.08 119.08 0.00"
    assert paid(house) == [3]


def test_what_is_under_way_is_moved_and_cleared_in_parts(house):
    takes(house, "345.33", method="check")
    house.do(payments.move(FIRST, OTHER, amount=usd("119.08"), on=DAY, at=NEXT), by=WHY)
    assert figures(house, OTHER) == "119.08 119.08 0.00 0.00"
    events = house.do(payments.clear(FIRST, on=LATER, at=NEXT), by=by()).events
    assert [e.amount for e in events if isinstance(e, PaymentCleared)] == [
        usd("226.25"),
        usd("119.08"),
    ]
    assert paid(house) == [3]


def test_a_bounced_check_takes_its_moved_parts_along(house):
    takes(house, "345.33", method="check", cleared=True)
    for amount in ("100", "19.08"):
        house.do(
            payments.move(FIRST, OTHER, amount=usd(amount), on=DAY, at=NEXT), by=WHY
        )
    assert paid(house) == [3]
    events = house.do(payments.reverse(FIRST, on=LATER, at=NEXT), by=WHY).events
    gone = [event.amount for event in events if isinstance(event, PaymentReversed)]
    assert gone == [usd("226.25"), usd(100), usd("19.08")]
    assert figures(house, OTHER) == "119.08 0.00 0.00 119.08"
    assert paid(house) == []


def test_a_payment_moved_whole_is_not_there_any_more(house):
    takes(house, 103, method="card")
    house.do(payments.move(FIRST, OTHER, on=DAY, at=NEXT), by=WHY)
    assert figures(house) == "345.33 0.00 0.00 345.33"
    assert figures(house, OTHER) == "119.08 100.00 0.00 19.08"
    with pytest.raises(PaymentGone, match=r"\$0 is left here"):
        house.do(payments.move(FIRST, OTHER, on=DAY, at=NEXT), by=WHY)


def test_more_than_there_is_cannot_be_moved(house):
    takes(house, 100)
    with pytest.raises(PaymentGone, match=r"\$100 is left here, less than \$101"):
        house.do(payments.move(FIRST, OTHER, amount=usd(101), on=DAY, at=NEXT), by=WHY)
    with pytest.raises(SameInvoice):
        house.do(payments.move(FIRST, ONE, on=DAY, at=NEXT), by=WHY)


def test_money_stays_in_its_currency(house):
    takes(house, 100)
    held, target = house.invoice(ONE), house.invoice(OTHER)
    euros = replace(target, issued=replace(target.issued, currency=Currency("EUR")))
    with pytest.raises(OtherCurrency, match="TH-2026-00002 is in EUR"):
        moving.move(held, FIRST, euros, on=DAY, at=NEXT)


# Given back.


def test_only_good_money_that_is_not_owed_is_given_back(house):
    takes(house, "345.33", cleared=True)
    takes(house, 50, on=LATER, method="check")
    asked = payments.refund(ONE, amount=usd(50), method="wire", on=LATER, at=NEXT)
    with pytest.raises(NothingOverpaid, match=r"Nothing that has cleared is"):
        house.do(asked, by=WHY)
    house.do(payments.clear(payment_id(ONE, 2), on=LATER, at=NEXT), by=by())
    with pytest.raises(ReasonNeeded):
        house.do(asked, by=by())
    more = payments.refund(ONE, amount=usd(51), method="wire", on=LATER, at=NEXT)
    with pytest.raises(MoreThanOverpaid, match=r"overpaid by \$50, less than \$51"):
        house.do(more, by=WHY)
    (refunded,) = house.do(asked, by=WHY).events
    assert (refunded.refund, refunded.amount) == (1, usd(50))
    assert figures(house) == "345.33 345.33 345.33 0.00"
    assert paid(house) == [1, 2]
    with pytest.raises(NothingOverpaid):
        house.do(asked, by=WHY)


def test_what_is_left_of_a_bill_that_is_credited_may_be_paid_by_then(house):
    takes(house, 200, cleared=True)
    asked = invoicing.credit(ONE, lots=[lot(1)], on=LATER, at=NEXT)
    events = house.do(asked, by=WHY).events
    assert events[-1] == LotPaid(lot=lot(2), invoice=ONE, paid_on=DAY, at=NEXT)
    assert figures(house) == "119.08 200.00 200.00 -80.92"
    back = payments.refund(ONE, amount=usd("80.92"), method="wire", on=LATER, at=NEXT)
    house.do(back, by=WHY)
    assert figures(house) == "119.08 119.08 119.08 0.00"
    assert paid(house) == [2]


def test_a_payment_that_bounced_says_nothing_of_when_an_invoice_was_paid(house):
    takes(house, "345.33")
    house.do(payments.clear(FIRST, on=DUE, at=NEXT), by=by())
    house.do(payments.reverse(FIRST, on=DUE, at=NEXT), by=WHY)
    takes(house, "345.33", on=LATER, cleared=True)
    assert house.invoice(ONE).paid_on == LATER
    assert house.lot(lot(1)).books.paid_on == LATER


# Late.


def charged(house, *, on, invoice=None):
    """Charge what is late, and say how: what for, of what, for how long, how much."""
    asked = payments.charge_late(SALE, on=on, invoice=invoice, at=NEXT)
    events = house.do(asked, by=by()).events
    assert all(isinstance(event, LateFeeCharged) for event in events)
    return [(e.invoice[-1], e.kind.value, e.base, e.days, e.amount) for e in events]


def test_a_late_fee_comes_once_and_interest_by_the_day(house):
    takes(house, "119.08", OTHER, cleared=True)
    assert charged(house, on=DUE) == []
    # 3 % of 345.33 is 10.3599; 18 % a year for ten days of it 1.7030.
    assert charged(house, on=DUE + timedelta(days=10)) == [
        ("1", "fee", usd("345.33"), 0, usd("10.36")),
        ("1", "interest", usd("345.33"), 10, usd("1.70")),
    ]
    assert charged(house, on=DUE + timedelta(days=10)) == []
    # Neither bears interest: five days more of the same 345.33 are 0.8515.
    assert charged(house, on=DUE + timedelta(days=15)) == [
        ("1", "interest", usd("345.33"), 5, usd("0.85"))
    ]
    assert figures(house) == "358.24 0.00 0.00 358.24"


def test_what_was_paid_is_not_late(house):
    takes(house, 300, on=LATER)
    # 18 % of a whole year: 8.1594 of what is open, 21.4344 of the other bill.
    assert charged(house, on=DUE + timedelta(days=365)) == [
        ("1", "fee", usd("45.33"), 0, usd("1.36")),
        ("1", "interest", usd("45.33"), 365, usd("8.16")),
        ("2", "fee", usd("119.08"), 0, usd("3.57")),
        ("2", "interest", usd("119.08"), 365, usd("21.43")),
    ]


def test_one_bill_may_be_charged_and_says_if_it_is_not_late(house):
    with pytest.raises(NotOverdue, match="due on 2026-05-28"):
        charged(house, on=DUE, invoice=OTHER)
    late = charged(house, on=DUE + timedelta(days=1), invoice=OTHER)
    assert [one[:2] for one in late] == [("2", "fee"), ("2", "interest")]


# Waived.


def waives(house, amount=None, *, on=DUE + timedelta(days=10), asks=WHY):
    """Take late charges back, and return the events of it."""
    part = None if amount is None else usd(amount)
    asked = payments.waive(ONE, amount=part, on=on, at=NEXT)
    return house.do(asked, by=asks).events


def test_late_charges_are_waived_in_part_and_then_all_that_is_left(house):
    charged(house, on=DUE + timedelta(days=10), invoice=ONE)
    assert waives(house, 2) == (
        LateFeeWaived(
            invoice=ONE,
            sale=SALE,
            client="C-101",
            paddle="101",
            currency=Currency("USD"),
            amount=usd(2),
            waived_on=DUE + timedelta(days=10),
            at=NEXT,
        ),
    )
    assert figures(house) == "355.39 0.00 0.00 355.39"
    (rest,) = waives(house)
    assert rest.amount == usd("10.06")
    assert figures(house) == "345.33 0.00 0.00 345.33"
    with pytest.raises(NothingToWaive):
        waives(house)


def test_no_more_is_waived_than_was_charged_by_then(house):
    charged(house, on=DUE + timedelta(days=10), invoice=ONE)
    with pytest.raises(NothingToWaive, match="On 2026-05-28 invoice TH-2026-00001"):
        waives(house, on=DUE)
    with pytest.raises(MoreThanCharged, match=r"of \$12\.06 are left .* than \$12\.07"):
        waives(house, "12.07")
    with pytest.raises(ReasonNeeded):
        waives(house, asks=by())
    assert figures(house) == "357.39 0.00 0.00 357.39"


def test_no_day_is_charged_interest_for_twice(house):
    days = [
        charged(house, on=DUE + timedelta(days=late), invoice=ONE)[-1][3]
        for late in (10, 15, 25)
    ]
    assert days == [10, 5, 10]


def test_interest_too_small_to_charge_waits_for_the_next_time(house):
    takes(house, "340.33")
    first = charged(house, on=DUE + timedelta(days=1), invoice=ONE)
    assert first == [("1", "fee", usd(5), 0, usd("0.15"))]
    # 18 % a year of 5 for eleven days is 0.0271, for ten 0.0247.
    assert charged(house, on=DUE + timedelta(days=11), invoice=ONE) == [
        ("1", "interest", usd(5), 11, usd("0.03"))
    ]


def test_a_fee_that_was_waived_is_not_charged_again_but_interest_goes_on(house):
    charged(house, on=DUE + timedelta(days=10), invoice=ONE)
    waives(house)
    assert charged(house, on=DUE + timedelta(days=15), invoice=ONE) == [
        ("1", "interest", usd("345.33"), 5, usd("0.85"))
    ]


def test_a_bill_whose_late_charges_are_waived_may_be_paid_by_then(house):
    charged(house, on=DUE + timedelta(days=10), invoice=ONE)
    takes(house, "345.33", on=DUE, cleared=True)
    assert paid(house) == []
    assert kinds(waives(house)) == [LateFeeWaived, LotPaid, LotPaid]
    assert paid(house) == [1, 2]


def test_late_charges_that_were_paid_and_waived_are_given_back(house):
    charged(house, on=DUE + timedelta(days=10), invoice=ONE)
    takes(house, "357.39", on=DUE, cleared=True)
    assert kinds(waives(house)) == [LateFeeWaived]
    assert figures(house) == "345.33 357.39 357.39 -12.06"
    back = payments.refund(ONE, amount=usd("12.06"), method="wire", on=DUE, at=NEXT)
    house.do(back, by=WHY)
    assert figures(house) == "345.33 345.33 345.33 0.00"


def test_the_account_of_a_bill_names_fees_discounts_and_interest(house):
    takes(house, 103, method="card")
    takes(house, 98, method="cash")
    charged(house, on=DUE + timedelta(days=1), invoice=ONE)
    charged(house, on=DUE + timedelta(days=11), invoice=ONE)
    assert [row[1:4] for row in account_rows(house, house.invoice_history(ONE))] == [
        ("invoiced", "$345.33", "$345.33"),
        (f"payment {ONE}/P1 by card, less a fee of $3", "-$100", "$245.33"),
        (f"payment {ONE}/P2 by cash, with a discount of $2", "-$100", "$145.33"),
        ("late fee, 3% of $145.33", "$4.36", "$149.69"),
        ("interest for 1 day, 18% a year of $145.33", "$0.07", "$149.76"),
        ("interest for 10 days, 18% a year of $145.33", "$0.72", "$150.48"),
    ]
    assert account_rows(house, house.invoice_history(OTHER)) == [], "nothing happened"


# Released.


def releases(house, *numbers, invoice=None):
    named = [lot(number) for number in numbers]
    asked = releasing.release(named, invoice=invoice, on=LATER, at=NEXT)
    return house.do(asked, by=by()).events


def test_a_lot_leaves_the_house_for_good_money_alone(house):
    takes(house, "345.33", method="check")
    with pytest.raises(NotPaidFor):
        releases(house, 1)
    house.do(payments.clear(FIRST, on=DAY, at=NEXT), by=by())
    with pytest.raises(NotPaidFor, match="MAY26/3"):
        releases(house, 1, 3)
    assert releases(house, 1) == (
        LotReleased(
            lot=lot(1),
            invoice=ONE,
            released_on=LATER,
            ships_from=date(2026, 6, 12),
            ships_until=date(2026, 6, 24),
            at=NEXT,
        ),
    )
    assert [release.lot for release in releases(house, invoice=ONE)] == [lot(2)]
    assert releases(house, 1, 2) == ()


def test_a_chargeback_after_the_lot_has_left_is_recorded_all_the_same(house):
    takes(house, "345.33", cleared=True)
    releases(house, invoice=ONE)
    events = house.do(payments.reverse(FIRST, on=LATER, at=NEXT), by=WHY).events
    assert kinds(events) == [PaymentReversed, LotUnpaid, LotUnpaid]
    books = house.lot(lot(1)).books
    assert books.released is not None
    assert books.paid_on is None


# Safe to repeat.


def test_a_payment_sent_again_is_taken_once(house):
    asked = payments.receive(ONE, paid=usd(100), method="wire", at=NEXT)
    again = payments.receive(
        ONE, paid=usd(100), method="wire", at=NEXT + timedelta(days=3)
    )
    first = house.do(asked, by=by("k1"))
    assert house.do(again, by=by("k1")).events == first.events
    assert len(house.invoice(ONE).payments) == 1
    with pytest.raises(KeyUsed):
        house.do(
            payments.receive(ONE, paid=usd(101), method="wire", at=NEXT), by=by("k1")
        )
    house.do(again, by=by("k2"))
    assert len(house.invoice(ONE).payments) == 2


def test_without_a_day_money_came_on_that_of_the_saleroom(house):
    (received,) = house.do(
        payments.receive(ONE, paid=usd(100), method="wire", at=NEXT), by=by()
    ).events
    assert received.received_on == NEXT.date()


# Matched, and booked.


def wired(text, amount="345.33"):
    return BankLine(line=2, day=DAY, amount=usd(amount), currency=USD, text=text)


def booked(house, *lines, matches=None):
    """Match lines as the house stands now, unless they were before, and book them."""
    if matches is None:
        matches = bank.matched(house, lines, sales=[SALE], method="wire", at=NEXT)
    asked = bank.book(matches, file="bank.csv", sales=[SALE], method="wire", at=NEXT)
    return house.do(asked, by=by()).events


def test_what_a_bank_says_came_is_good_on_that_day(house):
    events = booked(house, wired("TH 2026 1"), wired("paddle 102", "119.08"))
    assert kinds(events) == [
        PaymentReceived,
        PaymentCleared,
        LotPaid,
        LotPaid,
        PaymentReceived,
        PaymentCleared,
        LotPaid,
    ]
    assert {events[0].received_on, events[1].cleared_on, events[2].paid_on} == {DAY}
    assert (events[0].method, events[0].reference) == ("wire", "line c8635787")
    assert paid(house) == [1, 2, 3]


def test_two_who_import_one_file_book_it_once(house):
    line = wired("TH-2026-00001")
    both = bank.matched(house, [line], sales=[SALE], method="wire", at=NEXT)
    booked(house, matches=both)
    head = house.head()
    with pytest.raises(BooksMovedOn, match=r"while bank\.csv was matched"):
        booked(house, matches=both)
    assert booked(house, line) == ()
    assert house.head() == head


def test_what_was_moved_on_since_is_known_again(house):
    line = wired("TH-2026-00001")
    booked(house, line)
    house.do(payments.move(FIRST, OTHER, on=LATER, at=NEXT), by=WHY)
    assert booked(house, line) == ()


def test_bank_lines_that_were_reversed_are_not_booked_again(house):
    line = wired("paddle 101")
    booked(house, line)
    house.do(payments.reverse(FIRST, on=LATER, at=NEXT), by=WHY)
    assert booked(house, line) == ()
