"""The sale summary: what came up, what sold, and how it did against the estimates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from sqlalchemy import Connection, select

from ledger.events import QuantityMode
from ledger.events.vocabulary import Stage
from ledger.identity import SaleId
from ledger.money import Minor, share
from projections.catalogue import CATALOGUE, Listing, lots_of
from projections.queries import ask
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report, Row
from projections.results import LotResult, results_of

SALES = (
    Column("sale", "Sale", key=True),
    Column("lots", "Lots", Kind.COUNT, total=True),
    Column("offered", "Offered", Kind.COUNT, total=True),
    Column("sold", "Sold", Kind.COUNT, total=True),
    Column("passed", "Passed", Kind.COUNT, total=True),
    Column("withdrawn", "Withdrawn", Kind.COUNT, total=True),
    Column("rescinded", "Rescinded", Kind.COUNT, total=True),
    Column("sold_by_lots", "Sold by lots", Kind.RATE),
    Column("sold_by_value", "Sold by value", Kind.RATE),
    Column("low_estimates", "Low estimates", Kind.AMOUNT, total=True),
    Column("high_estimates", "High estimates", Kind.AMOUNT, total=True),
    Column("hammer", "Hammer", Kind.AMOUNT, total=True),
    Column("premium", "Premium", Kind.AMOUNT, total=True),
    Column("against_low", "Hammer to low", Kind.RATE),
    Column("against_high", "Hammer to high", Kind.RATE),
)
LOTS = (
    Column("lot", "Lot", key=True),
    Column("title", "Title"),
    Column("outcome", "Outcome"),
    Column("low_estimate", "Low estimate", Kind.AMOUNT, total=True),
    Column("high_estimate", "High estimate", Kind.AMOUNT, total=True),
    Column("hammer", "Hammer", Kind.AMOUNT, total=True),
    Column("premium", "Premium", Kind.AMOUNT, total=True),
    Column("against_low", "Hammer to low", Kind.RATE),
    Column("against_high", "Hammer to high", Kind.RATE),
    Column("place", "Against estimates"),
)
OFFERED = (Stage.SOLD, Stage.PASSED, Stage.RESCINDED)

Pair = tuple[Listing, LotResult]


def sale_summary(db: Connection, scope: Scope) -> Report:
    """Add a sale up, or every sale, and set each hammer against its estimates."""
    sales = [scope.sale] if scope.sale is not None else _sale_ids(db)
    offered = [(sale, pairs) for sale in sales if (pairs := _lot_pairs(db, sale))]
    return Report(
        heading=scope.heading("sale-summary", "Sale summary"),
        tables=(
            *by_currency(
                db,
                scope,
                "sales",
                "Sales",
                SALES,
                rows=(
                    (pairs[0][0].currency, _sale_row(sale, pairs))
                    for sale, pairs in offered
                ),
                note="Sold by value: the low estimates of what sold, of those of all "
                "that was offered. Hammer to low and high: of sold lots that had both "
                "estimates.",
            ),
            *by_currency(
                db,
                scope,
                "lots",
                "Lots",
                LOTS,
                rows=(
                    (listing.currency, _lot_row(listing, result))
                    for _, pairs in offered
                    for listing, result in pairs
                ),
            ),
        ),
    )


def _sale_ids(db: Connection) -> list[SaleId]:
    rows = ask(db, CATALOGUE, lambda t: select(t.c.sale).distinct().order_by(t.c.sale))
    return [SaleId(sale) for (sale,) in rows]


def _lot_pairs(db: Connection, sale: SaleId) -> list[Pair]:
    results = {result.lot: result for result in results_of(db, sale)}
    return [
        (_for_all_pieces(listing), results[listing.lot])
        for listing in lots_of(db, sale)
    ]


def _for_all_pieces(listing: Listing) -> Listing:
    """Estimate what a lot comes to: times its quantity, where it is sold so.

    Estimates are per piece there, as bids are; a hammer price is not.
    """
    if listing.quantity_mode is not QuantityMode.TIMES_THE_MONEY:
        return listing
    low, high, times = listing.low_estimate, listing.high_estimate, listing.quantity
    return replace(
        listing,
        low_estimate=None if low is None else low * times,
        high_estimate=None if high is None else high * times,
    )


def _sale_row(sale: SaleId, pairs: list[Pair]) -> Row:
    stages = [result.outcome for _, result in pairs]
    offered = [pair for pair in pairs if pair[1].outcome in OFFERED]
    sold = [pair for pair in offered if pair[1].outcome is Stage.SOLD]
    lows = _total(listing.low_estimate for listing, _ in offered)
    sold_lows = _total(listing.low_estimate for listing, _ in sold)
    return (
        sale,
        len(pairs),
        len(offered),
        len(sold),
        *(
            stages.count(stage)
            for stage in (Stage.PASSED, Stage.WITHDRAWN, Stage.RESCINDED)
        ),
        ratio(len(sold), len(offered)),
        ratio(sold_lows, lows),
        lows,
        _total(listing.high_estimate for listing, _ in offered),
        _total(result.hammer for _, result in sold),
        _total(result.premium for _, result in sold),
        *_hammer_to_estimates(sold),
    )


def _hammer_to_estimates(sold: list[Pair]) -> tuple[Fraction | None, Fraction | None]:
    """Set hammer prices against low and high estimates, where lots have both."""
    both = [
        (listing.low_estimate, listing.high_estimate, result.hammer)
        for listing, result in sold
        if listing.low_estimate is not None and listing.high_estimate is not None
    ]
    hammer = _total(price for _, _, price in both)
    return (
        ratio(hammer, _total(low for low, _, _ in both)),
        ratio(hammer, _total(high for _, high, _ in both)),
    )


def _lot_row(listing: Listing, result: LotResult) -> Row:
    low, high, hammer = listing.low_estimate, listing.high_estimate, result.hammer
    return (
        listing.lot,
        listing.title,
        result.outcome,
        low,
        high,
        hammer,
        result.premium,
        None if hammer is None or low is None else ratio(hammer, low),
        None if hammer is None or high is None else ratio(hammer, high),
        _side(low, high, hammer),
    )


def _side(low: Minor | None, high: Minor | None, hammer: Minor | None) -> str | None:
    """Say on which side of its estimates a lot sold."""
    if hammer is None or (low is None and high is None):
        return None
    if low is not None and hammer < low:
        return "below"
    return "above" if high is not None and hammer > high else "within"


THOUSAND = 1_000


def ratio(part: int, whole: int) -> Fraction | None:
    """Set a part against the whole, to a tenth of a percent; None without a whole."""
    if not whole:
        return None
    return Fraction(share(THOUSAND, Fraction(part, whole)), THOUSAND)


def _total(amounts: Iterator[Minor | None]) -> Minor:
    return sum(amount for amount in amounts if amount is not None)
