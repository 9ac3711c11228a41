"""Templates are filled in, in the language of who reads the page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from secrets import token_urlsafe
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from presenters.pages.page import environment
from web.api import OPERATIONS
from web.command_addresses import ON_THE_PAGE, split_at_pages
from web.languages import LANGUAGES, locale_of, translations
from web.phrases import phrase_book
from web.static_files import address_of
from web.wording import PageWording

if TYPE_CHECKING:
    from jinja2 import Environment

FORMS = "/forms"
"""Below it every operation is to be had by a form, behind its name."""

_WORDED = (
    "money",
    "figure",
    "number",
    "moment",
    "clock",
    "weekday",
    "whole",
    "instant",
    "day",
    "span",
)
"""What a template writes by the language of its reader."""
_PATHS = {operation.name: operation.path for operation in OPERATIONS}


def rendered(template: str, language: str, **filled: object) -> str:
    """Fill a template in."""
    return _room(language).get_template(template).render(filled)


def template_exists(template: str) -> bool:
    """Say whether there is a template of a name."""
    return template in _room("en").list_templates()


def form_address(operation: str, **parts: object) -> str:
    """Return where a form is sent that asks for an operation."""
    quoted = {name: quote(str(part), safe="") for name, part in parts.items()}
    return f"{FORMS}/{operation}{_PATHS[operation].format(**quoted)}"


def _said(filters: Mapping[str, object]) -> str:
    """Write the filters of an address; one that says nothing is left out."""
    return urlencode({name: each for name, each in filters.items() if each})


def new_key() -> str:
    """Return a key that a form is carried out once under."""
    return token_urlsafe(16)


@cache
def _room(language: str) -> Environment:
    """Return where templates are filled in; each is compiled once."""
    room = environment("web", extensions=("jinja2.ext.i18n",))
    room.policies["ext.i18n.trimmed"] = True
    # The extension adds this to the environment, which has no type of it.
    install = getattr(room, "install_gettext_translations")  # noqa: B009
    install(translations(language), newstyle=True)
    room.filters["said"] = _said
    book = phrase_book(language)
    room.filters["split_at_pages"] = partial(
        split_at_pages, translated=book(ON_THE_PAGE)
    )
    room.filters["phrase"] = book
    wording = PageWording(locale_of(language))
    for name in _WORDED:
        room.filters[name] = getattr(wording, name)
    room.globals |= {
        "form_address": form_address,
        "known_phrase": book.known,
        "new_key": new_key,
        "static": address_of,
        "language": language,
        "languages": LANGUAGES,
    }
    return room
