"""Bids in bulk are answered line by line, and what is settled is settled once."""

from __future__ import annotations

import json

import pytest

from ledger.identity import Role
from ledger.roles import BIDDERS_OWN, may
from tests.served import served
from web.bulk import WINDOW

pytestmark = pytest.mark.slow

SALE = "/api/v1/sales/MAY26"


@pytest.fixture
def service(tmp_path):
    with served(tmp_path) as service:
        yield service


def bid(number, paddle, maximum, key):
    return {"number": number, "paddle": paddle, "maximum": maximum, "key": key}


def sent(service, lines, role=Role.CLERK):
    """Send lines; return the answers to them."""
    content = "\n".join(
        line if isinstance(line, str) else json.dumps(line) for line in lines
    )
    answer = service.client.post(
        f"{SALE}/bids", content=content.encode(), headers=service.signed_in(role)
    )
    if answer.status_code != 200:
        return answer.json()
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in answer.text.splitlines()]


def test_each_line_has_an_answer_in_the_order_of_the_lines(service):
    lines = [
        bid("1", "101", "150", "a"),
        "{",
        bid("2", "999", "150", "b"),
        bid("3", "102", "1", "c"),
        {**bid("1", "102", "120", "d"), "colour": "red"},
        bid("1", "102", "120", "e"),
    ]
    answers = sent(service, lines)
    assert [each["line"] for each in answers] == [1, 2, 3, 4, 5, 6]
    assert [each["status"] for each in answers] == [201, 422, 409, 409, 422, 201]
    assert answers[5]["bid_taken"]["outcome"] == "outbid"
    assert answers[3]["problem"]["code"] == "bid-below-asking"
    head = service.house.head()
    again = sent(service, lines)
    assert service.house.head() == head
    assert again[0]["bid_taken"]["repeated"]
    assert again[3] == answers[3]


def test_more_than_a_window_is_taken_in_the_order_it_came(service):
    count = WINDOW + 20
    lines = [
        bid("1", ("101", "102")[number % 2], f"{200 + 10 * number}.00", f"k-{number}")
        for number in range(count)
    ]
    answers = sent(service, [*lines, ""])
    assert [each["line"] for each in answers] == list(range(1, count + 1))
    places = [(each["bid_taken"] or each["problem"])["position"] for each in answers]
    assert places == sorted(places)


def test_bids_are_tried_and_nothing_is_recorded(service):
    """Each is refused as it would be, and what is sealed is told by none of them."""
    lines = [
        bid("1", "101", "150", "a"),
        bid("2", "999", "150", "b"),
        bid("3", "102", "1", "c"),
        bid("9", "102", "150", "d"),
    ]
    head = service.house.head()
    tried = sent(service, [{**line, "dry_run": True} for line in lines])
    assert service.house.head() == head
    assert [each["status"] for each in tried] == [200, 409, 409, 404]
    assert tried[0] == {"line": 1, "status": 200, "bid_taken": None, "problem": None}
    assert not any(each["problem"]["position"] for each in tried[1:])
    taken = sent(service, lines)
    assert [each["status"] for each in taken] == [201, 409, 409, 404]
    codes = [[each["problem"]["code"] for each in many[1:]] for many in (tried, taken)]
    assert codes[0] == codes[1]
    below = sent(service, [{**bid("1", "102", "140", "e"), "dry_run": True}])
    above = sent(service, [{**bid("1", "102", "160", "f"), "dry_run": True}])
    assert below == above, "who leads after it would tell a maximum"


def test_a_line_without_end_is_no_bid(service):
    answers = sent(service, ["x" * 100_000, bid("1", "101", "150", "a")])
    assert [each["status"] for each in answers] == [422, 201]


@pytest.mark.parametrize("role", [*Role, None])
def test_who_may_send_them(service, role):
    answers = sent(service, [bid("1", "101", "150", "a")], role)
    if role is None:
        assert answers["status"] == 401
    elif role is Role.BIDDER:
        assert "place a bid" in BIDDERS_OWN
        assert answers[0]["status"] == 201
    elif may(role, "place a bid"):
        assert answers[0]["status"] == 201
    else:
        assert answers["status"] == 403


def test_a_bidder_bids_in_bulk_for_themselves_alone(service):
    lines = [bid("1", "102", "150", "a"), bid("1", "101", "150", "b")]
    answers = sent(service, lines, Role.BIDDER)
    assert [each["status"] for each in answers] == [403, 201]


def test_what_was_disputed_is_found_and_signed_by_two(service):
    sent(service, [bid("1", "101", "150", "a")])
    opened = service.tell(
        f"{SALE}/lots/1/disputes", {"question": "Was it me?", "bids": [1]}
    )
    assert opened.status_code == 201
    said = {"ruling": "dismissed", "finding": "It was."}
    found = service.tell(f"{SALE}/disputes/1/findings", said, key="k-2")
    assert found.status_code == 201
    own = service.tell(f"{SALE}/disputes/1/signature", {}, key="k-3")
    assert own.status_code == 409
    other = service.tell(f"{SALE}/disputes/1/signature", {}, Role.COMPLIANCE)
    assert other.status_code == 201
    (listed,) = service.ask(f"{SALE}/disputes").json()
    assert (listed["dispute"], listed["ruling"]) == ("MAY26/D1", "dismissed")


def test_what_would_have_been_is_told_after_a_look(service):
    lines = [bid("1", "101", "150", "a"), bid("1", "102", "400", "b")]
    sent(service, lines)
    said = {"purpose": "a complaint", "without": [2]}
    shown = service.tell(f"{SALE}/lots/1/what-if", said, Role.COMPLIANCE).json()
    assert shown["recorded"]["leader"] == "102"
    assert shown["what_if"]["leader"] == "101"
    said = {"purpose": "a complaint", "without": [9]}
    none = service.tell(f"{SALE}/lots/1/what-if", said, Role.COMPLIANCE, key="k-9")
    assert none.status_code == 404


def test_a_bid_is_retracted_for_a_reason(service):
    sent(service, [bid("1", "101", "150", "a")])
    path = f"{SALE}/lots/1/bids/1/retraction"
    assert service.tell(path, {}, Role.AUCTIONEER).json()["code"] == "reason-needed"
    said = {"reason": "a slip"}
    assert service.tell(path, said, Role.AUCTIONEER, key="k-2").status_code == 201
    assert service.ask(f"{SALE}/lots/1").json()["price"] is None


def test_the_log_only_grew(service):
    head = service.house.head()
    shown = service.client.get(f"/api/v1/log/consistency?older={head - 1}").json()
    assert (shown["older"], shown["newer"]) == (head - 1, head)
    answer = service.client.get(f"/api/v1/log/consistency?older={head + 1}")
    assert answer.status_code == 404
