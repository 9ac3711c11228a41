"""The accountant's pages: what settling would issue, payments, two for a payout."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from ledger.events import PayoutMade
from ledger.house import sales
from ledger.identity import Role
from tests.sale_of_tests import SALE, all_entries, bid, by
from tests.served import give_roles, let_roles_hold, served
from tests.settled_before import INVOICE, SALE as EARLY, STATEMENT, settled_before
from tests.settled_sale import CONSIGNOR, settled_by
from web.rendering import form_address

pytestmark = pytest.mark.slow

HTML = {"accept": "text/html"}


def sold(house):
    """Sell every lot before the service is asked: lot 1 to paddle 101."""
    settled_before(house)
    settled_by(house)
    house.do(bid(1, "101", 300), by=by())
    house.do(sales.close_sale(SALE, at=by().recorded_at + timedelta(hours=8)), by=by())


@pytest.fixture
def service(tmp_path):
    with served(tmp_path, sold) as service:
        service.client.follow_redirects = False
        yield service


def look(service, path, role=Role.ACCOUNTANT):
    answer = service.client.get(path, headers=service.signed_in(role) | HTML)
    assert answer.status_code == 200, answer.text
    return answer.text


def send(service, address, fields, role=Role.ACCOUNTANT):
    return service.client.post(
        address, data={"key": "k-1", **fields}, headers=service.signed_in(role)
    )


def test_settling_is_rehearsed_and_then_issues_just_that(service):
    page = "/sales/MAY26/settlement?rehearse=true"
    before = service.house.head()
    (number,) = re.findall(
        r'<th scope="row"[^>]*>(TH-2026-\d+)</th>', look(service, page)
    )
    assert service.house.head() == before
    sent = send(service, form_address("settle_sale", sale="MAY26"), {"next": page})
    assert sent.status_code == 303, sent.text
    assert f"/invoices/{number}" in look(service, page)
    assert "Nothing to issue" in look(service, page)


def test_nobody_is_offered_what_they_may_not_do(service):
    text = look(service, "/sales/MAY26/settlement?rehearse=true", Role.AUDITOR)
    assert "/forms/settle_sale" not in text
    assert "/forms/receive_payment" not in look(
        service, f"/invoices/{INVOICE}", Role.COMPLIANCE
    )


def test_looking_back_offers_nothing_to_record(service):
    text = look(service, f"/invoices/{INVOICE}?as_of={service.house.head()}")
    assert 'action="/forms/receive_payment' not in text


def test_what_is_due_is_asked_for_by_paddle(service):
    asked = f"/sales/{EARLY}/payments"
    due = re.search(
        r'name="amount" value="([^"]+)"', look(service, f"{asked}?paddle=101")
    )[1]
    assert "No paddle 777" in look(service, f"{asked}?paddle=777")
    paid = {"amount": due, "method": "wire", "next": f"{asked}?last={INVOICE}"}
    sent = send(service, form_address("receive_payment", invoice=INVOICE), paid)
    assert sent.status_code == 303, sent.text
    assert "Nothing is open." in look(service, sent.headers["location"])
    assert "has no open invoice" in look(service, f"{asked}?paddle=101")


def test_a_payout_waits_for_a_second_person_who_signs_in(tmp_path):
    with served(tmp_path, settled_before, give_roles) as service:
        service.client.follow_redirects = False
        let_roles_hold(service.house, Role.ACCOUNTANT, Role.COMPLIANCE)
        due = service.ask(f"/api/v1/invoices/{INVOICE}", Role.ACCOUNTANT)
        paid = {"amount": due.json()["balance"], "method": "wire", "cleared": "true"}
        paid |= {"key": "k-paid", "next": "/books"}
        address = form_address("receive_payment", invoice=INVOICE)
        assert send(service, address, paid).status_code == 303
        assert "pay_a_consignor" in look(service, f"/statements/{STATEMENT}")
        payout = {"method": "wire", "ask_approval": "true", "next": "/approvals"}
        address = form_address("pay_a_consignor", sale=EARLY, consignor=CONSIGNOR)
        blank = send(service, address, payout)
        assert blank.status_code == 409
        (payable,) = re.findall(r"(\S+) stands now", blank.text)
        assert "it waits" not in look(service, "/approvals")
        payout["amount"] = payable.removeprefix("$")
        assert send(service, address, payout).status_code == 409
        assert "You asked for it: it waits as a-" in look(service, "/approvals")
        waiting = look(service, "/approvals", Role.COMPLIANCE)
        approving = re.search(r'action="(/forms/approve_waiting[^"]+)"', waiting)[1]
        digest = re.search(r'name="digest" value="([0-9a-f]{64})"', waiting)[1]
        seen = {"digest": digest, "key": "k-2", "next": "/approvals"}
        assert send(service, approving, seen, Role.COMPLIANCE).status_code == 303
        assert send(service, address, payout).status_code == 303
        paid_out = look(service, f"/statements/{STATEMENT}")
        assert "Nothing can be paid out now." in paid_out
        position = next(
            entry.position
            for entry in all_entries(service.house)
            if isinstance(entry.event, PayoutMade)
        )
        assert f'href="/log/{position}">${payout["amount"]}</a>' in paid_out
        assert "Nothing waits for a second person" in look(service, "/approvals")


def test_the_books_are_locked_and_say_so(service):
    fields = {"through": "2026-04-30", "reason": "sent", "next": "/books"}
    sent = send(service, form_address("lock_the_books"), fields)
    assert sent.status_code == 303, sent.text
    assert "locked through Apr 30, 2026" in look(service, "/books")
