"""E-invoices over the service: issued once, and the same bytes from then on."""

from __future__ import annotations

from hashlib import sha256

import pytest

from ledger.events import EInvoiceIssued, Looked, StatementIssued
from ledger.files.house_file import read_house
from ledger.house import consigning
from ledger.identity import Role
from ledger.vault.people import Person, file_people
from tests.sale_of_tests import SALE, all_entries, by, entry
from tests.served import served
from tests.settled_sale import (
    AFTER,
    CONSIGNOR,
    NEXT_DAY,
    bills,
    hammered,
    settle,
    settled_by,
)

pytestmark = pytest.mark.slow

HOUSE = """\
[letterhead]
name = "Hill"
phone = "+49 89 555 0142"
email = "bills@hill.example"
[[letterhead.banks]]
bank = "Commerzbank"
iban = "DE89 3704 0044 0532 0130 00"
[print]
supply = "sale"
[einvoice]
legal_name = "Hill GmbH"
vat_id = "DE123456789"
country = "DE"
postcode = "80331"
city = "München"
street = "Maximilianstraße 1"
contact = "Accounts"
"""
CONSIGNED = [entry(number, consignor=CONSIGNOR) for number in (1, 2, 3)]


@pytest.fixture
def service(tmp_path):
    file = tmp_path / "house.toml"
    file.write_text(HOUSE, "utf-8")
    with_ = (("settings", read_house(file)),)
    with served(tmp_path, with_=with_, entries=CONSIGNED) as service:
        settled_by(service.house)
        hammered(service.house)
        settle(service.house)
        service.house.do(consigning.state_all(SALE, at=AFTER, on=NEXT_DAY), by=by())
        filed(service, "Ada Byron")
        yield service


def filed(service, name):
    client = invoice(service).client
    there = {"city": "Ulm", "country": "DE", "postcode": "89073"}
    more = {"email": "ada@b.example", "buyer_reference": "04011000-12345-67"}
    ada = Person(client=client, name=name, lines=("Square 12",), **there, **more)
    file_people(service.vault, [ada])


def events(service, kind):
    every = (each.event for each in all_entries(service.house))
    return [each for each in every if isinstance(each, kind)]


def invoice(service):
    return bills([each.event for each in all_entries(service.house)])[0]


def issues(service, form="factur-x", role=Role.ACCOUNTANT, key="k-1", number=None):
    path = f"/api/v1/invoices/{number or invoice(service).invoice}/e-invoices"
    return service.tell(path, {"form": form}, role, key=key)


def test_it_is_issued_once_in_each_form_and_looked_at(service):
    answer = issues(service)
    assert answer.status_code == 201, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    (issued,) = events(service, EInvoiceIssued)
    (looked,) = events(service, Looked)
    assert looked.clients == (invoice(service).client,)
    head = service.house.head()
    assert issues(service).content == answer.content
    assert service.house.head() == head
    xml = issues(service, "xrechnung", key="k-2")
    assert xml.headers["content-type"] == "application/xml"
    both = events(service, EInvoiceIssued)
    assert [each.sha256 for each in both] == [
        issued.sha256,
        sha256(xml.content).hexdigest(),
    ]


def test_it_says_where_the_receipt_is_that_it_was_issued(service):
    """Handed out again it has the same one, and each form has its own."""
    answers = [issues(service, form) for form in ("factur-x", "factur-x")]
    answers.append(issues(service, "xrechnung", key="k-2"))
    places = [
        f"/api/v1/log/entries/{each.position}/receipt"
        for each in all_entries(service.house)
        if isinstance(each.event, EInvoiceIssued)
    ]
    assert [each.headers["link"] for each in answers] == [
        f'<{place}>; rel="related"; title="receipt"'
        for place in (places[0], places[0], places[1])
    ]
    assert service.ask(places[0], Role.DEVELOPER).status_code == 200


def test_it_goes_out_as_it_was_issued_whatever_the_name_is_by_now(service):
    first = issues(service, "xrechnung")
    filed(service, "Ada Lovelace")
    again = issues(service, "xrechnung", key="k-2")
    assert again.content == first.content
    assert "Ada Byron" in again.text
    pdf = issues(service, key="k-3")
    filed(service, "Ada King")
    alone = issues(service, key="k-4")
    assert pdf.headers["content-type"] == "application/pdf"
    assert alone.headers["content-type"] == "application/xml"
    assert "Ada Lovelace" in alone.text


def test_what_is_none_is_told_and_nothing_is_issued(service):
    statement = events(service, StatementIssued)[0].statement
    path = f"/api/v1/statements/{statement}/e-invoices"
    answer = service.tell(path, {"form": "factur-x"}, Role.ACCOUNTANT)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-an-e-invoice")
    assert "not self-billed" in answer.json()["detail"]
    assert issues(service, "pdf").status_code == 422
    assert issues(service, number="TH-2026-09999").status_code == 404
    assert events(service, EInvoiceIssued) == []


@pytest.mark.parametrize("role", [Role.CLERK, Role.COMPLIANCE, Role.AUDITOR])
def test_only_who_bills_issues(service, role):
    head = service.house.head()
    assert issues(service, role=role).status_code == 403
    assert service.house.head() == head
