"""The console's keys: what each does, and the command that it makes.

A command is made of what the screen showed: a bid takes the asking bid that was on it,
and a hammer falls on the leader that was. If the room has moved on in between, the
house refuses, and nobody is sold a lot that nobody saw.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, cast

from ledger.house import corrections, room
from ledger.house.command import as_seen
from ledger.identity import Channel, LotId, lot_id, number_of
from ledger.money import NotAnAmount
from ledger.value import value
from presenters.console.input_line import NoCommand
from presenters.console.who_bids import paddle_to_bid

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.house.command import Command
    from ledger.lot import Lot
    from ledger.money import Currency, Minor
    from presenters.console.input_line import ClerkLine
    from presenters.console.state import SessionState

    MakesCommand: TypeAlias = Callable[[SessionState, ClerkLine, datetime], Command]

UNDO = "u"
TAKE_BACK = "t"
CUT = "c"
END = "e"
HELP = "?"
QUIT = "q"

REASONS = {TAKE_BACK: "called in error"}
"""The reason that a key gives where nobody is asked for one."""


@value
class ConsoleKey:
    """One key: its sign, its label, what it does, and the command that it makes."""

    sign: str
    label: str
    meaning: str
    command: MakesCommand | None = None
    """None: the screen sees to it."""
    question: str | None = None
    """What the screen asks for where the line is empty: a number, or an amount."""


def bid_through(
    channel: Channel,
) -> Callable[[SessionState, ClerkLine, datetime], Command]:
    """Take a bid by a channel, at what is asked unless an amount was typed."""

    def command(state: SessionState, line: ClerkLine, at: datetime) -> Command:
        lot = state.in_grace(at, channel) or _lot_up(state)
        paddle = paddle_to_bid(lot, line, channel)
        amount = None if line.amount is None else _amount_for_lot(line.amount, lot)
        return room.bid(
            lot.id,
            paddle=paddle,
            at=at,
            channel=channel,
            amount=amount,
            cut=line.cut,
            seen=lot.asking if amount is None or line.cut else None,
            read_at=at,
        )

    return command


def house_bid(state: SessionState, line: ClerkLine, at: datetime) -> Command:
    """Bid for the consignor, at what is asked unless an amount was typed.

    A number before it is a paddle that was to bid by another key: it is no amount.
    """
    lot = _lot_up(state)
    if line.number or line.cut:
        _with_empty_line(lot, line)
    amount = None if line.amount is None else _amount_for_lot(line.amount, lot)
    return as_seen(room.house_bid(lot.id, at=at, amount=amount), lot)


def set_asking(state: SessionState, line: ClerkLine, at: datetime) -> Command:
    """Ask for the amount that was typed."""
    lot = _lot_up(state)
    asking = _amount_for_lot(line.figure, lot)
    return as_seen(room.ask(lot.id, asking=asking, at=at), lot)


def set_increment(state: SessionState, line: ClerkLine, at: datetime) -> Command:
    """Climb by the amount typed for the rest of the lot; 0: by the ladder again."""
    lot = _lot_up(state)
    step = _amount_for_lot(line.figure, lot) or None
    return as_seen(room.set_increment(lot.id, step=step, at=at), lot)


def warn(state: SessionState, line: ClerkLine, at: datetime) -> Command:
    """Give fair warning."""
    lot = _with_empty_line(_lot_up(state), line)
    return as_seen(room.warn(lot.id, at=at), lot)


def hammer(state: SessionState, line: ClerkLine, at: datetime) -> Command:
    """Drop the hammer on the bid that is on the screen."""
    lot = _with_empty_line(_lot_up(state), line)
    return as_seen(room.hammer(lot.id, at=at), lot)


def pass_lot(state: SessionState, line: ClerkLine, at: datetime) -> Command:
    """Pass the lot that is up."""
    lot = _with_empty_line(_lot_up(state), line)
    return as_seen(room.pass_lot(lot.id, at=at), lot)


def skip(state: SessionState, line: ClerkLine, at: datetime) -> Command:
    """Leave the lot that is up for later, or the next one, or the one that is named."""
    if line.number and line.amount is None and not line.cut:
        return room.skip(_lot_numbered(state, line.number), at=at)
    lot = _with_empty_line(state.up or _next_lot(state), line)
    return room.skip(lot.id, at=at)


def on_purpose(command: Command) -> Command:
    """Return the opening of a lot as one that is made before its session begins."""
    lot, amount = command.arguments["lot"], command.arguments["amount"]
    assert command.at is not None, "a lot is put up at a moment"
    return room.open_lot(
        cast("LotId", lot),
        at=command.at,
        amount=cast("Minor | None", amount),
        early=True,
    )


def open_next(state: SessionState, line: ClerkLine, at: datetime) -> Command:
    """Put the next lot up."""
    return room.open_lot(_with_empty_line(_next_lot(state), line).id, at=at)


def open_at(state: SessionState, line: ClerkLine, at: datetime) -> Command:
    """Put a lot up at an amount of the auctioneer's choice: the next, or one named."""
    if line.number and line.amount:
        lot = _lot_numbered(state, line.number)
        return room.open_lot(
            lot, at=at, amount=_amount_in(line.amount, _currency_of(state))
        )
    amount = _amount_in(line.figure, _currency_of(state))
    return room.open_lot(_next_lot(state).id, at=at, amount=amount)


def go_to(state: SessionState, line: ClerkLine, at: datetime) -> Command:
    """Put up the lot of a number, out of its order."""
    return room.open_lot(_lot_numbered(state, line.figure), at=at)


def reopen(state: SessionState, line: ClerkLine, at: datetime) -> Command:
    """Take back the hammer that fell last."""
    lot = state.last
    if lot is None:
        raise NoCommand(
            "No hammer has fallen in this session, so there is none to undo."
        )
    return corrections.reopen(_with_empty_line(lot, line).id, at=at)


def take_back(state: SessionState, line: ClerkLine, at: datetime) -> Command:
    """Take back the last call on the lot that is up."""
    lot, call = _with_empty_line(_lot_up(state), line), state.call
    if call is None:
        raise NoCommand("No call on this lot is left to take back.")
    struck = corrections.take_back(
        lot.id, call.bid, leader=call.leader, price=call.price, at=at
    )
    return as_seen(struck, lot)


def end_session(state: SessionState, _: ClerkLine, at: datetime) -> Command:
    """End the session, once every lot is sold, passed or withdrawn."""
    return room.close_session(state.sale.id, state.session.number, at=at)


def _lot_up(state: SessionState) -> Lot:
    if state.up is not None:
        return state.up
    coming = f"Press n for lot {number_of(_next_lot(state).id)}, or g for another."
    raise NoCommand(f"No lot is up. {coming}")


def _next_lot(state: SessionState) -> Lot:
    if not state.to_come:
        raise NoCommand("No lot is left in this session. Press e to end it.")
    return state.to_come[0]


def _with_empty_line(lot: Lot, line: ClerkLine) -> Lot:
    """Refuse a key that names nobody while a number stands on the line."""
    if str(line) or line.cut:
        typed = str(line) or "Cut bid"
        raise NoCommand(
            f"{typed} is on the line, and this key takes none. Press Escape."
        )
    return lot


def _lot_numbered(state: SessionState, number: str) -> LotId:
    named = lot_id(state.sale.id, number.upper())
    if all(lot.id != named for lot in state.lots):
        session = state.session.number
        raise NoCommand(
            f"Session {session} has no lot {number}. Type one of its numbers."
        )
    return named


def _currency_of(state: SessionState) -> Currency:
    return state.sale.terms.rules.currency


def _amount_for_lot(text: str, lot: Lot) -> Minor:
    return _amount_in(text, lot.listing.currency)


def _amount_in(text: str, currency: Currency) -> Minor:
    if not text:
        raise NoCommand("There is no amount after the =. Type it, or press Backspace.")
    try:
        return currency.read(text)
    except NotAnAmount as no:
        raise NoCommand(str(no)) from no


KEYS = (
    ConsoleKey("f", "floor", "a bid from the floor", bid_through(Channel.FLOOR)),
    ConsoleKey("p", "phone", "a bid by telephone", bid_through(Channel.PHONE)),
    ConsoleKey("l", "live", "a bid from the internet, live", bid_through(Channel.LIVE)),
    ConsoleKey(CUT, "cut", "the next bid is half an increment; again: it is not"),
    ConsoleKey("h", "house", "a bid for the consignor, below the reserve", house_bid),
    ConsoleKey("a", "ask", "ask for the amount typed", set_asking, question="Ask for"),
    ConsoleKey(
        "i",
        "increment",
        "climb by the amount typed for the rest of the lot; 0: as the terms do",
        set_increment,
        question="Climb by",
    ),
    ConsoleKey("w", "warning", "fair warning", warn),
    ConsoleKey("k", "hammer", "knock the lot down to the leader", hammer),
    ConsoleKey("x", "pass", "pass the lot", pass_lot),
    ConsoleKey("n", "next", "put the next lot up", open_next),
    ConsoleKey(
        "o", "open at", "put it up at the amount typed", open_at, question="Open at"
    ),
    ConsoleKey(
        "g", "go to", "put up the lot of the number typed", go_to, question="Go to lot"
    ),
    ConsoleKey("s", "skip", "leave the lot for later", skip),
    ConsoleKey(TAKE_BACK, "take back", "strike the last call on the lot", take_back),
    ConsoleKey(UNDO, "undo", "reopen the lot whose hammer fell last", reopen),
    ConsoleKey(END, "end", "end the session", end_session),
    ConsoleKey(HELP, "help", "say what each key does"),
    ConsoleKey(QUIT, "quit", "leave the screen; the room stays as it is"),
)
"""Every key, in the order in which a lot needs them."""

KEYS_BY_SIGN = {key.sign: key for key in KEYS}
