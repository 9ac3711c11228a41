"""Pages of a client and of a person: all that they are in, and where names lead."""

from __future__ import annotations

import re

import pytest

from ledger.events import InvoiceIssued, LotSold, PaddleIssued
from ledger.identity import Role
from ledger.roles import SIGHTS
from tests.disputed_sale import with_a_dispute
from tests.sale_of_tests import all_entries
from tests.served import give_roles, served
from web.subjects import page_of

pytestmark = pytest.mark.slow

HTML = {"accept": "text/html"}
BUYER = "C-101"
CLERK = "clerk@example"
AUDITOR = SIGHTS[Role.AUDITOR]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served"), with_a_dispute) as service:
        yield service


def look(service, path, role=Role.COMPLIANCE):
    answer = service.client.get(path, headers=service.signed_in(role) | HTML)
    assert answer.status_code == 200, answer.text
    return answer.text


def positions(text):
    return [int(each) for each in re.findall(r'number"><a href="/log/(\d+)', text)]


def events(service, kind, **fields):
    return [
        entry
        for entry in all_entries(service.house)
        if isinstance(entry.event, kind)
        and all(getattr(entry.event, name) == each for name, each in fields.items())
    ]


def test_a_history_names_the_buyer_and_the_price_where_the_hammer_fell(service):
    sold = events(service, LotSold)
    assert sold
    for entry in sold:
        name, buyer = entry.event.lot, entry.event.buyer
        sale, _, number = name.partition("/")
        for path in (f"/sales/{sale}/lots/{number}/history", f"/log/{entry.position}"):
            words = f"The hammer fell. Sold to {buyer} at $"
            assert words in look(service, path, Role.AUDITOR)


def test_a_client_has_everything_they_are_in_on_one_page(service):
    text = look(service, f"/clients/{BUYER}")
    billed = events(service, InvoiceIssued, client=BUYER)
    assert billed
    for entry in billed:
        assert f'href="/invoices/{entry.event.invoice}"' in text
        assert entry.position in positions(text)
    issued = events(service, PaddleIssued, client=BUYER)[0]
    sale, paddle = issued.event.sale, issued.event.paddle
    assert f'href="/history?name={sale}&amp;filter=paddle%3A{paddle}"' in text
    assert 'href="/sales/EARLY26/lots/1/history"' in text
    whole = look(service, f"/history?name={BUYER}&limit=1000")
    assert positions(look(service, f"/clients/{BUYER}?limit=1000")) == positions(whole)


def test_the_entries_of_a_client_are_filtered_and_taken_away_alike(service):
    text = look(service, f"/clients/{BUYER}?filter=kind:invoice-issued")
    issued = events(service, InvoiceIssued, client=BUYER)
    assert positions(text) == [entry.position for entry in issued]
    file = f"name={BUYER}&amp;filter=kind%3Ainvoice-issued&amp;format=csv"
    assert f'href="/api/v1/history?{file}"' in text


def test_who_sees_no_log_is_shown_a_client_without_entries(service):
    text = look(service, f"/clients/{BUYER}", Role.CLERK)
    assert "Every entry" not in text
    assert "/history" not in text
    assert "/invoices/" not in text


def test_a_client_is_shown_as_they_were_known_then(service):
    issued = events(service, PaddleIssued, client=BUYER)[0]
    before = look(service, f"/clients/{BUYER}?as_of={issued.position - 1}")
    assert "In no sale yet" in before
    after = look(service, f"/clients/{BUYER}?as_of={issued.position}")
    assert "In no sale yet" not in after
    assert max(positions(after)) == issued.position


def test_a_person_is_told_by_what_they_recorded(service):
    own = [each for each in all_entries(service.house) if each.by.actor == CLERK]
    listed = look(service, "/people")
    assert f'href="/people?name={CLERK.replace("@", "%40")}"' in listed
    text = look(service, f"/people?name={CLERK}")
    assert f"<dd>{len(own)}</dd>" in text
    kinds = [each.type.partition("/")[0] for each in own]
    shown = dict(re.findall(r'>([a-z-]+)</a> <span class="soft">(\d+)</span>', text))
    assert shown == {kind: str(kinds.count(kind)) for kind in kinds}


def test_who_is_no_person_is_said_so(service):
    for name in ("Mallory", BUYER):
        answer = service.client.get(
            f"/people?name={name}", headers=service.signed_in(Role.COMPLIANCE) | HTML
        )
        assert answer.status_code == 404
        assert name in answer.text


def test_a_user_who_recorded_nothing_has_a_page_that_says_so(tmp_path):
    with served(tmp_path, give_roles) as service:
        listed = look(service, "/users", Role.ADMINISTRATOR)
        assert 'href="/people?name=u-clerk"' in listed
        text = look(service, "/people?name=u-clerk", Role.ADMINISTRATOR)
        assert "Recorded nothing yet." in text
        nobody = service.ask("/people?name=u-nobody", Role.ADMINISTRATOR)
        assert nobody.status_code == 404


def test_an_invoice_leads_to_who_changed_it_and_to_every_entry(service):
    (first, *_) = events(service, InvoiceIssued)
    text = look(service, f"/invoices/{first.event.invoice}", Role.AUDITOR)
    assert f'href="/log/{first.position}"' in text
    assert f'href="/people?name={first.by.actor.replace("@", "%40")}"' in text
    assert f'href="/history?name={first.event.invoice}"' in text


@pytest.mark.parametrize(
    ("kind", "name", "role", "page"),
    [
        ("lot", "MAY26/1", Role.AUDITOR, "/sales/MAY26/lots/1/history"),
        ("lot", "MAY26/1", Role.CLERK, "/sales/MAY26/lots/1"),
        ("client", BUYER, Role.AUDITOR, "/clients/C-101"),
        ("consignor", BUYER, Role.DEVELOPER, "/history?name=C-101"),
        ("document", "TH-2026-00001", Role.AUDITOR, "/invoices/TH-2026-00001"),
        ("document", "TH-2026-S00001", Role.AUDITOR, "/statements/TH-2026-S00001"),
        ("document", "TH-2026-C00001", Role.AUDITOR, "/history?name=TH-2026-C00001"),
        ("invoice", "TH-2026-00001", Role.DEVELOPER, "/history?name=TH-2026-00001"),
        ("document", "MAY26/D1", Role.AUDITOR, "/sales/MAY26/disputes/1"),
        ("document", "MAY26/D1", Role.ACCOUNTANT, "/history?name=MAY26%2FD1"),
        ("document", "MAY26/C-9", Role.ACCOUNTANT, "/clients/C-9"),
        ("document", "MAY26/C-9", Role.DEVELOPER, "/history?name=C-9"),
        ("person", "Ann Nn", Role.AUDITOR, "/people?name=Ann+Nn"),
        ("sale", "MAY26", Role.AUDITOR, "/history?name=MAY26"),
    ],
)
def test_a_name_leads_to_a_page_that_its_reader_may_see(kind, name, role, page):
    assert page_of(kind, name, SIGHTS[role]) == page


def test_names_in_a_history_lead_to_pages_that_are_there(service):
    text = look(service, "/history?limit=1000", Role.AUDITOR)
    pages = set(re.findall(r'href="(/(?:clients|people|invoices|sales)[^"]*)"', text))
    assert len(pages) > 10
    for page in pages:
        look(service, page.replace("&amp;", "&"), Role.AUDITOR)


def test_who_is_found_by_name_is_led_to_their_page(service):
    assert 'href="/clients/C-101"' in look(service, "/search?words=C-101")
    found = look(service, f"/search?words={CLERK}")
    assert f'href="/people?name={CLERK.replace("@", "%40")}"' in found


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUCTIONEER])
def test_who_sees_clients_finds_one_by_number_and_by_paddle(service, role):
    assert 'href="/clients/C-101"' in look(service, "/search?words=c-101", role)
    found = look(service, "/search?words=101", role)
    assert re.findall(r'href="(/[^"]+)">Paddle (\S+) 101</a>', found) == [
        ("/clients/C-101", "EARLY26"),
        ("/clients/C-101", "MAY26"),
    ]
    assert 'href="/log/' not in look(service, "/search?words=5", role)
    for words in ("TH-2026-00001", CLERK):
        assert "Nothing is called so." in look(service, f"/search?words={words}", role)
    advice = look(service, "/search", role)
    assert "paddles and clients by their whole numbers" in advice


@pytest.mark.parametrize("role", [None, Role.BIDDER])
def test_who_sees_no_client_finds_none(service, role):
    for words in ("C-102", "102", "TH-2026-00001"):
        found = look(service, f"/search?words={words}", role)
        assert "Nothing is called so." in found
        assert 'href="/clients/' not in found


def test_an_accountant_finds_documents_by_number(service):
    found = look(service, "/search?words=th-2026-00001", Role.ACCOUNTANT)
    assert 'href="/invoices/TH-2026-00001"' in found


@pytest.mark.parametrize(
    ("words", "leads"),
    [
        ("Paddle 101", "/clients/C-101"),
        ("paddle 101", "/clients/C-101"),
        ("Bieternummer 101&lang=de", "/clients/C-101"),
        ("N° d\u2019enchérisseur 101&lang=fr", "/clients/C-101"),
        ("client c-101", "/clients/C-101"),
        ("lot MAY26/1", "/sales/MAY26/lots/1"),
        ("LOT 1", "/sales/MAY26/lots/1"),
        ("%231", "/sales/MAY26/lots/1"),
    ],
)
def test_what_a_thing_is_may_stand_before_its_name(service, words, leads):
    found = look(service, f"/search?words={words}", Role.CLERK)
    service.client.cookies.clear()
    assert f'href="{leads}"' in found


def test_an_invoice_and_a_position_are_found_as_they_are_called(service):
    invoice = look(service, "/search?words=invoice TH-2026-00001", Role.ACCOUNTANT)
    assert 'href="/invoices/TH-2026-00001"' in invoice
    for words in ("position 5", "%235", "Position 5"):
        assert 'href="/log/5"' in look(service, f"/search?words={words}")


def test_a_report_gives_a_lot_by_its_number_where_its_row_names_the_sale(service):
    text = look(service, "/reports/journal?sale=EARLY26", Role.ACCOUNTANT)
    assert re.search(r'href="/sales/EARLY26/lots/1[^"]*">1</a>', text)
    assert "EARLY26/1</a>" not in text
