"""Terms files: what a sale or a house promises, written in TOML.

A source is a file, or the name of a preset that comes with the product. A file may
build on a preset and override any line of it::

    preset = "heritage-2025"

Tables are merged key by key; a list, and an array of tables such as
``[[premium.bands]]``, replaces the whole list. All mistakes of a file are reported at
once, as ``Faulty``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from ledger.files.problems import Faulty, Misread, Problem
from ledger.files.terms_file import building
from ledger.files.terms_file.presets import (
    not_found,
    open_source,
    preset_names,
    unknown_preset,
)
from ledger.files.terms_file.rule_checks import rule_mistakes
from ledger.files.terms_file.session_checks import session_mistakes
from ledger.files.terms_file.shapes import RulesFile, RulesTables, SaleFile
from ledger.files.toml import values
from ledger.files.toml.document import ABSENT, Mistake, TomlDocument
from ledger.files.toml.misfits import fitted
from ledger.files.toml.tables import sure
from ledger.files.toml.values import Reading
from ledger.terms import Rules, Terms
from ledger.value import value

File = TypeVar("File", bound=RulesTables)
Value = TypeVar("Value")

SALE_KEYS = SaleFile.model_fields.keys() - RulesFile.model_fields.keys()


@value
class Preset:
    """The rules of a house at a date, with where they were published."""

    name: str
    title: str
    source: str
    effective: date
    rules: Rules


def read_terms(source: str | Path) -> Terms:
    """Read the terms of a sale.

    Raises Faulty with every mistake of the file.
    """
    if str(source) in preset_names():
        raise Faulty([_no_sale(str(source))])
    return building.terms(_fitted_file(open_source(source), SaleFile))


def read_rules(source: str | Path) -> Rules:
    """Read the rules of a preset, of a file like one, or of a sale's terms.

    Raises Faulty with every mistake of the file.
    """
    document = open_source(source)
    if SALE_KEYS & document.tables.keys():
        return building.rules(_fitted_file(document, SaleFile))
    return building.rules(_fitted_file(document, RulesFile))


def describe(source: str | Path) -> str:
    """Describe in a few words what a sound source holds.

    Raises Faulty with every mistake of the file.
    """
    document = open_source(source)
    if SALE_KEYS & document.tables.keys():
        sale = building.terms(_fitted_file(document, SaleFile))
        lots = ", ".join(f"{part.first_lot}-{part.last_lot}" for part in sale.sessions)
        return f"sale {sale.sale}, lots {lots}, in {sale.rules.currency.code}"
    rules = building.rules(_fitted_file(document, RulesFile))
    return f"rules without a sale, in {rules.currency.code}"


def preset(name: str) -> Preset:
    """Return a preset by its name, with its title, source and date."""
    if name not in preset_names():
        raise not_found(name, "no such preset")
    file = _fitted_file(open_source(name), RulesFile)
    return Preset(
        name=name,
        title=sure(file.title),
        source=sure(file.source),
        effective=sure(file.effective),
        rules=building.rules(file),
    )


def _fitted_file(document: TomlDocument, shape: type[File]) -> File:
    """Fit a document into its shape, and refuse it if anything is wrong."""
    file, misfits = fitted(document, shape, _currency_and_zone(document))
    mistakes = [*unknown_preset(document), *misfits, *_mistakes(file, document)]
    if "preset" in document.tables and document.preset is None:
        mistakes = [mistake for mistake in mistakes if not _left_to_preset(mistake)]
    if mistakes:
        raise Faulty(document.problem(mistake) for mistake in mistakes)
    return file


def _mistakes(file: RulesTables, document: TomlDocument) -> Iterator[Mistake]:
    yield from rule_mistakes(file, document)
    if isinstance(file, SaleFile) and file.sessions is not None:
        yield from session_mistakes(file.sessions)


def _left_to_preset(mistake: Mistake) -> bool:
    """Say whether a value may only be missing because the preset was not found.

    A list is never merged with a preset's, so what its lines miss is their own mistake.
    """
    listed = any(isinstance(key, int) for key in mistake.path)
    missing = mistake.actual == ABSENT and not listed
    return missing and mistake.path[0] in RulesTables.model_fields


def _currency_and_zone(document: TomlDocument) -> Reading:
    """Return the currency and the zone, in which everything else is read."""
    unclear = Reading(None, None)
    code = document.tables.get("currency")
    try:
        # In small letters it is still clear which currency the other amounts are in.
        currency = values.currency(str(code).upper(), unclear)
    except Misread:
        currency = None
    try:
        zone = ZoneInfo(values.zone_name(document.tables.get("zone"), unclear))
    except Misread:
        zone = None
    return Reading(currency, zone)


def _no_sale(name: str) -> Problem:
    return Problem(
        file=name,
        line=None,
        field="",
        actual="a preset, which has rules but no sale",
        expected="the terms of a sale",
        remedy=f'Write a file with preset = "{name}" and its sessions.',
    )
