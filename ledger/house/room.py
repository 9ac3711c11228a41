"""Commands of the auctioneer while lots are cried in the room."""

from __future__ import annotations

from datetime import datetime

from ledger import sale as sale_room
from ledger.entry import lot_stream, sale_stream
from ledger.events import LotEvent
from ledger.house.aggregates import session_is_on, terms_for
from ledger.house.bids import bidder_of, in_order, read_by
from ledger.house.command import Decide, command
from ledger.house.lots import decide_on_lot
from ledger.house.openings import open_seals
from ledger.house.transaction import HouseTransaction
from ledger.identity import HOUSE, Channel, LotId, Paddle, SaleId, sale_of
from ledger.lot import Lot, Stage, room as lot_room
from ledger.lot.room import RoomBid
from ledger.money import Minor
from ledger.refusals import AnotherIsUp, Refusal, SessionNotBegun
from ledger.sale import Sale
from ledger.terms.sessions import Session, SessionKind
from ledger.value import replace


@command("open a lot", corrects="early")
def open_lot(
    lot: LotId,
    *,
    at: datetime,
    amount: Minor | None = None,
    early: bool | None = None,
) -> Decide:
    """Put a lot up in the room, and open its session if it is the first.

    An amount is the auctioneer's choice, where nothing else says how it opens. Before
    the hour of its session a lot is put up only on purpose, and for a reason.
    """

    def decide(transaction: HouseTransaction) -> None:
        current_lot, sale = transaction.lot(lot), transaction.sale(sale_of(lot))
        must_be_alone(transaction, sale, current_lot)
        under = terms_for(sale, current_lot)
        if not early:
            _must_have_begun(current_lot, under.session, at)
        events = lot_room.open_lot(current_lot, at=at, amount=amount, under=under)
        begun = sale_room.open_session(sale, current_lot.listing.session, at=at)
        transaction.record(sale_stream(sale.id), begun)
        transaction.record(lot_stream(lot), events)

    return decide


def _must_have_begun(lot: Lot, session: Session | None, at: datetime) -> None:
    """Refuse to put a lot up before the hour for which buyers were invited."""
    if session is None or session.kind is not SessionKind.FLOOR or lot.up is not None:
        return
    if lot.ends_at <= at < session.starts_at:
        raise SessionNotBegun(
            lot=lot.id, session=session.number, starts_at=session.starts_at, at=at
        )


def must_be_alone(transaction: HouseTransaction, sale: Sale, lot: Lot) -> None:
    """Refuse to put a lot up while another of its session is."""
    for other in transaction.lots(sale.id):
        alike = other.listing.session == lot.listing.session and other.id != lot.id
        if alike and other.up is not None:
            raise AnotherIsUp(lot=lot.id, up=other.id)


@command("skip a lot")
def skip(lot: LotId, *, at: datetime) -> Decide:
    """Leave a lot for later in its session."""
    return decide_on_lot(lot, lambda current_lot, _: lot_room.skip(current_lot, at=at))


@command("bid in the room", one_bid=True)
def bid(
    lot: LotId,
    *,
    paddle: Paddle,
    at: datetime,
    channel: Channel,
    amount: Minor | None = None,
    cut: bool = False,
    seen: Minor | None = None,
    read_at: datetime | None = None,
) -> Decide:
    """Take a bid from the room; a refused one is recorded too, then raised.

    Without an amount it is what is asked, or half an increment for a cut bid. It is
    refused where another amount than the one that was seen is asked by then.
    """
    called = RoomBid(
        paddle=paddle, channel=channel, at=at, amount=amount, cut=cut, seen=seen
    )

    def decide(transaction: HouseTransaction) -> None:
        words = replace(called, at=in_order(transaction, transaction.lot(lot), at))
        read = read_by(transaction, read_at, at)
        _record_bid(
            transaction, lot, replace(words, read_at=read_at) if read else words
        )

    return decide


def _record_bid(transaction: HouseTransaction, lot: LotId, words: RoomBid) -> None:
    """Record a bid from the room with what it led to, or the refusal it met."""
    current_lot, sale = transaction.lot(lot), transaction.sale(sale_of(lot))
    events: tuple[LotEvent, ...]
    try:
        holder = sale.admit(words.paddle)
        events = lot_room.take_bid(
            current_lot,
            words,
            bidder=bidder_of(transaction, sale, current_lot, words.paddle, holder),
            under=terms_for(sale, current_lot),
        )
        if current_lot.up is None:
            # A late bid puts its lot up again in its session, beside no other.
            over = not session_is_on(sale, current_lot)
            lot_room.must_be_in_session(current_lot, session_over=over)
            must_be_alone(transaction, sale, current_lot)
    except Refusal as refusal:
        no = refusal.on_clock(sale.terms.zone)
        events = (lot_room.refuse_bid(current_lot, words, no),)
    transaction.record(lot_stream(lot), events)


@command("bid for the house", one_bid=True)
def house_bid(lot: LotId, *, at: datetime, amount: Minor | None = None) -> Decide:
    """Bid for the consignor, below the reserve; the book answers.

    A bid that is refused is recorded too, as one of the house, then raised.
    """
    words = RoomBid(paddle=HOUSE, channel=Channel.FLOOR, at=at, amount=amount)

    def decide(transaction: HouseTransaction) -> None:
        current_lot, sale = transaction.lot(lot), transaction.sale(sale_of(lot))
        under = terms_for(sale, current_lot)
        events: tuple[LotEvent, ...]
        try:
            events = lot_room.house_bid(current_lot, amount=amount, under=under)
        except Refusal as refusal:
            no = refusal.on_clock(sale.terms.zone)
            events = (lot_room.refuse_bid(current_lot, words, no),)
        transaction.record(lot_stream(lot), events)

    return decide


@command("set what is asked")
def ask(lot: LotId, *, asking: Minor, at: datetime) -> Decide:
    """Ask for another amount than the increments give."""
    return decide_on_lot(
        lot,
        lambda current_lot, under: lot_room.ask(
            current_lot, asking=asking, at=at, under=under
        ),
    )


@command("set the increment of a lot")
def set_increment(lot: LotId, *, at: datetime, step: Minor | None = None) -> Decide:
    """Climb by another step for the rest of a lot; None: by the terms again."""
    return decide_on_lot(
        lot,
        lambda current_lot, under: lot_room.set_increment(
            current_lot, step=step, at=at, under=under
        ),
    )


@command("give fair warning")
def warn(lot: LotId, *, at: datetime) -> Decide:
    """Give fair warning."""
    return decide_on_lot(lot, lambda current_lot, _: lot_room.warn(current_lot, at=at))


@command("knock a lot down")
def hammer(lot: LotId, *, at: datetime) -> Decide:
    """Knock a lot down to its leader."""
    return decide_on_lot(
        lot,
        lambda current_lot, under: lot_room.hammer(current_lot, at=at, under=under),
        closes=True,
    )


@command("pass a lot")
def pass_lot(lot: LotId, *, at: datetime) -> Decide:
    """Pass a lot."""
    return decide_on_lot(
        lot,
        lambda current_lot, under: lot_room.pass_lot(current_lot, at=at, under=under),
        closes=True,
    )


@command("close a session")
def close_session(sale: SaleId, session: int, *, at: datetime) -> Decide:
    """Close a session, once each of its lots was sold, passed or withdrawn."""

    def decide(transaction: HouseTransaction) -> None:
        lots = [lot for lot in transaction.lots(sale) if lot.listing.session == session]
        to_come = [lot.id for lot in lots if lot.stage is Stage.OPEN]
        current_sale = transaction.sale(sale)
        events = sale_room.close_session(current_sale, session, at=at, to_come=to_come)
        transaction.record(sale_stream(sale), events)
        for lot in lots:
            open_seals(transaction, lot.id)

    return decide
