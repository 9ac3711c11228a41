"""Bank accounts over the service: begun, booked on, remitted from, held to the bank."""

from __future__ import annotations

from base64 import b64encode

import pytest

from ledger.identity import Role
from tests.sale_of_tests import all_entries
from tests.served import served

pytestmark = pytest.mark.slow

BANK = "/api/v1/bank"
MAIN = f"{BANK}/MAIN"
IBAN = "DE89 3704 0044 0532 0130 00"
BEGUN = {"balance": "-100.50", "currency": "USD", "iban": IBAN, "on": "2026-05-01"}
CSV = (
    b"Day,Text,In,Out,Left\n2.5.2026,a wire,10.00,,-90.50\n"
    b"3.5.2026,a charge,,25.00,-115.50\n4.5.2026,interest,1.00,,-114.50\n"
)
COLUMNS = {
    "name": "may.csv",
    "content": b64encode(CSV).decode(),
    "day": "Day",
    "text": ["Text"],
    "credit": "In",
    "debit": "Out",
    "balance": "Left",
    "day_format": "D.M.YYYY",
}


@pytest.fixture
def service(tmp_path):
    with served(tmp_path) as service:
        begun = tells(service, MAIN, BEGUN, key="begin", method="PUT")
        assert begun.status_code == 200, begun.text
        yield service


def tells(service, path, said, **more):
    return service.tell(path, said, Role.ACCOUNTANT, **more)


def account(service):
    (account,) = service.ask(BANK, Role.ACCOUNTANT).json()
    return account


def last_event(service):
    return all_entries(service.house)[-1].event


def test_an_account_has_a_mark_of_its_number_and_not_the_number(service):
    assert account(service)["opening"] == "-100.50"
    event = last_event(service)
    assert len(event.mark) == 8
    other = tells(service, f"{BANK}/OTHER", BEGUN, key="other", method="PUT")
    assert (other.status_code, other.json()["code"]) == (409, "bank-number-known")
    log = service.ask("/api/v1/log/entries?limit=1000", Role.DEVELOPER)
    assert "0532" not in log.text
    wrong = {**BEGUN, "iban": "DE88 3704 0044 0532 0130 00"}
    answer = tells(service, f"{BANK}/OTHER", wrong, key="wrong", method="PUT")
    assert (answer.status_code, answer.json()["code"]) == (422, "not-an-iban")


def test_a_currency_that_is_not_named_is_that_of_the_sales(service):
    said = {"balance": "0", "on": "2026-05-01"}
    assert (
        tells(service, f"{BANK}/OTHER", said, key="o", method="PUT").status_code == 200
    )
    assert last_event(service).currency.code == "USD"


def test_what_the_bank_took_is_below_zero(service):
    said = {"kind": "charge", "amount": "-25.00", "on": "2026-05-02"}
    assert tells(service, f"{MAIN}/entries", said).status_code == 201
    assert last_event(service).amount == -25_00
    nothing = tells(service, f"{MAIN}/entries", {**said, "amount": "-0"}, key="k-2")
    assert (nothing.status_code, nothing.json()["code"]) == (422, "not-an-amount")


REMITTED = {
    "kind": "resale-right",
    "to": "DACS",
    "amount": "30",
    "period_from": "2026-04-01",
    "period_to": "2026-04-30",
    "on": "2026-05-02",
}


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({}, 201),
        ({"amount": "-30", "input_tax": "40", "rounding": "-0.01"}, 201),
        ({"amount": "0", "input_tax": "40"}, 201),
        ({"amount": "-30"}, 422),
        ({"amount": "0"}, 422),
        ({"period_to": "2026-03-31"}, 422),
        ({"kind": "tax", "to": "GB"}, 404),
        ({"to": " DACS"}, 422),
    ],
)
def test_what_was_collected_is_paid_on(service, more, status):
    answer = tells(service, f"{MAIN}/remittances", {**REMITTED, **more})
    assert answer.status_code == status, answer.text


def test_a_balance_follows_what_the_bank_told_last(service):
    said = {"balance": "-110.50", "on": "2026-05-02"}
    assert tells(service, f"{MAIN}/balances", said).status_code == 201
    assert last_event(service).opening == -100_50
    again = tells(service, f"{MAIN}/balances", said, key="k-2")
    assert (again.status_code, again.json()["code"]) == (409, "statement-known")
    other = {**said, "balance": "-111"}
    no = tells(service, f"{MAIN}/balances", other, key="k-3")
    assert (no.status_code, no.json()["code"]) == (409, "statements-disagree")
    corrects = {**other, "corrects": True}
    no = tells(service, f"{MAIN}/balances", corrects, key="k-4")
    assert (no.status_code, no.json()["code"]) == (409, "reason-needed")
    corrects["reason"] = "a slip of theirs"
    assert tells(service, f"{MAIN}/balances", corrects, key="k-5").status_code == 201
    assert account(service)["balances"] == [{"day": "2026-05-02", "balance": "-111.00"}]


def test_a_file_tells_every_day_once(service):
    first = tells(service, f"{MAIN}/statements", COLUMNS)
    assert first.status_code == 201, first.text
    days = {each["day"]: each["balance"] for each in account(service)["balances"]}
    assert days == {
        "2026-05-02": "-90.50",
        "2026-05-03": "-115.50",
        "2026-05-04": "-114.50",
    }
    head = service.house.head()
    again = tells(service, f"{MAIN}/statements", COLUMNS).json()
    assert (again["repeated"], again["first"]) == (True, first.json()["first"])
    known = tells(service, f"{MAIN}/statements", COLUMNS, key="k-2")
    assert (known.status_code, known.json()["first"]) == (201, 0)
    assert service.house.head() == head


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"amount": "In"}, "unreadable-columns"),
        ({"day_format": "D.D.D"}, "unreadable-columns"),
        ({"balance": None}, "faulty-file"),
        ({"balance": "Day"}, "faulty-file"),
        ({"content": b64encode(b"<a/>").decode()}, "faulty-file"),
    ],
)
def test_a_file_that_tells_no_balances_is_refused_whole(service, more, code):
    head = service.house.head()
    answer = tells(service, f"{MAIN}/statements", {**COLUMNS, **more})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert service.house.head() == head


def test_only_who_sees_money_is_told_of_accounts(service):
    assert service.ask(BANK, Role.CLERK).status_code == 403
    then = service.ask(f"{BANK}?as_of={service.house.head() - 1}", Role.ACCOUNTANT)
    assert then.json() == []
