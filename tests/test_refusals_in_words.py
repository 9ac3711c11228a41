"""A page tells a refusal in its language; an answer to a program is in English."""

from __future__ import annotations

import re

import pytest

from ledger.identity import Role
from tests.served import served
from web.phrases import ENDS_MAX, phrase_book
from web.rendering import form_address

pytestmark = pytest.mark.slow

BID = form_address("place_bid", sale="MAY26", number="1")
IN_PLACE = {"HX-Request": "true"}
FIELDS = {"paddle": "101", "maximum": "1", "key": "k-1"}
LANGUAGES = {
    "de": ("Für Los MAY26/1 sind", "Bieten Sie"),
    "fr": ("On demande", "Enchérissez à"),
}


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served")) as service:
        yield service


def send(service, address, fields, language="de", role=Role.BIDDER, **headers):
    headers = {**service.signed_in(role), "accept-language": language, **headers}
    return service.client.post(address, data=fields, headers=headers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bid_that_is_too_low_is_refused_in_the_language_of_its_page(
    service, language
):
    fields = {**FIELDS, "key": f"k-{language}"}
    answer = send(service, BID, fields, language, **IN_PLACE)
    assert answer.status_code == 409
    assert all(words in answer.text for words in LANGUAGES[language])
    assert "does not reach it" not in answer.text
    assert 'lang="en"' not in answer.text


def test_a_program_is_told_in_english_whatever_it_prefers(service):
    headers = {**service.signed_in(Role.BIDDER), "accept-language": "de"}
    headers["Idempotency-Key"] = "k-json"
    said = {"paddle": "101", "maximum": "1"}
    path = "/api/v1/sales/MAY26/lots/1/bids"
    told = service.client.post(path, json=said, headers=headers).json()
    assert "a maximum of $1 does not reach it. Bid $" in told["detail"]
    assert told["title"] == "Bid below asking"


def test_a_bid_is_looked_over_in_the_language_of_its_page(service):
    headers = service.signed_in(Role.BIDDER)
    page = "/sales/MAY26/lots/1/bid?paddle=101&maximum=1&lang=de"
    shown = service.client.get(page, headers=headers).text
    service.client.cookies.clear()
    assert "Für Los MAY26/1 sind" in shown
    assert "does not reach it" not in shown


RESCIND = form_address("rescind_sale", sale="MAY26", number="2")
REASONS = {"reason": "wrong", "authorised_by": "Ann", "key": "k-2"}


def test_who_may_not_is_told_so_in_the_language_of_the_page(service):
    answer = send(service, RESCIND, REASONS, role=Role.CLERK, **IN_PLACE)
    assert answer.status_code == 403
    assert "darf das nicht: " in answer.text
    assert 'lang="en"' not in answer.text


def test_a_refusal_in_another_language_has_its_links(service):
    answer = send(service, RESCIND, REASONS, role=Role.COMPLIANCE, **IN_PLACE)
    assert answer.status_code == 409
    assert "Los MAY26/2 steht nicht auf „verkauft“, sondern auf „offen“." in answer.text
    page = "/sales/MAY26/lots/2"
    assert f'auf der Seite <a href="{page}">{page}</a>, oder per GET' in answer.text


def test_a_field_that_is_missing_is_told_in_the_language_of_its_page(service):
    answer = send(service, BID, {"paddle": "101"}, **IN_PLACE)
    assert answer.status_code == 422
    assert "Das Feld „maximum“ fehlt" in answer.text


def test_a_page_that_is_not_there_says_so_in_its_language(service):
    headers = service.signed_in(Role.CLERK)
    shown = service.client.get("/sales/NONE26?lang=de", headers=headers)
    service.client.cookies.clear()
    assert shown.status_code == 404
    assert re.search(
        "<h1>Unbekannte Auktion</h1>\\s*<p[^>]*>Eine Auktion NONE26", shown.text
    )
    assert 'auf der Seite <a href="/announce">' in shown.text
    assert '<span lang="en">' not in shown.text


def test_what_the_phrase_book_lacks_is_english_and_marked_so(service):
    address = form_address("announce_sale")
    fields = {"name": "terms.toml", "content": "eA==", "key": "k-3"}
    answer = send(service, address, fields, role=Role.CLERK, **IN_PLACE)
    assert answer.status_code == 422
    assert '<span lang="en">terms.toml' in answer.text


CELL = 'clients.csv:4: paddle: found "x y"; expected a text on one line. Write one.'
TEXT = "clients.csv:2: found nothing; expected a text. Write one."


def test_what_is_wrong_in_a_file_is_told_line_by_line():
    book = phrase_book("de")
    told = "clients.csv:2: gefunden nichts; erwartet ein Text. Schreiben Sie einen."
    assert book.known(f"{TEXT}\n{TEXT}") == f"{told}\n{told}"
    # One line that is in no phrase keeps the whole in English, however many there are.
    assert book.known("\n".join([*[TEXT] * 200, CELL])) is None


def test_a_text_of_many_sentences_is_none_of_ours():
    sentence = "Lot MAY26/14 has a reserve."
    book = phrase_book("de")
    assert book.known(" ".join([sentence] * ENDS_MAX)) is not None
    assert book.known(" ".join([sentence] * 400)) is None


UNKNOWN_ENTRY = "/api/v1/log/entries/9999/proof"


def test_a_script_of_a_page_is_told_in_the_language_of_its_page(service):
    headers = {**service.signed_in(Role.AUDITOR), "accept-language": "de"}
    told = service.client.get(UNKNOWN_ENTRY, headers=headers | IN_PLACE)
    assert told.headers["content-language"] == "de"
    assert int(told.headers["content-length"]) == len(told.content)
    assert told.headers["content-type"] == "application/problem+json"
    plain = service.client.get(UNKNOWN_ENTRY, headers=headers)
    assert "content-language" not in plain.headers
    assert told.json()["detail"] != plain.json()["detail"]
    assert {**told.json(), "detail": None} == {**plain.json(), "detail": None}
