"""Unions of countries that share a VAT, by name."""

from __future__ import annotations

from ledger.files.problems import Misread
from ledger.files.toml.values import Reading
from ledger.identity import COUNTRY

UNIONS = {
    "eu": tuple(
        """AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI
        SK XI""".split()
    ),
}
"""The member states of the EU since 2020, and Northern Ireland for goods, as XI."""


def union(value: object, _: Reading) -> tuple[str, ...]:
    """Read the countries of a union: those of a name, or a list."""
    if isinstance(value, str) and value in UNIONS:
        return UNIONS[value]
    codes = value if isinstance(value, list) else []
    if not codes or not all(isinstance(c, str) and COUNTRY.fullmatch(c) for c in codes):
        expected = f"{', '.join(UNIONS)}, or countries of two capital letters"
        raise Misread(expected, 'Write it like "eu", or like ["GB", "IM"].')
    return tuple(dict.fromkeys(codes))
