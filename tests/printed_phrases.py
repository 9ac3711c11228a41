"""The phrases that pages look up: what reports say, and what the books have of it."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from babel.messages.pofile import read_po

import presenters
import projections.reports
from projections.reports.model import Column
from projections.reports.pages import pages
from projections.reports.wording import Wording
from tests.page_words import WORDS
from tests.refusal_phrases import kinds_of_refusal, misread_fields, phrases_of
from tests.source import ROOT
from web.pages_in_words import heading_contexts, is_worded

PHRASES = WORDS / "phrases"
_PLACE = re.compile(r"%\(\w+\)s")
DATA = frozenset(
    """actor against authorised_by bid bidder buyer buyer_without certificate client
    code commitment consignor contract corrects credit_notes deliverer
    description destination digest document event events evidence exact file
    finding funds held hold indication indicator input inputs invoice invoices
    jurisdiction leader leader_bid ledger line login lot lots margin marks month
    moved_from name number numbers on_behalf_of opened_early other other_bid
    other_client other_paddle owner paddle payment payout prior_location
    prior_owner purchase reason reference refused reviewed_by said sale sales
    second second_person seller sellers series session shut source statement
    statements storage tax_return title value vat_id""".split()
)
"""The columns whose texts come from people, or name things of the ledger."""


def phrases_in(language):
    """Return the phrase book of a language, as it is kept."""
    with (PHRASES / f"{language}.po").open("rb") as file:
        return [each for each in read_po(file, locale=language) if each.id]


def columns():
    """Yield every column that a report has, or may have."""
    for package in (presenters, projections.reports):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            for value in vars(import_module(module.name)).values():
                yield from _columns_in(value)


def _columns_in(value):
    if isinstance(value, Column):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _columns_in(each)


def texts_of(report):
    """Yield the words of a report: each with where it may mean something else."""
    shown = pages(report, Wording.of("en_US", report.heading.zone))
    yield shown["title"], ()
    for name, _ in shown["subject"]:
        yield name, ("fact",)
    for table, made in zip(shown["tables"], report.tables, strict=True):
        for text in (table["title"], table["money"], table["empty"], table["note"]):
            yield text or "", ()
        for head, column in zip(table["heads"], made.columns, strict=True):
            yield head["title"], heading_contexts(column)
        for role, cells in table["lines"]:
            for cell, column in zip(cells, made.columns, strict=True):
                if role == "row" and is_worded(column):
                    yield cell, (column.name,)


def is_in_code(phrase):
    """Say whether each piece of a phrase is put together of few texts of the code."""
    pieces = map(_words, _PLACE.split(phrase))
    return all(_runs(words) <= max(2, len(words) // 2 + 1) for words in pieces)


def _runs(words):
    """Count the texts that words are put together of, each as long as can be."""
    runs, start = 0, 0
    while start < len(words):
        end = len(words)
        while end > start and f" {' '.join(words[start:end])} " not in _texts_of_code():
            end -= 1
        if end == start:
            return len(words) + 2
        runs, start = runs + 1, end
    return runs


@cache
def _texts_of_code():
    texts = {
        node.value
        for room in ("ledger", "projections", "presenters", "web")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    texts.update(misread_fields(), *map(phrases_of, kinds_of_refusal()))
    return "\n".join(sorted({f" {' '.join(_words(text))} " for text in texts}))


def _words(text):
    """Return the words of a text as it is printed, also where it is a name."""
    return re.findall(r"[^\s.,:;()_-]+", text.lower())
