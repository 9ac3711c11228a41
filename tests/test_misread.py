"""What a type does not read is told in words, and no pattern is shown to anybody."""

from __future__ import annotations

import pytest
from msgspec import ValidationError, convert, defstruct

from ledger.identity import Role
from tests.refusal_phrases import meanings, misread_fields
from tests.served import served
from web.fields import PaddleText
from web.misread import sentence_of
from web.rendering import form_address

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served")) as service:
        yield service


PAGES = {
    "/books/month?month=2025-13": (
        "&#34;month&#34;: found &#39;2025-13&#39;; expected a month, like 2026-05."
    ),
    "/sales/MAY26/lots/1/steps?step=0": "expected a whole number from 1 on.",
    "/history?kind=x": "Nothing here is called &#34;kind&#34;. There is as_of, ",
    "/reports/journal?from=2025-13-01": "expected a day, like 2026-05-31.",
}


@pytest.mark.parametrize("page", PAGES)
def test_what_an_address_says_wrong_is_told_in_words(service, page):
    answer = service.ask(page, Role.AUDITOR)
    assert answer.status_code == 422
    assert PAGES[page] in answer.text


def test_a_field_of_a_form_is_told_with_what_was_typed(service):
    address = form_address("place_bid", sale="MAY26", number="1")
    fields = {"paddle": "a 1", "maximum": "1", "key": "k-1"}
    headers = service.signed_in(Role.BIDDER) | {"HX-Request": "true"}
    answer = service.client.post(address, data=fields, headers=headers)
    assert answer.status_code == 422
    told = "&#34;paddle&#34;: found &#39;a 1&#39;; expected a paddle, like 42."
    assert told in answer.text


def test_a_program_is_told_what_a_field_lacks(service):
    path = "/api/v1/sales/MAY26/lots/1/bids"
    answer = service.tell(path, {"paddle": "101"}, Role.BIDDER)
    assert answer.json()["detail"] == '"maximum" is missing. Give it.'


def test_a_field_within_another_is_told_with_its_place():
    item = defstruct("Item", [("paddle", PaddleText)])
    body = defstruct("Body", [("items", list[item])])
    given = {"items": [{"paddle": "1"}, {"paddle": "a 1"}]}
    with pytest.raises(ValidationError) as raised:
        convert(given, body)
    told = sentence_of(raised.value, body, given)
    assert told == '"items[1].paddle": expected a paddle, like 42.'


def test_what_is_no_json_behind_a_fault_is_told_so(service):
    path = "/api/v1/sales/MAY26/lots/1/bids"
    headers = service.signed_in(Role.BIDDER) | {"Idempotency-Key": "k-3"}
    headers["Content-Type"] = "application/json"
    content = b'{"paddle": "a 1", and so on'
    answer = service.client.post(path, content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "not-json")


def test_no_word_that_is_too_long_is_quoted_for_a_password(service):
    said = {"user": "u-ann", "password": "x" * 2000}
    answer = service.client.post("/api/v1/session", json=said)
    assert answer.status_code == 422
    assert "xx" not in answer.text


def test_every_pattern_of_a_field_has_words():
    assert None not in meanings()
    assert len(meanings()) > 20


def test_no_pattern_and_no_kind_of_a_program_is_told():
    for told in misread_fields():
        assert "`" not in told, told
        assert "regex" not in told
