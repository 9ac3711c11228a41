"""Tax of the house's own over the service: on purchases, and on margins of periods."""

from __future__ import annotations

import pytest

from ledger.identity import Role
from tests.sale_of_tests import all_entries
from tests.served import served
from tests.settled_sale import rate, settled_by

pytestmark = pytest.mark.slow

OURS = "/api/v1/own-tax/GB"
BOUGHT = {"kind": "reverse-charge", "net": "1000", "rate": "20", "on": "2026-05-02"}
MAY = {"period_from": "2026-05-01", "period_to": "2026-05-31"}


@pytest.fixture
def service(tmp_path):
    with served(tmp_path) as service:
        settled_by(service.house, rate("US-TX", "8.25"), rate("GB", "20", name="VAT"))
        yield service


def tells(service, path, said, key="k-1", role=Role.ACCOUNTANT):
    return service.tell(f"{OURS}{path}", said, role, key=key)


def last_event(service):
    return all_entries(service.house)[-1].event


def test_tax_on_a_purchase_is_by_the_rate_and_taken_back(service):
    assert tells(service, "/purchases", BOUGHT).status_code == 201
    event = last_event(service)
    assert (event.owed, event.claimed) == (200_00, 200_00)
    more = {"tax": "199.99", "claim": "100", "rate": "20%"}
    assert tells(service, "/purchases", BOUGHT | more, "k-2").status_code == 201
    event = last_event(service)
    assert (event.owed, event.claimed) == (199_99, 100_00)
    why = tells(service, "/purchases/2/reversal", {}, "k-3")
    assert why.json()["code"] == "reason-needed"
    back = tells(service, "/purchases/2/reversal", {"reason": "twice"}, "k-4")
    assert back.status_code == 201
    shown = service.ask(OURS, Role.ACCOUNTANT).json()
    assert [each["taken_back"] for each in shown["on_purchases"]] == [False, True]
    then = service.ask(f"{OURS}?as_of={back.json()['first'] - 1}", Role.AUDITOR).json()
    assert [each["taken_back"] for each in then["on_purchases"]] == [False, False]


@pytest.mark.parametrize(
    ("path", "more", "code"),
    [
        ("/purchases", {"claim": "201"}, "not-accounted-for"),
        ("/purchases", {"rate": "101"}, "not-accounted-for"),
        ("/purchases", {"net": "0"}, "not-an-amount"),
        ("/purchases", {"kind": "gift"}, "unreadable"),
    ],
)
def test_what_cannot_be_accounted_for_is_told(service, path, more, code):
    answer = tells(service, path, BOUGHT | more)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_the_margin_of_a_period_follows_the_last_and_is_taken_back(service):
    first = tells(service, "/margins", MAY | {"opening_stock": "500"})
    assert first.status_code == 201, first.text
    event = last_event(service)
    assert (event.brought_forward, event.carried_forward) == (500_00, 500_00)
    assert event.losses == "carried"
    again = tells(service, "/margins", MAY | {"opening_stock": "500"}).json()
    assert again["repeated"]
    twice = tells(service, "/margins", MAY, "k-2")
    assert (twice.status_code, twice.json()["code"]) == (409, "margin-not-next")
    back = tells(service, "/margins/reversal", {"reason": "a slip"}, "k-3")
    assert back.status_code == 201
    assert service.ask(OURS, Role.ACCOUNTANT).json()["on_margins"] == []


def test_where_no_law_is_known_what_becomes_of_a_loss_is_said(service):
    path = "/api/v1/own-tax/US-TX/margins"
    answer = service.tell(path, MAY, Role.ACCOUNTANT)
    assert (answer.status_code, answer.json()["code"]) == (422, "not-accounted-for")
    backwards = {"period_from": "2026-05-31", "period_to": "2026-05-01"}
    answer = tells(service, "/margins", backwards, "k-2")
    assert (answer.status_code, answer.json()["code"]) == (422, "not-accounted-for")


def test_only_an_accountant_accounts(service):
    assert tells(service, "/purchases", BOUGHT, role=Role.CLERK).status_code == 403
    assert service.ask(OURS, Role.CLERK).status_code == 403
