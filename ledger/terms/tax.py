"""Taxes: what may be taxed, at which rates, under which scheme, and what is due."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction

from ledger.money import Minor
from ledger.value import value


class Taxable(StrEnum):
    """The things that a jurisdiction may tax."""

    HAMMER = "hammer"
    PREMIUM = "premium"
    FEES = "fees"
    SHIPPING = "shipping"


@value
class TaxRate:
    """A tax of one jurisdiction, on what, and from when until when (both included)."""

    jurisdiction: str
    name: str
    rate: Fraction
    on: tuple[Taxable, ...]
    valid_from: date
    valid_until: date | None = None


class TaxScheme(StrEnum):
    """The basis of the tax on a lot (rulebook 4 and 5)."""

    STANDARD = "standard"
    """Tax on what the jurisdiction taxes, shown on the invoice."""
    MARGIN = "margin"
    """VAT on the house's margin, inside its charges and never shown (VATMARG04150)."""
    EXEMPT = "exempt"
    """No tax at all, such as on investment gold."""


class TaxRounding(StrEnum):
    """The place where a tax is rounded to the cent."""

    LINE = "line"
    """On each line by itself, so that the lines of a document add up."""


@value
class TaxDue:
    """A tax on one line: whose, at what rate, on what; or why none is due."""

    jurisdiction: str
    name: str
    rate: Fraction
    valid_from: date
    """Since when the rate holds: which row of the table it was."""
    base: Minor
    amount: Minor
    """What is added to the line."""
    included: Minor = 0
    """What is inside the line already and never shown: VAT on the margin."""
    certificate: str | None = None
    """The resale certificate that exempts the buyer; the amount is 0 then."""
