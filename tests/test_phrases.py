"""What reports say is in the phrase book of every language."""

from __future__ import annotations

import re
from contextlib import ExitStack

import pytest

from ledger.events import LookKind
from ledger.identity import Role
from ledger.roles import APPROVED, VERBS, Duty, Sight
from projections.reports.books.registry import BOOKS
from projections.reports.model import Kind
from projections.reports.row_filters import changed, hide_zeros
from tests.affairs import first_affair
from tests.books_by_hand import afterwards, books_of, december, scope, whole_story
from tests.every_command import every_command, parameters
from tests.page_words import TRANSLATED
from tests.printed_phrases import (
    DATA,
    columns,
    is_in_code,
    phrases_in,
    texts_of,
)
from tests.printed_sentences import (
    made_up_sentences,
    sentences_of_rooms,
    sentences_of_the_console,
)
from tests.refusal_phrases import (
    example_of,
    is_of_a_bid,
    kinds_of_refusal,
    misread_fields,
    phrases_of,
    refusal_with_values,
    sentences_of_the_service,
)
from web.command_addresses import ON_THE_PAGE
from web.pages_in_words import WORDED, heading_contexts
from web.phrases import phrase_book

pytestmark = pytest.mark.slow

HOW = "Write what is missing into web/words/phrases/, in every language."


@pytest.fixture(scope="module")
def reports():
    with ExitStack() as opened:
        stories = (
            books_of(opened, *first_affair()),
            books_of(opened, log=whole_story()),
            books_of(opened, log=whole_story().tell(*afterwards())),
        )
        asked = scope(threshold=1, on=december(31))
        made = [
            book.build(story.db, asked) for story in stories for book in BOOKS.values()
        ]
        yield [*made, *map(hide_zeros, made), *(changed(each, each) for each in made)]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_heading_is_in_the_book(language):
    book = phrase_book(language)
    unknown = {
        (column.name, column.title)
        for column in columns()
        if book.known(column.title, *heading_contexts(column)) is None
    }
    assert unknown == set(), HOW


@pytest.mark.parametrize("language", TRANSLATED)
def test_everything_that_a_report_says_is_in_the_book(reports, language):
    book = phrase_book(language)
    unknown = {
        text
        for report in reports
        for text, contexts in texts_of(report)
        if re.search("[a-z]{2}", text) and book.known(text, *contexts) is None
    }
    assert unknown == set(), HOW


@pytest.fixture(scope="module")
def sentences():
    console = sentences_of_the_console()
    return {*made_up_sentences(), *sentences_of_rooms(), *console}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_of_an_event_is_in_the_book(sentences, language):
    book = phrase_book(language)
    assert {each for each in sentences if book.known(each) is None} == set(), HOW


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_roles_do_and_see_is_in_the_book(language):
    book = phrase_book(language)
    verbs = {verb for verbs in VERBS.values() for verb in verbs}
    words = {*verbs, *Duty, *Sight, *LookKind, *Role}
    assert {each for each in words if book.known(each) is None} == set(), HOW


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_a_second_person_reads_is_in_the_book(language):
    book = phrase_book(language)
    approved = {verb for verbs in APPROVED.values() for verb in verbs}
    names = {
        name.replace("_", " ")
        for verb, make in every_command().items()
        if verb in approved or "authorised_by" in parameters(make)
        for name in parameters(make)
    } - {"commands"}
    names |= {"asks", "to", "for", "because", "approved by", "sha-256"}
    assert {each for each in names if book.known(each, "asked") is None} == set(), HOW


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_refusal_is_in_the_book(language):
    phrases = {each for kind in kinds_of_refusal() for each in phrases_of(kind)}
    assert phrases - {each.id for each in phrases_in(language)} == set(), HOW


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_refusal_is_told_as_what_happened_and_what_to_do(language):
    book = phrase_book(language)
    for fact, remedy in map(example_of, kinds_of_refusal()):
        told = book.known(f"{fact} {remedy}")
        assert told == f"{book.known(fact)} {book.known(remedy)}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_a_bid_was_refused_with_is_told_with_the_command_that_helps(language):
    book = phrase_book(language)
    for kind in filter(is_of_a_bid, kinds_of_refusal()):
        sentence = str(refusal_with_values(kind, why="it would reach the reserve"))
        outcome = book.known(f"Refused, {kind.code}: {sentence}")
        assert outcome is not None
        assert outcome.endswith(book.known(sentence) or HOW)


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_the_service_refuses_itself_is_in_the_book(language):
    book = phrase_book(language)
    said = set(sentences_of_the_service())
    assert "Nothing has this name" in said
    assert {each for each in said if book.known(each) is None} == set(), HOW


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_said_of_a_field_is_in_the_book(language):
    book = phrase_book(language)
    assert {each for each in misread_fields() if book.known(each) is None} == set(), HOW


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_page_that_a_phrase_names_is_found_in_it(language):
    on_the_page = phrase_book(language)(ON_THE_PAGE)
    for each in phrases_in(language):
        before = re.findall(r"(.*?)%\(page\d?\)s", each.string)
        assert all(text.endswith(f"{on_the_page} ") for text in before), each.id


def test_a_phrase_is_made_of_what_the_code_prints():
    idle = {each.id for each in phrases_in("de") if not is_in_code(each.id)}
    assert idle == set(), "Nothing prints it any more: take it out of every book."
    assert is_in_code("Hammer of lot %(lot)s: %(title)s")
    assert not is_in_code("Gavel of lot %(lot)s: %(title)s")


def test_a_column_of_texts_has_words_or_data():
    named = {"change"}
    named |= {column.name for column in columns() if column.kind is Kind.TEXT}
    assert named - WORDED - DATA == set(), "Say whether it has words, or data."
    assert (WORDED | DATA) - named == set(), "No report has such a column any more."
    assert set() == WORDED & DATA


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_phrase_is_written_with_the_places_that_it_has(language):
    for each in phrases_in(language):
        assert each.string, f"{each.id}: {HOW}"
        assert set(_places(each.string)) == set(_places(each.id)), each.id


def test_every_language_has_the_same_phrases():
    books = [
        {(each.context, each.id) for each in phrases_in(language)}
        for language in TRANSLATED
    ]
    assert all(book == books[0] for book in books), HOW


def _places(text):
    return re.findall(r"%\((\w+)\)s", text)
