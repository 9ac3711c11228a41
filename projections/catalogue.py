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
    IncrementSet,
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
from projections.folded import folded
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
    sought: str
    """Title and category as words are looked for in them, in every alphabet."""
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
    first_ends_at: datetime
    """When that was to be, as it was catalogued."""
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


def _on_bid(entry: Entry[BidPlaced] | Entry[LiveBidTaken], rows: Rows) -> None:
    rows.add(entry.event.lot, "bids")
    _set_standing(rows, entry.event.lot, entry.event.standing)


def _on_house_bid_placed(entry: Entry[HouseBidPlaced], rows: Rows) -> None:
    _set_standing(rows, entry.event.lot, entry.event.standing)


def _on_closing_extended(entry: Entry[ClosingExtended], rows: Rows) -> None:
    rows.set(entry.event.lot, ends_at=entry.event.ends_at)


def _on_lot_opened(entry: Entry[LotOpened], rows: Rows) -> None:
    rows.set(entry.event.lot, room=Room.UP, asking=entry.event.asking)


def _on_lot_skipped(entry: Entry[LotSkipped], rows: Rows) -> None:
    rows.set(entry.event.lot, room=Room.LATER)


def _on_asking_set(entry: Entry[AskingSet] | Entry[IncrementSet], rows: Rows) -> None:
    rows.set(entry.event.lot, asking=entry.event.asking)


def _on_taken_out(entry: Entry[BidRetracted] | Entry[BidStruck], rows: Rows) -> None:
    """Tell what is left of the bidding; what a retracted bid was is not told."""
    event = entry.event
    rows.set(event.lot, bids=event.left)
    if event.standing is None:
        rows.set(event.lot, price=None, asking=event.asking)
    else:
        _set_standing(rows, event.lot, event.standing)


def _on_lot_catalogued(entry: Entry[LotCatalogued], rows: Rows) -> None:
    event = entry.event
    rows.insert(
        event,
        sale=sale_of(event.lot),
        sought=_sought(event),
        number=number_of(event.lot),
        currency=event.currency.code,
        asking=event.opening,
        first_ends_at=event.ends_at,
        stage=Stage.OPEN,
        room=Room.COMING,
        reserve=ReserveState.NONE,
        bids=0,
        phones=0,
        tracking=0,
    )


def _sought(event: LotCatalogued | LotAmended) -> str:
    return folded(f"{event.title} {event.category or ''}")


def _on_lot_amended(entry: Entry[LotAmended], rows: Rows) -> None:
    # Entries are only amended before the first bid: the opening bid is asked.
    event = entry.event
    rows.set(event.lot, event, asking=event.opening, sought=_sought(event))


def _on_reserve_set(entry: Entry[ReserveSet], rows: Rows) -> None:
    event = entry.event
    if event.standing is not None:
        _set_standing(rows, event.lot, event.standing)
    rows.set(event.lot, reserve=reserve_set(event))


def _on_bidder_registered(entry: Entry[BidderRegistered], rows: Rows) -> None:
    if entry.event.channel is Channel.PHONE:
        rows.add(entry.event.lot, "phones")


def _on_registration_cancelled(entry: Entry[RegistrationCancelled], rows: Rows) -> None:
    if entry.event.channel is Channel.PHONE:
        rows.add(entry.event.lot, "phones", -1)


def _on_lot_tracked(entry: Entry[LotTracked], rows: Rows) -> None:
    rows.add(entry.event.lot, "tracking")


def _on_lot_untracked(entry: Entry[LotUntracked], rows: Rows) -> None:
    rows.add(entry.event.lot, "tracking", -1)


def _on_sold(
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


def _on_lot_passed(entry: Entry[LotPassed], rows: Rows) -> None:
    rows.set(entry.event.lot, stage=Stage.PASSED, room=Room.COMING)


def _on_lot_reopened(entry: Entry[LotReopened], rows: Rows) -> None:
    event = entry.event
    room = Room.UP if event.ends_at is None else Room.COMING
    rows.set(event.lot, stage=Stage.OPEN, room=room, hammer=None, realised=None)
    if event.standing is not None:
        _set_standing(rows, event.lot, event.standing)
    if event.ends_at is not None:
        rows.set(event.lot, ends_at=event.ends_at)


def _on_sale_rescinded(entry: Entry[SaleRescinded], rows: Rows) -> None:
    rows.set(entry.event.lot, stage=Stage.RESCINDED, hammer=None, realised=None)


def _on_lot_withdrawn(entry: Entry[LotWithdrawn], rows: Rows) -> None:
    rows.set(entry.event.lot, stage=Stage.WITHDRAWN, room=Room.COMING)


def _set_standing(rows: Rows, lot: LotId, standing: Standing) -> None:
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
    shape=6,
    hears={
        BidPlaced: _on_bid,
        LiveBidTaken: _on_bid,
        HouseBidPlaced: _on_house_bid_placed,
        ClosingExtended: _on_closing_extended,
        LotOpened: _on_lot_opened,
        LotSkipped: _on_lot_skipped,
        AskingSet: _on_asking_set,
        IncrementSet: _on_asking_set,
        BidRetracted: _on_taken_out,
        BidStruck: _on_taken_out,
        LotCatalogued: _on_lot_catalogued,
        LotAmended: _on_lot_amended,
        ReserveSet: _on_reserve_set,
        BidderRegistered: _on_bidder_registered,
        RegistrationCancelled: _on_registration_cancelled,
        LotTracked: _on_lot_tracked,
        LotUntracked: _on_lot_untracked,
        LotSold: _on_sold,
        LotResold: _on_sold,
        HammerAmended: _on_sold,
        LotPassed: _on_lot_passed,
        LotReopened: _on_lot_reopened,
        SaleRescinded: _on_sale_rescinded,
        LotWithdrawn: _on_lot_withdrawn,
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
