"""Lists and audits over the service, as the command line tells them."""

from __future__ import annotations

import re

import pytest

from ledger.house import disputes
from ledger.identity import Role
from tests.sale_of_tests import by, lot
from tests.served import served
from tests.settled_sale import AFTER, bills, hammered, settle, settled_by

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served")) as service:
        house = service.house
        settled_by(house)
        hammered(house)
        settle(house)
        house.do(disputes.open_dispute(lot(1), question="Why?", at=AFTER), by=by())
        yield service


def told(service, path, role=Role.COMPLIANCE, **asked):
    answer = service.ask(f"/api/v1{path}", role, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_payments_rates_and_the_lock_are_told_to_who_sees_money(service):
    number = bills(service_events(service))[0].invoice
    path = f"/api/v1/invoices/{number}/payments"
    paid = {"amount": "10", "method": "wire", "on": "2026-05-21"}
    service.tell(path, paid, Role.ACCOUNTANT)
    payments = told(service, "/sales/MAY26/payments", Role.ACCOUNTANT)
    assert number in {each["invoice"] for each in payments}
    rates = told(service, "/tax-rates", Role.ACCOUNTANT, jurisdiction="US-TX")
    assert {each["jurisdiction"] for each in rates} == {"US-TX"}
    lock = {"through": "2026-04-30"}
    before = told(service, "/books/lock", Role.ACCOUNTANT)
    locked = service.tell("/api/v1/books/lock", lock, Role.ACCOUNTANT, key="lock")
    assert locked.status_code == 201, locked.text
    assert told(service, "/books/lock", Role.ACCOUNTANT) != before
    head = service.house.head()
    assert told(service, "/books/lock", Role.ACCOUNTANT, as_of=head - 1) == before


def service_events(service):
    from_start = service.house.entries_after(0, limit=1000)
    return [entry.event for entry in from_start]


def test_holds_and_funds_are_listed(service):
    said = {"clients": ["C-101"], "reason": "a suit"}
    service.tell("/api/v1/holds/MATTER-7", said, Role.COMPLIANCE, method="PUT")
    (hold,) = told(service, "/holds")
    assert hold["hold"] == "MATTER-7"
    funds = {
        "kind": "on-account",
        "client": "C-101",
        "amount": "10",
        "currency": "USD",
        "method": "wire",
    }
    answer = service.tell("/api/v1/funds", funds, Role.ACCOUNTANT, key="f")
    assert answer.status_code == 201, answer.text
    assert len(told(service, "/funds", Role.ACCOUNTANT)) == 1
    assert told(service, "/funds", Role.ACCOUNTANT, sale="MAY26") == []


def test_the_ledger_tells_what_it_is(service):
    shown = told(service, "/ledger", Role.DEVELOPER)
    assert "times" in shown
    assert told(service, "/ledger/keys", Role.DEVELOPER)
    assert told(service, "/procedures", Role.AUDITOR)


def test_a_sale_is_decided_again_and_nothing_differs(service):
    head = service.house.head()
    recount = told(service, "/sales/MAY26/replay", Role.DEVELOPER)
    assert recount["differences"] == []
    assert recount["events"] > 10
    early = told(service, "/sales/MAY26/replay", Role.DEVELOPER, as_of=head - 3)
    assert early["events"] <= recount["events"]
    assert service.house.head() == head


def test_a_sale_that_is_too_long_for_one_answer_is_left_to_the_machine(
    service, monkeypatch
):
    monkeypatch.setattr("web.operations.checks.ONCE_MAX", 3)
    answer = service.ask("/api/v1/sales/MAY26/replay", Role.DEVELOPER)
    assert (answer.status_code, answer.json()["code"]) == (409, "too-long")
    assert "lotledger replay sale MAY26" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "report"),
    [
        ("/sales/MAY26/seals", "audit-seals"),
        ("/sales/MAY26/envelopes", "audit-envelopes"),
        ("/sales/MAY26/lots/1/envelopes", "audit-envelopes"),
        ("/meetings", "audit-meetings"),
    ],
)
def test_audits_are_told_as_reports_in_every_format(service, path, report):
    assert told(service, path)["heading"]["report"] == report
    asked = {"format": "csv"}
    answer = service.ask(f"/api/v1{path}", Role.COMPLIANCE, params=asked)
    assert answer.headers["content-type"].startswith("text/csv")


def test_who_met_is_narrowed(service):
    def met(**asked):
        (table,) = told(service, "/meetings", **asked)["tables"]
        return len(table["rows"])

    every = met(sale="MAY26")
    assert every > 0
    assert met(sale="MAY26", paddle="103") < every
    assert met(client="C-101") > 0
    assert met(client="C-9") == met(at_least=50) == 0


def test_events_are_counted_of_any_size_that_the_log_had(service):
    whole = told(service, "/log/census", Role.AUDITOR)
    early = told(service, "/log/census", Role.AUDITOR, size=10)
    assert whole != early
    answer = service.ask("/api/v1/log/census?size=999999", Role.AUDITOR)
    assert answer.json()["code"] == "not-recorded-yet"


def test_a_dispute_is_shown_with_its_replays_run_again(service):
    path = "/api/v1/sales/MAY26/disputes/1"
    filed = service.tell(f"{path}/replays", {}, Role.CLERK, key="file")
    assert filed.status_code == 201, filed.text
    shown = told(service, "/sales/MAY26/disputes/1", Role.CLERK)
    assert len(shown["replays"]) == 1


def test_who_signed_a_dispute_off_is_named_once_and_its_times_are_told_as_elsewhere(
    service,
):
    path, page = "/api/v1/sales/MAY26/disputes/1", "/sales/MAY26/disputes/1"
    found = {"ruling": "dismissed", "finding": "It was late."}
    service.tell(f"{path}/findings", found, Role.CLERK, key="find")
    signed = service.tell(f"{path}/signature", {}, Role.COMPLIANCE, key="sign")
    assert signed.status_code == 201, signed.text
    text = service.ask(page, Role.COMPLIANCE).text
    signature = text.partition('id="signature"')[2].partition("</section>")[0]
    assert signature.count("u-compliance") == 1
    assert "<time" in signature
    records = re.findall(r'<small><a href="/log/.*?</small>', text)
    assert all("<time" in record for record in records)
    assert len(records) > 2


def test_a_report_tells_what_changed_since(service):
    path, role = "/api/v1/reports/trial-balance", Role.ACCOUNTANT
    changed = service.ask(f"{path}?beside=10", role)
    assert changed.status_code == 200, changed.text
    heading = changed.json()["heading"]
    assert heading["title"].endswith("what changed")
    assert heading["then"]["position"] == 10
    later = service.ask(f"{path}?beside=20&as_of=10", role)
    assert (later.status_code, later.json()["code"]) == (409, "not-for-this-report")
    export = service.ask("/api/v1/reports/journal?format=iif&beside=10", role)
    assert export.status_code == 409
