"""The room: lots are put up, bid on, warned of, knocked down or passed."""

from __future__ import annotations

from ledger.entry import Attribution
from ledger.house import bids as house_bids, room
from ledger.house.command import Command
from ledger.identity import Channel, LotId, Paddle, Role, SaleId, sale_of
from web.amounts import AmountText, price, price_if_any
from web.answers import answer_to_bid, what_was_recorded
from web.caller import Caller
from web.derived import asks_for
from web.fields import PaddleText
from web.operation import Said, does
from web.reading import LedgerReading

_LOT = "/sales/{sale}/lots/{number}"


class OpeningBody(Said, frozen=True, kw_only=True):
    """How a lot is put up in the room."""

    amount: AmountText | None = None
    """The auctioneer's choice of an opening, where nothing else says it."""
    early: bool | None = None
    """Before the hour of its session: on purpose, and with a reason."""


class RoomBidBody(Said, frozen=True, kw_only=True):
    """A bid that was called in the room."""

    paddle: PaddleText
    """Who bids."""
    channel: Channel | None = None
    """Where the bid was called: on the floor, and by a bidder who signed in, live
    online, where nothing is said."""
    amount: AmountText | None = None
    """What was called; what is asked, where nothing is said."""
    cut: bool = False
    """Half an increment."""
    seen: AmountText | None = None
    """What was asked when it was called: it is refused where that changed."""


class AmountBody(Said, frozen=True, kw_only=True):
    """An amount that a command is about."""

    amount: AmountText
    """The amount."""


def open_lot(reading: LedgerReading, lot: LotId, body: OpeningBody) -> Command:
    """Put a lot up in the room."""
    amount = price_if_any(body.amount, reading.currency_of(lot))
    return room.open_lot(lot, at=reading.at, amount=amount, early=body.early)


def bid_in_the_room(
    reading: LedgerReading,
    caller: Caller,
    by: Attribution,
    lot: LotId,
    body: RoomBidBody,
) -> Command:
    """Take a bid from the room; without an amount it is what is asked."""
    caller.must_bid_for_themselves(reading.records.sale(sale_of(lot)), body.paddle)
    bids_live = caller.role is Role.BIDDER
    channel = body.channel or (Channel.LIVE if bids_live else Channel.FLOOR)
    caller.must_leave_to_the_house(
        is_said=channel is not Channel.LIVE, what="How a bid came"
    )
    currency = reading.currency_of(lot)
    return room.bid(
        lot,
        paddle=Paddle(body.paddle),
        at=reading.at,
        channel=channel,
        amount=price_if_any(body.amount, currency),
        cut=body.cut,
        seen=price_if_any(body.seen, currency),
        read_at=by.recorded_at,
    )


def set_asking(reading: LedgerReading, lot: LotId, body: AmountBody) -> Command:
    """Ask for another amount than the increments give."""
    asking = price(body.amount, reading.currency_of(lot))
    return room.ask(lot, asking=asking, at=reading.at)


def give_warning(reading: LedgerReading, lot: LotId) -> Command:
    """Give fair warning."""
    return room.warn(lot, at=reading.at)


def drop_hammer(reading: LedgerReading, lot: LotId) -> Command:
    """Knock a lot down to its leader."""
    return room.hammer(lot, at=reading.at)


def pass_lot(reading: LedgerReading, lot: LotId) -> Command:
    """Pass a lot."""
    return room.pass_lot(lot, at=reading.at)


def skip_lot(reading: LedgerReading, lot: LotId) -> Command:
    """Leave a lot for later in its session."""
    return room.skip(lot, at=reading.at)


def close_lot(reading: LedgerReading, lot: LotId) -> Command:
    """Close a timed lot whose end has passed."""
    return house_bids.close_lot(lot, at=reading.at)


def close_session(reading: LedgerReading, sale: SaleId, session: int) -> Command:
    """Close a session, once each of its lots was sold, passed or withdrawn."""
    return room.close_session(sale, session, at=reading.at)


OPERATIONS = (
    does(f"{_LOT}/opening", "open a lot", open_lot, what_was_recorded),
    does(f"{_LOT}/room-bids", "bid in the room", bid_in_the_room, answer_to_bid),
    does(
        f"{_LOT}/asking",
        "set what is asked",
        set_asking,
        what_was_recorded,
        method="PUT",
    ),
    does(f"{_LOT}/warning", "give fair warning", give_warning, what_was_recorded),
    does(f"{_LOT}/hammer", "knock a lot down", drop_hammer, what_was_recorded),
    does(f"{_LOT}/pass", "pass a lot", pass_lot, what_was_recorded),
    does(f"{_LOT}/skip", "skip a lot", skip_lot, what_was_recorded),
    does(f"{_LOT}/close", "close a lot", close_lot, what_was_recorded),
    does(
        "/sales/{sale}/sessions/{session}/close",
        "close a session",
        close_session,
        what_was_recorded,
    ),
    asks_for(f"{_LOT}/house-bids", room.house_bid),
    asks_for(f"{_LOT}/increment", room.set_increment, method="PUT"),
)
