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
from ledger.terms.tax import MarginGoods, TaxRounding, TaxScheme
from ledger.value import later, value


class ExportTax(StrEnum):
    """When a lot that leaves the country is free of its tax."""

    AT_ONCE = "at-once"
    """From the invoice on; the proof is to come."""
    ON_PROOF = "on-proof"
    """Once the proof is on file; until then it is taxed."""


class DistanceSales(StrEnum):
    """Whose tax a buyer pays who is not registered, elsewhere in the same union."""

    DESTINATION = "destination"
    """The tax of the place that the lots go to."""
    ORIGIN = "origin"
    """The tax of the place of the sale."""


@value(kw_only=True)
class Abroad:
    """The tax on what leaves the country of the place (rulebook 5).

    Articles 138, 146, 196 and 333 of Directive 2006/112/EC; VATMARG07000.
    """

    union: tuple[str, ...] = ()
    """The countries that share the VAT of the place, with its own; none: it alone."""
    exports: ExportTax = ExportTax.AT_ONCE
    proof_months: int = 3
    """Within so many months after the supply the proof of an export must be there."""
    margin_follows: bool = False
    """Lots on the margin are free on export, too (VATMARG07000)."""
    distance: DistanceSales = DistanceSales.DESTINATION
    services: bool = False
    """Registered consignors of another country owe the tax on what they are charged."""
    inclusive_follows: bool = later(default=False)
    """A hammer with the tax inside is free on export, too, at the price bid."""


class OwnGoods(StrEnum):
    """The margin on a lot of the house's own, where it is taxed on the margin."""

    PREMIUM = "premium"
    """The premium alone."""
    MARGIN = "margin"
    """All that the buyer pays, less what the house paid (§ 25a (3) UStG; VATA s50A)."""


class HammerTax(StrEnum):
    """What becomes of the tax on the hammer, where the consignor is registered."""

    KEPT = "kept"
    """The house keeps it, and owes it."""
    PASSED_ON = "passed-on"
    """The consignor gets it with the hammer price, and owes it; the house takes it as
    input tax (VATA 1994 s47(2A), VATMARG05000; § 3 (3) and § 15 (1) UStG)."""


@value
class TaxPlace:
    """Whose taxes a sale bears, and under which scheme its lots are sold."""

    jurisdiction: str
    """Where the lots are handed over, unless the buyer's own place is on file."""
    usual: TaxScheme = TaxScheme.STANDARD
    by_category: tuple[tuple[str, TaxScheme], ...] = ()
    rounding: TaxRounding = TaxRounding.LINE
    """Where a tax is rounded to the cent."""
    own_goods: OwnGoods = later(default=OwnGoods.PREMIUM)
    margin_goods: MarginGoods | None = later(default=None)
    """What lots on the margin are; None: as the e-invoice of the house says."""
    margin_by_category: tuple[tuple[str, MarginGoods], ...] = later(default=())
    abroad: Abroad | None = later(default=None)
    """None: a buyer elsewhere pays the taxes of their own place."""
    hammer_tax: HammerTax = later(default=HammerTax.KEPT)

    def scheme(self, category: str | None) -> TaxScheme:
        """Return the scheme that lots of a category are sold under."""
        return next((s for name, s in self.by_category if name == category), self.usual)

    def goods(self, category: str | None) -> MarginGoods | None:
        """Return what lots of a category are, where they are sold on the margin."""
        named = (goods for name, goods in self.margin_by_category if name == category)
        return next(named, self.margin_goods)


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
    own_lots: bool = later(default=False)
    """The house owes the seller's part on lots of its own, as their seller; a file that
    is silent says so."""


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
    short_payment: Minor | None = later(default=None)
    """What one person may write off of an invoice, where a bank on the way kept it;
    None: nothing."""

    def invoices(self, year: int) -> SeriesId:
        """Name the series that invoices of a year are numbered in."""
        return SeriesId(f"{self.prefix}-{year:04}")

    def credit_notes(self, year: int) -> SeriesId:
        """Name the series that credit notes of a year are numbered in."""
        return SeriesId(f"{self.prefix}-{year:04}-C")

    def statements(self, year: int) -> SeriesId:
        """Name the series that statements of a year are numbered in."""
        return SeriesId(f"{self.prefix}-{year:04}-S")
