"""Forms ask for operations as a program would, once, and show what became of it."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, quote

import pytest
from argon2 import PasswordHasher

from ledger.identity import Role
from ledger.terms.house import HouseSettings, Letterhead
from ledger.terms.paper import ReminderStep
from ledger.vault import passwords
from ledger.vault.passwords import set_password
from presenters.terms_draft import terms_draft
from tests.sale_of_tests import all_entries
from tests.served import served
from tests.settled_before import INVOICE, SALE as SETTLED, settled_before
from web.api import OPERATIONS
from web.own_pages import COOKIE
from web.rendering import form_address

pytestmark = pytest.mark.slow

BID = form_address("place_bid", sale="MAY26", number="1")
FIELDS = {"paddle": "101", "maximum": "150", "key": "k-1"}
HERE = "http://testserver"
PASSWORD = "correct horse battery"  # noqa: S105 (of a test)


@pytest.fixture
def service(tmp_path):
    with served(tmp_path) as service, pytest.MonkeyPatch.context() as patch:
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_HASHER", quick)
        set_password(service.vault, "C-101", PASSWORD)
        service.client.follow_redirects = False
        yield service


@pytest.fixture
def settled(tmp_path):
    with served(tmp_path, settled_before) as service:
        service.client.follow_redirects = False
        yield service


def send(service, address, fields, role=Role.CLERK, **headers):
    headers = {**service.signed_in(role), **headers}
    return service.client.post(address, data=fields, headers=headers)


IN_PLACE = {"HX-Request": "true"}


def new_key(answer):
    return re.search(r'name="key" value="([^"]+)"', answer.text)[1]


def test_every_command_is_to_be_had_by_a_form():
    for operation in OPERATIONS:
        if operation.method != "GET":
            parts = dict.fromkeys(re.findall(r"{(\w+)}", operation.path), "1")
            assert form_address(operation.name, **parts).startswith("/forms/")


def test_a_form_records_what_the_api_would(service):
    answer = send(service, BID, FIELDS, **IN_PLACE)
    assert answer.status_code == 200
    assert answer.headers["hx-trigger"] == "recorded"
    entry = all_entries(service.house)[-1]
    assert entry.by.key == "service:u-clerk:k-1"
    path = "/api/v1/sales/MAY26/lots/1/bids"
    said = {"paddle": "101", "maximum": "150"}
    assert service.tell(path, said, key="k-1").json()["repeated"]


def test_a_form_that_is_sent_again_records_nothing_twice(service):
    first = send(service, BID, FIELDS, **IN_PLACE)
    head = service.house.head()
    again = send(service, BID, FIELDS, **IN_PLACE)
    assert (first.status_code, again.status_code) == (200, 200)
    assert service.house.head() == head
    # The next time it is another command.
    assert new_key(first) != "k-1"


def test_what_is_refused_is_told_in_the_forms_place(service):
    answer = send(service, BID, {**FIELDS, "maximum": "1"}, **IN_PLACE)
    assert answer.status_code == 409
    assert "does not reach it" in answer.text
    assert "<html" not in answer.text
    assert new_key(answer) != "k-1"
    page = send(service, BID, {**FIELDS, "maximum": "2", "key": "k-2"})
    assert page.status_code == 409
    assert "<html" in page.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"paddle": "101"}, "maximum"),
        ({**FIELDS, "maximum": "much"}, "maximum"),
        ({**FIELDS, "static": "perhaps"}, "static"),
        ({**FIELDS, "paddle": ["101", "102"]}, "paddle is given twice"),
        ({**FIELDS, "other": "1"}, "other"),
    ],
)
def test_a_field_that_cannot_be_read_is_named(service, fields, words):
    answer = send(service, BID, fields, **IN_PLACE)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_field_that_is_left_empty_is_not_said(service):
    fields = {**FIELDS, "reason": "", "static": "true"}
    assert send(service, BID, fields, **IN_PLACE).status_code == 200
    assert all_entries(service.house)[-1].by.reason is None


def test_a_form_follows_to_a_page_of_ours_alone(service):
    for number, (following, leads) in enumerate(
        {
            "/sales/MAY26?stage=open": "/sales/MAY26?stage=open",
            "https://elsewhere.example": "/",
            "//elsewhere.example": "/",
            "/\\elsewhere.example": "/",
        }.items()
    ):
        fields = {**FIELDS, "key": f"k-{number}", "next": following}
        fields["maximum"] = str(150 + 10 * number)
        answer = send(service, BID, fields)
        assert (answer.status_code, answer.headers["location"]) == (303, leads)
        place = send(service, BID, fields, **IN_PLACE)
        assert place.headers["hx-redirect"] == leads


def test_a_refused_bid_is_disputed_and_the_form_leads_to_that_dispute(service):
    """Its own lot is decided again without bids that were taken, and no others."""
    for number, maximum in enumerate(("150", "20", "300")):
        send(service, BID, {**FIELDS, "maximum": maximum, "key": f"k-{number}"})
    offered = r'name="{}" value="(\d+)"'
    page = service.ask("/sales/MAY26/disputes?number=1").text
    assert re.findall(offered.format("bids"), page) == ["1", "2", "3"]
    leads = re.search(r'name="next" value="([^"]+)"', page)[1]
    opening = form_address("open_dispute", sale="MAY26", number="1")
    fields = {"question": "Too low?", "bids": "2", "key": "d-1", "next": leads}
    answer = send(service, opening, fields)
    assert answer.headers["location"] == "/sales/MAY26/disputes/1"
    place = send(service, opening, fields, **IN_PLACE)
    assert place.headers["hx-redirect"] == "/sales/MAY26/disputes/1"
    shown = service.ask(answer.headers["location"]).text
    question = shown.partition('id="replays"')[0]
    assert "1#2: 101" in question
    assert re.findall(offered.format("without"), shown) == ["1", "3"]


def test_a_page_that_follows_on_itself_is_read_anew(service):
    """To go to a place on the page that is open is no reason to ask for it."""
    fields = {**FIELDS, "next": "/books?a=b#period"}
    for shown, header in {
        "https://h.example/books?a=b": "hx-refresh",
        "https://h.example/books?a=b#sales": "hx-refresh",
        "https://h.example/books": "hx-redirect",
    }.items():
        answer = send(service, BID, fields, **IN_PLACE, **{"hx-current-url": shown})
        assert answer.status_code == 200, answer.text
        assert {"hx-refresh", "hx-redirect"} & set(answer.headers) == {header}
    assert answer.headers["hx-redirect"] == "/books?a=b#period"


def test_a_table_that_is_typed_is_a_file_with_its_lines(service):
    address = form_address("catalogue_lots", sale="MAY26")
    rows = {
        "name": "lots.csv",
        "cell:lot": ["40", "", "41"],
        "cell:title": ["A chair, of oak", "", "A table"],
        "cell:opening": ["60", "", "much"],
    }
    answer = send(service, address, {**rows, "key": "c-1"}, **IN_PLACE)
    assert answer.status_code == 422
    assert "lots.csv:4:3: opening: found &#34;much&#34;" in answer.text
    rows["cell:opening"] = ["60", "", "70"]
    answer = send(service, address, {**rows, "key": "c-2"}, **IN_PLACE)
    assert answer.status_code == 200, answer.text
    assert service.house.lot("MAY26/40").listing.title == "A chair, of oak"
    assert service.house.lot("MAY26/41").listing.title == "A table"


def test_a_text_that_is_typed_is_a_file(service):
    terms = terms_draft(
        sale="JUNE26",
        title='The "June" sale',
        house="The house",
        zone="America/Chicago",
        preset="heritage-2025",
        lots="1-9",
        starts="2026-06-20 10:00",
    )
    fields = {"name": "terms.toml", "typed": terms, "key": "t-1"}
    answer = send(service, form_address("announce_sale"), fields)
    assert answer.status_code == 200, answer.text
    assert service.house.sale("JUNE26").terms.title == 'The "June" sale'
    fields |= {"typed": terms.replace("floor", "roof", 1), "key": "t-2"}
    answer = send(service, form_address("announce_sale"), fields, **IN_PLACE)
    assert answer.status_code == 422
    assert "terms.toml:12: sessions[0].kind: found" in answer.text


def test_a_form_asks_only_what_was_seen(service):
    answer = send(service, BID, {**FIELDS, "if_match": '"9"'}, **IN_PLACE)
    assert answer.status_code == 412
    assert service.house.lot("MAY26/1").claims.words() == {}


def signed_in(service):
    fields = {"name": "C-101", "password": PASSWORD, "next": "/sales/MAY26"}
    answer = send(service, form_address("sign_in"), fields, None)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sales/MAY26")
    cookie = answer.headers["set-cookie"].partition(";")[0]
    assert cookie.startswith(COOKIE)
    return {"Cookie": cookie, "Origin": HERE}


def test_a_form_of_a_session_carries_its_token_and_comes_from_here(service):
    shown = signed_in(service)
    page = service.client.get("/", headers={**shown, "Accept": "text/html"})
    token = re.search(r'name="form_token" value="(\w+)"', page.text)[1]
    assert send(service, BID, FIELDS, None, **shown).status_code == 403
    elsewhere = {**shown, "Origin": "https://elsewhere.example"}
    own = {**FIELDS, "form_token": token}
    assert send(service, BID, own, None, **elsewhere).status_code == 403
    assert service.house.lot("MAY26/1").claims.words() == {}
    assert send(service, BID, own, None, **shown, **IN_PLACE).status_code == 200


def test_signing_out_by_a_form_ends_the_session(service):
    shown = signed_in(service)
    page = service.client.get("/", headers={**shown, "Accept": "text/html"})
    token = re.search(r'name="form_token" value="(\w+)"', page.text)[1]
    fields = {"form_token": token, "next": "/"}
    answer = send(service, form_address("sign_out"), fields, None, **shown)
    assert answer.status_code == 303
    assert "Max-Age=0" in answer.headers["set-cookie"]
    gone = service.client.get("/", headers={**shown, "Accept": "text/html"})
    assert "Sign out" not in gone.text


def test_a_body_that_is_no_form_is_told_so(service):
    answer = service.client.post(
        BID, json=FIELDS, headers=service.signed_in(Role.CLERK)
    )
    assert answer.status_code == 415
    latin = {**service.signed_in(Role.CLERK)}
    latin["Content-Type"] = "application/x-www-form-urlencoded"
    broken = service.client.post(BID, content=b"paddle=\xff", headers=latin)
    assert broken.status_code == 422


def test_a_form_hands_a_document_to_the_browser_and_records_the_look(settled):
    fields = {"document": INVOICE, "key": "k-1"}
    answer = send(settled, form_address("print_document"), fields, Role.ACCOUNTANT)
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline; ")
    assert all_entries(settled.house)[-1].by.actor == "u-accountant"
    head = settled.house.head()
    # It opens once more under the same key, and is one look.
    send(settled, form_address("print_document"), fields, Role.ACCOUNTANT)
    assert settled.house.head() == head
    refused = send(settled, form_address("print_document"), fields, Role.DEVELOPER)
    assert (refused.status_code, "<html" in refused.text) == (403, True)


def test_a_part_of_the_address_may_be_a_field_of_the_form(settled):
    address = form_address("receive_payment", invoice="-")
    fields = {"invoice": INVOICE, "amount": "10", "method": "wire", "key": "k-1"}
    answer = send(settled, address, fields, Role.ACCOUNTANT, **IN_PLACE)
    assert answer.status_code == 200, answer.text
    assert settled.house.invoice(INVOICE).received == 1000
    none = {**fields, "key": "k-2", "invoice": "../P1"}
    assert send(settled, address, none, Role.ACCOUNTANT, **IN_PLACE).status_code == 404
    del none["invoice"]
    assert send(settled, address, none, Role.ACCOUNTANT, **IN_PLACE).status_code == 404


def test_reminders_go_by_the_steps_of_the_house(tmp_path):
    step = ReminderStep(step="friendly", after=1)
    house = HouseSettings(letterhead=Letterhead(name="Test House"), reminders=(step,))
    address = form_address("remind_of_overdue_invoices", sale=SETTLED)
    fields = {"key": "k-1", "on": "2026-12-01"}
    with served(tmp_path, settled_before) as without:
        answer = send(without, address, fields, Role.ACCOUNTANT, **IN_PLACE)
        assert answer.status_code == 409
        assert "have no steps of reminders" in answer.text
    other = tmp_path / "other"
    other.mkdir()
    with served(other, settled_before, with_={"settings": house}) as service:
        answer = send(service, address, fields, Role.ACCOUNTANT, **IN_PLACE)
        assert answer.status_code == 200, answer.text
        assert service.house.invoice(INVOICE).reminders[0].step == "friendly"


def test_a_what_if_names_the_address_that_shows_it(service):
    for number, paddle in enumerate(("101", "102"), 1):
        bid = {**FIELDS, "paddle": paddle, "maximum": f"{number}50"}
        assert send(service, BID, {**bid, "key": f"b-{number}"}).status_code < 400
    asked = {"without": "2", "without_bidders": "101", "purpose": "a complaint"}
    address = form_address("look_at_what_if", sale="MAY26", number="1")
    answer = send(
        service, address, {**asked, "key": "w-1"}, Role.COMPLIANCE, **IN_PLACE
    )
    assert answer.status_code == 200, answer.text
    query = unescape(re.search(r'href="\?([^"]+)"', answer.text)[1])
    told = dict(parse_qsl(query))
    assert told == {"without": "2", "without_bidders": "101"}
    shown = service.client.get(
        f"/sales/MAY26/lots/1/what-if?{query}",
        headers=service.signed_in(Role.COMPLIANCE) | {"accept": "text/html"},
    )
    assert shown.status_code == 200, shown.text
    assert shown.text.count(" checked>") == 2


@pytest.mark.parametrize(
    ("language", "gone", "anew", "link"),
    [
        ("en", "Nobody is signed in here", "C-101 signed in here", "Sign in again"),
        ("de", "niemand mehr angemeldet", "C-101 hat sich hier", "Wieder anmelden"),
        ("fr", "Plus personne", "C-101 a ouvert une session", "Se reconnecter"),
    ],
)
def test_whoever_is_signed_in_no_more_is_told_what_to_do_on_the_page(
    service, language, gone, anew, link
):
    """Their words are of a page, and no program's; what was sent is sent again."""
    here = {**IN_PLACE, "hx-current-url": f"{HERE}/sales/MAY26/lots/1?stage=open"}
    here["accept-language"] = language
    nobody = service.client.post(BID, data=FIELDS, headers=here)
    assert nobody.status_code == 401
    assert gone in nobody.text
    next_of_it = quote("/sales/MAY26/lots/1?stage=open", safe="")
    assert re.search(rf'href="/sign-in\?next={next_of_it}" [^>]*>{link}', nobody.text)
    assert new_key(nobody) == "k-1"
    other = {**FIELDS, "form_token": "of-a-session-before"}
    shown = signed_in(service)
    answer = send(service, BID, other, None, **shown, **here)
    assert answer.status_code == 403
    assert anew in answer.text
    token = re.search(r'name="form_token" value="(\w+)"', answer.text)[1]
    own = {**FIELDS, "form_token": token}
    assert send(service, BID, own, None, **shown, **IN_PLACE).status_code == 200
    for text in (nobody.text, answer.text):
        assert not re.search("header|Bearer|X-Form-Token|/api/", text)


def test_a_part_of_a_page_is_asked_for_by_whoever_is_signed_in(service):
    """A page that is open hears whose the answer is; it is led to no other page."""
    shown = signed_in(service)
    for path, status in (("/sales/MAY26/own", 200), ("/sales/MAY26/lots/1", 200)):
        answer = service.client.get(path, headers={**shown, **IN_PLACE})
        assert (answer.status_code, answer.headers["signed-in"]) == (status, "C-101")
    nobody = service.client.get("/sales/MAY26/own", headers=IN_PLACE)
    assert nobody.status_code == 401
    assert "<html" not in nobody.text
    assert "Nobody is signed in here" in nobody.text
    assert service.client.get("/", headers=IN_PLACE).headers["signed-in"] == ""
    wrong = {"name": "C-101", "password": "wrong", "key": "s-1"}
    refused = send(service, form_address("sign_in"), wrong, None, **IN_PLACE)
    assert "The name or what was shown with it is not right" in refused.text
