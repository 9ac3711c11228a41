"""The premium due: what each leader would owe on a lot, and what each buyer does.

A row is kept for every lot, and told only while there is somebody to owe: the house
owes itself nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import Connection, Select, Table

from ledger.entry import Entry
from ledger.events import (
    BidPlaced,
    BidRetracted,
    BidStruck,
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
from projections.columns import Amount, Named, SortOrder
from projections.queries import Question, ask, fields_of
from projections.rows import Rows
from projections.view import View


class Settled(StrEnum):
    """The firmness of a premium."""

    LEADING = "leading"
    """It would be due if the lot were sold now."""
    SOLD = "sold"


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumRow:
    """The cost of one lot for its leader or buyer, if there is one."""

    lot: LotId
    sale: SaleId
    order: SortOrder
    """The lot's place in the sale, from 1."""
    pieces: int
    """How many times the price is paid: the quantity, where sold times the money."""
    leader: Paddle | None
    """Who leads, or led when bidding ended; the house too, for the consignor."""
    paddle: Paddle | None
    """Who would owe the premium, or owes it; None where nobody does."""
    price: Amount | None
    """The winning bid: per piece where sold times the money."""
    premium: Annotated[Amount | None, Named("premium_due")]
    """The buyer's premium that is due on it."""
    settled: Annotated[Settled, Named("firmness")]
    """Whether the premium is due, or would be."""
    channel: Channel | None
    """How the bid came that leads or won."""
    client_class: str | None
    """The class that sets this buyer's premium."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due(PremiumRow):
    """The cost of one lot for its leader or buyer."""

    paddle: Paddle
    price: Minor
    premium: Minor
    channel: Channel

    @property
    def hammer(self) -> Minor:
        """The hammer price of the winning bid, times its pieces."""
        return self.price * self.pieces

    @property
    def total(self) -> Minor:
        """Hammer price and premium, before tax."""
        return self.hammer + self.premium


def _on_bid(entry: Entry[BidPlaced] | Entry[LiveBidTaken], rows: Rows) -> None:
    event, standing = entry.event, entry.event.standing
    _set_standing(rows, event.lot, standing)
    # The premium depends on how the leader bid, not on who bid last.
    if standing.leader == event.paddle:
        rows.set(event.lot, channel=event.channel, client_class=event.client_class)


def _on_house_bid_placed(entry: Entry[HouseBidPlaced], rows: Rows) -> None:
    _set_standing(rows, entry.event.lot, entry.event.standing)


def _on_reserve_set(entry: Entry[ReserveSet], rows: Rows) -> None:
    if entry.event.standing is not None:
        _set_standing(rows, entry.event.lot, entry.event.standing)


def _on_lot_catalogued(entry: Entry[LotCatalogued], rows: Rows) -> None:
    event = entry.event
    rows.insert(
        lot=event.lot,
        sale=sale_of(event.lot),
        order=event.order,
        pieces=_paid_pieces(event),
        settled=Settled.LEADING,
    )


def _on_lot_amended(entry: Entry[LotAmended], rows: Rows) -> None:
    rows.set(entry.event.lot, pieces=_paid_pieces(entry.event))


def _paid_pieces(event: LotCatalogued | LotAmended) -> int:
    """Say how many times the winning bid is paid (rulebook 3.5)."""
    times_the_money = event.quantity_mode is QuantityMode.TIMES_THE_MONEY
    return event.quantity if times_the_money else 1


def _set_standing(rows: Rows, lot: LotId, standing: Standing | None) -> None:
    if standing is None:
        rows.set(lot, leader=None, paddle=None)
        return
    owes = standing.leader if standing.leader != HOUSE else None
    rows.set(
        lot,
        leader=standing.leader,
        paddle=owes,
        price=standing.price,
        premium=standing.premium,
    )


def _on_taken_out(entry: Entry[BidRetracted] | Entry[BidStruck], rows: Rows) -> None:
    event = entry.event
    _set_standing(rows, event.lot, event.standing)
    rows.set(event.lot, channel=event.channel, client_class=event.client_class)


def _on_sold(
    entry: Entry[LotSold] | Entry[LotResold] | Entry[HammerAmended], rows: Rows
) -> None:
    event = entry.event
    rows.set(
        event.lot,
        paddle=event.buyer,
        price=event.price,
        premium=event.premium,
        settled=Settled.SOLD,
        channel=event.channel,
        client_class=event.client_class,
    )


def _on_lot_reopened(entry: Entry[LotReopened], rows: Rows) -> None:
    rows.set(entry.event.lot, settled=Settled.LEADING)
    _set_standing(rows, entry.event.lot, entry.event.standing)


def _on_unsold(
    entry: Entry[LotPassed] | Entry[LotWithdrawn] | Entry[SaleRescinded], rows: Rows
) -> None:
    rows.set(entry.event.lot, paddle=None)


PREMIUM = View(
    name="premium",
    row=PremiumRow,
    key="lot",
    shape=4,
    hears={
        BidPlaced: _on_bid,
        LiveBidTaken: _on_bid,
        HouseBidPlaced: _on_house_bid_placed,
        ReserveSet: _on_reserve_set,
        LotCatalogued: _on_lot_catalogued,
        LotAmended: _on_lot_amended,
        BidRetracted: _on_taken_out,
        BidStruck: _on_taken_out,
        LotSold: _on_sold,
        LotResold: _on_sold,
        HammerAmended: _on_sold,
        LotReopened: _on_lot_reopened,
        LotPassed: _on_unsold,
        LotWithdrawn: _on_unsold,
        SaleRescinded: _on_unsold,
    },
    indexes=("sale", "paddle"),
)


def leads_in(db: Connection, sale: SaleId) -> list[PremiumRow]:
    """List who leads each lot of a sale, or led it, and what that costs."""
    rows = ask(db, PREMIUM, lambda t: t.select().where(t.c.sale == sale))
    return [PremiumRow(**fields) for fields in fields_of(PREMIUM, rows)]


def due_in(db: Connection, sale: SaleId) -> list[Due]:
    """List what is due in a sale, in the order of its lots."""
    return _dues_asked_for(db, lambda t: t.select().where(t.c.sale == sale))


def due_from(db: Connection, sale: SaleId, paddle: Paddle) -> list[Due]:
    """List what one paddle owes in a sale, or would."""
    return _dues_asked_for(
        db, lambda t: t.select().where(t.c.sale == sale, t.c.paddle == paddle)
    )


def due_on(db: Connection, lot: LotId) -> Due | None:
    """Return what is due on one lot; None while there is nobody to owe it."""
    return next(
        iter(_dues_asked_for(db, lambda t: t.select().where(t.c.lot == lot))), None
    )


def _dues_asked_for(db: Connection, question: Question) -> list[Due]:
    def owed(t: Table) -> Select[*tuple[Any, ...]]:
        return question(t).where(t.c.paddle.is_not(None)).order_by(t.c.order)

    return [Due(**fields) for fields in fields_of(PREMIUM, ask(db, PREMIUM, owed))]
