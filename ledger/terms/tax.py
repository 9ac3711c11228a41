"""Taxes: what may be taxed, at which rates, under which scheme, and what is due."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction

from ledger.money import Minor
from ledger.value import later, value


class Taxable(StrEnum):
    """The things that a jurisdiction may tax."""

    HAMMER = "hammer"
    PREMIUM = "premium"
    FEES = "fees"
    SHIPPING = "shipping"
    RESALE_RIGHT = "resale-right"
    """The artist's resale right, where it is passed on to the buyer."""


class TaxScheme(StrEnum):
    """The basis of the tax on a lot (rulebook 4 and 5)."""

    STANDARD = "standard"
    """Tax on what the jurisdiction taxes, shown on the invoice."""
    MARGIN = "margin"
    """VAT on the house's margin, inside its charges and never shown (VATMARG04150)."""
    EXEMPT = "exempt"
    """No tax at all, such as on investment gold."""
    ZERO = "zero"
    """The hammer is taxed at 0 %, the house's charges as usual, such as for books."""
    IMPORT = "import"
    """The hammer bears the tax of a lot that was imported for the sale."""
    INCLUSIVE = "inclusive"
    """The tax is inside the hammer price, and shown."""
    GLOBAL_MARGIN = "global-margin"
    """VAT on the margin of a period, and not of each lot (Notice 718, section 14)."""

    @property
    def is_margin(self) -> bool:
        """Say whether VAT is on the margin, and never shown."""
        return self in (TaxScheme.MARGIN, TaxScheme.GLOBAL_MARGIN)


class RateKind(StrEnum):
    """What kind of rate a rate is, for the codes of invoices and returns."""

    STANDARD = "standard"
    """The general rate."""
    REDUCED = "reduced"
    """A lower rate, for some things."""
    ZERO = "zero"
    """Taxable, at 0 %."""
    EXEMPT = "exempt"
    """Not taxed, for a reason in law."""
    OUTSIDE = "outside"
    """Outside the scope of the tax."""
    REVERSE_CHARGE = "reverse-charge"
    """Owed by a buyer who is registered, and by no other."""


class TaxBasis(StrEnum):
    """Where a tax stands: on top of the amount, or inside it."""

    ADDED = "added"
    """On top of the amount."""
    INSIDE = "inside"
    """Inside the amount, and shown."""
    HIDDEN = "hidden"
    """Inside the amount, and never shown."""


class TaxCode(StrEnum):
    """How a line stands to VAT, in the codes of EN 16931 (UNTDID 5305)."""

    STANDARD = "S"
    """Taxed at a rate above 0 %."""
    ZERO = "Z"
    """Taxed at 0 %."""
    EXEMPT = "E"
    """Not taxed, for a reason in law."""
    EXPORT = "G"
    """Free, as it leaves the country or the union of the place."""
    INTRA_COMMUNITY = "K"
    """Free, as a registered buyer in the same union accounts for it."""
    REVERSE_CHARGE = "AE"
    """The buyer owes the tax."""
    OUTSIDE = "O"
    """Outside the scope of the tax."""


CODES = {
    RateKind.STANDARD: TaxCode.STANDARD,
    RateKind.REDUCED: TaxCode.STANDARD,
    RateKind.ZERO: TaxCode.ZERO,
    RateKind.EXEMPT: TaxCode.EXEMPT,
    RateKind.OUTSIDE: TaxCode.OUTSIDE,
    RateKind.REVERSE_CHARGE: TaxCode.REVERSE_CHARGE,
}


@value
class TaxRate:
    """A tax of one jurisdiction, on what, and from when until when (both included)."""

    jurisdiction: str
    name: str
    rate: Fraction
    on: tuple[Taxable, ...]
    valid_from: date
    valid_until: date | None = None
    categories: tuple[str, ...] = later(default=())
    """The lots that it is for, in place of what is for all; none: for all."""
    scheme: TaxScheme | None = later(default=None)
    """The scheme that it is for, in place of what is for all; None: for all."""
    kind: RateKind | None = later(default=None)
    """None: standard, or at 0 % zero."""
    basis: TaxBasis = later(default=TaxBasis.ADDED)
    exemption: str | None = later(default=None)
    """The reason for no tax as a code of the list VATEX."""
    reason: str | None = later(default=None)
    """The reason for no tax, in the words of the invoice."""

    @property
    def tax_code(self) -> TaxCode:
        """The code of a line that is taxed at it."""
        if self.kind is None:
            return TaxCode.STANDARD if self.rate else TaxCode.ZERO
        return CODES[self.kind]


class TaxRounding(StrEnum):
    """The place where a tax is rounded to the cent."""

    LINE = "line"
    """Each tax on each line by itself, so that the lines of a document add up."""
    DOCUMENT = "document"
    """Each rate on its sum over the document, then split among the lines."""
    COMBINED = "combined"
    """The sum of the rates on each line, then split among the taxes."""
    COMBINED_DOCUMENT = "combined-document"
    """The sum of the rates on its sum over the document, then split among both."""


class MarginGoods(StrEnum):
    """The margin scheme that lots are sold under, as e-invoices name it."""

    SECOND_HAND = "second-hand"
    """Second-hand goods: VATEX-EU-F."""
    WORKS_OF_ART = "works-of-art"
    """Works of art: VATEX-EU-I."""
    ANTIQUES = "antiques"
    """Collectors' items and antiques: VATEX-EU-J."""

    @property
    def exemption(self) -> str:
        """The code of the list VATEX."""
        return _MARGIN_CODES[self]


_MARGIN_CODES = {
    MarginGoods.SECOND_HAND: "VATEX-EU-F",
    MarginGoods.WORKS_OF_ART: "VATEX-EU-I",
    MarginGoods.ANTIQUES: "VATEX-EU-J",
}


@value(kw_only=True)
class Treatment:
    """How a line stands to VAT, and why it bears none."""

    code: TaxCode
    reason: str | None = None
    """The reason for no tax, in the words of the house's tables."""
    exemption: str | None = None
    """The reason as a code of the list VATEX, such as ``VATEX-EU-G``."""
    proof_by: date | None = None
    """The day by which proof of the export must be there."""


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
    """What is inside the line already: VAT on the margin, which is never shown."""
    certificate: str | None = None
    """The resale certificate that exempts the buyer; the amount is 0 then."""
    kind: RateKind | None = later(default=None)
    """The kind of the rate, where the table says it."""
    shown: bool = later(default=False)
    """What is inside the line is shown on the document."""
