"""A service closes timed lots as they fall due, behind all that it read before."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ledger.entry import Way
from ledger.house.timetable import Timetable
from ledger.lot import Stage
from tests.clerk import Clerk
from tests.live_service import answer_on, live_service, until
from tests.sale_of_tests import SALE, all_entries, by, lot
from tests.story import clock
from web.due_lots import ClosesDue

pytestmark = pytest.mark.slow

CLOSES = ClosesDue((SALE,), replace(by(), way=Way.SERVICE))


@pytest.fixture
def service(tmp_path):
    with live_service(tmp_path, "14:59", closes=CLOSES) as service:
        yield service


def sends(service, connection, number, key):
    """Send a bid of 101 on a lot, and return once it was read."""
    before = service.hands.asked
    said = json.dumps({"paddle": "101", "maximum": "150"}).encode()
    path = f"/api/v1/sales/MAY26/lots/{number}/bids"
    more = {"Content_Length": str(len(said)), "Idempotency_Key": key}
    connection.sendall(service.head_of(path, **more) + said)
    until(lambda: service.hands.asked > before)


def test_lots_close_by_themselves_when_they_are_due(service):
    assert service.house.lot(lot(1)).stage is Stage.OPEN
    service.hands.set("15:00:01")
    until(lambda: service.house.lot(lot(1)).stage is Stage.PASSED)
    closed = all_entries(service.house)[-1]
    assert (closed.by.actor, closed.by.way) == ("clerk@example", Way.SERVICE)
    assert closed.event.at == clock("15:00")


def test_nothing_closes_a_lot_before_what_was_read_in_time_is_decided(service):
    gathering = service.app.state.service.gathering
    with service.connect() as first, service.connect() as second:
        with service.house.appending():
            # One keeps the writer busy, the other waits.
            sends(service, first, 2, "a")
            sends(service, second, 1, "b")
            until(lambda: gathering.depth == 1)
            service.hands.set("15:00:01")
            until(lambda: gathering.depth == 2)
        assert answer_on(first)[0] == 201
        assert answer_on(second)[0] == 201
    until(lambda: service.house.lot(lot(1)).stage is Stage.SOLD)
    assert service.house.lot(lot(1)).sold.buyer == "101"


def test_why_lots_stay_open_is_told_until_they_close(service, monkeypatch):
    def breaks(*_):
        raise OSError("the disk is gone")

    with monkeypatch.context() as patch, service.connect() as connection:

        def why():
            asks = b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n"
            connection.sendall(asks)
            return answer_on(connection)[1]["why"]

        patch.setattr(Timetable, "follow", breaks)
        until(lambda: why() == "Timed lots are not closed: the disk is gone")
        patch.undo()
        service.hands.set("15:00:01")
        until(lambda: service.house.lot(lot(1)).stage is Stage.PASSED)
        until(lambda: why() is None)


def test_a_sale_that_is_not_there_is_told_before_anything_is_served(tmp_path):
    clerk = Clerk(tmp_path)
    clerk.begin()
    answer = clerk("serve --close-due NOPE --port 0")
    assert answer.code != 0
    assert "NOPE" in answer.err
