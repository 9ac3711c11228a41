"""A bank takes money back more than once: each line takes a payment of its own."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.house import doubts, payments
from ledger.identity import payment_id
from ledger.settlement.bank import LineOutcome
from tests.bank_clerk import (
    DAY,
    FIRST,
    IN_JUNE,
    ONE,
    WHY,
    back,
    house_of_two_bills,
    imports,
    line,
    takes,
)

pytestmark = pytest.mark.slow

SECOND = payment_id(ONE, 2)
EARLY, LATER, LAST = date(2026, 5, 22), date(2026, 6, 2), date(2026, 6, 8)
BEFORE, TAKEN = LineOutcome.BEFORE, LineOutcome.TAKEN_BACK
ALL = "345.33"


@pytest.fixture
def house(tmp_path):
    with house_of_two_bills(tmp_path) as house:
        yield house


@pytest.fixture
def equal(house):
    """Keep two payments of $100 on one bill, both before any line of the bank."""
    takes(house, 100, on=EARLY)
    takes(house, 100, on=EARLY)
    return house


def reverses(house, payment, on=DAY):
    house.do(payments.reverse(payment, on=on, at=IN_JUNE), by=WHY)


def upholds(house, payment):
    house.do(doubts.uphold(payment, at=IN_JUNE), by=WHY)


def became(house, *lines):
    """Import lines; return the outcome, the payments and the doubt of each."""
    matches = imports(house, *lines)
    return [(each.outcome, each.payments, each.doubts) for each in matches]


BOUNCED = back(ALL, f"RETURNED CHECK {ONE}", reference="R-1002")
AGAIN = back(ALL, f"RETURNED CHECK {ONE}", reference="R-1004", day=LAST)


def pays_again(house):
    """Pay the bill, bounce, and pay it again."""
    imports(house, line(ALL, reference="R-1001", day=EARLY))
    imports(house, BOUNCED)
    reverses(house, FIRST)
    imports(house, line(ALL, reference="R-1003", day=LATER))
    assert house.invoice(ONE).paid


def test_what_was_paid_again_may_bounce_again(house):
    pays_again(house)
    assert became(house, AGAIN) == [(TAKEN, (SECOND,), True)]
    assert not house.invoice(ONE).paid
    assert became(house, AGAIN) == [(TAKEN, (SECOND,), False)]
    reverses(house, SECOND, on=LAST)
    decided = [(BEFORE, (FIRST,), False), (BEFORE, (SECOND,), False)]
    assert became(house, BOUNCED, AGAIN) == decided
    assert became(house, AGAIN, BOUNCED) == decided[::-1]


def test_the_first_line_is_still_known_once_the_bill_is_paid_again(house):
    pays_again(house)
    assert became(house, BOUNCED) == [(BEFORE, (FIRST,), False)]
    assert became(house, AGAIN, BOUNCED) == [
        (TAKEN, (SECOND,), True),
        (BEFORE, (FIRST,), False),
    ]


def test_so_is_that_line_under_another_name_of_the_bank(house):
    """It is of a day before the second payment: it cannot take that."""
    pays_again(house)
    other = back(ALL, f"RETURN {ONE}", reference="R-77")
    assert became(house, other) == [(BEFORE, (FIRST,), False)]


def test_a_line_beside_that_which_was_decided_is_not_that(house):
    """There is nothing that it may take, and it does not use up the decision."""
    imports(house, line(ALL, reference="R-1001", day=EARLY))
    imports(house, BOUNCED)
    reverses(house, FIRST)
    other = back(ALL, f"RETURN {ONE}", reference="R-77")
    assert became(house, other, BOUNCED) == [
        (LineOutcome.NOT_OURS, (), False),
        (BEFORE, (FIRST,), False),
    ]


def test_a_payment_and_its_bounce_in_one_file_after_an_earlier_bounce(house):
    imports(house, line(ALL, reference="R-1001", day=EARLY))
    imports(house, BOUNCED)
    reverses(house, FIRST)
    taken, booked = became(house, AGAIN, line(ALL, reference="R-1003", day=LATER))
    assert booked == (LineOutcome.BOOKED, (SECOND,), False)
    assert taken == (TAKEN, (SECOND,), True)


# Two equal payments bounce.


ONE_CHECK = back(100, f"RETURNED {ONE}", reference="R-1")
OTHER_CHECK = back(100, f"RETURNED {ONE}", reference="R-2")


def test_two_bounces_of_a_day_in_two_files_take_a_payment_each(equal):
    assert became(equal, ONE_CHECK) == [(TAKEN, (SECOND,), True)]
    assert became(equal, OTHER_CHECK) == [(TAKEN, (FIRST,), True)]
    assert became(equal, ONE_CHECK, OTHER_CHECK) == [
        (TAKEN, (SECOND,), False),
        (TAKEN, (FIRST,), False),
    ]


@pytest.mark.parametrize("decides", [reverses, upholds])
def test_so_they_do_once_the_first_is_decided(equal, decides):
    imports(equal, ONE_CHECK)
    decides(equal, SECOND)
    assert became(equal, OTHER_CHECK) == [(TAKEN, (FIRST,), True)]
    assert became(equal, OTHER_CHECK, ONE_CHECK) == [
        (TAKEN, (FIRST,), False),
        (BEFORE, (SECOND,), False),
    ]


@pytest.mark.parametrize("decides", [reverses, upholds])
def test_a_file_that_lists_one_of_them_by_itself_again_is_asked_nothing(equal, decides):
    imports(equal, ONE_CHECK, OTHER_CHECK)
    decides(equal, SECOND)
    decides(equal, FIRST)
    other_bank = [
        back(100, f"RETURN {ONE}", reference="R-77"),
        back(100, f"RETURN {ONE}", reference="R-78"),
    ]
    decided = [(BEFORE, (FIRST,), False), (BEFORE, (SECOND,), False)]
    assert became(equal, *other_bank) == decided
    assert became(equal, ONE_CHECK, OTHER_CHECK) == decided[::-1]


def test_equal_lines_without_a_name_are_as_many_as_were_asked(equal):
    nameless = back(100, f"RETURNED {ONE}")
    assert became(equal, nameless, nameless) == [
        (TAKEN, (SECOND,), True),
        (TAKEN, (FIRST,), True),
    ]
    reverses(equal, SECOND)
    assert became(equal, nameless, nameless) == [
        (BEFORE, (SECOND,), False),
        (TAKEN, (FIRST,), False),
    ]


WITH_FEE = [
    back(125, f"RETURNED {ONE} AND FEE", reference=name) for name in ("R-1", "R-2")
]


def test_two_bounces_with_their_fees_take_a_payment_each(equal):
    first, second = WITH_FEE
    assert became(equal, first) == [(TAKEN, (SECOND,), True)]
    assert became(equal, second) == [(TAKEN, (FIRST,), True)]


def test_a_bounce_with_its_fee_was_decided_and_the_next_has_none(equal):
    imports(equal, WITH_FEE[0])
    reverses(equal, SECOND)
    assert became(equal, OTHER_CHECK) == [(TAKEN, (FIRST,), True)]


# Reversed by hand, before any file lists it.


def test_a_reversal_that_was_typed_answers_one_line(equal):
    reverses(equal, SECOND)
    next_day = date(2026, 5, 27)
    assert became(
        equal,
        back(100, reference="R-1", day=next_day),
        back(100, reference="R-2", day=next_day),
    ) == [(BEFORE, (SECOND,), False), (TAKEN, (FIRST,), True)]


def test_a_reversal_that_was_typed_answers_no_line_of_weeks_later(equal):
    reverses(equal, SECOND)
    late = back(100, reference="R-2", day=LAST)
    assert became(equal, late) == [(TAKEN, (FIRST,), True)]


def test_a_reversal_that_was_typed_is_of_no_payment_that_came_after_it(house):
    takes(house, 100, on=EARLY)
    reverses(house, FIRST)
    takes(house, 100, on=date(2026, 5, 27))
    bounced = back(100, reference="R-2", day=date(2026, 5, 29))
    assert became(house, bounced) == [(TAKEN, (SECOND,), True)]


def test_a_bounce_takes_no_payment_that_came_after_it(house):
    takes(house, 100, on=EARLY)
    takes(house, 100, on=LATER)
    assert became(house, back(100)) == [(TAKEN, (FIRST,), True)]
