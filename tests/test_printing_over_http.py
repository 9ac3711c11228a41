"""Documents over the service: as they were issued, once a look is on record."""

from __future__ import annotations

import pytest

from ledger.events import CreditNoteIssued, LookKind, StatementIssued
from ledger.house import consigning, invoicing
from ledger.identity import Role
from ledger.terms.house import HouseSettings, Letterhead
from ledger.vault.people import Person, file_people
from tests.read_paper import flat
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

PRINTS = "/api/v1/prints"
WITH = (("settings", HouseSettings(letterhead=Letterhead(name="Tests & Hammer"))),)
CONSIGNED = [entry(number, consignor=CONSIGNOR) for number in (1, 2, 3)]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    with served(folder, with_=WITH, entries=CONSIGNED) as service:
        settled_by(service.house)
        hammered(service.house)
        first, _ = bills(settle(service.house))
        credited = invoicing.credit(first.invoice, at=AFTER, on=NEXT_DAY, lines=[1])
        service.house.do(credited, by=by(reason="a chip"))
        service.house.do(consigning.state_all(SALE, at=AFTER, on=NEXT_DAY), by=by())
        file_people(service.vault, [Person(client=first.client, name="Ada Byron")])
        yield service


@pytest.fixture(scope="module")
def invoice(service):
    events = [entry.event for entry in all_entries(service.house)]
    return bills(events)[0]


def printed(service, document, role=Role.ACCOUNTANT, key="k-1", **said):
    return service.tell(PRINTS, {"document": document, **said}, role, key=key)


def number_of(service, kind, name):
    events = (entry.event for entry in all_entries(service.house))
    return next(getattr(event, name) for event in events if isinstance(event, kind))


def test_an_invoice_is_printed_with_its_name_once_a_look_is_on_record(service, invoice):
    answer = printed(service, invoice.invoice, purpose="the buyer lost it")
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/pdf"
    assert f"{invoice.invoice}.pdf" in answer.headers["content-disposition"]
    paper = flat(answer.content)
    assert invoice.invoice in paper
    assert "Ada Byron" in paper
    assert "Tests & Hammer" in paper
    looked = all_entries(service.house)[-1]
    assert looked.event.looked_at is LookKind.PERSON
    assert looked.event.clients == (invoice.client,)
    assert (looked.by.actor, looked.event.purpose) == (
        "u-accountant",
        "the buyer lost it",
    )


@pytest.mark.parametrize(
    ("kind", "name"),
    [(CreditNoteIssued, "credit_note"), (StatementIssued, "statement")],
)
def test_so_is_every_other_document(service, kind, name):
    number = number_of(service, kind, name)
    answer = printed(service, number, key=f"k-{name}")
    assert answer.status_code == 201
    assert number in flat(answer.content)


def test_in_another_language_too(service, invoice):
    answer = printed(service, invoice.invoice, key="k-de", locale="de_DE")
    assert "Rechnung" in flat(answer.content)
    strange = printed(service, invoice.invoice, key="k-xx", locale="xx")
    assert strange.status_code == 422


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR, Role.AUCTIONEER])
def test_who_sees_no_money_or_no_person_is_handed_nothing(service, invoice, role):
    head = service.house.head()
    assert printed(service, invoice.invoice, role).status_code == 403
    assert service.house.head() == head


def test_a_number_that_nobody_knows_is_no_look(service):
    head = service.house.head()
    assert printed(service, "TH-2026-99999").status_code == 404
    assert printed(service, "no number").status_code == 422
    assert service.house.head() == head
