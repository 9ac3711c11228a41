"""Bids in bulk are read as they come, and answered while others are still to come."""

from __future__ import annotations

import json

import pytest

from ledger.vault.tokens import revoke_tokens
from tests.live_service import live_service, until
from tests.sale_of_tests import all_entries

pytestmark = pytest.mark.slow

BULK = "/api/v1/sales/MAY26/bids"


@pytest.fixture
def service(tmp_path):
    with live_service(tmp_path, "14:59") as service:
        yield service


class Sender:
    """Sends bids one by one, on a connection that is open meanwhile."""

    def __init__(self, service, connection):
        self._connection = connection
        self._answer = connection.makefile("rb")
        head = service.head_of(BULK, Transfer_Encoding="chunked")
        connection.sendall(head)

    def send(self, number, paddle, maximum, *, key):
        said = {"number": number, "paddle": paddle, "maximum": maximum, "key": key}
        line = json.dumps(said).encode() + b"\n"
        self._connection.sendall(b"%x\r\n%s\r\n" % (len(line), line))

    def end(self):
        self._connection.sendall(b"0\r\n\r\n")

    def answers(self, count):
        """Return the next answers, in their order."""
        answers = []
        while len(answers) < count:
            line = self._answer.readline()
            assert line, "the answer ended"
            if line.startswith(b"{"):
                answers.append(json.loads(line))
        return answers


@pytest.fixture
def sender(service):
    with service.connect() as connection:
        yield Sender(service, connection)


def test_who_waits_for_an_answer_before_the_next_bid_gets_it(sender):
    sender.send("1", "101", "150", key="a")
    (first,) = sender.answers(1)
    assert (first["line"], first["bid_taken"]["outcome"]) == (1, "leading")
    sender.send("1", "102", "200", key="b")
    sender.send("2", "102", "200", key="c")
    answers = sender.answers(2)
    assert [each["line"] for each in answers] == [2, 3]
    assert [each["status"] for each in answers] == [201, 201]
    sender.end()


def test_a_bid_that_came_in_time_is_in_time_whatever_was_decided_before_it(
    service, sender
):
    hands = service.hands
    with service.house.appending():
        # Who asks is looked up, the line is read, and looked up for it.
        sender.send("1", "101", "150", key="a")
        until(lambda: hands.asked >= 3)
        before = hands.asked
        sender.send("2", "101", "150", key="b")
        until(lambda: hands.asked > before)
        hands.set("15:00:02")
    assert [each["status"] for each in sender.answers(2)] == [201, 201]
    taken = all_entries(service.house)[-1].event
    assert taken.entered_at == hands.at > taken.read_at
    sender.send("3", "101", "150", key="c")
    (late,) = sender.answers(1)
    assert late["problem"]["code"] == "bidding-closed"
    sender.end()


def test_who_is_signed_out_meanwhile_sends_no_more(service, sender):
    sender.send("1", "101", "150", key="a")
    assert sender.answers(1)[0]["status"] == 201
    revoke_tokens(service.vault, ["t-clerk"], service.hands.at)
    sender.send("2", "101", "150", key="b")
    assert sender.answers(1)[0]["status"] == 401
    sender.end()
