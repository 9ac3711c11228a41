"""Settlement files: how a house settles a sale, written in TOML.

Amounts are in the currency of the sale. All mistakes of a file are reported at once, as
``Faulty``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from ledger.files.problems import Faulty
from ledger.files.settlement_file import building
from ledger.files.settlement_file.checks import consignor_mistakes, settlement_mistakes
from ledger.files.settlement_file.shapes import ConsignorTable, SettlementFile
from ledger.files.toml.document import Mistake, TomlDocument
from ledger.files.toml.misfits import fitted
from ledger.files.toml.reading import open_document
from ledger.files.toml.tables import TomlTable
from ledger.files.toml.values import Reading
from ledger.money import Currency
from ledger.terms.settlement_rules import ConsignorRules, SettlementRules

Shape = TypeVar("Shape", bound=TomlTable)


def read_settlement(path: str | Path, *, currency: Currency) -> SettlementRules:
    """Read how a sale is settled; raises Faulty with every mistake of the file."""
    document = open_document(path, expected="a settlement file")
    file, misfits = _fitted(document, SettlementFile, currency)
    _refuse(document, [*misfits, *settlement_mistakes(file, currency)])
    return building.settlement(file, currency)


def read_consignor_rules(path: str | Path, *, currency: Currency) -> ConsignorRules:
    """Read what one consignor agreed on: the keys of the table ``[consignors]`` alone.

    Raises Faulty with every mistake of the file.
    """
    document = open_document(path, expected="a file of rates")
    file, misfits = _fitted(document, ConsignorTable, currency)
    _refuse(document, [*misfits, *consignor_mistakes(file, (), currency)])
    return building.consignors(file)


def _fitted(
    document: TomlDocument, shape: type[Shape], currency: Currency
) -> tuple[Shape, tuple[Mistake, ...]]:
    return fitted(document, shape, Reading(currency, None))


def _refuse(document: TomlDocument, mistakes: list[Mistake]) -> None:
    problems = [document.problem(mistake) for mistake in mistakes]
    if problems:
        raise Faulty(problems)
