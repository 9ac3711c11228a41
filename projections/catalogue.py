"""The catalogue as anybody may see it: every lot, and what it stands at.

Who leads and how high they would go is not here, nor what the reserve is or whose the
lot was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, String, Table

from ledger.entry import Entry
from ledger.events import (
    AskingSet,
    BidderRegistered,
    BidPlaced,
    BidRetracted,
    BidStruck,
    ClosingExtended,
    Event,
    HammerAmended,
    HouseBidPlaced,
    LiveBidTaken,
    LotAmended,
    LotCatalogued,
    LotOpened,
    LotPassed,
    LotReopened,
    LotResold,
    LotSkipped,
    LotSold,
    LotTracked,
    LotUntracked,
    LotWithdrawn,
    QuantityMode,
    RegistrationCancelled,
    ReserveSet,
    SaleRescinded,
    Standing,
)
from ledger.identity import Channel, LotId, SaleId, number_of, sale_of
from ledger.money import Minor
from ledger.terms.sessions import SessionKind
from projections.columns import Moment, Word
from projections.reading import ask
from projections.rows import Row, Rows
from projections.states import ReserveState, Room, Stage, reserve_after, reserve_set
from projections.view import View

catalogue = Table(
    "catalogue",
    MetaData(),
    Column("lot", String, primary_key=True),
    Column("sale", String, nullable=False, index=True),
    Column("number", String, nullable=False),
    Column("session", Integer, nullable=False),
    Column("order", Integer, nullable=False),
    Column("kind", Word(SessionKind), nullable=False),
    Column("title", String, nullable=False),
    Column("description", String, nullable=False),
    Column("category", String),
    Column("low_estimate", BigInteger),
    Column("high_estimate", BigInteger),
    Column("opening", BigInteger, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("quantity_mode", Word(QuantityMode), nullable=False),
    Column("currency", String, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("stage", Word(Stage), nullable=False),
    Column("room", Word(Room), nullable=False),
    Column("price", BigInteger),
    Column("asking", BigInteger, nullable=False),
    Column("reserve", Word(ReserveState), nullable=False),
    Column("bids", Integer, nullable=False),
    Column("phones", Integer, nullable=False),
    Column("tracking", Integer, nullable=False),
    Column("hammer", BigInteger),
    Column("realised", BigInteger),
)


def hear(entry: Entry[Event], rows: Rows) -> None:
    """Change the page of a lot."""
    match entry.event:
        case (
            BidPlaced(lot=lot, standing=standing)
            | LiveBidTaken(lot=lot, standing=standing)
        ):
            rows.add(lot, "bids")
            rows.set(lot, _standing(standing))
        case HouseBidPlaced(lot=lot, standing=standing):
            rows.set(lot, _standing(standing))
        case ClosingExtended(lot=lot, ends_at=ends_at):
            rows.set(lot, {"ends_at": ends_at})
        case LotOpened() | LotSkipped() | AskingSet() as event:
            rows.set(event.lot, _called(event))
        case BidRetracted(lot=lot) | BidStruck(lot=lot) as event:
            rows.set(lot, _taken_out(event))
        case LotCatalogued() as event:
            rows.insert(_catalogued(event))
        case LotAmended(lot=lot) as event:
            rows.set(lot, _entry(event))
        case ReserveSet(lot=lot, reserve=reserve, standing=standing):
            rows.set(lot, {} if standing is None else _standing(standing))
            rows.set(lot, {"reserve": reserve_set(reserve, standing)})
        case BidderRegistered(lot=lot, channel=Channel.PHONE):
            rows.add(lot, "phones")
        case RegistrationCancelled(lot=lot, channel=Channel.PHONE):
            rows.add(lot, "phones", -1)
        case _:
            _hear_end(entry.event, rows)


def _hear_end(event: Event, rows: Rows) -> None:
    """Change the page of a lot that has ended; or only the count of who follows it."""
    match event:
        case LotTracked(lot=lot):
            rows.add(lot, "tracking")
        case LotUntracked(lot=lot):
            rows.add(lot, "tracking", -1)
        case (LotSold(lot=lot) | LotResold(lot=lot) | HammerAmended(lot=lot)) as end:
            rows.set(lot, _sold(end))
        case LotPassed(lot=lot):
            rows.set(lot, {"stage": Stage.PASSED, "room": Room.COMING})
        case LotReopened(lot=lot) as end:
            rows.set(lot, _reopened(end))
        case SaleRescinded(lot=lot):
            rows.set(lot, {"stage": Stage.RESCINDED, "hammer": None, "realised": None})
        case LotWithdrawn(lot=lot):
            rows.set(lot, {"stage": Stage.WITHDRAWN, "room": Room.COMING})


def _catalogued(event: LotCatalogued) -> Row:
    return {
        "lot": event.lot,
        "sale": sale_of(event.lot),
        "number": number_of(event.lot),
        "session": event.session,
        "order": event.order,
        "kind": event.kind,
        **_entry(event),
        "currency": event.currency.code,
        "ends_at": event.ends_at,
        "stage": Stage.OPEN,
        "room": Room.COMING,
        "price": None,
        "reserve": ReserveState.NONE,
        "bids": 0,
        "phones": 0,
        "tracking": 0,
        "hammer": None,
        "realised": None,
    }


def _entry(event: LotCatalogued | LotAmended) -> Row:
    return {
        "title": event.title,
        "description": event.description,
        "category": event.category,
        "low_estimate": event.low_estimate,
        "high_estimate": event.high_estimate,
        "opening": event.opening,
        "quantity": event.quantity,
        "quantity_mode": event.quantity_mode,
        # Entries are only amended before the first bid: the opening bid is asked.
        "asking": event.opening,
    }


def _standing(standing: Standing) -> Row:
    return {
        "price": standing.price,
        "asking": standing.asking,
        "reserve": reserve_after(standing),
    }


def _called(event: LotOpened | LotSkipped | AskingSet) -> Row:
    match event:
        case LotSkipped():
            return {"room": Room.LATER}
        case LotOpened(asking=asking):
            return {"room": Room.UP, "asking": asking}
        case AskingSet(asking=asking):
            return {"asking": asking}


def _taken_out(event: BidRetracted | BidStruck) -> Row:
    """Tell what is left of the bidding; what a retracted bid was is not told."""
    standing, left = event.standing, event.left
    if standing is None:
        return {"price": None, "asking": event.asking, "bids": left}
    return {**_standing(standing), "bids": left}


def _reopened(event: LotReopened) -> Row:
    room = Room.COMING if event.ends_at is not None else Room.UP
    again: Row = {
        "stage": Stage.OPEN,
        "room": room,
        "hammer": None,
        "realised": None,
    }
    if event.standing is not None:
        again |= _standing(event.standing)
    if event.ends_at is not None:
        again["ends_at"] = event.ends_at
    return again


def _sold(event: LotSold | LotResold | HammerAmended) -> Row:
    return {
        "stage": Stage.SOLD,
        "room": Room.COMING,
        "price": event.price,
        "hammer": event.hammer,
        # Houses publish the price realised with the premium in it (rulebook 2.7).
        "realised": event.hammer + event.premium,
    }


CATALOGUE = View(catalogue, shape=3, hear=hear)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A lot on its public page; prices are per piece where sold times the money."""

    lot: LotId
    sale: SaleId
    number: str
    session: int
    order: int
    """Its place in the sale, from 1."""
    kind: SessionKind
    title: str
    description: str
    category: str | None
    low_estimate: Minor | None
    high_estimate: Minor | None
    opening: Minor
    quantity: int
    quantity_mode: QuantityMode
    currency: str
    ends_at: datetime
    stage: Stage
    room: Room
    """Where it is in the room, while it is open."""
    price: Minor | None
    asking: Minor
    reserve: ReserveState
    bids: int
    """Bids taken, those for the consignor apart."""
    phones: int
    """Bidders registered to be telephoned."""
    tracking: int
    hammer: Minor | None
    realised: Minor | None
    """The hammer price and the buyer's premium, once sold."""

    @property
    def interest(self) -> int:
        """The count on the lot page: "Bids + Registered Phone Bidders"."""
        return self.bids + self.phones


def lots_of(db: Connection, sale: SaleId) -> list[Listing]:
    """List the lots of a sale in their order."""
    rows = ask(
        db, CATALOGUE, lambda t: t.select().where(t.c.sale == sale).order_by(t.c.order)
    )
    return [Listing(**row._mapping) for row in rows]


def listing(db: Connection, lot: LotId) -> Listing | None:
    """Return the page of one lot, if it is catalogued."""
    rows = ask(db, CATALOGUE, lambda t: t.select().where(t.c.lot == lot))
    return next((Listing(**row._mapping) for row in rows), None)
