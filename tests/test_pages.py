"""Pages of the console: who sees which, as of when, and that nothing else runs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

import pytest

from ledger.house.records import Records
from ledger.identity import Role, SaleId
from ledger.roles import SIGHTS, duty_of
from tests.disputed_sale import with_a_dispute
from tests.forms_of_pages import forms_that_lack, forms_without_approval
from tests.page_addresses import HTML, address, is_for
from tests.served import served
from tests.settled_before import INVOICE
from web.console import PAGES
from web.operations import history as history_operations
from web.page_frame import PageFrame
from web.pages import history as history_pages
from web.rendering import rendered
from web.static_files import static_files

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served"), with_a_dispute) as service:
        service.client.follow_redirects = False
        yield service


@pytest.fixture
def fresh(tmp_path):
    with served(tmp_path, with_a_dispute) as service:
        yield service


def look(service, path, role=None, **headers):
    shown = service.signed_in(role) | HTML | headers
    return service.client.get(path, headers=shown)


@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_as_every_role_and_as_nobody(service, page, role):
    answer = look(service, address(page), role)
    for_all = page.sight is None and page.verb is None and not page.signed_in
    if role is None and not for_all:
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in?next=%2F")
    elif role is not None and not is_for(page, role):
        assert answer.status_code == 403
        assert "roles that may: " in answer.text
        sees = page.sight is None or page.sight in SIGHTS[role]
        if sees and page.verb is not None:
            assert f"{page.verb} (duty: {duty_of(page.verb)})" in answer.text
    else:
        assert answer.status_code == 200, answer.text
        assert "<h1" in answer.text


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_in_every_language_says_its_own(service, page, language):
    role = next((each for each in Role if is_for(page, each)), None)
    answer = look(service, address(page, lang=language), role)
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    service.client.cookies.clear()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_runs_and_shows_nothing_but_our_own(service, page):
    role = next((each for each in Role if is_for(page, each)), None)
    answer = look(service, address(page), role)
    documents = "; frame-src blob:" if page.shows_documents else ""
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        f"{documents}"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert not re.search(r"<style|<script(?![^>]* src=)|\sstyle=|\son\w+=", answer.text)
    for outside in re.findall(r'(?:src|href|action)="([^"]*)"', answer.text):
        assert not urlsplit(outside).netloc, outside


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_form_of_a_page_leaves_out_what_its_operation_is_to_be_told(service, page):
    for role in (each for each in Role if is_for(page, each)):
        text = look(service, address(page), role).text
        assert forms_that_lack(text) == []
        assert forms_without_approval(text) == []


def test_every_page_of_a_rehearsal_says_so(service):
    for page in PAGES:
        role = next((each for each in Role if is_for(page, each)), None)
        assert "Rehearsal:" in look(service, address(page), role).text


@pytest.mark.parametrize("path", ["/history?name=MAY26/1", "/log/{bid}"])
def test_a_page_that_says_sealed_says_who_can_read_it(fresh, path):
    readable = "Readable by anybody: this is a rehearsal"
    before = path.format(bid=fresh.house.head())
    assert readable not in look(fresh, before, Role.COMPLIANCE).text
    bid = {"paddle": "101", "maximum": "150"}
    told = fresh.tell("/api/v1/sales/MAY26/lots/1/bids", bid).json()
    shown = look(fresh, path.format(bid=told["position"]), Role.COMPLIANCE).text
    assert "a sealed amount" in shown
    assert f"What is sealed is not told. {readable}" in shown


def test_a_page_of_the_history_reads_no_more_than_so_many_entries(service, monkeypatch):
    monkeypatch.setattr(history_pages, "READ_MAX", 7)
    read = []
    entries_at = Records.entries_at

    def counted(records, positions):
        read.append(list(positions))
        return entries_at(records, positions)

    monkeypatch.setattr(Records, "entries_at", counted)
    path, pages = "/history?filter=kind:person-erased", 0
    while path is not None:
        answer = look(service, path, Role.COMPLIANCE)
        assert answer.status_code == 200, answer.text
        following = re.search(r'rel="next" href="([^"]*)"', answer.text)
        path = following and unescape(following[1])
        assert ("were read; go on" in answer.text) == (path is not None)
        pages += 1
    assert "No entry fits." in answer.text
    assert max(map(len, read)) == 7
    assert [each for page in read for each in page] == [
        *range(1, service.house.head() + 1)
    ]


def test_a_page_of_the_history_has_what_it_had_before(service, monkeypatch):
    def told(path="/history?filter=kind:paddle-issued&limit=2"):
        shown = []
        while path is not None:
            text = look(service, path, Role.COMPLIANCE).text
            shown += re.findall(r'href="/log/(\d+)"', text)
            following = re.search(r'rel="next" href="([^"]*)"', text)
            path = following and unescape(following[1])
        return shown

    whole = told()
    monkeypatch.setattr(history_pages, "READ_MAX", 3)
    assert told() == whole != []


def test_a_file_of_the_history_leads_to_the_next(service, monkeypatch):
    def rows(path="/api/v1/history?name=MAY26&format=csv&filter=kind:paddle-issued"):
        while path is not None:
            answer = service.ask(path, Role.COMPLIANCE)
            yield from answer.text.splitlines()[1:]
            link = answer.headers.get("link")
            path = link and link[1 : link.index(">")]

    whole = list(rows())
    monkeypatch.setattr(history_operations, "EXPORTED_MAX", 3)
    assert list(rows()) == whole
    told = service.ask("/api/v1/history?after=2&format=text", Role.COMPLIANCE).text
    assert "After position" in told
    assert "Up to position" in told


def test_looking_back_shows_what_was_known_and_says_so(fresh):
    before = fresh.house.head()
    bid = {"paddle": "101", "maximum": "150"}
    assert fresh.tell("/api/v1/sales/MAY26/lots/1/bids", bid).status_code == 201
    now = look(fresh, "/sales/MAY26/lots/1").text
    then = look(fresh, f"/sales/MAY26/lots/1?as_of={before}").text
    assert 'data-live="asking">$110<' in now
    assert 'data-live="asking">$100<' in then
    assert f"As it was known at {before}: position {before}." in then
    # What follows from it is as of the same moment.
    assert f'href="/sales/MAY26?as_of={before}"' in then
    assert "hx-sse:connect" in now
    assert "hx-sse:connect" not in then


def test_a_day_is_looked_back_to_at_its_end_by_the_clock_of_the_saleroom(fresh):
    bid = {"paddle": "101", "maximum": "150"}
    assert fresh.tell("/api/v1/sales/MAY26/lots/1/bids", bid).status_code == 201
    head, zone = fresh.house.head(), fresh.house.sale(SaleId("MAY26")).terms.zone
    (last,) = fresh.house.entries_after(head - 1, limit=1)
    day = last.by.recorded_at.astimezone(ZoneInfo(zone)).date()
    then = look(fresh, f"/sales/MAY26/lots/1?as_of={day}").text
    assert f"As it was known at {day}: position {head}." in then
    before = look(fresh, f"/sales/MAY26?as_of={day - timedelta(days=1)}")
    assert before.status_code == 404
    asked = f"/api/v1/sales/MAY26/lots/1?as_of={day}"
    assert fresh.ask(asked).json()["position"] == head


def test_what_an_auditor_looks_at_is_recorded_first(fresh):
    for page in PAGES:
        if page.sight is not None and is_for(page, Role.AUDITOR):
            before = fresh.house.head()
            assert look(fresh, address(page), Role.AUDITOR).status_code == 200
            assert fresh.house.head() == before + 1


@pytest.mark.parametrize(
    ("path", "typed", "sentence"),
    [
        ("/sales/MAY26/lots/1/history", {"filter": "nonsense:1"}, "no filter"),
        ("/history", {"name": "MAY26", "filter": "from:soon"}, "is no time"),
        ("/sales/MAY26/disputes", {"number": "999"}, "999"),
        ("/reports/journal", {"from": "2026-13-01", "sale": "MAY26"}, "a day, like"),
        ("/reports/journal", {"beside": "<soon>"}, "is neither"),
        ("/sales/MAY26", {"as_of": "999999"}, "999999"),
        ("/sales/MAY26", {"words": "a lamp", "stage": "lost"}, "stage"),
    ],
)
def test_what_was_mistyped_stays_in_its_line_beside_the_sentence(
    service, path, typed, sentence
):
    role = Role.ACCOUNTANT if "reports" in path else Role.AUDITOR
    answer = look(service, f"{path}?{urlencode(typed)}", role)
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    assert sentence in main.partition("<form")[0]
    form = main.partition("<form")[2].partition("</form>")[0]
    assert f'action="{path}"' in form
    fields = dict(re.findall(r'<input name="(.*?)" value="(.*?)"', form))
    assert {name: unescape(text) for name, text in fields.items()} == typed


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sales/NONE", 404),
        ("/sales/MAY26/lots/999", 404),
        ("/sales/MAY26?as_of=soon", 422),
        ("/sales/MAY26?stage=lost", 422),
        ("/sales/MAY26?words=1&words=2", 422),
        ("/nowhere", 404),
    ],
)
def test_what_cannot_be_shown_is_a_page_with_a_sentence(service, path, status):
    answer = look(service, path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "<h1" in answer.text


def test_programs_are_told_of_a_wrong_address_as_before(service):
    answer = service.client.get("/nowhere", headers={"accept": "*/*"})
    assert answer.json()["code"] == "not-found"


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ("", ["1", "2", "3"]),
        ("?words=lot+2", ["2"]),
        ("?words=3&stage=open", ["3"]),
        ("?stage=sold", []),
        ("?session=1&after=2", ["3"]),
        ("?limit=1", ["1"]),
        ("?words=%25", []),
        ("?order=closing&words=", ["1", "2", "3"]),
    ],
)
def test_filters_stand_in_the_address(service, filters, numbers):
    text = look(service, f"/sales/MAY26{filters}").text
    assert re.findall(r'id="lot-(\w+)"', text) == numbers


def test_a_language_is_asked_for_kept_or_preferred(service):
    german = look(service, "/", **{"accept-language": "nl, de-AT;q=0.8, en;q=0.5"})
    assert '<html lang="de">' in german.text
    french = look(service, "/?lang=fr", **{"accept-language": "de"})
    assert '<html lang="fr">' in french.text
    assert '<html lang="fr">' in look(service, "/").text
    service.client.cookies.clear()
    assert '<html lang="en">' in look(service, "/", **{"accept-language": "xx"}).text


def test_what_pages_bring_along_is_kept_for_ever(service):
    text = look(service, "/").text
    brought = re.findall(r'"(/static/[^"]+)"', text)
    assert {path.rpartition("/")[2] for path in brought} <= set(static_files())
    for path in brought:
        answer = service.client.get(path)
        assert answer.status_code == 200
        assert answer.headers["cache-control"].endswith("immutable")
        plain = service.client.get(path, headers={"accept-encoding": "identity"})
        assert plain.content == answer.content
    wrong = brought[0].replace("/static/", "/static/0")
    assert service.client.get(wrong).status_code == 404
    assert service.client.get(f"/static/{'0' * 16}/htmx.LICENSE").status_code == 404


def test_a_lot_page_is_light(service):
    """A first visit fetches the page, and what it brings along, packed."""
    text = look(service, "/sales/MAY26/lots/1").text
    brought = {path.rpartition("/")[2] for path in re.findall(r'"(/static/\S+)"', text)}
    size = len(text) + sum(len(static_files()[name].packed) for name in brought)
    assert size < 120_000


def test_a_search_for_nothing_says_what_can_be_searched(service):
    none = look(service, "/search").text
    other = look(service, "/search?words=zzz").text
    hint = "Lots and sales are found by words"
    assert (hint in none, hint in other) == (True, True)
    assert "Nothing is called so." not in none
    assert "Nothing is called so." in other


def test_a_report_is_set_beside_what_was_known_then(fresh):
    """What changed since is a row, in the page as in what is taken away."""
    before = fresh.house.head()
    paid = {"amount": "50", "method": "wire"}
    path = f"/api/v1/invoices/{INVOICE}/payments"
    assert fresh.tell(path, paid, Role.ACCOUNTANT).status_code == 201
    asked = f"/reports/payments?sale=EARLY26&beside={before}"
    page = look(fresh, asked, Role.ACCOUNTANT).text
    assert f"What changed between {before} and position {fresh.house.head()}" in page
    assert '<td class="when">added</td>' in page
    told = look(fresh, f"/api/v1{asked}", Role.ACCOUNTANT).json()
    assert told["heading"]["then"]["position"] == before
    assert [row["change"] for table in told["tables"] for row in table["rows"]] == [
        "added"
    ]
    later = look(fresh, f"{asked}&as_of={before - 1}", Role.ACCOUNTANT)
    assert (later.status_code, "Exchange the two" in later.text) == (409, True)
    export = "/api/v1/reports/journal?format=beancount&beside=3"
    assert look(fresh, export, Role.ACCOUNTANT).status_code == 409


def test_a_report_is_in_the_language_of_its_page_and_in_no_other_of_its_file(service):
    shown = look(service, "/reports/trial-balance?lang=de", Role.ACCOUNTANT).text
    assert "<h1>Saldenliste</h1>" in shown
    assert re.search(r"<th[^>]*>Soll</th>.*<td[^>]*>Aktiva</td>", shown, re.DOTALL)
    read = re.sub(r"<[^>]*>", "", shown)
    for english in ("Trial balance", "Debit", "asset", "receivables"):
        assert english not in read
    path = "/api/v1/reports/trial-balance?format=csv&locale=de_DE"
    file = look(service, path, Role.ACCOUNTANT).text
    assert all(each in file for each in ("debit", "asset", "receivables"))
    service.client.cookies.clear()


def test_a_history_is_told_in_the_language_of_its_page(service):
    shown = look(service, "/history?name=MAY26/1&lang=de", Role.AUDITOR).text
    assert "Katalogisiert: " in shown
    assert "Catalogued: " not in shown
    service.client.cookies.clear()


def test_a_figure_leads_to_the_entry_that_it_came_from(service):
    page = look(service, "/reports/journal?sale=EARLY26", Role.ACCOUNTANT).text
    position = re.search(r'<a href="/log/(\d+)">\1</a>', page)[1]
    assert re.search(rf'<a class="from" href="/log/{position}">[\d.,]+</a>', page)
    accounts = look(service, "/reports/trial-balance?sale=EARLY26", Role.ACCOUNTANT)
    premium = 'href="/reports/journal?sale=EARLY26&amp;account=premium"'
    assert premium in accounts.text


def test_page_views_of_a_lot_are_counted_of_the_public_alone(fresh):
    head, path = fresh.house.head(), "/sales/MAY26/lots/1"
    views = re.compile(r"<dt>Page views</dt><dd>(\d+)</dd>")
    for role in (None, None, Role.BIDDER):
        look(fresh, path, role)
    # Neither the house's own people, nor a page that refreshes itself, nor another.
    look(fresh, path, Role.CLERK)
    look(fresh, path, **{"HX-Request": "true"})
    assert not views.search(look(fresh, f"{path}?as_of={head}").text)
    look(fresh, "/sales/MAY26/lots/2")
    assert look(fresh, "/sales/MAY26/lots/999").status_code == 404
    assert views.search(look(fresh, path, Role.CLERK).text)[1] == "3"
    assert fresh.house.head() == head
    counters = sorted((fresh.house.files_folder / "page-views").rglob("*--*"))
    assert [(file.name, file.read_text()) for file in counters] == [
        ("MAY26--1", "..."),
        ("MAY26--2", "."),
    ]


def test_a_page_is_shown_where_no_view_can_be_counted(fresh):
    (fresh.house.files_folder / "page-views").write_text("no folder")
    assert look(fresh, "/sales/MAY26/lots/1").status_code == 200


@pytest.mark.parametrize(
    ("filled", "stamp"),
    [
        ({"zone": "America/Chicago"}, "2026-01-31 06:00:00 -06:00 America/Chicago,"),
        (
            {"sale": SimpleNamespace(zone="Europe/Berlin")},
            "2026-01-31 13:00:00 +01:00 Europe/Berlin,",
        ),
        ({"zone": None, "sale": "MAY26"}, "2026-01-31 12:00:00 +00:00 UTC,"),
        ({}, "2026-01-31 12:00:00 +00:00 UTC,"),
    ],
)
def test_a_printed_page_names_the_clocks_that_its_times_go_by(filled, stamp):
    """Paper shows no offset where one points: the stamp has the clocks of the page."""
    frame = PageFrame(
        caller=None,
        path="/",
        filters=(),
        at=datetime(2026, 1, 31, 12, tzinfo=UTC),
        as_of=None,
        has_past=True,
        position=1,
        is_rehearsed=False,
    )
    printed = rendered("layout.html", "en", frame=frame, **filled)
    assert f"Printed for nobody signed in, {stamp} position 1." in printed
