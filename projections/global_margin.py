"""What the lots of the global margin scheme come to in a period, read off documents.

Sales are what buyers pay for lots of the scheme in the period. Purchases are what the
house bought for it in the period, sold or not, and what consignors get for their lots:
the hammer when it is invoiced, less the commission when it is stated. What is exported
leaves the scheme with its purchase price (Notice 718, on zero-rated exports).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from ledger.events import Charge, Deduction
from ledger.identity import LotId
from ledger.money import Minor
from ledger.terms.tax import TaxCode, TaxScheme
from projections.document_lines import lines_in
from projections.purchases import PurchaseRow, purchases
from projections.queries import Period, rows_in
from projections.sales import SALES
from projections.supplies import SupplyRow, of_period, placed_supplies
from projections.tax import Taxed, taxes_in

SOLD_FOR = (Charge.HAMMER.value, Charge.PREMIUM.value)
COMMISSION = (Deduction.COMMISSION.value, Deduction.COMMISSION_MINIMUM.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginFigures:
    """What a period sold and bought on the scheme, as documents tell it."""

    sales: Minor
    purchases: Minor
    margin_by_lot: Minor
    """The margins that documents were taxed on."""
    due_by_lot: Minor
    """The VAT inside those."""


def margin_figures(
    db: Connection, place: str, currency: str, period: Period
) -> MarginFigures:
    """Add up what was sold and bought on the scheme in a period."""
    stock = _Stock(db, place, currency, period)
    taxes = [
        tax
        for tax in taxes_in(db, None, period)
        if tax.hidden
        and tax.lot in stock.lots
        and (tax.jurisdiction, tax.currency) == (place, currency)
    ]
    return MarginFigures(
        sales=sum(supply.net for supply in stock.sold()),
        purchases=sum(stock.bought()) + sum(stock.paid_to_consignors()),
        margin_by_lot=sum(tax.base for tax in taxes),
        due_by_lot=sum(tax.included for tax in taxes),
    )


@dataclass
class _Stock:
    """The lots of the scheme in one place, and what became of them in a period."""

    db: Connection
    place: str
    currency: str
    period: Period

    @cached_property
    def lots(self) -> dict[LotId | None, bool]:
        """Whether each lot that was invoiced under the scheme is the house's own."""
        return {
            line.lot: line.consignor is None
            for line in lines_in(self.db)
            if line.scheme is TaxScheme.GLOBAL_MARGIN
        }

    @cached_property
    def supplies(self) -> list[SupplyRow]:
        """What was supplied in the period on lots of the scheme."""
        placed = of_period(placed_supplies(self.db), self.period)
        return [
            supply
            for place, supply in placed
            if place == self.place
            and supply.currency == self.currency
            and supply.lot in self.lots
        ]

    def sold(self) -> Iterator[SupplyRow]:
        """Yield what buyers were charged for lots on the margin, credits below zero."""
        for supply in self.supplies:
            of_buyer = supply.kind is not Taxed.STATEMENT
            if of_buyer and supply.margin and supply.charge in SOLD_FOR:
                yield supply

    def paid_to_consignors(self) -> Iterator[Minor]:
        """Yield hammer prices, and below zero the commission that is taken off."""
        for supply in self.sold():
            if supply.charge == Charge.HAMMER and not self.lots[supply.lot]:
                yield supply.net
        for supply in self.supplies:
            stated = supply.kind is Taxed.STATEMENT and supply.charge in COMMISSION
            if stated and supply.margin:
                yield -supply.net

    def bought(self) -> Iterator[Minor]:
        """Yield what the house paid in the period, less what of it was exported."""
        prices = {
            row.lot: row.price for row in self._purchases() if self._is_of_scheme(row)
        }
        first, last = self.period
        for row in self._purchases():
            if row.lot in prices and first <= row.bought_on <= last:
                yield row.price
        for supply in self.supplies:
            if supply.charge == Charge.HAMMER and supply.code is TaxCode.EXPORT:
                sign = 1 if supply.net > 0 else -1
                yield -sign * prices.get(LotId(supply.lot or ""), 0)

    def _purchases(self) -> list[PurchaseRow]:
        return list(purchases(self.db).values())

    def _is_of_scheme(self, row: PurchaseRow) -> bool:
        """Say whether it was bought for the scheme; how it was sold goes before."""
        if self._currencies[row.sale] != self.currency:
            return False
        if row.lot in self._places:
            return row.lot in self.lots and self._places[row.lot] == self.place
        return row.scheme is TaxScheme.GLOBAL_MARGIN and row.place == self.place

    @cached_property
    def _places(self) -> dict[LotId | None, str]:
        return {supply.lot: place for place, supply in placed_supplies(self.db)}

    @cached_property
    def _currencies(self) -> dict[str, str]:
        return {row.sale: row.currency for row in rows_in(self.db, SALES)}
