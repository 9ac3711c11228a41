"""What waits for a second person is done, declined and withdrawn on pages."""

from __future__ import annotations

import re
from html import unescape

import pytest

from ledger.identity import Role
from ledger.store import json_text
from ledger.vault.waiting import file_waiting
from tests.served import give_roles, let_roles_hold, served
from tests.settled_before import INVOICE, SALE, STATEMENT, settled_before
from tests.settled_sale import CONSIGNOR
from web.approving import WaitingRequest, all_that_waits
from web.rendering import form_address

pytestmark = pytest.mark.slow

HTML = {"accept": "text/html"}
PAYOUT = form_address("pay_a_consignor", sale=SALE, consignor=CONSIGNOR)
PLACES = (f"/statements/{STATEMENT}", f"/sales/{SALE}/payouts", "/approvals")


@pytest.fixture
def service(tmp_path):
    with served(tmp_path, settled_before, give_roles) as service:
        service.client.follow_redirects = False
        let_roles_hold(service.house, Role.ACCOUNTANT, Role.COMPLIANCE)
        balance = service.ask(f"/api/v1/invoices/{INVOICE}", Role.ACCOUNTANT).json()
        paid = {"amount": balance["balance"], "method": "wire", "cleared": True}
        path = f"/api/v1/invoices/{INVOICE}/payments"
        assert service.tell(path, paid, Role.ACCOUNTANT).status_code == 201
        yield service


def look(service, path, role=Role.ACCOUNTANT):
    answer = service.client.get(path, headers=service.signed_in(role) | HTML)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def send(service, address, fields, role=Role.ACCOUNTANT):
    headers = service.signed_in(role) | {"HX-Request": "true"}
    return service.client.post(address, data=fields, headers=headers)


def forms(text, address):
    """Return the hidden fields of each form that is sent to an address."""
    found = re.findall(
        rf'<form method="post" action="{re.escape(address)}"(.*?)</form>',
        text,
        re.DOTALL,
    )
    hidden = r'<input type="hidden" name="([\w:]+)" value="([^"]*)"'
    return [dict(re.findall(hidden, each)) for each in found]


def asked(service, key="k-asked"):
    """Ask for the payout on its page; return the name that it waits under."""
    (payable,) = re.findall(
        r'name="amount" type="text" value="([^"]+)"', look(service, PLACES[0])
    )
    fields = {"method": "wire", "ask_approval": "true", "key": key}
    answer = send(service, PAYOUT, {**fields, "amount": payable})
    assert answer.status_code == 409, answer.text
    assert '<a href="/approvals">/approvals</a>' in answer.text
    assert "same key" not in answer.text
    return re.search(r"waits as (a-\w+)", answer.text)[1]


def by_the_second(service, operation, name, **more):
    address = form_address(operation, approval=name)
    (fields,) = forms(look(service, "/approvals", Role.COMPLIANCE), address)
    return send(service, address, {**fields, **more}, Role.COMPLIANCE)


def test_a_closed_form_is_found_again_and_asks_nothing_twice(service):
    name = asked(service)
    for place in PLACES[:2]:
        text = look(service, place)
        assert f"it waits as {name} for somebody else" in text
        assert forms(text, PAYOUT) == [], "there is no second request to make"
    assert by_the_second(service, "approve_waiting", name).status_code == 200
    for place in PLACES:
        text = look(service, place)
        assert "Approved by u-compliance" in text
        (fields,) = forms(text, PAYOUT)
        assert fields["key"] == "k-asked"
    done = send(service, PAYOUT, fields)
    assert done.status_code == 200, done.text
    assert all_that_waits(service.house, service.vault) == {}
    assert "Nothing can be paid out now." in look(service, PLACES[0])


def test_what_is_approved_is_sent_under_its_key_again_whatever_it_met(service):
    name = asked(service)
    assert by_the_second(service, "approve_waiting", name).status_code == 200
    (fields,) = forms(look(service, PLACES[0]), PAYOUT)
    refused = send(service, PAYOUT, {**fields, "amount": "999999"})
    assert refused.status_code in (409, 422), refused.text
    assert 'name="key" value="k-asked"' in refused.text
    assert send(service, PAYOUT, fields).status_code == 200
    assert all_that_waits(service.house, service.vault) == {}


def test_a_second_person_declines_and_whoever_asked_is_told(service):
    name = asked(service)
    declined = by_the_second(service, "decline_waiting", name, reason="too early")
    assert declined.status_code == 200, declined.text
    assert name not in look(service, "/approvals", Role.COMPLIANCE)
    for place in PLACES:
        assert "u-compliance declined it: too early" in look(service, place)
    assert len(forms(look(service, PLACES[0]), PAYOUT)) == 1, "it may be asked again"
    (waiting,) = service.ask("/api/v1/approvals", Role.ACCOUNTANT).json()
    digest = {"digest": waiting["asked"]["digest"]}
    again = service.tell(f"/api/v1/approvals/{name}", digest, Role.COMPLIANCE)
    assert again.status_code == 409
    assert again.json()["code"] == "declined"


def test_an_approval_is_taken_back_until_it_is_carried_out(service):
    name = asked(service)
    by_the_second(service, "approve_waiting", name)
    (fields,) = forms(look(service, PLACES[0]), PAYOUT)
    by_the_second(service, "decline_waiting", name, reason="not he")
    assert send(service, PAYOUT, fields).status_code == 409
    assert "Nothing can be paid out now." not in look(service, PLACES[0])


def test_only_who_asked_withdraws(service):
    name = asked(service)
    address = form_address("withdraw_waiting", approval=name)
    refused = send(service, address, {"key": "k-1"}, Role.COMPLIANCE)
    assert refused.status_code == 403
    assert name in look(service, "/approvals")
    (fields, *_) = forms(look(service, "/approvals"), address)
    assert send(service, address, fields).status_code == 200
    assert name not in look(service, "/approvals")
    assert len(forms(look(service, PLACES[0]), PAYOUT)) == 1


def test_what_waited_before_forms_were_kept_is_listed_as_well(service):
    name = asked(service)
    waiting = all_that_waits(service.house, service.vault)[name]
    before = json_text.encoder(type(waiting.asked))(waiting.asked)
    file_waiting(service.vault, name, before)
    every = all_that_waits(service.house, service.vault)
    assert every == {name: WaitingRequest(asked=waiting.asked)}
    by_the_second(service, "approve_waiting", name)
    assert "under the same key" in look(service, "/approvals")
