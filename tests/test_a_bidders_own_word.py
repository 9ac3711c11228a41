"""Over HTTP a bidder says nothing that is the house's to say, however it is sent."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from ledger.house import House
from ledger.house.stamp import Recording
from ledger.identity import Role
from ledger.refusals import RecordedRefusal
from ledger.value import replace
from ledger.vault.waiting import all_waiting
from projections.views import Views
from tests.live_service import Hands
from tests.sale_of_tests import LEDGER, by, lot, place, sale_of_tests
from tests.served import served
from web.caller import Caller
from web.operations.bids import BidBody, place_bid
from web.reading import LedgerReading

pytestmark = pytest.mark.slow

SALE = "/api/v1/sales/MAY26"
OF_THE_HOUSE = {
    "reason": "the line was cut",
    "on_behalf_of": "C-102",
    "ask_approval": True,
    "channel": "phone",
}
OF_A_MAXIMUM = {
    "authorised_by": "u-auctioneer",
    "received_at": "2026-05-20T09:00:00Z",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served")) as service:
        yield service


def by_itself(service, more):
    said = {"paddle": "101", "maximum": "300", **more}
    return service.tell(f"{SALE}/lots/1/bids", said, Role.BIDDER).json()


def in_the_room(service, more):
    said = {"paddle": "101", **more}
    return service.tell(f"{SALE}/lots/1/room-bids", said, Role.BIDDER).json()


def in_bulk(service, more):
    line = {"number": "1", "key": "k", "paddle": "101", "maximum": "300", **more}
    answer = service.client.post(
        f"{SALE}/bids",
        content=json.dumps(line),
        headers=service.signed_in(Role.BIDDER),
    )
    return json.loads(answer.text)["problem"]


@pytest.mark.parametrize(
    ("sent", "more"),
    [
        (sent, {name: value})
        for sent in (by_itself, in_the_room, in_bulk)
        for name, value in (OF_THE_HOUSE | OF_A_MAXIMUM).items()
        if sent is not in_the_room or name in OF_THE_HOUSE
    ],
)
def test_a_bidder_says_nothing_that_is_the_houses_to_say(service, sent, more):
    before = service.house.head()
    problem = sent(service, more)
    assert (problem["status"], problem["code"]) == (403, "not-allowed")
    assert problem["detail"].endswith("for the house to say. Leave it out.")
    assert service.house.head() == before
    assert all_waiting(service.vault) == {}


@pytest.mark.parametrize("version", ['"1"', '"99"'])
def test_a_bidder_is_told_by_no_version_of_a_lot_who_leads_or_was_refused(
    service, version
):
    service.tell(f"{SALE}/lots/2/bids", {"paddle": "102", "maximum": "300"})
    said = {"paddle": "101", "maximum": "400"}
    refused = service.tell(
        f"{SALE}/lots/2/bids", said, Role.BIDDER, **{"If-Match": version}
    ).json()
    assert (refused["status"], refused["code"]) == (403, "not-allowed")
    assert "102" not in refused["detail"]


def test_a_bid_that_waited_for_approval_is_read_when_it_is_sent_again(tmp_path):
    hands = Hands("14:59")
    clerk = Caller(actor="clerk@example", role=Role.CLERK)
    with House.open(
        place(tmp_path), new_id=LEDGER, recording=Recording(clock=hands)
    ) as house:
        house.do(sale_of_tests(), by=by())
        asked_at, hands.at = hands.at, hands.at + timedelta(minutes=2)
        with Views(house, place(tmp_path)) as views:
            reading = LedgerReading(house, views, at=asked_at)
            again = replace(by(), recorded_at=hands.at)
            body = BidBody(paddle="101", maximum="300")
            late = place_bid(reading, clerk, again, lot(1), body)
            with pytest.raises(RecordedRefusal) as refused:
                house.do(late, by=again)
    assert refused.value.given == "bidding-closed"
