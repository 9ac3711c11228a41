"""Prices realised: how every lot ended, sold or not, and what the sale came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    func,
    select,
)

from ledger.entry import Entry
from ledger.events import (
    BidPlaced,
    BidRetracted,
    BidStruck,
    Event,
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
from ledger.identity import LotId, Paddle, SaleId, sale_of
from ledger.money import Minor
from projections.columns import Moment, Word
from projections.reading import ask
from projections.rows import Row, Rows
from projections.states import ReserveState, Stage, reserve_after, reserve_set
from projections.view import View

results = Table(
    "results",
    MetaData(),
    Column("lot", String, primary_key=True),
    Column("sale", String, nullable=False, index=True),
    Column("order", Integer, nullable=False),
    Column("outcome", Word(Stage), nullable=False),
    Column("reason", String),
    Column("hammer", BigInteger),
    Column("premium", BigInteger),
    Column("buyer", String),
    Column("underbidder", String),
    Column("highest", BigInteger),
    Column("closed_at", Moment),
    Column("reserve", Word(ReserveState), nullable=False),
)


def hear(entry: Entry[Event], rows: Rows) -> None:
    """Say how a lot ended, or how far it got."""
    match entry.event:
        case (
            BidPlaced(lot=lot, standing=standing)
            | LiveBidTaken(lot=lot, standing=standing)
            | HouseBidPlaced(lot=lot, standing=standing)
        ):
            rows.set(lot, _standing(standing))
        case (
            BidRetracted(lot=lot, standing=standing)
            | BidStruck(lot=lot, standing=standing)
        ):
            rows.set(lot, _begun_again() if standing is None else _standing(standing))
        case LotCatalogued() as event:
            rows.insert(_catalogued(event))
        case ReserveSet(lot=lot, reserve=reserve, standing=standing):
            rows.set(lot, {} if standing is None else _standing(standing))
            rows.set(lot, {"reserve": reserve_set(reserve, standing)})
        case LotSold(lot=lot) as event:
            rows.set(lot, _sold(event))
            rows.set(lot, {"closed_at": event.at})
        case LotResold(lot=lot) as event:
            rows.set(lot, _resold(event))
        case HammerAmended(lot=lot) as event:
            rows.set(lot, _sold(event))
        case LotReopened(lot=lot) | SaleRescinded(lot=lot) as event:
            rows.set(lot, _unsold(event, entry.by.reason))
        case LotPassed(lot=lot) as event:
            rows.set(lot, _passed(event))
        case LotWithdrawn(lot=lot):
            rows.set(lot, _withdrawn(entry))


def _catalogued(event: LotCatalogued) -> Row:
    return {
        "lot": event.lot,
        "sale": sale_of(event.lot),
        "order": event.order,
        "outcome": Stage.OPEN,
        "reserve": ReserveState.NONE,
    }


def _standing(standing: Standing) -> Row:
    return {"highest": standing.price, "reserve": reserve_after(standing)}


def _begun_again() -> Row:
    return {"highest": None}


def _unsold(event: LotReopened | SaleRescinded, reason: str | None) -> Row:
    """Take back how a lot ended; called off, it says why."""
    again = isinstance(event, LotReopened)
    gone: Row = dict.fromkeys(("hammer", "premium", "buyer", "underbidder"))
    if again:
        return {**gone, "outcome": Stage.OPEN, "reason": None, "closed_at": None}
    return {**gone, "outcome": Stage.RESCINDED, "reason": reason}


def _resold(event: LotResold) -> Row:
    return {
        "outcome": Stage.SOLD,
        "reason": None,
        "hammer": event.hammer,
        "premium": event.premium,
        "buyer": event.buyer,
        "underbidder": None,
        "highest": event.price,
    }


def _sold(event: LotSold | HammerAmended) -> Row:
    return {
        "outcome": Stage.SOLD,
        "hammer": event.hammer,
        "premium": event.premium,
        "buyer": event.buyer,
        "underbidder": event.underbidder,
        "highest": event.price,
    }


def _passed(event: LotPassed) -> Row:
    return {
        "outcome": Stage.PASSED,
        "reason": event.reason.value,
        "highest": event.highest,
        "closed_at": event.at,
    }


def _withdrawn(entry: Entry[Event]) -> Row:
    """A withdrawal takes effect, and gives its reason, as it is recorded."""
    return {
        "outcome": Stage.WITHDRAWN,
        "reason": entry.by.reason,
        "closed_at": entry.by.recorded_at,
    }


RESULTS = View(results, shape=2, hear=hear)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one lot ended."""

    lot: LotId
    sale: SaleId
    order: int
    """Its place in the sale, from 1."""
    outcome: Stage
    reason: str | None
    """Why it was passed or withdrawn."""
    hammer: Minor | None
    premium: Minor | None
    buyer: Paddle | None
    underbidder: Paddle | None
    highest: Minor | None
    """Where the bidding stands or ended; per piece where sold times the money."""
    closed_at: datetime | None
    reserve: ReserveState

    @property
    def realised(self) -> Minor | None:
        """Hammer price and premium, as houses publish it (rulebook 2.7)."""
        if self.hammer is None or self.premium is None:
            return None
        return self.hammer + self.premium


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a sale came to."""

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


def results_of(db: Connection, sale: SaleId) -> list[Result]:
    """List how the lots of a sale ended, in their order."""
    rows = ask(
        db, RESULTS, lambda t: t.select().where(t.c.sale == sale).order_by(t.c.order)
    )
    return [Result(**row._mapping) for row in rows]


def result(db: Connection, lot: LotId) -> Result | None:
    """Say how one lot ended, if it is catalogued."""
    rows = ask(db, RESULTS, lambda t: t.select().where(t.c.lot == lot))
    return next((Result(**row._mapping) for row in rows), None)


def totals(db: Connection, sale: SaleId) -> Totals:
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
    return Totals(
        lots=sum(lots.values()),
        sold=lots.get(Stage.SOLD, 0),
        passed=lots.get(Stage.PASSED, 0),
        withdrawn=lots.get(Stage.WITHDRAWN, 0),
        rescinded=lots.get(Stage.RESCINDED, 0),
        # Some databases add whole numbers up to a decimal.
        hammer=sum(int(hammer or 0) for _, _, hammer, _ in rows),
        premium=sum(int(charged or 0) for _, _, _, charged in rows),
    )
