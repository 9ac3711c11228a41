"""The service: what is asked is answered, and what is told is recorded once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from ledger.entry import KnownBy
from ledger.house import users
from ledger.house.redeeming import is_opened, redeem_here
from ledger.identity import Role, UserId
from ledger.proof.receipt import parse_receipt
from ledger.proof.redeeming import Redeemed
from ledger.vault.tokens import revoke_tokens
from tests.sale_of_tests import all_entries, by, lot
from tests.served import as_administrator, give_roles, served, the_hour
from tests.stranger import stranger
from web.api import OPERATIONS

pytestmark = pytest.mark.slow

LOT = "/api/v1/sales/MAY26/lots/1"
BIDS = f"{LOT}/bids"
BID = {"paddle": "101", "maximum": "150"}


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served")) as service:
        yield service


@pytest.fixture
def fresh(tmp_path):
    with served(tmp_path) as service:
        yield service


def test_a_bid_is_answered_with_where_it_leads_and_its_receipt(fresh):
    answer = fresh.tell(BIDS, BID)
    assert answer.status_code == 201
    told = answer.json()
    assert told["outcome"] == "leading"
    assert (told["price"], told["asking"]) == ("100.00", "110.00")
    assert told["position"] == fresh.house.head()
    assert f'"position": {told["position"]}' in told["receipt"]
    second = fresh.tell(BIDS, {"paddle": "102", "maximum": "120"}, key="k-2").json()
    assert second["outcome"] == "outbid"


def test_the_actor_is_who_signed_in(fresh):
    fresh.tell(BIDS, {**BID, "reason": "by phone"})
    who = all_entries(fresh.house)[-1].by
    assert (who.actor, who.role, who.reason) == ("u-clerk", Role.CLERK, "by phone")


@pytest.mark.parametrize(
    ("key", "code"), [(None, "key-needed"), ("k" * 201, "key-too-long")]
)
def test_a_command_takes_a_key_of_a_length_that_is_told(fresh, key, code):
    answer = fresh.tell(BIDS, BID, key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert fresh.tell(BIDS, BID, key="k" * 200).status_code == 201


def test_a_command_under_one_key_is_done_once(fresh):
    first = fresh.tell(BIDS, BID).json()
    again = fresh.tell(BIDS, BID)
    assert again.status_code == 201
    assert again.json() == {**first, "repeated": True}
    other = fresh.tell(BIDS, {**BID, "maximum": "160"})
    assert (other.status_code, other.json()["code"]) == (422, "key-used")


def test_a_key_is_its_owners_alone(fresh):
    fresh.tell(BIDS, BID)
    before = fresh.house.head()
    answer = fresh.tell(BIDS, BID, Role.AUCTIONEER)
    assert not answer.json().get("repeated")
    assert fresh.house.head() > before


@pytest.mark.parametrize(
    ("said", "more", "status", "code"),
    [
        (BID, {"key": None}, 400, "key-needed"),
        ({**BID, "maximum": 150}, {}, 422, "unreadable"),
        ({**BID, "maximum": "1e3"}, {}, 422, "unreadable"),
        ({**BID, "maximum": "0"}, {}, 422, "not-an-amount"),
        ({**BID, "maximum": "150.001"}, {}, 422, "not-an-amount"),
        ({**BID, "bid": "9"}, {}, 422, "unreadable"),
        ({"paddle": "101"}, {}, 422, "unreadable"),
        ([], {}, 422, "unreadable"),
        ({**BID, "paddle": "999"}, {}, 409, "unknown-paddle"),
        ({**BID, "maximum": "1"}, {}, 409, "bid-below-asking"),
    ],
)
def test_what_cannot_be_done_is_a_problem(service, said, more, status, code):
    answer = service.tell(BIDS, said, **{"key": f"{said}", **more})
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status)
    assert problem["code"] == code
    assert problem["type"] == f"/problems/{code}"


def test_a_refused_bid_says_where_it_is_recorded(service):
    answer = service.tell(BIDS, {**BID, "maximum": "2"}, key="refused")
    assert answer.json()["position"] == service.house.head()
    again = service.tell(BIDS, {**BID, "maximum": "2"}, key="refused")
    assert again.json() == answer.json()


def test_a_refused_bid_comes_with_its_receipt_and_nothing_else_does(fresh):
    refused = fresh.tell(BIDS, {**BID, "maximum": "1"}).json()
    receipt = parse_receipt(refused["receipt"].encode())
    assert receipt.position == refused["position"] == fresh.house.head()
    assert redeem_here(fresh.house, receipt).redeemed is Redeemed.INCLUDED
    assert receipt.opening is not None
    assert is_opened(receipt)
    assert (
        fresh.tell(BIDS, {**BID, "maximum": "0"}, key="k-2").json()["receipt"] is None
    )


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b'{"maximum": "1", "paddle": "\xff"}', "application/json", 400),
        (b"paddle=101", "application/x-www-form-urlencoded", 415),
        (b" " * (2**20 + 1), "application/json", 413),
    ],
)
def test_a_body_that_is_no_json_is_told_so(service, content, kind, status):
    headers = {**service.signed_in(Role.CLERK), "Idempotency-Key": "k"}
    answer = service.client.post(
        BIDS, content=content, headers={**headers, "Content-Type": kind}
    )
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/sales/NONE", 404),
        ("/api/v1/sales/no sale", 404),
        ("/api/v1/sales/MAY26/lots/999", 404),
        ("/api/v1/sales/MAY26/lots/0", 404),
        ("/api/v1/sales/MAY26/lots?limit=0", 422),
        ("/api/v1/sales/MAY26/lots?limit=5&limit=6", 422),
        ("/api/v1/sales/MAY26/lots?colour=red", 422),
        ("/api/v1/sales/MAY26/lots/1?as_of=999999", 409),
        ("/api/v1/sales/MAY26/lots/1?as_of=yesterday", 422),
        ("/api/v2/sales", 404),
        ("/nothing", 404),
    ],
)
def test_what_is_not_there_is_a_problem_too(service, path, status):
    answer = service.ask(path)
    assert answer.status_code == status
    assert answer.json()["status"] == status


def test_what_is_asked_of_the_past_is_answered_as_it_was_known(fresh):
    before = fresh.house.head()
    fresh.tell(BIDS, BID)
    assert fresh.ask(LOT).json()["bids"] == 1
    assert fresh.ask(f"{LOT}?as_of={before}").json()["bids"] == 0
    listed = fresh.ask(f"/api/v1/sales/MAY26/lots?as_of={before}").json()
    assert [each["bids"] for each in listed] == [0, 0, 0]


def pages(service, path, role=Role.CLERK):
    """Follow a list from page to page, as each says where the next begins."""
    while path is not None:
        answer = service.ask(path, role)
        yield answer.json()
        following = answer.headers.get("link")
        if following is None:
            return
        path = re.fullmatch(r'<(.*)>; rel="next"', following)[1]


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("/api/v1/sales", None),
        ("/api/v1/sales/MAY26/lots", Role.CLERK),
        ("/api/v1/sales/MAY26/saleroom", None),
        ("/api/v1/sales/MAY26/lots/1/bids", Role.CLERK),
        ("/api/v1/sales/MAY26/own-bids", Role.BIDDER),
        ("/api/v1/sales/MAY26/disputes", Role.CLERK),
        ("/api/v1/users", Role.ADMINISTRATOR),
        ("/api/v1/log/entries", Role.DEVELOPER),
    ],
)
def test_a_list_goes_on_where_a_page_of_it_ended(fresh, path, role):
    for number in (1, 2, 3):
        fresh.tell(f"/api/v1/sales/MAY26/lots/{number}/bids", BID, key=f"b-{number}")
        fresh.tell(BIDS, {**BID, "maximum": f"{200 + number}"}, key=f"c-{number}")
        disputed = f"/api/v1/sales/MAY26/lots/{number}/disputes"
        fresh.tell(disputed, {"question": "Why?"}, key=f"d-{number}")
        user = f"/api/v1/users/u-{number}"
        fresh.tell(user, {}, Role.ADMINISTRATOR, key=f"u-{number}", method="PUT")
    whole = fresh.ask(f"{path}?limit=1000", role).json()
    one_by_one = list(pages(fresh, f"{path}?limit=1", role))
    assert [each for page in one_by_one for each in page] == whole
    assert all(len(page) == 1 for page in one_by_one)
    assert whole


def test_pages_stay_whole_while_others_write(fresh):
    path = "/api/v1/log/entries?limit=5"
    read = []
    for page in pages(fresh, path, Role.DEVELOPER):
        read += [each["position"] for each in page]
        if len(read) < 10:
            fresh.tell(BIDS, {**BID, "maximum": f"{200 + len(read)}"}, key=f"{read}")
            fresh.tell(BIDS, {**BID, "maximum": f"{300 + len(read)}"}, key=f"+{read}")
    assert read == list(range(1, fresh.house.head() + 1))


def test_a_page_goes_on_after_what_is_in_the_list_alone(service):
    answer = service.ask("/api/v1/sales/MAY26/lots?after=999")
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-place")


def test_a_command_is_carried_out_on_what_was_seen_alone(fresh):
    seen = fresh.ask(LOT).headers["etag"]
    first = fresh.tell(BIDS, BID, **{"If-Match": seen})
    assert first.status_code == 201
    again = fresh.tell(BIDS, BID, **{"If-Match": seen})
    assert again.json() == {**first.json(), "repeated": True}
    late = fresh.tell(BIDS, BID, key="k-2", **{"If-Match": seen})
    assert (late.status_code, late.json()["code"]) == (412, "lot-moved-on")
    newer = fresh.ask(LOT).headers["etag"]
    more = {**BID, "maximum": "190"}
    assert fresh.tell(BIDS, more, key="k-2", **{"If-Match": newer}).status_code == 201


@pytest.mark.parametrize("seen", ['"99"', "1", '"0"', "*", 'W/"1"'])
def test_a_version_that_nobody_can_have_seen_is_told_so(service, seen):
    answer = service.tell(BIDS, BID, key=seen, **{"If-Match": seen})
    assert (answer.status_code, answer.json()["code"]) == (412, "not-seen")


def test_the_saleroom_shows_everybody_no_paddle_and_no_maximum(fresh):
    fresh.tell(BIDS, {**BID, "maximum": "12340"})
    shown = fresh.ask("/api/v1/sales/MAY26/saleroom", role=None)
    assert [each["bids"] for each in shown.json()] == [1, 0, 0]
    assert "101" not in shown.text
    assert "12340" not in shown.text
    assert "C-101" not in fresh.ask("/api/v1/sales", role=None).text


def test_an_entry_is_corrected_before_its_first_bid_and_the_rest_of_it_stays(fresh):
    entry = f"{LOT}/entry"
    before = fresh.ask(LOT).json()
    said = {"title": "A clock", "opening": "80", "reason": "a misprint"}
    answer = fresh.tell(entry, said, key="k-a", method="PUT")
    assert answer.status_code == 200
    after = fresh.ask(LOT).json()
    assert (after["title"], after["opening"]) == ("A clock", "80.00")
    kept = {"title", "opening", "changes", "position"}
    for name in before.keys() - kept:
        assert after[name] == before[name] or name == "asking", name
    why = fresh.tell(entry, {"title": "B"}, key="k-b", method="PUT")
    assert why.json()["code"] == "reason-needed"
    for key, wrong in (
        ("k-c", {"opening": "0"}),
        ("k-d", {"low_estimate": "900", "high_estimate": "800"}),
    ):
        refused = fresh.tell(entry, {**said, **wrong}, key=key, method="PUT")
        assert refused.status_code == 422


# Who may come in


def test_a_bidder_bids_under_a_paddle_of_their_own(fresh):
    answer = fresh.tell(BIDS, BID, Role.BIDDER)
    assert answer.status_code == 201
    who = all_entries(fresh.house)[-1].by
    assert (who.actor, who.role) == ("C-101", Role.BIDDER)


@pytest.mark.parametrize(
    "said",
    [
        {"paddle": "102", "maximum": "150"},
        {**BID, "channel": "mail"},
        {**BID, "received_at": "2026-05-01T10:00:00Z"},
    ],
)
def test_a_bidder_speaks_for_nobody_else(service, said):
    before = service.house.head()
    answer = service.tell(BIDS, said, Role.BIDDER, key=f"{said}")
    assert answer.status_code == 403
    assert service.house.head() == before


def test_a_token_that_is_revoked_ends_at_once(fresh):
    assert fresh.ask(LOT).status_code == 200
    revoke_tokens(fresh.vault, ["t-clerk"], the_hour())
    answer = fresh.ask(LOT)
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")


def test_a_vault_that_somebody_else_holds_is_no_error_of_the_service(fresh):
    fresh.vault.rows("PRAGMA busy_timeout = 0")
    with stranger(fresh.vault.file) as other:
        other.execute("BEGIN EXCLUSIVE")
        answer = fresh.ask(LOT)
        assert (answer.status_code, answer.json()["code"]) == (503, "vault-closed")
        assert "database is locked. Try it again" in answer.json()["detail"]
        page = fresh.ask("/audit/checkpoints", Role.COMPLIANCE)
        assert page.status_code == 503
    assert fresh.ask(LOT).status_code == 200


@pytest.mark.parametrize("shown", ["Bearer nonsense", "Basic dTpw", "Bearer ", "x"])
def test_what_is_no_token_signs_nobody_in(service, shown):
    answer = service.client.get(LOT, headers={"Authorization": shown})
    assert answer.status_code == 401


def test_where_roles_are_on_a_user_needs_them_still(tmp_path):
    with served(tmp_path, give_roles) as service:
        house = service.house
        granted = users.grant(UserId("u-administrator"), Role.ADMINISTRATOR)
        house.do(granted, by=by())
        assert service.ask(LOT).status_code == 401
        assert service.tell(BIDS, BID, Role.BIDDER).status_code == 201
        house.do(users.grant(UserId("u-clerk"), Role.CLERK), by=as_administrator())
        assert service.ask(LOT).status_code == 200
        assert service.tell(BIDS, {**BID, "maximum": "190"}).status_code == 201
        assert all_entries(house)[-1].by.known is KnownBy.SIGNED_IN
        house.do(users.revoke(UserId("u-clerk"), Role.CLERK), by=as_administrator())
        assert service.ask(LOT).status_code == 401


# Many at once


def test_many_callers_are_all_answered_and_nothing_is_recorded_twice(fresh):
    def call(number):
        return fresh.tell(
            f"/api/v1/sales/MAY26/lots/{number % 3 + 1}/bids",
            {"paddle": "101", "maximum": f"{100 + 10 * number}"},
            key=f"many-{number // 2}-{number % 2}",
        ).status_code

    before = fresh.house.head()
    with ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(call, range(40)))
    assert set(answers) <= {201, 409}
    assert fresh.house.head() - before == 40
    assert sum(len(fresh.house.lot(lot(each)).claims) for each in (1, 2, 3)) > 0


@pytest.mark.parametrize("address", sorted({each.address for each in OPERATIONS}))
def test_an_address_says_which_methods_it_takes(service, address):
    path = re.sub(r"{\w+}", "1", address)
    answer = service.client.options(path)
    assert answer.status_code == 405
    taken = {each.method for each in OPERATIONS if each.address == address}
    assert set(answer.headers["allow"].split(", ")) - {"HEAD"} == taken
