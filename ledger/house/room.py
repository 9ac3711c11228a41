"""What the auctioneer may ask of the house while lots are cried."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ledger import sale as sale_room
from ledger.entry import lot_stream, sale_stream
from ledger.events import LotEvent
from ledger.house.bids import bidder_of
from ledger.house.instruction import (
    Instruction,
    lot_on,
    lots_on,
    sale_on,
    terms_for,
)
from ledger.identity import Channel, LotId, Paddle, SaleId, sale_of
from ledger.lot import Lot, Stage, room as lot_room
from ledger.lot.bidding import UnderTerms
from ledger.lot.room import RoomBid
from ledger.money import Minor
from ledger.refusals import AnotherIsUp, Refusal
from ledger.sale import Sale
from ledger.store.desk import Desk

Decision = Callable[[Lot, UnderTerms], tuple[LotEvent, ...]]


def open_lot(lot: LotId, *, at: datetime, amount: Minor | None = None) -> Instruction:
    """Put a lot up in the room, and open its session if it is the first.

    An amount is the auctioneer's choice, where nothing else says how it opens.
    """

    def decide(desk: Desk) -> None:
        held, sale = lot_on(desk, lot), sale_on(desk, sale_of(lot))
        must_be_alone(desk, sale, held)
        under = terms_for(sale, held)
        events = lot_room.open_lot(held, at=at, amount=amount, under=under)
        begun = sale_room.open_session(sale, held.listing.session, at=at)
        desk.record(sale_stream(sale.id), begun)
        desk.record(lot_stream(lot), events)

    return Instruction(f"open {lot} {amount}", decide)


def must_be_alone(desk: Desk, sale: Sale, lot: Lot) -> None:
    """Refuse to put a lot up while another of its session is."""
    for one in lots_on(desk, sale.id):
        alike = one.listing.session == lot.listing.session and one.id != lot.id
        if alike and one.up is not None:
            raise AnotherIsUp(lot=lot.id, up=one.id)


def skip(lot: LotId, *, at: datetime) -> Instruction:
    """Leave a lot for later in its session."""
    return _to_lot(lot, "skip", lambda held, _: lot_room.skip(held, at=at))


def bid(
    lot: LotId,
    *,
    paddle: Paddle,
    at: datetime,
    channel: Channel,
    amount: Minor | None = None,
    cut: bool = False,
) -> Instruction:
    """Take a bid from the room; a refused one is recorded too, then raised.

    Without an amount it is what is asked, or half an increment for a cut bid.
    """
    words = RoomBid(paddle=paddle, channel=channel, at=at, amount=amount, cut=cut)
    said = f"live {lot} {paddle} {channel} {amount} {cut}"
    return Instruction(said, lambda desk: _take(desk, lot, words), one_bid=True)


def _take(desk: Desk, lot: LotId, words: RoomBid) -> None:
    """Record a bid from the room with what it led to, or the refusal it met."""
    held, sale = lot_on(desk, lot), sale_on(desk, sale_of(lot))
    events: tuple[LotEvent, ...]
    try:
        holder = sale.admit(words.paddle)
        if held.up is None:
            # A late bid puts its lot up again, beside no other.
            must_be_alone(desk, sale, held)
        events = lot_room.take_bid(
            held,
            words,
            bidder=bidder_of(desk, sale, held, words.paddle, holder),
            under=terms_for(sale, held),
        )
    except Refusal as no:
        events = (lot_room.refuse_bid(held, words, no),)
    desk.record(lot_stream(lot), events)


def house_bid(lot: LotId, *, at: datetime, amount: Minor | None = None) -> Instruction:
    """Bid for the consignor, below the reserve; the book answers."""
    return _to_lot(
        lot,
        f"house {amount} {at.isoformat()}",
        lambda held, under: lot_room.house_bid(held, amount=amount, under=under),
    )


def ask(lot: LotId, *, asking: Minor, at: datetime) -> Instruction:
    """Ask for another amount than the increments give."""
    return _to_lot(
        lot,
        f"ask {asking}",
        lambda held, under: lot_room.ask(held, asking=asking, at=at, under=under),
    )


def warn(lot: LotId, *, at: datetime) -> Instruction:
    """Give fair warning."""
    return _to_lot(lot, "warn", lambda held, _: lot_room.warn(held, at=at))


def hammer(lot: LotId, *, at: datetime) -> Instruction:
    """Knock a lot down to its leader."""
    return _to_lot(
        lot, "hammer", lambda held, under: lot_room.hammer(held, at=at, under=under)
    )


def pass_lot(lot: LotId, *, at: datetime) -> Instruction:
    """Pass a lot."""
    return _to_lot(
        lot, "pass", lambda held, under: lot_room.pass_lot(held, at=at, under=under)
    )


def close_session(sale: SaleId, session: int, *, at: datetime) -> Instruction:
    """Close a session, once each of its lots was sold, passed or withdrawn."""

    def decide(desk: Desk) -> None:
        to_come = [
            lot.id
            for lot in lots_on(desk, sale)
            if lot.listing.session == session and lot.stage is Stage.OPEN
        ]
        held = sale_on(desk, sale)
        events = sale_room.close_session(held, session, at=at, to_come=to_come)
        desk.record(sale_stream(sale), events)

    return Instruction(f"close session {sale} {session}", decide)


def _to_lot(lot: LotId, words: str, decision: Decision) -> Instruction:
    def decide(desk: Desk) -> None:
        held = lot_on(desk, lot)
        under = terms_for(sale_on(desk, sale_of(lot)), held)
        desk.record(lot_stream(lot), decision(held, under))

    return Instruction(f"room {lot} {words}", decide)
