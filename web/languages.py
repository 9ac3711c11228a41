"""The languages of the console: its words, and who reads which.

Words are translated in ``words/LANGUAGE.po``, which is read once, when the service
starts; what is written in templates is English. What is printed elsewhere is
translated in ``words/phrases/LANGUAGE.po``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import (
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
)
from babel.support import NullTranslations, Translations
from starlette.requests import Request

COOKIE = "lotledger-language"
LANGUAGES: Mapping[str, str] = {"en": "English", "de": "Deutsch", "fr": "Français"}
"""Each language by its code, in its own words."""

_WANTED = re.compile(r"([a-z]{2})(?:-[A-Za-z0-9-]+)?(?:;q=([01](?:\.\d{0,3})?))?")


def language_of(request: Request) -> str:
    """Return the language of a page: asked for, kept, or what the browser prefers."""
    asked = request.query_params.get("lang") or request.cookies.get(COOKIE)
    if asked is not None and asked in LANGUAGES:
        return asked
    wanted = [
        (float(match[2] or 1), match[1])
        for part in request.headers.get("accept-language", "").split(",")
        if (match := _WANTED.fullmatch(part.strip().replace(" ", "")))
        and match[1] in LANGUAGES
    ]
    # Of equal ones the first: max keeps it.
    return max(wanted, key=lambda each: each[0])[1] if wanted else "en"


@cache
def translations(language: str) -> NullTranslations:
    """Return the words of a language."""
    if language == "en":
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, _catalogue(language, f"{language}.po"))
    compiled.seek(0)
    return Translations(compiled)


def phrases(language: str) -> Iterator[tuple[str | None, str, str]]:
    """Yield what is printed in English, where it has that meaning, and its words."""
    if language == "en":
        return
    for message in _catalogue(language, "phrases", f"{language}.po"):
        if message.id:
            yield message.context, str(message.id), str(message.string)


def _catalogue(language: str, *path: str) -> Catalog:
    with files("web").joinpath("words", *path).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def locale_of(language: str) -> Locale:
    """Return how a language writes figures and dates."""
    return Locale.parse({"en": "en_US", "de": "de_DE", "fr": "fr_FR"}[language])


def figure_signs(language: str) -> tuple[str, str]:
    """Return what a language writes between thousands, and before the decimals."""
    locale = locale_of(language)
    return get_group_symbol(locale), get_decimal_symbol(locale)


def currency_sign(language: str, code: str) -> str:
    """Return how a language writes a currency beside an amount."""
    return str(get_currency_symbol(code, locale_of(language)))
