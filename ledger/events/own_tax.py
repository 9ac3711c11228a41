"""The events of the tax that the house itself accounts for, in one jurisdiction.

It owes tax that stands on no document of its own: on goods from another member state,
on services under the reverse charge, on imports; and the VAT on a margin of a period,
which no single lot bears.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from ledger.events.vocabulary import event
from ledger.money import Currency, Minor


class PurchaseTaxKind(StrEnum):
    """What the house bought, as tax offices tell it apart."""

    ACQUISITION = "acquisition"
    """Goods from a business in another member state (Article 2 (1) (b) of Directive
    2006/112/EC)."""
    SERVICE_FROM_UNION = "service-from-union"
    """A service of a business in another member state (Articles 44 and 196)."""
    REVERSE_CHARGE = "reverse-charge"
    """Any other supply whose tax the recipient owes, such as a service from outside."""
    IMPORT_POSTPONED = "import-postponed"
    """Goods from outside, whose import VAT goes on the return and not to customs."""
    IMPORT_PAID = "import-paid"
    """Goods from outside, whose import VAT was paid to customs."""
    PURCHASE = "purchase"
    """A supply at home, whose tax stands on the supplier's bill."""

    @property
    def is_owed(self) -> bool:
        """Whether the house itself owes the tax, and not its supplier or importer."""
        return self not in (PurchaseTaxKind.IMPORT_PAID, PurchaseTaxKind.PURCHASE)


class MarginLosses(StrEnum):
    """What becomes of a period in which more was bought than sold on the margin."""

    CARRIED = "carried"
    """It is added to what is bought in the next period (SI 1995/1268, article 13 (6),
    in VATMARG03050)."""
    LAPSED = "lapsed"
    """It lowers no later period; within the period losses are set against gains."""


@event("purchase-tax-accounted/1")
class PurchaseTaxAccounted:
    """The house accounted for the tax on something that it bought."""

    jurisdiction: str
    number: int
    """Counted from 1 within the jurisdiction."""
    kind: PurchaseTaxKind
    name: str
    """What the tax is called where it is levied."""
    rate: Fraction
    currency: Currency
    net: Minor
    """What was bought, without the tax."""
    owed: Minor
    """The tax that the house itself owes; 0 where a supplier or customs had it."""
    claimed: Minor
    """The part of the tax that may be taken back."""
    accounted_on: date
    reference: str | None
    """The supplier's bill, or the customs declaration."""
    at: datetime


@event("purchase-tax-reversed/1")
class PurchaseTaxReversed:
    """The tax on something that the house bought was taken back."""

    jurisdiction: str
    number: int
    kind: PurchaseTaxKind
    name: str
    rate: Fraction
    currency: Currency
    net: Minor
    """As it was accounted for, like the amounts that follow."""
    owed: Minor
    claimed: Minor
    reversed_on: date
    at: datetime


@event("global-margin-accounted/1")
class GlobalMarginAccounted:
    """The lots of the global margin scheme were taken together for a period.

    What they bear lot by lot is put right to what is due on the margin of the period.
    """

    jurisdiction: str
    number: int
    """Counted from 1 within the jurisdiction."""
    period_from: date
    period_to: date
    losses: MarginLosses
    name: str
    """What the tax is called where it is levied."""
    rate: Fraction
    currency: Currency
    sales: Minor
    """All selling prices of the period."""
    purchases: Minor
    """All purchase prices of the period, sold since or not."""
    brought_forward: Minor
    """What purchases of earlier periods exceeded their sales by, and opening stock."""
    carried_forward: Minor
    """What goes into the next period."""
    due: Minor
    """The VAT inside the margin of the period."""
    margin_by_lot: Minor
    """The margins that documents of the period were taxed on."""
    due_by_lot: Minor
    """The VAT inside those, which documents bear already."""
    at: datetime


@event("global-margin-reversed/1")
class GlobalMarginReversed:
    """The margin of a period was taken back, to be accounted for again."""

    jurisdiction: str
    number: int
    period_from: date
    period_to: date
    """The day on which the correction counts, as what it takes back did."""
    name: str
    rate: Fraction
    currency: Currency
    sales: Minor
    """As it was accounted for, like the amounts that follow."""
    purchases: Minor
    brought_forward: Minor
    due: Minor
    margin_by_lot: Minor
    due_by_lot: Minor
    at: datetime


OwnTaxEvent: TypeAlias = (
    PurchaseTaxAccounted
    | PurchaseTaxReversed
    | GlobalMarginAccounted
    | GlobalMarginReversed
)
