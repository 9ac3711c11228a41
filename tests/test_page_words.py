"""The words of pages are whole in every language."""

from __future__ import annotations

import re

import pytest

from tests.page_words import TRANSLATED, WORDS, words_in, words_of_templates
from web.languages import LANGUAGES

pytestmark = pytest.mark.slow

HOW = "Run python -m tests.page_words, and translate what is new in web/words/."


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_templates_say_is_translated_and_nothing_else_is(language):
    wanted = {message.id for message in words_of_templates() if message.id}
    catalogue = words_in(language)
    assert wanted - {each.id for each in catalogue if each.id} == set(), HOW
    assert {each.id for each in catalogue if each.id} - wanted == set(), HOW
    empty = [
        each.id
        for each in catalogue
        if not each.string or (each.pluralizable and not all(each.string))
    ]
    assert [each for each in empty if each] == [], HOW


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_names_what_its_message_names(language):
    for message in words_in(language):
        many = message.string if message.pluralizable else (message.string,)
        said = message.id if isinstance(message.id, tuple) else (message.id,)
        for text in many:
            assert set(_names(text)) == set(_names(said[-1])), message.id


ALIKE = {"IBAN", "Position", "Position %(position)s"}
"""What German and French write in the same letters."""


def test_no_language_has_the_words_of_another():
    german, french = (
        {each.id: each.string for each in words_in(language) if each.id}
        for language in ("de", "fr")
    )
    assert {name for name in german if german[name] == french[name]} == ALIKE


def test_each_language_has_a_catalogue():
    assert sorted(path.stem for path in WORDS.glob("*.po")) == TRANSLATED
    assert list(LANGUAGES) == ["en", "de", "fr"]


def _names(text):
    return re.findall(r"%\((\w+)\)s", text)
