"""The premium due: what each leader would owe on a lot, and what each buyer does.

A row is kept for every lot, and told only while there is somebody to owe: the house
owes itself nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    Select,
    String,
    Table,
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
    LotAmended,
    LotCatalogued,
    LotPassed,
    LotReopened,
    LotResold,
    LotSold,
    LotWithdrawn,
    QuantityMode,
    ReserveSet,
    SaleRescinded,
    Standing,
)
from ledger.identity import HOUSE, Channel, LotId, Paddle, SaleId, sale_of
from ledger.money import Minor
from projections.columns import Word
from projections.reading import Question, ask
from projections.rows import Row, Rows
from projections.view import View


class Settled(StrEnum):
    """How firm a premium is."""

    LEADING = "leading"
    """It would be due if the lot were sold now."""
    SOLD = "sold"


premium = Table(
    "premium",
    MetaData(),
    Column("lot", String, primary_key=True),
    Column("sale", String, nullable=False, index=True),
    Column("order", Integer, nullable=False),
    Column("pieces", Integer, nullable=False),
    Column("paddle", String, index=True),
    Column("price", BigInteger),
    Column("premium", BigInteger),
    Column("settled", Word(Settled), nullable=False),
    Column("channel", Word(Channel)),
    Column("client_class", String),
)


def hear(entry: Entry[Event], rows: Rows) -> None:
    """Say who would owe now, or does."""
    match entry.event:
        case (
            BidPlaced(lot=lot, paddle=paddle, standing=standing)
            | LiveBidTaken(lot=lot, paddle=paddle, standing=standing)
        ) as event:
            rows.set(lot, _standing(standing))
            # The premium depends on how the leader bid, not on who bid last.
            if standing.leader == paddle:
                by: Row = {"channel": event.channel, "client_class": event.client_class}
                rows.set(lot, by)
        case HouseBidPlaced(lot=lot, standing=standing):
            rows.set(lot, _standing(standing))
        case ReserveSet(lot=lot, standing=Standing() as standing):
            rows.set(lot, _standing(standing))
        case LotCatalogued() as event:
            rows.insert(_catalogued(event))
        case LotAmended(lot=lot) as event:
            rows.set(lot, {"pieces": _pieces(event)})
        case BidRetracted(lot=lot) | BidStruck(lot=lot) as event:
            rows.set(lot, _taken_out(event))
        case (LotSold(lot=lot) | LotResold(lot=lot) | HammerAmended(lot=lot)) as event:
            rows.set(lot, _sold(event))
        case LotReopened(lot=lot, standing=standing):
            rows.set(lot, {"settled": Settled.LEADING, **_leading(standing)})
        case LotPassed(lot=lot) | LotWithdrawn(lot=lot) | SaleRescinded(lot=lot):
            rows.set(lot, {"paddle": None})


def _catalogued(event: LotCatalogued) -> Row:
    return {
        "lot": event.lot,
        "sale": sale_of(event.lot),
        "order": event.order,
        "pieces": _pieces(event),
        "paddle": None,
        "price": None,
        "premium": None,
        "settled": Settled.LEADING,
        "channel": None,
        "client_class": None,
    }


def _pieces(event: LotCatalogued | LotAmended) -> int:
    """Say how many times the winning bid is paid (rulebook 3.5)."""
    times_the_money = event.quantity_mode is QuantityMode.TIMES_THE_MONEY
    return event.quantity if times_the_money else 1


def _standing(standing: Standing) -> Row:
    owes = standing.leader if standing.leader != HOUSE else None
    return {"paddle": owes, "price": standing.price, "premium": standing.premium}


def _leading(standing: Standing | None) -> Row:
    return {"paddle": None} if standing is None else _standing(standing)


def _taken_out(event: BidRetracted | BidStruck) -> Row:
    return {
        **_leading(event.standing),
        "channel": event.channel,
        "client_class": event.client_class,
    }


def _sold(event: LotSold | LotResold | HammerAmended) -> Row:
    return {
        "paddle": event.buyer,
        "price": event.price,
        "premium": event.premium,
        "settled": Settled.SOLD,
        "channel": event.channel,
        "client_class": event.client_class,
    }


PREMIUM = View(premium, shape=2, hear=hear)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What one lot costs whoever leads or bought it."""

    lot: LotId
    sale: SaleId
    order: int
    """The lot's place in the sale, from 1."""
    pieces: int
    """How many times the price is paid: the quantity, where sold times the money."""
    paddle: Paddle
    price: Minor
    premium: Minor
    settled: Settled
    channel: Channel
    client_class: str | None

    @property
    def hammer(self) -> Minor:
        """What the winning bid comes to."""
        return self.price * self.pieces

    @property
    def total(self) -> Minor:
        """Hammer price and premium, before tax."""
        return self.hammer + self.premium


def due_in(db: Connection, sale: SaleId) -> list[Due]:
    """List what is due in a sale, in the order of its lots."""
    return _dues(db, lambda t: t.select().where(t.c.sale == sale))


def due_from(db: Connection, sale: SaleId, paddle: Paddle) -> list[Due]:
    """List what one paddle owes in a sale, or would."""
    return _dues(db, lambda t: t.select().where(t.c.sale == sale, t.c.paddle == paddle))


def due_on(db: Connection, lot: LotId) -> Due | None:
    """Return what is due on one lot; None while there is nobody to owe it."""
    return next(iter(_dues(db, lambda t: t.select().where(t.c.lot == lot))), None)


def _dues(db: Connection, question: Question) -> list[Due]:
    def owed(t: Table) -> Select[*tuple[Any, ...]]:
        return question(t).where(t.c.paddle.is_not(None)).order_by(t.c.order)

    return [Due(**row._mapping) for row in ask(db, PREMIUM, owed)]
