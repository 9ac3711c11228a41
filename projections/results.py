"""Prices realised: how every lot ended, sold or not, and what the sale came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import Connection, func, select

from ledger.entry import Entry
from ledger.events import (
    BidPlaced,
    BidRetracted,
    BidStruck,
    HammerAmended,
    HouseBidPlaced,
    LiveBidTaken,
    LotCatalogued,
    LotPassed,
    LotReopened,
    LotResold,
    LotSold,
    LotWithdrawn,
    ReserveSet,
    SaleRescinded,
    Standing,
)
from ledger.events.vocabulary import Stage
from ledger.identity import LotId, Paddle, SaleId, sale_of
from ledger.money import Minor
from projections.columns import Amount, SortOrder
from projections.lot_states import ReserveState, reserve_after, reserve_set
from projections.queries import ask, rows_in, rows_of
from projections.rows import Row, Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class LotResult:
    """The result of one lot."""

    lot: LotId
    sale: SaleId
    order: SortOrder
    """Its place in the sale, from 1."""
    outcome: Stage
    """How it ended, if it has."""
    reason: str | None
    """Why it was passed or withdrawn."""
    hammer: Amount | None
    premium: Amount | None
    buyer: Paddle | None
    underbidder: Paddle | None
    """Who would have bought it but for the buyer."""
    highest: Amount | None
    """Where the bidding stands or ended; per piece where sold times the money."""
    closed_at: datetime | None
    """When it was sold, passed or withdrawn."""
    reserve: ReserveState
    """Whether it has a reserve and it is met; never how high it is."""

    @property
    def realised(self) -> Minor | None:
        """Hammer price and premium, as houses publish it (rulebook 2.7)."""
        if self.hammer is None or self.premium is None:
            return None
        return self.hammer + self.premium


def _on_bid(
    entry: Entry[BidPlaced] | Entry[LiveBidTaken] | Entry[HouseBidPlaced], rows: Rows
) -> None:
    _set_standing(rows, entry.event.lot, entry.event.standing)


def _on_taken_out(entry: Entry[BidRetracted] | Entry[BidStruck], rows: Rows) -> None:
    event = entry.event
    if event.standing is None:
        rows.set(event.lot, highest=None)
    else:
        _set_standing(rows, event.lot, event.standing)


def _on_lot_catalogued(entry: Entry[LotCatalogued], rows: Rows) -> None:
    event = entry.event
    rows.insert(
        lot=event.lot,
        sale=sale_of(event.lot),
        order=event.order,
        outcome=Stage.OPEN,
        reserve=ReserveState.NONE,
    )


def _on_reserve_set(entry: Entry[ReserveSet], rows: Rows) -> None:
    event = entry.event
    if event.standing is not None:
        _set_standing(rows, event.lot, event.standing)
    rows.set(event.lot, reserve=reserve_set(event))


def _set_standing(rows: Rows, lot: LotId, standing: Standing) -> None:
    rows.set(lot, highest=standing.price, reserve=reserve_after(standing))


def _on_lot_sold(entry: Entry[LotSold], rows: Rows) -> None:
    _set_hammer(entry, rows)
    rows.set(entry.event.lot, closed_at=entry.event.at)


def _set_hammer(entry: Entry[LotSold] | Entry[HammerAmended], rows: Rows) -> None:
    event = entry.event
    rows.set(
        event.lot,
        outcome=Stage.SOLD,
        hammer=event.hammer,
        premium=event.premium,
        buyer=event.buyer,
        underbidder=event.underbidder,
        highest=event.price,
    )


def _on_lot_resold(entry: Entry[LotResold], rows: Rows) -> None:
    event = entry.event
    rows.set(
        event.lot,
        outcome=Stage.SOLD,
        reason=None,
        hammer=event.hammer,
        premium=event.premium,
        buyer=event.buyer,
        underbidder=None,
        highest=event.price,
    )


def _on_lot_reopened(entry: Entry[LotReopened], rows: Rows) -> None:
    reopened: Row = {"outcome": Stage.OPEN, "reason": None, "closed_at": None}
    rows.set(entry.event.lot, **_UNSOLD, **reopened)


def _on_sale_rescinded(entry: Entry[SaleRescinded], rows: Rows) -> None:
    why = entry.by.reason
    rows.set(entry.event.lot, **_UNSOLD, outcome=Stage.RESCINDED, reason=why)


_UNSOLD: Row = dict.fromkeys(("hammer", "premium", "buyer", "underbidder"))


def _on_lot_passed(entry: Entry[LotPassed], rows: Rows) -> None:
    event = entry.event
    rows.set(
        event.lot,
        outcome=Stage.PASSED,
        reason=event.reason.value,
        highest=event.highest,
        closed_at=event.at,
    )


def _on_lot_withdrawn(entry: Entry[LotWithdrawn], rows: Rows) -> None:
    """A withdrawal takes effect, and gives its reason, as it is recorded."""
    rows.set(
        entry.event.lot,
        outcome=Stage.WITHDRAWN,
        reason=entry.by.reason,
        closed_at=entry.by.recorded_at,
    )


RESULTS = View(
    name="results",
    row=LotResult,
    key="lot",
    shape=3,
    hears={
        BidPlaced: _on_bid,
        LiveBidTaken: _on_bid,
        HouseBidPlaced: _on_bid,
        BidRetracted: _on_taken_out,
        BidStruck: _on_taken_out,
        LotCatalogued: _on_lot_catalogued,
        ReserveSet: _on_reserve_set,
        LotSold: _on_lot_sold,
        LotResold: _on_lot_resold,
        HammerAmended: _set_hammer,
        LotReopened: _on_lot_reopened,
        SaleRescinded: _on_sale_rescinded,
        LotPassed: _on_lot_passed,
        LotWithdrawn: _on_lot_withdrawn,
    },
    indexes=("sale",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleTotals:
    """The totals of a sale."""

    lots: int
    sold: int
    passed: int
    withdrawn: int
    hammer: Minor
    premium: Minor
    rescinded: int = 0

    @property
    def realised(self) -> Minor:
        """All hammer prices and premiums."""
        return self.hammer + self.premium

    @property
    def sell_through(self) -> Fraction | None:
        """Lots sold of those that came up; None before the first of them did."""
        came_up = self.sold + self.passed + self.rescinded
        return Fraction(self.sold, came_up) if came_up else None


def results_of(db: Connection, sale: SaleId) -> list[LotResult]:
    """List how the lots of a sale ended, in their order."""
    return rows_in(db, RESULTS, sale, by=("order",))


def result(db: Connection, lot: LotId) -> LotResult | None:
    """Say how one lot ended, if it is catalogued."""
    rows = rows_of(db, RESULTS, lambda t: t.select().where(t.c.lot == lot))
    return next(iter(rows), None)


def totals(db: Connection, sale: SaleId) -> SaleTotals:
    """Add a sale up."""
    rows = ask(
        db,
        RESULTS,
        lambda t: (
            select(
                t.c.outcome, func.count(), func.sum(t.c.hammer), func.sum(t.c.premium)
            )
            .where(t.c.sale == sale)
            .group_by(t.c.outcome)
        ),
    )
    lots = {outcome: count for outcome, count, _, _ in rows}
    return SaleTotals(
        lots=sum(lots.values()),
        sold=lots.get(Stage.SOLD, 0),
        passed=lots.get(Stage.PASSED, 0),
        withdrawn=lots.get(Stage.WITHDRAWN, 0),
        rescinded=lots.get(Stage.RESCINDED, 0),
        # Some databases add whole numbers up to a decimal.
        hammer=sum(int(hammer or 0) for _, _, hammer, _ in rows),
        premium=sum(int(charged or 0) for _, _, _, charged in rows),
    )
