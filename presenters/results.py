"""The results of the lots of a sale, and the totals of the sale."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ledger.events.vocabulary import Stage
from ledger.identity import LotId, Paddle, SaleId, number_of
from ledger.money import Currency
from presenters.lot import RESERVE_MET
from presenters.shape import Amount, Decimals, Shape
from presenters.words import if_any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.results import LotResult, SaleTotals

RESULT_COLUMNS = (
    ("lot", "right"),
    ("outcome", "left"),
    ("why", "left"),
    ("hammer", "right"),
    ("premium", "right"),
    ("realised", "right"),
    ("buyer", "right"),
    ("underbidder", "right"),
)


class LotResultShape(Shape):
    """The result of one lot, or its stage so far."""

    lot: LotId
    """The lot: its sale and its number in the catalogue."""
    stage: Stage
    """How far the lot has come."""
    reason: str | None
    """Why the lot was passed, withdrawn, or its sale called off."""
    price: Amount | None
    """The price reached, or the last one; per piece where sold times the money."""
    hammer: Amount | None
    """The hammer price; null while the lot is not sold."""
    premium: Amount | None
    """The buyer's premium; null while the lot is not sold."""
    realised: Amount | None
    """Hammer price and premium together; null while the lot is not sold."""
    buyer: Paddle | None
    """The paddle that bought the lot."""
    underbidder: Paddle | None
    """The best bidder beside the buyer."""
    reserve_met: bool | None
    """Whether the reserve is met; null where there is none."""
    closed_at: datetime | None
    """When the lot was sold, passed or withdrawn."""


class SaleTotalsShape(Shape):
    """The totals of a sale."""

    lots: int
    """How many lots the sale has."""
    sold: int
    """How many were sold."""
    passed: int
    """How many were passed."""
    withdrawn: int
    """How many were withdrawn."""
    hammer: Amount
    """The hammer prices of all lots that were sold."""
    premium: Amount
    """The buyer's premium on them."""
    realised: Amount
    """Hammer prices and premium together."""
    sell_through: str | None
    """Lots sold out of lots offered, as a fraction such as ``1/2``; null before any
    was offered."""


class SaleResultsShape(Shape):
    """The prices realised in a sale."""

    sale: SaleId
    """The sale."""
    results: tuple[LotResultShape, ...]
    """Lot by lot, in the order of the catalogue."""
    totals: SaleTotalsShape
    """The totals of the sale."""


def sale_results_shape(
    sale: SaleId, results: Sequence[LotResult], totals: SaleTotals, currency: Currency
) -> SaleResultsShape:
    """Return the results of a sale as their shape."""
    money, rate = Decimals(currency), totals.sell_through
    return SaleResultsShape(
        sale=sale,
        results=tuple(lot_result_shape(result, money) for result in results),
        totals=SaleTotalsShape(
            lots=totals.lots,
            sold=totals.sold,
            passed=totals.passed,
            withdrawn=totals.withdrawn,
            hammer=money(totals.hammer),
            premium=money(totals.premium),
            realised=money(totals.realised),
            sell_through=(
                None if rate is None else f"{rate.numerator}/{rate.denominator}"
            ),
        ),
    )


def lot_result_shape(result: LotResult, money: Decimals) -> LotResultShape:
    """Return the result of a lot as its shape."""
    return LotResultShape(
        lot=result.lot,
        stage=result.outcome,
        reason=result.reason,
        price=money(result.highest),
        hammer=money(result.hammer),
        premium=money(result.premium),
        realised=money(result.realised),
        buyer=result.buyer,
        underbidder=result.underbidder,
        reserve_met=RESERVE_MET[result.reserve.value],
        closed_at=result.closed_at,
    )


def result_row(result: LotResult, currency: Currency) -> tuple[object, ...]:
    """Write the result of a lot as a row."""
    money = currency.write
    return (
        number_of(result.lot),
        result.outcome.value,
        (result.reason or "").replace("-", " "),
        if_any(money, result.hammer),
        if_any(money, result.premium),
        if_any(money, result.realised),
        result.buyer,
        result.underbidder,
    )


def totals_sentence(totals: SaleTotals, currency: Currency) -> str:
    """Say what a sale came to."""
    hammer, premium = currency.write(totals.hammer), currency.write(totals.premium)
    realised = currency.write(totals.realised)
    sold = f"{totals.sold} of {totals.lots} lots sold"
    return f"{sold}, hammer {hammer}, premium {premium}, realised {realised}."
