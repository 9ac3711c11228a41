"""The words of pages: what templates say, and what the catalogues have of it.

Run as a program it writes every message that is missing into the catalogues of
``web/words/``, to be translated, and takes out what no template says any more.
"""

from __future__ import annotations

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from tests.source import ROOT
from web.languages import LANGUAGES

TEMPLATES = ROOT / "web" / "templates"
WORDS = ROOT / "web" / "words"
TRANSLATED = sorted(set(LANGUAGES) - {"en"})

_OPTIONS = {"trimmed": "true", "silent": "false", "trim_blocks": "true"}


def words_of_templates():
    """Return a catalogue of every message that a template says, with its places."""
    catalogue = Catalog()
    for path in sorted(TEMPLATES.rglob("*.html")):
        place = path.relative_to(ROOT).as_posix()
        with path.open("rb") as file:
            said = extract("jinja2.ext:babel_extract", file, options=_OPTIONS)
            for _line, message, _comments, _context in said:
                catalogue.add(message, locations=[(place, None)])
    return catalogue


def words_in(language):
    """Return the catalogue of a language, as it is kept."""
    path = WORDS / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def bring_up_to_date():
    """Write each catalogue with the messages of today, in their order."""
    template = words_of_templates()
    for language in TRANSLATED:
        catalogue = words_in(language)
        catalogue.update(template, no_fuzzy_matching=True)
        with (WORDS / f"{language}.po").open("wb") as file:
            write_po(
                file,
                catalogue,
                omit_header=True,
                sort_output=True,
                ignore_obsolete=True,
                no_location=True,
                width=0,
            )


if __name__ == "__main__":
    bring_up_to_date()
