"""Who a client is to the tax office, and what it does to invoices and statements."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.client import Client, tax_status_on
from ledger.events import ClientKind, CreditNoteIssued, StatementIssued, TaxStatusSet
from ledger.events.documents import code_of
from ledger.house import clients, consigning, invoicing, lots
from ledger.identity import ClientId
from ledger.terms.settlement_rules import Abroad, TaxPlace
from ledger.terms.tax import TaxCode
from ledger.terms.tax_status import TaxPerson, TaxStatus
from ledger.value import replace
from tests.sale_of_tests import SALE, by, entry, lot, new_house
from tests.settled_sale import (
    AFTER,
    CONSIGNOR,
    NEXT_DAY,
    bills,
    hammered,
    settle,
    settled_by,
)
from tests.story import clock
from tests.tax_tables import GERMANY, registered

BUYER = ClientId("C-102")
EU = Abroad(union=("AT", "DE", "FR"), services=True)
WHY = {"reason": "no proof came"}


@pytest.fixture
def house(tmp_path):
    entries = [entry(number, consignor=CONSIGNOR) for number in (1, 2, 3)]
    with new_house(tmp_path, entries=entries) as house:
        settled_by(house, *GERMANY, tax=TaxPlace("DE", abroad=EU))
        hammered(house)
        yield house


def codes(bill):
    return {code_of(line).value for line in bill.lines}


def test_a_status_holds_from_its_day_on():
    early = TaxStatus(
        person=TaxPerson.CONSUMER, country="FR", valid_from=date(2020, 1, 1)
    )
    late = replace(registered("FR123"), valid_from=date(2026, 1, 1))
    file = Client(BUYER, ClientKind.PERSON, None, tax_statuses=(late, early))
    assert tax_status_on(file, date(2019, 12, 31)) is None
    assert tax_status_on(file, date(2025, 12, 31)) == early
    assert tax_status_on(file, date(2026, 1, 1)) == late


def test_the_same_status_twice_is_put_on_file_once(house):
    status = registered("FR123")
    first = house.do(clients.set_tax_status(BUYER, status), by=by())
    again = house.do(clients.set_tax_status(BUYER, status), by=by())
    assert [type(event) for event in first.events] == [TaxStatusSet]
    assert again.events == ()


def test_a_registered_buyer_of_the_union_gets_an_invoice_without_tax(house):
    house.do(clients.set_tax_status(BUYER, registered("FR123")), by=by())
    house.do(clients.set_jurisdiction(BUYER, "FR"), by=by())
    home, abroad = bills(settle(house))
    assert codes(home) == {"S"}
    assert codes(abroad) == {"K"}
    assert (abroad.buyer_vat_id, abroad.place, abroad.jurisdiction) == (
        "FR123",
        "DE",
        "FR",
    )
    assert not any(line.tax for line in abroad.lines)
    made = invoicing.credit(abroad.invoice, on=NEXT_DAY, at=AFTER)
    events = house.do(made, by=by(**WHY)).events
    (note,) = [event for event in events if isinstance(event, CreditNoteIssued)]
    assert (note.buyer_vat_id, note.jurisdiction) == ("FR123", "FR")


def test_an_export_that_is_not_proven_is_credited_and_billed_with_its_tax(house):
    house.do(clients.set_jurisdiction(BUYER, "US"), by=by())
    _, abroad = bills(settle(house))
    assert codes(abroad) == {"G"}
    assert abroad.lines[0].treatment.proof_by == date(2026, 8, 20)
    (exported,) = {line.lot for line in abroad.lines}
    proof = lots.file_export_proof(
        exported, destination="US", reference="26DE1", on=NEXT_DAY, at=AFTER
    )
    house.do(proof, by=by())
    assert house.do(proof, by=by()).events == ()
    assert settle(house, on=date(2026, 9, 1)) == []
    house.do(lots.lapse_export(exported, at=clock("19:00")), by=by(**WHY))
    (again,) = bills(settle(house, on=date(2026, 9, 1)))
    assert codes(again) == {"S"}
    assert sum(line.tax for line in again.lines) == 20_90
    assert settle(house, on=date(2026, 9, 2)) == []


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (registered("AT123"), TaxCode.REVERSE_CHARGE),
        (registered("DE1234", "US"), TaxCode.OUTSIDE),
        (registered("DE123"), TaxCode.STANDARD),
    ],
)
def test_a_registered_consignor_abroad_owes_the_tax_on_what_they_are_charged(
    house, status, code
):
    house.do(clients.enrol(CONSIGNOR), by=by())
    house.do(clients.set_tax_status(CONSIGNOR, status), by=by())
    named = [lot(number) for number in (1, 2, 3)]
    state = consigning.state(SALE, CONSIGNOR, lots=named, on=NEXT_DAY, at=AFTER)
    events = house.do(state, by=by()).events
    (statement,) = [e for e in events if isinstance(e, StatementIssued)]
    charged = [line for line in statement.lines if line.taxes]
    assert {code_of(line) for line in charged} == {code}
    assert statement.place == "DE"
