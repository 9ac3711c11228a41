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
    BidderRegistered,
    BidPlaced,
    Event,
    HouseBidPlaced,
    LotAmended,
    LotCatalogued,
    LotPassed,
    LotSold,
    LotTracked,
    LotUntracked,
    LotWithdrawn,
    QuantityMode,
    RegistrationCancelled,
    ReserveSet,
    Standing,
)
from ledger.identity import Channel, LotId, SaleId, number_of, sale_of
from ledger.money import Minor
from ledger.terms.sessions import SessionKind
from projections.columns import Moment, Word
from projections.reading import ask
from projections.rows import Row, Rows
from projections.states import ReserveState, Stage, reserve_after, reserve_set
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
        case BidPlaced(lot=lot, standing=standing):
            rows.add(lot, "bids")
            rows.set(lot, _standing(standing))
        case HouseBidPlaced(lot=lot, standing=standing):
            rows.set(lot, _standing(standing))
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
        case LotTracked(lot=lot):
            rows.add(lot, "tracking")
        case LotUntracked(lot=lot):
            rows.add(lot, "tracking", -1)
        case LotSold(lot=lot) as event:
            rows.set(lot, _sold(event))
        case LotPassed(lot=lot):
            rows.set(lot, {"stage": Stage.PASSED})
        case LotWithdrawn(lot=lot):
            rows.set(lot, {"stage": Stage.WITHDRAWN})


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


def _sold(event: LotSold) -> Row:
    return {
        "stage": Stage.SOLD,
        "price": event.price,
        "hammer": event.hammer,
        # Houses publish the price realised with the premium in it (rulebook 2.7).
        "realised": event.hammer + event.premium,
    }


CATALOGUE = View(catalogue, shape=1, hear=hear)


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
