"""A bid is in time where all of it was read in time, however early it was begun."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from ledger.vault.tokens import revoke_tokens
from tests.live_service import answer_on, live_service
from tests.sale_of_tests import all_entries, lot

pytestmark = pytest.mark.slow

BIDS = "/api/v1/sales/MAY26/lots/1/bids"
BID = json.dumps({"paddle": "101", "maximum": "150"}).encode()
FORM = "/forms/place_bid/sales/MAY26/lots/1/bids"
FIELDS = urlencode({"paddle": "101", "maximum": "150", "key": "k-1"}).encode()
FORM_KIND = "application/x-www-form-urlencoded"


@pytest.fixture
def service(tmp_path):
    with live_service(tmp_path, "14:59") as service:
        yield service


@pytest.fixture
def connection(service):
    with service.connect() as connection:
        yield connection


def begin(service, connection, path, body, **headers):
    """Send a head; return once the service waits for the body."""
    headers |= {"Content_Length": str(len(body)), "Expect": "100-continue"}
    head = service.head_of(path, **headers)
    connection.sendall(head)
    asked = connection.recv(1000)
    assert asked.startswith(b"HTTP/1.1 100 "), asked


@pytest.mark.parametrize("split", [0, 5])
def test_a_bid_that_is_begun_in_time_and_ends_late_is_late(service, connection, split):
    begin(service, connection, BIDS, BID)
    connection.sendall(BID[:split])
    service.hands.set("15:00:02")
    connection.sendall(BID[split:])
    status, told = answer_on(connection)
    assert (status, told["code"]) == (409, "bidding-closed")
    assert service.house.lot(lot(1)).standing is None


def test_a_form_that_is_begun_in_time_and_ends_late_is_late(service, connection):
    begin(service, connection, FORM, FIELDS, Content_Type=FORM_KIND, HX_Request="true")
    service.hands.set("15:00:02")
    connection.sendall(FIELDS)
    assert connection.recv(100).startswith(b"HTTP/1.1 409 ")
    assert service.house.lot(lot(1)).standing is None


def test_a_bid_that_ends_in_time_is_in_time(service, connection):
    begin(service, connection, BIDS, BID)
    service.hands.set("14:59:59")
    connection.sendall(BID)
    status, told = answer_on(connection)
    assert (status, told["outcome"]) == (201, "leading")
    assert all_entries(service.house)[-1].event.entered_at == service.hands.at


def test_who_is_signed_out_while_they_send_does_nothing_more(service, connection):
    before = service.house.head()
    begin(service, connection, BIDS, BID)
    revoke_tokens(service.vault, ["t-clerk"], service.hands.at)
    connection.sendall(BID)
    status, told = answer_on(connection)
    assert (status, told["code"]) == (401, "not-signed-in")
    assert service.house.head() == before
