"""Lines of a bank that may be on the books already, and money that it takes back."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.events import LotPaid, PaymentUpheld
from ledger.house import consigning, doubts, invoicing, payments, releasing
from ledger.identity import InvoiceId, Paddle, payment_id
from ledger.refusals import (
    NothingPayable,
    NotInDoubt,
    NotPaidFor,
    NotThatDayYet,
    PaidBeforeInvoice,
    PaymentInDoubt,
    ReasonNeeded,
)
from ledger.settlement.bank import LineOutcome
from tests.bank_clerk import (
    CLERK,
    DAY,
    FIRST,
    IN_JUNE,
    ONE,
    OTHER,
    WHY,
    back,
    house_of_two_bills,
    imports,
    line,
    takes,
)
from tests.consigned import ANN, consigned_house, consigned_lot, states
from tests.sale_of_tests import SALE, lot
from tests.settled_sale import AFTER
from tests.story import usd

pytestmark = pytest.mark.slow

ASKED, TAKEN = LineOutcome.AMBIGUOUS, LineOutcome.TAKEN_BACK


@pytest.fixture
def house(tmp_path):
    with house_of_two_bills(tmp_path) as house:
        yield house


# Perhaps on the books already.


def test_a_payment_under_way_is_cleared_and_not_booked_again(house):
    takes(house, "345.33", cleared=False, reference="check 17")
    (match,) = imports(house, line("345.33", reference="B1"))
    assert (match.outcome, match.payments) == (ASKED, (FIRST,))
    assert match.why == f"{FIRST} of the same amount is under way; if this is it"
    assert match.remedy == f"lotledger pay clear {FIRST} --on 2026-05-26"
    assert house.invoice(ONE).received == usd("345.33")


def test_so_is_a_part_that_is_under_way_while_more_is_open(house):
    takes(house, 100, cleared=False)
    (match,) = imports(house, line(100, reference="B1"))
    assert (match.outcome, match.payments) == (ASKED, (FIRST,))


@pytest.mark.parametrize(("day", "outcome"), [(26, ASKED), (29, ASKED)])
def test_a_payment_that_was_typed_without_a_name_is_perhaps_the_line(
    house, day, outcome
):
    takes(house, 100, on=date(2026, 5, 24))
    (match,) = imports(house, line(100, reference="B1", day=date(2026, 5, day)))
    assert match.outcome is outcome
    assert match.why.startswith(f"perhaps booked before, as {FIRST} of 2026-05-24")


def test_the_same_amount_a_month_later_is_another_payment(house):
    takes(house, 100, on=date(2026, 5, 21))
    (match,) = imports(house, line(100, reference="B1", day=date(2026, 6, 19)))
    assert match.outcome is LineOutcome.BOOKED


def test_a_line_that_names_only_a_paddle_is_perhaps_what_was_typed(house):
    takes(house, "345.33")
    (match,) = imports(house, line("345.33", "paddle 101", reference="B1"))
    assert (match.outcome, match.payments) == (ASKED, (FIRST,))


def test_nothing_is_booked_where_nothing_is_open(house):
    takes(house, "345.33", on=date(2026, 5, 21))
    (match,) = imports(house, line(50, reference="B1"))
    assert (match.outcome, match.why) == (ASKED, f"nothing is open on {ONE}")
    assert match.remedy == (
        f"lotledger pay receive {ONE} 50.00 --method wire --on 2026-05-26 --cleared "
        "--reference B1"
    )
    assert house.invoice(ONE).balance == 0


def test_a_name_of_a_bank_is_quoted_in_a_command(house):
    takes(house, "345.33", on=date(2026, 5, 21))
    (match,) = imports(house, line(50, reference="$(rm -r x); B1"))
    assert match.remedy.endswith("--reference '$(rm -r x); B1'")


# Days.


@pytest.mark.parametrize("day", [date(2026, 6, 21), date(2027, 5, 26)])
def test_a_day_after_the_import_is_a_question(house, day):
    (match,) = imports(house, line(100, day=day))
    assert match.outcome is ASKED
    assert "that day is not yet" in match.why
    with pytest.raises(NotThatDayYet):
        takes(house, 100, on=day)
    with pytest.raises(NotThatDayYet):
        takes(house, 100, cleared=day)


def test_a_day_before_the_invoice_is_a_question(house):
    early = date(2014, 12, 31)
    (match,) = imports(house, line(100, day=early))
    assert match.why == f"it came before {ONE} was issued on 2026-05-21"
    assert match.remedy.endswith("--before-invoice --reason REASON")
    with pytest.raises(PaidBeforeInvoice):
        takes(house, 100, on=early)
    before = payments.receive(
        ONE, paid=100, method="wire", on=early, before_invoice=True, at=IN_JUNE
    )
    with pytest.raises(ReasonNeeded):
        house.do(before, by=CLERK)
    house.do(before, by=WHY)
    assert house.invoice(ONE).payments[0].received.received_on == early


# Taken back.


def test_a_check_that_bounced_is_in_doubt_and_its_lots_stay(house):
    takes(house, "345.33", reference="check 17")
    (match,) = imports(house, back("345.33", f"RETURNED ITEM NSF {ONE}"))
    assert (match.outcome, match.payments) == (TAKEN, (FIRST,))
    assert match.why == f"reversal of {FIRST}?"
    assert match.remedy == (
        f"lotledger pay reverse {FIRST} --on 2026-05-26 "
        "--reason 'the bank took it back'"
    )
    assert not house.invoice(ONE).paid
    with pytest.raises(NotPaidFor):
        house.do(releasing.release([lot(1)], at=IN_JUNE), by=CLERK)


def test_no_consignor_is_paid_from_what_the_bank_took_back(tmp_path):
    number, payment = InvoiceId("HA-2026-00001"), payment_id("HA-2026-00001", 1)
    with consigned_house(tmp_path, [consigned_lot(1, 190)]) as house:
        billed = invoicing.invoice_buyer(
            SALE, Paddle("101"), lots=[lot(1)], on=date(2026, 5, 21), at=AFTER
        )
        house.do(billed, by=CLERK)
        takes(house, "237.5", number=number)
        states(house)
        imports(house, back("237.5", number))
        paid = consigning.payout(SALE, ANN, method="wire", at=IN_JUNE)
        with pytest.raises(NothingPayable, match="waits for buyers to pay"):
            house.do(paid, by=CLERK)
        house.do(doubts.uphold(payment, at=IN_JUNE), by=WHY)
        house.do(paid, by=CLERK)


@pytest.mark.parametrize("amount", ["345.33", "100", "370.33"])
def test_a_part_and_a_bounce_with_its_fee_are_taken_alike(house, amount):
    takes(house, "345.33")
    (match,) = imports(house, back(amount))
    assert (match.outcome, match.payments, match.doubts) == (TAKEN, (FIRST,), True)


def test_a_payment_and_its_bounce_may_stand_in_one_file_in_any_order(house):
    bounced, came = back("345.33"), line("345.33", reference="B1")
    taken, booked = imports(house, bounced, came)
    assert booked.outcome is LineOutcome.BOOKED
    assert (taken.outcome, taken.payments) == (TAKEN, booked.payments)
    assert house.invoice(ONE).payments[0].doubted


def test_a_payment_is_named_by_its_reference_as_well(house):
    takes(house, "345.33", reference="CHK 1041")
    takes(house, "119.08", number=OTHER, reference="CHK 1042")
    (match,) = imports(house, back("119.08", "RETURN OF CHK-1042, NSF"))
    assert match.payments == (payment_id(OTHER, 1),)


def test_a_wire_that_was_split_is_taken_back_whole(house):
    takes(house, "345.33", reference="W-100")
    takes(house, "119.08", number=OTHER, reference="W-100")
    (match,) = imports(house, back("464.41", "recall of W-100"))
    assert match.payments == (FIRST, payment_id(OTHER, 1))
    assert house.invoice(ONE).payments[0].doubted
    assert house.invoice(OTHER).payments[0].doubted


def test_what_was_taken_back_is_asked_once(house):
    takes(house, "345.33")
    bounced = back("345.33", reference="R9")
    imports(house, bounced)
    (again,) = imports(house, bounced)
    assert (again.outcome, again.doubts) == (TAKEN, False)
    house.do(payments.reverse(FIRST, on=DAY, at=IN_JUNE), by=WHY)
    (decided,) = imports(house, bounced)
    assert (decided.outcome, decided.why) == (
        LineOutcome.BEFORE,
        f"as the reversal of {FIRST}",
    )


def test_a_payment_that_is_upheld_pays_its_lots_again(house):
    takes(house, "345.33")
    bounced = back("345.33")
    imports(house, bounced)
    assert house.lot(lot(1)).books.paid_on is None
    with pytest.raises(PaymentInDoubt):
        house.do(payments.move(FIRST, OTHER, on=DAY, at=IN_JUNE), by=WHY)
    recorded = house.do(doubts.uphold(FIRST, at=IN_JUNE), by=WHY)
    kinds = [type(event) for event in recorded.events]
    assert kinds[0] is PaymentUpheld
    assert LotPaid in kinds
    with pytest.raises(NotInDoubt):
        house.do(doubts.uphold(FIRST, at=IN_JUNE), by=WHY)
    (decided,) = imports(house, bounced)
    assert (decided.outcome, decided.why) == (
        LineOutcome.BEFORE,
        f"{FIRST} was upheld",
    )


def test_the_house_s_own_refund_takes_nothing_back(house):
    takes(house, 400)
    refund = payments.refund(
        ONE, amount=usd("54.67"), method="wire", on=DAY, at=IN_JUNE
    )
    house.do(refund, by=WHY)
    (match,) = imports(house, back("54.67"))
    assert (match.outcome, match.why) == (
        LineOutcome.BEFORE,
        f"as the refund of 2026-05-26 on {ONE}",
    )


@pytest.mark.parametrize("text", ["", "RDDT"])
def test_a_return_that_names_nothing_is_known_by_its_amount_alone(house, text):
    takes(house, "345.33")
    (match,) = imports(house, back("345.33", text, returned=True, code="AC06"))
    assert match.payments == (FIRST,)
    assert "(AC06)" not in match.why
    assert match.remedy.endswith("'the bank took it back, AC06'")


def test_what_comes_back_is_no_payment_of_a_buyer(house):
    (match,) = imports(house, line(100, returned=True))
    assert match.outcome is TAKEN
    assert not house.invoice(ONE).payments
