"""The settlement rules: numbers, taxes, resale right, charges to consignors.

The terms of sale are promised to bidders; these rules are between the house, the tax
office and its consignors. They are recorded per sale before anything is invoiced, from
``settlement.toml``, so that a document can be explained years later.
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from ledger.identity import SeriesId
from ledger.money import Minor
from ledger.terms.premium import Band
from ledger.terms.tax import TaxRounding, TaxScheme
from ledger.value import later, value


@value
class TaxPlace:
    """Whose taxes a sale bears, and under which scheme its lots are sold."""

    jurisdiction: str
    """Where the lots are handed over, unless the buyer's own place is on file."""
    usual: TaxScheme = TaxScheme.STANDARD
    by_category: tuple[tuple[str, TaxScheme], ...] = ()
    rounding: TaxRounding = TaxRounding.LINE
    """Where a tax is rounded to the cent."""

    def scheme(self, category: str | None) -> TaxScheme:
        """Return the scheme that lots of a category are sold under."""
        return next((s for name, s in self.by_category if name == category), self.usual)


class Bearer(StrEnum):
    """Who bears the artist's resale right."""

    BUYER = "buyer"
    """The house passes it on, as is usual in the United Kingdom."""
    CONSIGNOR = "consignor"
    """The seller owes it (§ 26 UrhG; art. L122-8 CPI)."""
    BOTH = "both"
    """Half each, an odd cent on the buyer."""


@value
class ResaleRight:
    """The artist's resale right: marginal bands on the hammer (rulebook 5, [S97])."""

    bands: tuple[Band, ...]
    threshold: Minor = 0
    """A lower hammer price bears none."""
    cap: Minor | None = None
    """The most that is due on one lot; None: no cap."""
    categories: tuple[str, ...] = ()
    """Lots of these categories bear it, unless the lot itself says otherwise."""
    borne_by: Bearer = later(default=Bearer.BUYER)


@value
class CommissionScale:
    """The commission on a sold lot: marginal bands and a minimum per lot."""

    bands: tuple[Band, ...]
    minimum: Minor = 0


@value
class ConsignorRules:
    """The charges to consignors, and the days of their payouts (rulebook 2.6)."""

    commission: CommissionScale
    by_category: tuple[tuple[str, CommissionScale], ...] = ()
    illustration: Minor = 0
    """A fee for each lot that was catalogued, sold or not."""
    reserve_fee: Fraction = Fraction(0)
    """Of the reserve of a lot that its reserve kept from selling."""
    buy_back: Fraction = Fraction(0)
    """Of the hammer price, where the consignor bought the lot back."""
    withhold: bool = True
    """A consignor is paid for a lot once its buyer's payment has cleared."""

    def scale(self, category: str | None) -> CommissionScale:
        """Return the scale for lots of a category."""
        named = (scale for name, scale in self.by_category if name == category)
        return next(named, self.commission)


@value
class SettlementRules:
    """Everything that turns hammer prices into documents."""

    prefix: str
    """What stands before the year in the house's numbers: ``HA``."""
    tax: TaxPlace
    consignors: ConsignorRules
    resale_right: ResaleRight | None = None
    per_session: bool = False
    """One invoice per buyer and session, not per buyer."""

    def invoices(self, year: int) -> SeriesId:
        """Name the series that invoices of a year are numbered in."""
        return SeriesId(f"{self.prefix}-{year:04}")

    def credit_notes(self, year: int) -> SeriesId:
        """Name the series that credit notes of a year are numbered in."""
        return SeriesId(f"{self.prefix}-{year:04}-C")

    def statements(self, year: int) -> SeriesId:
        """Name the series that statements of a year are numbered in."""
        return SeriesId(f"{self.prefix}-{year:04}-S")
