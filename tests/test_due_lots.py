"""A service closes timed lots as they fall due, behind all that it read before."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ledger.entry import Way
from ledger.events import LotReopened, SaleClosed
from ledger.house import House, corrections, sales
from ledger.house.timetable import Timetable
from ledger.identity import Role, SaleId
from ledger.lot import Stage
from tests.clerk import Clerk, clerk_of_a_sale
from tests.clerk_with_roles import give_roles, key_file
from tests.live_service import answer_on, live_service, until
from tests.sale_of_tests import SALE, all_entries, bid, by, lot, new_house
from tests.story import clock
from web.due_lots import ClosesDue

pytestmark = pytest.mark.slow

AFTER = clock("15:00:02")
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


def test_a_sale_is_closed_after_its_last_lot(service):
    service.house.do(bid(1, "101", 150), by=by())
    service.hands.set("15:00:01")
    until(lambda: service.house.sale(SALE).closed_at is not None)
    closed = all_entries(service.house)[-1]
    assert isinstance(closed.event, SaleClosed)
    assert (closed.by.actor, closed.by.way) == ("clerk@example", Way.SERVICE)
    assert {each.stage for each in service.house.lots(SALE)} == {
        Stage.SOLD,
        Stage.PASSED,
    }


def test_a_sale_is_not_closed_where_a_lot_was_opened_again_meanwhile(tmp_path):
    with new_house(tmp_path) as house:
        house.do(sales.close_due(SALE, upto=clock("15:00")), by=by())
        closing = Timetable(house, SALE).closing_sale(AFTER)
        reopening = corrections.reopen(
            lot(3), at=AFTER, ends_at=clock("16:00"), authorised_by="director@example"
        )
        reason = by(reason="A bid was overheard")
        reopened, closed = house.do_all([(reopening, reason), (closing, by())])
        assert [type(event) for event in reopened.events] == [LotReopened]
        assert closed.events == ()


def why_of(service, connection):
    """Ask the service, as who sees how it does, why it is not ready."""
    head = service.head_of("/health/ready", Role.SYSTEM)
    connection.sendall(head.replace(b"POST", b"GET", 1))
    return answer_on(connection)[1]["more"]


def test_why_lots_stay_open_is_told_until_they_close(service, monkeypatch):
    def breaks(*_):
        raise OSError("the disk is gone")

    with monkeypatch.context() as patch, service.connect() as connection:
        told = "What is due in MAY26 is not closed: the disk is gone"
        patch.setattr(Timetable, "follow", breaks)
        until(lambda: why_of(service, connection) == told)
        patch.undo()
        service.hands.set("15:00:01")
        until(lambda: service.house.lot(lot(1)).stage is Stage.PASSED)
        until(lambda: why_of(service, connection) is None)


def refuses_of(broken):
    """Return how a timetable closes where the lots of some sales cannot be closed."""
    closing = Timetable.closing

    def closes(timetable, upto):
        if timetable.sale in broken:
            raise OSError("the disk is gone")
        return closing(timetable, upto)

    return closes


def test_a_sale_that_cannot_be_closed_keeps_no_other_open(tmp_path, monkeypatch):
    broken = {SALE}
    monkeypatch.setattr(Timetable, "closing", refuses_of(broken))
    sales_ = (SaleId("GONE"), SALE)
    with (
        live_service(tmp_path, "14:59", closes=CLOSES._replace(sales=sales_)) as at,
        at.connect() as connection,
    ):
        gone = (
            "What is due in GONE is not closed: No sale GONE was announced here. "
            "Announce it with: lotledger sale announce TERMS"
        )
        both = f"{gone}\nWhat is due in MAY26 is not closed: the disk is gone"
        until(lambda: (why_of(at, connection) or "").endswith("the disk is gone"))
        assert why_of(at, connection) == both
        at.hands.set("15:00:01")
        broken.clear()
        until(lambda: at.house.lot(lot(1)).stage is Stage.PASSED)
        until(lambda: why_of(at, connection) == gone)


def test_what_could_not_be_read_of_a_sale_is_read_again(tmp_path, monkeypatch):
    with new_house(tmp_path) as house:
        timetable = Timetable(house, SALE)
        house.do(sales.close_due(SALE, upto=clock("15:00")), by=by())
        with monkeypatch.context() as patch:
            patch.setattr(House, "lot", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                timetable.follow()
        timetable.follow()
        assert timetable.still_open == []


def test_who_cannot_close_is_told_before_anything_is_served(tmp_path, monkeypatch):
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "sale").mkdir()
    clerk = clerk_of_a_sale(tmp_path / "sale")
    give_roles(clerk)
    ben = "--actor u-ben --role clerk"
    key = key_file(clerk, "u-ben")
    locked = tmp_path / "locked.key"
    locked.touch(0o600)
    locked.write_text("-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
    for who, named, why in [
        ("--actor u-anna --role clerk", None, "u-anna"),
        (ben, locked, "no signing key is in it"),
    ]:
        monkeypatch.setenv("LOTLEDGER_USER_KEY", str(named or key))
        answer = clerk(f"serve --close-due MAY26 {who} --port 0")
        assert answer.code == 1
        assert why in answer.err
        assert "Serving" not in answer.out


def test_a_sale_that_is_not_there_is_told_before_anything_is_served(tmp_path):
    clerk = Clerk(tmp_path)
    clerk.begin()
    answer = clerk("serve --close-due NOPE --port 0")
    assert answer.code != 0
    assert "NOPE" in answer.err
