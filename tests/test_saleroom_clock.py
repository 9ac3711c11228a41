"""Moments are told by the saleroom's clock, in refusals as in lists."""

from datetime import UTC, datetime

import pytest

from presenters.times import local_time
from tests.clerk import clerk_of_a_sale

pytestmark = pytest.mark.slow

LATE = "--at 2026-05-20T17:00:00Z"


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_a_sale(tmp_path)


def test_a_refused_bid_is_told_by_the_saleroom_s_clock(clerk):
    said = clerk(f"bid MAY26/1 --paddle 101 --maximum 80 {LATE}")
    assert "ended at 2026-05-20 09:50:00 CDT" in said.err
    assert "received at 2026-05-20 12:00:00 CDT" in said.err
    assert "09:50:00 CDT" in clerk.does("bids list MAY26/1")
    assert "all agree with the record" in clerk.does("replay sale MAY26")


def test_so_is_a_refusal_that_records_nothing(clerk):
    said = clerk("sale close MAY26 --at 2026-05-20T14:00:00Z")
    assert said.code == 1
    assert "UTC" not in said.err
    assert "2026-05-20 09:00:00 CDT" in said.err


@pytest.mark.parametrize(
    ("hour", "shown"),
    [
        (5, "2026-11-01 00:30:00"),
        (6, "2026-11-01 01:30:00-05:00"),
        (7, "2026-11-01 01:30:00-06:00"),
        (8, "2026-11-01 02:30:00"),
    ],
)
def test_the_hour_that_comes_twice_shows_its_offset(hour, shown):
    at = datetime(2026, 11, 1, hour, 30, tzinfo=UTC)
    assert local_time(at, "America/Chicago") == shown


def test_sentences_of_events_stand_in_the_zone_of_the_columns_beside_them(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    bid = "bid MAY26/1 --maximum 100 --channel mail --at 2026-05-19T12:00-05:00"
    clerk.does(f"{bid} --paddle 101 --received-at 2026-05-19T10:00-05:00")
    clerk.does(f"{bid} --paddle 102 --received-at 2026-05-19T11:00-05:00")
    asked = (
        "audit history MAY26/1",
        "audit history MAY26/1 --format text",
        "replay lot MAY26/1 --step",
        "replay lot MAY26/1 --step --json",
    )
    for line in asked:
        told = clerk.does(line)
        assert "its receipt stated as 2026-05-19 10:00:00 CDT" in told, line
        assert " UTC" not in told, line
    assert "first, 2026-05-19 10:00:00 CDT" in clerk.does("replay lot MAY26/1 --step")
