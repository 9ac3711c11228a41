"""Pages say what credit notes left behind, and move it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from ledger.events import Charge
from ledger.house import accounts, invoicing, payments, sales
from ledger.house.rebilling import charges_left_out
from ledger.identity import InvoiceId, Role
from tests.sale_of_tests import SALE as TODAY, bid, by
from tests.served import served
from tests.settled_before import BUYER, INVOICE, SALE, settled_before
from tests.settled_sale import AFTER, NEXT_DAY, settle, settled_by
from tests.story import clock, usd
from web.rendering import form_address

pytestmark = pytest.mark.slow

HTML = {"accept": "text/html"}
AGAIN = InvoiceId("TH-2026-00002")
NOW = clock("09:45")
PAGES = (
    f"/sales/{SALE}/settlement",
    f"/invoices/{INVOICE}",
    f"/invoices/{AGAIN}",
    f"/sales/{SALE}/payments",
    f"/sales/{SALE}/payments?paddle={BUYER}",
)


def credited(house):
    """Pay the invoice of a sale that was settled before, and credit it then."""
    settled_before(house)
    due = house.invoice(INVOICE).balance
    paid = payments.receive(INVOICE, paid=due, method="wire", cleared=True, at=NOW)
    house.do(paid, by=by())
    why = by(reason="misheard")
    house.do(invoicing.credit(INVOICE, at=NOW), by=why)


@pytest.fixture
def service(tmp_path):
    with served(tmp_path, credited) as service:
        service.client.follow_redirects = False
        yield service


def look(service, path, role=Role.ACCOUNTANT):
    answer = service.client.get(path, headers=service.signed_in(role) | HTML)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def send(service, address, key, **fields):
    said = {"key": key, "next": "/books", **fields}
    headers = service.signed_in(Role.ACCOUNTANT)
    answer = service.client.post(address, data=said, headers=headers)
    assert answer.status_code == 303, answer.text


def filled(text, operation):
    """Return where the only form of an operation is sent, and its hidden fields."""
    (form,) = re.findall(
        rf'<form method="post" action="(/forms/{operation}[^"]*)"(.*?)</form>',
        text,
        re.DOTALL,
    )
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[1]))
    fields.pop("key"), fields.pop("next")
    return form[0], fields


def test_what_lies_on_the_credited_invoice_is_told_and_moved(service):
    before = look(service, f"/sales/{SALE}/settlement?rehearse=true")
    amount = re.search(r"will have paid (\S+) too much on (\S+), and it", before)
    assert amount is not None
    assert amount[2] == INVOICE
    assert f"open on {AGAIN}" in before
    send(service, form_address("settle_sale", sale=SALE), "k-1")
    for page in PAGES:
        told = f"has paid {amount[1]} too much on {INVOICE}, and it is open on {AGAIN}"
        assert told in look(service, page), page
    address, fields = filled(look(service, PAGES[-1]), "move_a_payment")
    send(service, address, "k-2", **fields)
    assert service.house.invoice(INVOICE).balance == 0
    assert service.house.invoice(AGAIN).balance == 0
    for page in PAGES:
        assert "too much on" not in look(service, page), page


def test_nobody_is_offered_to_move_what_they_may_not(service):
    send(service, form_address("settle_sale", sale=SALE), "k-1")
    for page in PAGES[:3]:
        text = look(service, page, Role.AUDITOR)
        assert "too much on" in text
        assert "/forms/move_a_payment" not in text


def test_a_credit_note_is_listed_below_zero(service):
    text = look(service, PAGES[0])
    assert re.search(r"takes back TH-2026-00001.*?-\$\d", text, re.DOTALL)


def shipped(house):
    """Credit an invoice with shipping on it, and bill its lot again."""
    settled_by(house)
    house.do(bid(1, "101", 300), by=by())
    house.do(sales.close_sale(TODAY, at=AFTER), by=by())
    asked = accounts.charge(
        TODAY,
        BUYER,
        kind=Charge.SHIPPING,
        amount=usd("35.50"),
        description="By air",
        at=AFTER,
    )
    house.do(asked, by=by())
    settle(house)
    credit = invoicing.credit(INVOICE, on=NEXT_DAY, at=clock("09:00"))
    house.do(credit, by=by(reason="misheard"))
    settle(house)


def test_a_charge_that_went_along_is_charged_again(tmp_path):
    page = f"/sales/{TODAY}/settlement"
    with served(tmp_path, shipped) as service:
        service.client.follow_redirects = False
        text = look(service, page)
        assert "Paddle 101: shipping of $35.50 went with credit note TH-" in text
        address, fields = filled(text, "charge_a_buyer")
        send(service, address, "k-1", **fields)
        assert charges_left_out(service.house, TODAY) == []
        assert "/forms/charge_a_buyer" not in look(service, page)
