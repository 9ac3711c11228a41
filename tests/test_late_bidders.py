"""Why a bid lost that nobody outbid: a bidder is told by how much it came too late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ledger.identity import Role
from ledger.refusals import RecordedRefusal
from ledger.value import replace
from tests.sale_of_tests import bid, by
from tests.served import served
from tests.story import clock

pytestmark = pytest.mark.slow

CLOSE = clock("15:00")
OWN = "/sales/MAY26/own"
LOT = "/sales/MAY26/lots/1"


@pytest.fixture
def service(tmp_path):
    with served(tmp_path) as service:
        yield service


def bid_late(service, paddle, after):
    at = CLOSE + after
    with pytest.raises(RecordedRefusal, match="Bidding on lot MAY26/1 ended"):
        service.house.do(bid(1, paddle, 150, at=at), by=replace(by(), recorded_at=at))


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (timedelta(0), "0 ms after the end"),
        (timedelta(milliseconds=213), "213 ms after the end"),
        (timedelta(milliseconds=1213), "1.213 s after the end"),
        (timedelta(minutes=2), "2 min 0 s after the end"),
    ],
)
def test_a_bidder_is_told_by_how_much_a_bid_was_late(service, after, words):
    bid_late(service, "101", after)
    for path in (OWN, LOT):
        text = service.ask(path, Role.BIDDER).text
        assert f"<strong>{words}</strong>" in text
        assert "Bid 1#1 of paddle 101 came too late" in text
    assert "too late" not in service.ask("/sales/MAY26/lots/2", Role.BIDDER).text


def test_nobody_is_told_that_another_was_late(service):
    bid_late(service, "102", timedelta(seconds=1))
    for path in (OWN, LOT):
        assert "too late" not in service.ask(path, Role.BIDDER).text
    assert "too late" not in service.ask(LOT, None).text


def test_a_bid_that_is_too_low_was_not_late(service):
    with pytest.raises(RecordedRefusal):
        service.house.do(bid(1, "101", 5), by=by())
    assert "too late" not in service.ask(OWN, Role.BIDDER).text
