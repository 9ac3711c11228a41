"""Second persons approve over the service: what was asked, what they saw, and once."""

from __future__ import annotations

import json
from datetime import date

import pytest

from ledger.entry import Approval, Way
from ledger.house import sales, users
from ledger.identity import Role, UserId
from ledger.refusals import ApprovalInvalid
from ledger.value import replace
from ledger.vault.tokens import make_token
from ledger.verification.pages import Page
from ledger.verification.permissions import Permissions
from tests.sale_of_tests import all_entries
from tests.served import (
    as_administrator,
    give_roles,
    let_roles_hold,
    served,
    token_of,
)

pytestmark = pytest.mark.slow

WAITING = "/api/v1/approvals"
PADDLE = "/api/v1/sales/MAY26/paddles/777"
LIMITED = {"client": "C-101", "limit": "90000", "ask_approval": True}


@pytest.fixture
def service(tmp_path):
    with served(tmp_path, give_roles) as service:
        roles = (Role.CLERK, Role.ACCOUNTANT, Role.COMPLIANCE, Role.AUCTIONEER)
        let_roles_hold(service.house, *roles)
        also = users.grant(UserId("u-clerk"), Role.COMPLIANCE)
        service.house.do(also, by=as_administrator())
        yield service


def asks(service, said=LIMITED, **more):
    return service.tell(PADDLE, said, method="PUT", **more)


def waiting(service, role=Role.ACCOUNTANT):
    return service.ask(WAITING, role).json()


def approves(service, role=Role.ACCOUNTANT, digest=None):
    (each,) = waiting(service, Role.CLERK)
    digest = digest or each["asked"]["digest"]
    return service.tell(f"{WAITING}/{each['id']}", {"digest": digest}, role)


def test_what_two_people_want_is_recorded_with_both_names(service):
    before = service.house.head()
    answer = asks(service)
    assert (answer.status_code, answer.json()["code"]) == (409, "approval-needed")
    assert service.house.head() == before
    (shown,) = waiting(service)
    assert shown["id"] in answer.json()["detail"]
    assert shown["asked"]["actor"] == "u-clerk"
    assert "limit: $90,000" in shown["sentences"]
    signed = approves(service)
    assert (signed.status_code, signed.json()["asked"]["second"]) == (
        200,
        "u-accountant",
    )
    assert service.house.head() == before
    assert asks(service).status_code == 200
    recorded = all_entries(service.house)[-1].by
    assert (recorded.actor, recorded.second) == ("u-clerk", "u-accountant")
    assert recorded.approval.session == "t-accountant"
    assert asks(service).json()["repeated"] is True
    assert waiting(service) == []
    page = Page(rows=(), entries=tuple(all_entries(service.house)))
    assert [finding.what for finding in Permissions().hear(page)] == []


def test_without_asking_nothing_waits(service):
    answer = asks(service, {**LIMITED, "ask_approval": False})
    assert (answer.status_code, answer.json()["code"]) == (409, "approval-needed")
    assert waiting(service, Role.CLERK) == []
    detail = answer.json()["detail"]
    assert '"ask_approval": true' in detail
    assert WAITING in detail
    assert "accountant" in detail
    assert "--" not in detail


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUCTIONEER, Role.BIDDER])
def test_whoever_may_not_approve_does_not(service, role):
    asks(service)
    refused = approves(service, role)
    assert (refused.status_code, refused.json()["code"]) == (409, "not-an-approver")
    assert asks(service).json()["code"] == "approval-needed"
    if role is not Role.CLERK:
        assert waiting(service, role) == []


def test_nobody_approves_what_they_asked_for_in_another_role(service):
    asks(service)
    mine = replace(token_of(Role.COMPLIANCE), id="t-other", user="u-clerk")
    service.tokens[Role.COMPLIANCE] = make_token(service.vault, mine)
    assert approves(service, Role.COMPLIANCE).json()["code"] == "not-an-approver"


def test_something_else_is_not_approved(service):
    asks(service)
    assert approves(service, digest="0" * 64).status_code == 412
    approves(service)
    other = asks(service, {**LIMITED, "limit": "99999"})
    assert other.json()["code"] == "approval-invalid"
    assert '"ask_approval": true' in other.json()["detail"]
    assert "--" not in other.json()["detail"]
    assert asks(service, key="k-2").json()["code"] == "approval-needed"


def test_no_code_that_the_vault_did_not_make_approves(service):
    asks(service)
    approves(service)
    asks(service)
    entry = all_entries(service.house)[-1]
    mine, good = replace(entry.by, way=Way.SERVICE), entry.by.approval
    for bad in (
        replace(good, session="t-auctioneer"),
        replace(good, signature="0" * 64),
        replace(good, session=None),
        Approval(digest="0" * 64, signature=good.signature, session=good.session),
    ):
        again = sales.issue_paddle("MAY26", "777", client="C-101", limit=90_000_00)
        with pytest.raises(ApprovalInvalid):
            service.house.do(again, by=replace(mine, approval=bad))


def test_an_approver_whose_role_ended_has_approved_nothing(service):
    asks(service)
    approves(service)
    ended = users.grant(UserId("u-accountant"), Role.ACCOUNTANT, until=date(2020, 1, 1))
    service.house.do(ended, by=as_administrator())
    assert asks(service).json()["code"] == "not-an-approver"


def test_what_waits_is_locked_in_the_vault(service):
    asks(service)
    assert b"issue a paddle" not in service.vault.file.read_bytes()


def test_a_line_of_bids_in_bulk_waits_for_a_second_person(service):
    line = {
        "number": "1",
        "paddle": "101",
        "maximum": "150",
        "key": "slip-1",
        "channel": "phone",
        "received_at": "2026-05-20T09:00:00Z",
        "authorised_by": "u-auctioneer",
        "reason": "the line was cut",
        "ask_approval": True,
    }

    def sent():
        answer = service.client.post(
            "/api/v1/sales/MAY26/bids",
            content=json.dumps(line),
            headers=service.signed_in(Role.CLERK),
        )
        return json.loads(answer.text)

    before = service.house.head()
    waits = sent()
    assert (waits["status"], waits["problem"]["code"]) == (409, "approval-needed")
    assert service.house.head() == before
    assert approves(service, Role.AUCTIONEER).status_code == 200
    taken = sent()
    assert (taken["status"], taken["problem"]) == (201, None)
    recorded = all_entries(service.house)[-1].by
    assert (recorded.actor, recorded.second) == ("u-clerk", "u-auctioneer")
    assert sent()["bid_taken"]["repeated"]
    line["ask_approval"] = False
    line["key"] = "slip-2"
    line["maximum"] = "170"
    assert sent()["problem"]["code"] == "approval-needed"
    assert waiting(service, Role.CLERK) == []
