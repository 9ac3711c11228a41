"""A bidder may ask so often of all lots together, and less often of one."""

from __future__ import annotations

import pytest

from web.limits import BidderLimits
from web.problem import HttpProblem


class Moment:
    """A clock that is set."""

    now = 100.0

    def __call__(self):
        return self.now


def taken(limits, lots, whose="t-1"):
    """Ask on lots until it is refused; return how often it was not, and the no."""
    for number, lot in enumerate(lots):
        try:
            limits.must_be_few(whose, lot)
        except HttpProblem as no:
            return number, no
    return len(lots), None


def test_one_lot_is_full_before_all_are():
    limits = BidderLimits(4, Moment())
    assert taken(limits, ["1"] * 9)[0] == 4
    assert taken(limits, list("23456789"))[0] == 4


def test_with_time_more_is_taken():
    moment = Moment()
    limits = BidderLimits(4, moment)
    number, no = taken(limits, ["1"] * 9)
    assert number == 4
    assert no.headers == {"Retry-After": "1"}
    assert "Nothing was done" in no.shape.detail
    moment.now += 2
    assert taken(limits, ["1"] * 9)[0] == 2


@pytest.mark.parametrize("rate", [1, 20])
def test_tokens_do_not_take_from_each_other(rate):
    limits = BidderLimits(rate, Moment())
    taken(limits, ["1"] * 99)
    assert taken(limits, ["1"], whose="t-2") == (1, None)
