"""The tax that the house itself accounts for: on purchases, and on margins of periods.

What is taken back stands below zero, so that it adds up. Returns read this, and the
checks that hold it against the journal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import (
    GlobalMarginAccounted,
    GlobalMarginReversed,
    MarginLosses,
    PurchaseTaxAccounted,
    PurchaseTaxKind,
    PurchaseTaxReversed,
)
from ledger.identity import SaleId
from ledger.money import Minor
from projections.columns import Amount
from projections.queries import Period, rows_in
from projections.rows import Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseTaxRow:
    """The tax on something that the house bought, or its being taken back."""

    purchase: str
    """The jurisdiction and the number, and whether it was taken back:
    ``GB/purchase/1``."""
    jurisdiction: str
    """Whose return it goes on."""
    kind: PurchaseTaxKind
    """What was bought, as tax offices tell it apart."""
    name: str
    """What the tax is called where it is levied."""
    rate: Fraction
    """The rate."""
    day: date
    """When it counts."""
    currency: str
    net: Amount
    """What was bought, without the tax."""
    owed: Amount
    """The tax that the house itself owes."""
    claimed: Amount
    """The part of the tax that is taken back."""
    reference: str | None
    """The supplier's bill, or the customs declaration."""
    position: int
    """The place in the log where it was recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GlobalMarginRow:
    """The global margin of a period, or its being taken back."""

    margin: str
    """The jurisdiction and the number, and whether it was taken back:
    ``GB/margin/1``."""
    jurisdiction: str
    """Whose return it goes on."""
    period_from: date
    """The first day of the period."""
    day: date
    """The last day of the period, on which it counts."""
    losses: MarginLosses | None
    """What becomes of a loss; None where it was taken back."""
    name: str
    """What the tax is called where it is levied."""
    rate: Fraction
    """The rate."""
    currency: str
    sales: Amount
    """All selling prices of the period."""
    purchases: Amount
    """All purchase prices of the period."""
    brought_forward: Amount
    """What earlier purchases exceeded their sales by, and opening stock."""
    carried_forward: Amount
    """What goes into the next period."""
    due: Amount
    """The VAT inside the margin of the period."""
    margin_by_lot: Amount
    """The margins that documents of the period were taxed on."""
    due_by_lot: Amount
    """The VAT inside those."""
    position: int
    """The place in the log where it was recorded."""

    @property
    def taxed(self) -> Minor:
        """The margin that bears the tax: none where more was bought than sold."""
        margin = self.sales - self.purchases - self.brought_forward
        return margin if self.due else 0

    @property
    def correction(self) -> Minor:
        """What the tax of documents is put right by."""
        return self.due - self.due_by_lot


Purchased = PurchaseTaxAccounted | PurchaseTaxReversed
Margin = GlobalMarginAccounted | GlobalMarginReversed


def _on_purchase(entry: Entry[Purchased], rows: Rows) -> None:
    event = entry.event
    name = f"{event.jurisdiction}/purchase/{event.number}"
    match event:
        case PurchaseTaxAccounted():
            sign, day, reference = 1, event.accounted_on, event.reference
        case PurchaseTaxReversed():
            sign, day, reference = -1, event.reversed_on, None
            name += "/back"
    rows.insert(
        entry,
        event,
        purchase=name,
        day=day,
        currency=event.currency.code,
        net=sign * event.net,
        owed=sign * event.owed,
        claimed=sign * event.claimed,
        reference=reference,
    )


def _on_margin(entry: Entry[Margin], rows: Rows) -> None:
    event = entry.event
    name = f"{event.jurisdiction}/margin/{event.number}"
    match event:
        case GlobalMarginAccounted():
            sign, carried = 1, event.carried_forward
        case GlobalMarginReversed():
            sign, carried = -1, 0
            name += "/back"
    rows.insert(
        entry,
        event,
        margin=name,
        day=event.period_to,
        currency=event.currency.code,
        sales=sign * event.sales,
        purchases=sign * event.purchases,
        brought_forward=sign * event.brought_forward,
        carried_forward=carried,
        due=sign * event.due,
        margin_by_lot=sign * event.margin_by_lot,
        due_by_lot=sign * event.due_by_lot,
    )


PURCHASE_TAX = View(
    name="purchase_tax",
    row=PurchaseTaxRow,
    key="purchase",
    shape=1,
    hears={PurchaseTaxAccounted: _on_purchase, PurchaseTaxReversed: _on_purchase},
    indexes=("jurisdiction",),
)

GLOBAL_MARGINS = View(
    name="global_margins",
    row=GlobalMarginRow,
    key="margin",
    shape=1,
    hears={GlobalMarginAccounted: _on_margin, GlobalMarginReversed: _on_margin},
    indexes=("jurisdiction",),
)


def purchase_taxes(
    db: Connection, sale: SaleId | None = None, period: Period | None = None
) -> list[PurchaseTaxRow]:
    """List the taxes on purchases, in the order of the log; a sale has none."""
    if sale:
        return []
    return rows_in(db, PURCHASE_TAX, None, period, by=("position",))


def global_margins(
    db: Connection, sale: SaleId | None = None, period: Period | None = None
) -> list[GlobalMarginRow]:
    """List the margins of periods, in the order of the log; a sale has none."""
    if sale:
        return []
    return rows_in(db, GLOBAL_MARGINS, None, period, by=("position",))


@dataclass(frozen=True, slots=True)
class OwnTaxes:
    """All that the house itself accounts for."""

    purchases: list[PurchaseTaxRow]
    margins: list[GlobalMarginRow]

    @property
    def owed(self) -> Minor:
        """What it owes beyond the tax of documents."""
        of_margins = sum(row.correction for row in self.margins)
        return sum(row.owed for row in self.purchases) + of_margins

    @property
    def claimed(self) -> Minor:
        """What it takes back beyond the tax that consignors charge."""
        return sum(row.claimed for row in self.purchases)

    def only(self, code: str) -> OwnTaxes:
        """Keep what is in one currency."""
        return OwnTaxes(
            [row for row in self.purchases if row.currency == code],
            [row for row in self.margins if row.currency == code],
        )


def own_taxes(
    db: Connection, sale: SaleId | None = None, period: Period | None = None
) -> OwnTaxes:
    """Read what the house itself accounts for; a sale has none."""
    return OwnTaxes(purchase_taxes(db, sale, period), global_margins(db, sale, period))
