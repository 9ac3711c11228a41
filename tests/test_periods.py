"""Locked books: nothing counts on a locked day until two people open it again."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import get_args

import pytest

from ledger.events import (
    Event,
    PeriodLocked,
    PeriodReopened,
)
from ledger.house import payments, periods
from ledger.identity import InvoiceId
from ledger.refusals import (
    PeriodIsLocked,
    PeriodIsOpen,
    PeriodNotOver,
    ReasonNeeded,
    SamePerson,
)
from ledger.settlement.periods import COUNTS_ON, counts_on
from projections.journal import journal_entry
from projections.journal.postings import JOURNAL
from tests.clerk import Clerk
from tests.random_values import made_up
from tests.sale_of_tests import all_entries, by, new_house
from tests.settled_sale import AFTER, NEXT_DAY, hammered, settle, settled_by
from tests.story import usd

FIRST = InvoiceId("TH-2026-00001")
LATE = AFTER + timedelta(days=60)
TODAY = LATE.date()
WEEK_ON = NEXT_DAY + timedelta(days=7)


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path) as house:
        settled_by(house)
        hammered(house)
        settle(house)
        yield house


def last(house) -> Event:
    return all_entries(house)[-1].event


def pay(house, *, on: date):
    command = payments.receive(
        FIRST, paid=usd(1), method="wire", cleared=True, on=on, at=LATE
    )
    return house.do(command, by=by())


def lock(house, day: date):
    return house.do(periods.lock(day, at=LATE), by=by())


def reopen(house, day: date, *, second: str = "Ann", **why: str):
    command = periods.reopen(day, authorised_by=second, at=LATE)
    return house.do(command, by=by(**(why or {"reason": "a bill came late"})))


def test_every_event_that_posts_says_when_it_counts_and_the_journal_agrees():
    assert set(COUNTS_ON) == set(JOURNAL.hears)
    for kind in COUNTS_ON:
        event = made_up(kind, Random(7))
        posted = journal_entry(event)
        assert posted is not None
        assert counts_on(event) == posted.day


def test_no_other_event_counts_in_the_books():
    assert all(
        counts_on(made_up(kind, Random(7))) is None
        for kind in set(get_args(Event)) - set(COUNTS_ON)
    )


def test_a_locked_day_takes_nothing_and_the_next_one_does(house):
    month_on = NEXT_DAY + timedelta(days=31)
    lock(house, month_on)
    before = house.head()
    for day in (month_on, NEXT_DAY):
        with pytest.raises(PeriodIsLocked, match="locked through 2026-06-21"):
            pay(house, on=day)
    assert house.head() == before
    pay(house, on=month_on + timedelta(days=1))
    assert house.head() > before


def test_a_clearing_is_refused_as_well_though_the_receipt_was_not(house):
    command = payments.receive(FIRST, paid=usd(1), method="wire", on=NEXT_DAY, at=LATE)
    received = house.do(command, by=by())
    lock(house, NEXT_DAY)
    clears = payments.clear(received.events[0].payment, on=NEXT_DAY, at=LATE)
    with pytest.raises(PeriodIsLocked):
        house.do(clears, by=by())


def test_what_is_locked_further_stays_so(house):
    lock(house, NEXT_DAY)
    assert not lock(house, NEXT_DAY - timedelta(days=1)).events
    assert house.periods().locked_through == NEXT_DAY


def test_a_day_that_has_not_come_is_not_locked(house):
    with pytest.raises(PeriodNotOver):
        lock(house, TODAY + timedelta(days=1))
    lock(house, TODAY)
    assert last(house) == PeriodLocked(through=TODAY, at=LATE)


def test_two_people_open_it_again_and_earlier_days_stay_locked(house):
    lock(house, WEEK_ON)
    with pytest.raises(ReasonNeeded):
        reopen(house, WEEK_ON, reason=" ")
    with pytest.raises(SamePerson):
        reopen(house, WEEK_ON, second=by().actor)
    reopen(house, WEEK_ON)
    assert last(house) == PeriodReopened(since=WEEK_ON, authorised_by="Ann", at=LATE)
    pay(house, on=WEEK_ON)
    with pytest.raises(PeriodIsLocked):
        pay(house, on=NEXT_DAY)


def test_what_is_open_is_not_opened(house):
    with pytest.raises(PeriodIsOpen):
        reopen(house, NEXT_DAY)
    lock(house, NEXT_DAY)
    with pytest.raises(PeriodIsOpen):
        reopen(house, NEXT_DAY + timedelta(days=1))


@pytest.mark.slow
def test_the_commands_tell_how_far_the_books_are_locked_and_by_whom(tmp_path):
    clerk = Clerk(tmp_path)
    clerk.begin()
    at = "--at 2026-06-02T10:00-05:00"
    assert "would" not in clerk.does(f"period lock 2026-05-31 --dry-run {at}")
    assert "nothing" in clerk.does("period show")
    assert "through 2026-05-31" in clerk.does(f"period lock 2026-05-31 {at}")
    why = {"why": "a bill of May came late"}
    opened = clerk.does(
        f"period reopen 2026-05-01 --authorised-by Ann --reason {{why}} {at}", **why
    )
    assert "from 2026-05-01 on" in opened
    shown = clerk.does("period show")
    assert "through 2026-04-30" in shown
    assert "authorised by Ann, because: a bill of May came late" in shown
