"""Settling over the service: step by step, told where it stopped, credits by two."""

from __future__ import annotations

import pytest

from ledger.events import CreditNoteIssued, InvoiceIssued, Looked
from ledger.house import corrections
from ledger.identity import Role
from ledger.refusals import SaleGoesOn
from tests.sale_of_tests import SALE, all_entries, by, lot, usd
from tests.served import give_roles, let_roles_hold, served
from tests.settled_sale import AFTER, NEXT_DAY, hammered, settle, settled_by

pytestmark = pytest.mark.slow

SETTLING = f"/api/v1/sales/{SALE}/settlement"


@pytest.fixture
def service(tmp_path):
    with served(tmp_path, settled_by, hammered) as service:
        yield service


def settles(service, key="k-1", **said):
    return service.tell(SETTLING, said, Role.ACCOUNTANT, key=key)


def events(service, kind):
    every = (each.event for each in all_entries(service.house))
    return [each for each in every if isinstance(each, kind)]


def test_where_it_stopped_is_told_with_what_is_on_record(service, monkeypatch):
    """The second invoice is refused: the first is told, and not as a refusal of all."""
    do, told = service.house.do, []

    def refuses_the_second(command, *, by):
        if command.verb.name == "invoice a buyer" and told:
            raise SaleGoesOn(sale=SALE, lots="2")
        recorded = do(command, by=by)
        told.append(recorded)
        return recorded

    monkeypatch.setattr(service.house, "do", refuses_the_second)
    answer = settles(service)
    problem = answer.json()
    (first,) = events(service, InvoiceIssued)
    assert (answer.status_code, problem["code"]) == (409, "sale-goes-on")
    assert problem["position"] == told[0].last
    assert problem["detail"].startswith(
        f"On record is {first.invoice} (position {told[0].last}). There it stopped: "
    )
    monkeypatch.undo()
    again = settles(service)
    assert len(again.json()) == 1, "what was issued is issued no second time"
    assert len(events(service, InvoiceIssued)) == 2


def test_a_refusal_before_anything_is_recorded_stays_one(tmp_path):
    with served(tmp_path, settled_by) as service:
        answer = settles(service)
        assert answer.json()["code"] == SaleGoesOn.code
        assert answer.json()["position"] is None
        assert "On record" not in answer.json()["detail"]


def test_that_a_look_is_on_record_is_told_where_no_e_invoice_is_made(service):
    settle(service.house)
    (invoice, _) = events(service, InvoiceIssued)
    path = f"/api/v1/invoices/{invoice.invoice}/e-invoices"
    told = service.tell(path, {"form": "factur-x"}, Role.ACCOUNTANT).json()
    (looked,) = (e for e in all_entries(service.house) if isinstance(e.event, Looked))
    assert told["code"] == "not-an-e-invoice"
    assert told["position"] == looked.position
    assert f"that you looked up {invoice.client}" in told["detail"]


@pytest.fixture
def with_roles(tmp_path):
    with served(tmp_path, settled_by, hammered, settle, give_roles) as service:
        amend = corrections.amend_hammer(
            lot(1), price=usd(120), at=AFTER, authorised_by="ann"
        )
        service.house.do(amend, by=by(reason="misheard"))
        let_roles_hold(service.house, Role.ACCOUNTANT, Role.AUCTIONEER)
        yield service


def test_what_takes_invoices_back_waits_for_a_second_person(with_roles):
    service, before = with_roles, with_roles.house.head()
    assert settles(service).json()["code"] == "approval-needed"
    assert service.ask("/api/v1/approvals", Role.ACCOUNTANT).json() == []
    asked = settles(service, ask_approval=True, on=f"{NEXT_DAY}")
    assert (asked.status_code, asked.json()["code"]) == (409, "approval-needed")
    assert "It waits as" in asked.json()["detail"]
    assert service.house.head() == before
    (shown,) = service.ask("/api/v1/approvals", Role.AUCTIONEER).json()
    assert any("credit" in sentence for sentence in shown["sentences"])
    signed = service.tell(
        f"/api/v1/approvals/{shown['id']}",
        {"digest": shown["asked"]["digest"]},
        Role.AUCTIONEER,
    )
    assert signed.status_code == 200, signed.text
    done = settles(service, ask_approval=True, on=f"{NEXT_DAY}")
    assert done.status_code == 201, done.text
    credited = [
        each
        for each in all_entries(service.house)
        if isinstance(each.event, CreditNoteIssued)
    ]
    (credit,) = credited
    assert (credit.by.actor, credit.by.second) == ("u-accountant", "u-auctioneer")
    assert credit.by.reason == "the hammer was amended"
    head = service.house.head()
    assert settles(service, ask_approval=True, on=f"{NEXT_DAY}").status_code == 201
    assert service.house.head() == head
    assert service.ask("/api/v1/approvals", Role.AUCTIONEER).json() == []


def test_something_else_is_not_settled_by_an_approval(with_roles):
    service = with_roles
    settles(service, ask_approval=True, on=f"{NEXT_DAY}")
    (shown,) = service.ask("/api/v1/approvals", Role.AUCTIONEER).json()
    digest = {"digest": shown["asked"]["digest"]}
    service.tell(f"/api/v1/approvals/{shown['id']}", digest, Role.AUCTIONEER)
    before = service.house.head()
    other = settles(service, ask_approval=True, on="2026-05-30")
    assert other.status_code == 409
    assert service.house.head() == before
