"""The catalogue as anybody may see it: every lot, and what it stands at.

Who leads and how high they would go is not here, nor what the reserve is or whose the
lot was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import (
    AskingSet,
    BidderRegistered,
    BidPlaced,
    BidRetracted,
    BidStruck,
    ClosingExtended,
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
from ledger.events.vocabulary import Stage
from ledger.identity import Channel, LotId, SaleId, number_of, sale_of
from ledger.terms.sessions import SessionKind
from projections.columns import Amount, SortOrder
from projections.lot_states import ReserveState, Room, reserve_after, reserve_set
from projections.queries import rows_in, rows_of
from projections.rows import Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A lot on its public page; prices are per piece where sold times the money."""

    lot: LotId
    sale: SaleId
    number: str
    """The catalogue number."""
    session: int
    """The session of the sale, from 1."""
    order: SortOrder
    """Its place in the sale, from 1."""
    kind: SessionKind
    """Whether it is sold in the room or by the clock."""
    title: str
    """What is printed above the description."""
    description: str
    """What is printed of it."""
    category: str | None
    """What it is, as the catalogue sorts lots."""
    low_estimate: Amount | None
    """What it is thought to bring at least."""
    high_estimate: Amount | None
    """What it is thought to bring at most."""
    opening: Amount
    """What the bidding starts at."""
    quantity: int
    """How many pieces it has."""
    quantity_mode: QuantityMode
    """Whether the bid pays for all pieces, or for each."""
    currency: str
    ends_at: datetime
    """When proxy bids end, or a timed lot closes."""
    stage: Stage
    """Where it stands in its life."""
    room: Room
    """Where it is in the room, while it is open."""
    price: Amount | None
    """Where the bidding stands, or what it was sold for."""
    asking: Amount
    """The least that the next bidder must offer."""
    reserve: ReserveState
    """Whether it has a reserve and it is met; never how high it is."""
    bids: int
    """Bids taken, those for the consignor apart."""
    phones: int
    """Bidders registered to be telephoned."""
    tracking: int
    """How many follow it."""
    hammer: Amount | None
    realised: Amount | None
    """The hammer price and the buyer's premium, once sold."""

    @property
    def interest(self) -> int:
        """The count on the lot page: "Bids + Registered Phone Bidders"."""
        return self.bids + self.phones


def _bid(entry: Entry[BidPlaced] | Entry[LiveBidTaken], rows: Rows) -> None:
    rows.add(entry.event.lot, "bids")
    _stand(rows, entry.event.lot, entry.event.standing)


def _house_bid(entry: Entry[HouseBidPlaced], rows: Rows) -> None:
    _stand(rows, entry.event.lot, entry.event.standing)


def _extended(entry: Entry[ClosingExtended], rows: Rows) -> None:
    rows.set(entry.event.lot, ends_at=entry.event.ends_at)


def _opened(entry: Entry[LotOpened], rows: Rows) -> None:
    rows.set(entry.event.lot, room=Room.UP, asking=entry.event.asking)


def _skipped(entry: Entry[LotSkipped], rows: Rows) -> None:
    rows.set(entry.event.lot, room=Room.LATER)


def _asked(entry: Entry[AskingSet], rows: Rows) -> None:
    rows.set(entry.event.lot, asking=entry.event.asking)


def _taken_out(entry: Entry[BidRetracted] | Entry[BidStruck], rows: Rows) -> None:
    """Tell what is left of the bidding; what a retracted bid was is not told."""
    event = entry.event
    rows.set(event.lot, bids=event.left)
    if event.standing is None:
        rows.set(event.lot, price=None, asking=event.asking)
    else:
        _stand(rows, event.lot, event.standing)


def _catalogued(entry: Entry[LotCatalogued], rows: Rows) -> None:
    event = entry.event
    rows.insert(
        event,
        sale=sale_of(event.lot),
        number=number_of(event.lot),
        currency=event.currency.code,
        asking=event.opening,
        stage=Stage.OPEN,
        room=Room.COMING,
        reserve=ReserveState.NONE,
        bids=0,
        phones=0,
        tracking=0,
    )


def _amended(entry: Entry[LotAmended], rows: Rows) -> None:
    # Entries are only amended before the first bid: the opening bid is asked.
    rows.set(entry.event.lot, entry.event, asking=entry.event.opening)


def _reserve(entry: Entry[ReserveSet], rows: Rows) -> None:
    event = entry.event
    if event.standing is not None:
        _stand(rows, event.lot, event.standing)
    rows.set(event.lot, reserve=reserve_set(event.reserve, event.standing))


def _registered(entry: Entry[BidderRegistered], rows: Rows) -> None:
    if entry.event.channel is Channel.PHONE:
        rows.add(entry.event.lot, "phones")


def _cancelled(entry: Entry[RegistrationCancelled], rows: Rows) -> None:
    if entry.event.channel is Channel.PHONE:
        rows.add(entry.event.lot, "phones", -1)


def _tracked(entry: Entry[LotTracked], rows: Rows) -> None:
    rows.add(entry.event.lot, "tracking")


def _untracked(entry: Entry[LotUntracked], rows: Rows) -> None:
    rows.add(entry.event.lot, "tracking", -1)


def _sold(
    entry: Entry[LotSold] | Entry[LotResold] | Entry[HammerAmended], rows: Rows
) -> None:
    event = entry.event
    rows.set(
        event.lot,
        stage=Stage.SOLD,
        room=Room.COMING,
        price=event.price,
        hammer=event.hammer,
        # Houses publish the price realised with the premium in it (rulebook 2.7).
        realised=event.hammer + event.premium,
    )


def _passed(entry: Entry[LotPassed], rows: Rows) -> None:
    rows.set(entry.event.lot, stage=Stage.PASSED, room=Room.COMING)


def _reopened(entry: Entry[LotReopened], rows: Rows) -> None:
    event = entry.event
    room = Room.UP if event.ends_at is None else Room.COMING
    rows.set(event.lot, stage=Stage.OPEN, room=room, hammer=None, realised=None)
    if event.standing is not None:
        _stand(rows, event.lot, event.standing)
    if event.ends_at is not None:
        rows.set(event.lot, ends_at=event.ends_at)


def _rescinded(entry: Entry[SaleRescinded], rows: Rows) -> None:
    rows.set(entry.event.lot, stage=Stage.RESCINDED, hammer=None, realised=None)


def _withdrawn(entry: Entry[LotWithdrawn], rows: Rows) -> None:
    rows.set(entry.event.lot, stage=Stage.WITHDRAWN, room=Room.COMING)


def _stand(rows: Rows, lot: LotId, standing: Standing) -> None:
    rows.set(
        lot,
        price=standing.price,
        asking=standing.asking,
        reserve=reserve_after(standing),
    )


CATALOGUE = View(
    name="catalogue",
    row=Listing,
    key="lot",
    shape=4,
    hears={
        BidPlaced: _bid,
        LiveBidTaken: _bid,
        HouseBidPlaced: _house_bid,
        ClosingExtended: _extended,
        LotOpened: _opened,
        LotSkipped: _skipped,
        AskingSet: _asked,
        BidRetracted: _taken_out,
        BidStruck: _taken_out,
        LotCatalogued: _catalogued,
        LotAmended: _amended,
        ReserveSet: _reserve,
        BidderRegistered: _registered,
        RegistrationCancelled: _cancelled,
        LotTracked: _tracked,
        LotUntracked: _untracked,
        LotSold: _sold,
        LotResold: _sold,
        HammerAmended: _sold,
        LotPassed: _passed,
        LotReopened: _reopened,
        SaleRescinded: _rescinded,
        LotWithdrawn: _withdrawn,
    },
    indexes=("sale",),
)


def lots_of(db: Connection, sale: SaleId) -> list[Listing]:
    """List the lots of a sale in their order."""
    return rows_in(db, CATALOGUE, sale, by=("order",))


def listing(db: Connection, lot: LotId) -> Listing | None:
    """Return the page of one lot, if it is catalogued."""
    rows = rows_of(db, CATALOGUE, lambda t: t.select().where(t.c.lot == lot))
    return next(iter(rows), None)
