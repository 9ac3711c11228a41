"""The house sees what its roles may, a bidder the own word, the public a saleroom."""

from __future__ import annotations

import json

import pytest

from ledger.events import Looked
from ledger.identity import Role
from tests.sale_of_tests import all_entries
from tests.served import served

pytestmark = pytest.mark.slow

SALE = "/api/v1/sales/MAY26"
LOT = f"{SALE}/lots/1"
BIDS = f"{LOT}/bids"


@pytest.fixture
def service(tmp_path):
    with served(tmp_path) as service:
        yield service


def test_a_bidder_sees_the_own_word_and_nobody_elses(service):
    service.tell(BIDS, {"paddle": "101", "maximum": "300"}, Role.BIDDER)
    service.tell(BIDS, {"paddle": "102", "maximum": "430"}, key="k-2")
    (own,) = service.ask(f"{SALE}/own-bids", Role.BIDDER).json()
    assert (own["paddle"], own["maximum"]) == ("101", "300.00")
    assert (own["is_leading"], own["price"]) == (False, "320.00")
    raised = {"paddle": "101", "maximum": "500"}
    service.tell(BIDS, raised, Role.BIDDER, key="k-3")
    answer = service.ask(f"{SALE}/own-bids", Role.BIDDER)
    (own,) = answer.json()
    assert (own["maximum"], own["is_leading"]) == ("500.00", True)
    assert "430" not in answer.text


def test_an_answer_names_no_other_paddle_and_its_receipt_the_leader(service):
    service.tell(BIDS, {"paddle": "102", "maximum": "430"})
    outbid = {"paddle": "101", "maximum": "300"}
    told = service.tell(BIDS, outbid, Role.BIDDER, key="k-2").json()
    receipt = told.pop("receipt")
    assert told["outcome"] == "outbid"
    assert '"102"' not in json.dumps(told)
    assert '"leader":"102"' in receipt.replace('\\"', '"')


def test_a_house_bids_for_itself_and_sees_no_own_bids(service):
    assert service.ask(f"{SALE}/own-bids", Role.COMPLIANCE).status_code == 403


def test_two_who_differ_in_a_hidden_maximum_are_answered_alike(tmp_path):
    answers = []
    for hidden in ("600", "900"):
        (tmp_path / hidden).mkdir()
        with served(tmp_path / hidden) as service:
            service.tell(BIDS, {"paddle": "102", "maximum": hidden})
            said = {"paddle": "101", "maximum": "250"}
            told = service.tell(BIDS, said, Role.BIDDER, key="k-2").json()
            # A receipt is signed over what was recorded of the bidder's own.
            del told["receipt"]
            low = {"paddle": "101", "maximum": "255"}
            refused = service.tell(BIDS, low, Role.BIDDER, key="k-3").json()
            asked = [
                service.ask(f"{SALE}/{page}", Role.BIDDER).text
                for page in ("saleroom", "own-bids")
            ]
            answers.append((told, refused, asked))
    assert answers[0] == answers[1]


def test_nobody_sees_that_a_leader_raised_or_that_a_bid_was_refused(service):
    service.tell(BIDS, {"paddle": "102", "maximum": "430"})
    pages = (f"{SALE}/saleroom", f"{SALE}/catalogue", f"{SALE}/catalogue/1")

    def seen():
        shown = [service.ask(page, None).json() for page in pages]
        for lot in shown[0]:
            del lot["position"]
        return shown

    before = seen()
    for number, dollars in enumerate(("600", "1", "900")):
        said = {"paddle": "102", "maximum": dollars}
        service.tell(BIDS, said, key=f"k-{number}")
        assert seen() == before
    service.tell(BIDS, {"paddle": "101", "maximum": "300"}, key="k-other")
    assert seen()[2]["bids"] == before[2]["bids"] + 1


def test_a_look_is_recorded_before_anything_is_shown(service):
    service.tell(BIDS, {"paddle": "102", "maximum": "430"})
    look = {"kind": "maximum", "purpose": "a complaint"}
    shown = service.tell(f"{LOT}/looks", look, Role.COMPLIANCE).json()
    assert [each["maximum"] for each in shown["maximums"]] == ["430.00"]
    looked = all_entries(service.house)[-1].event
    assert isinstance(looked, Looked)
    assert (looked.purpose, looked.session) == ("a complaint", "t-compliance")
    head = service.house.head()
    again = service.tell(f"{LOT}/looks", look, Role.COMPLIANCE, key="k-2")
    assert (again.json(), service.house.head()) == ({**shown, "receipt": None}, head)
    steps = {"purpose": "a complaint", "limit": 1}
    assert len(service.tell(f"{LOT}/steps", steps, Role.AUDITOR).json()["steps"]) == 1


@pytest.mark.parametrize("kind", ["maximum", "reserve"])
def test_who_may_not_look_is_shown_nothing(service, kind):
    head = service.house.head()
    look = {"kind": kind, "purpose": "curiosity"}
    answer = service.tell(f"{LOT}/looks", look, Role.ACCOUNTANT)
    assert (answer.status_code, service.house.head()) == (403, head)


def test_a_bidder_bids_live_in_the_room_for_themselves(service):
    room = f"{LOT}/room-bids"
    answer = service.tell(room, {"paddle": "102"}, Role.BIDDER)
    assert answer.json()["code"] == "not-your-paddle"
    answer = service.tell(room, {"paddle": "101", "channel": "floor"}, Role.BIDDER)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


@pytest.mark.parametrize(
    ("channel", "status"), [("internet", 201), ("live", 201), ("phone", 403)]
)
def test_a_bidder_says_whether_a_maximum_goes_on_through_the_sale(
    service, channel, status
):
    said = {"paddle": "101", "maximum": "300", "channel": channel}
    assert service.tell(BIDS, said, Role.BIDDER).status_code == status


def test_a_bidder_who_floods_is_slowed_and_loses_nothing(service):
    head = service.house.head()
    slowed = None
    for number in range(60):
        said = {"paddle": "101", "maximum": f"{200 + 10 * number}"}
        answer = service.tell(BIDS, said, Role.BIDDER, key=f"k-{number}")
        if answer.status_code == 429:
            slowed = answer
            break
    assert slowed is not None
    assert int(slowed.headers["retry-after"]) >= 1
    assert service.house.head() == head + number
    other = service.tell(
        f"{SALE}/lots/2/bids", {"paddle": "101", "maximum": "500"}, Role.BIDDER
    )
    assert other.status_code != 429
    assert service.tell(BIDS, {"paddle": "102", "maximum": "9000"}).status_code == 201
