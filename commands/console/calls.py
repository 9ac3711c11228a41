"""What the auctioneer calls: each key, and what it asks of the house.

A call is made of what the screen showed: a bid takes the asking bid that was on it, and
a hammer falls on the leader that was. If the room has moved on in between, the house
refuses, and nobody is sold a lot that nobody saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from commands.console.scene import phones
from commands.console.slip import Slip
from ledger.house import corrections, room
from ledger.house.command import as_seen
from ledger.identity import PADDLE, Channel, LotId, Paddle, lot_id, number_of
from ledger.money import NotAnAmount

if TYPE_CHECKING:
    from collections.abc import Callable

    from commands.console.scene import Scene
    from commands.console.slip import Typed
    from ledger.house.command import Command
    from ledger.lot import Lot
    from ledger.money import Currency, Minor

UNDO = "u"
CUT = "c"
END = "e"
HELP = "?"
QUIT = "q"


@dataclass(frozen=True, slots=True)
class Call:
    """One key: what it is called, what it does, and what it asks of the house."""

    key: str
    word: str
    means: str
    ask: Callable[[Scene, Typed, datetime], Command] | None = None
    """None: the screen sees to it."""
    wants: str | None = None
    """What is asked for where nothing was typed: a number, or an amount."""


def bid_by(channel: Channel) -> Callable[[Scene, Typed, datetime], Command]:
    """Take a bid by a channel, at what is asked unless an amount was typed."""

    def ask(scene: Scene, typed: Typed, at: datetime) -> Command:
        lot = scene.in_grace(at) or _up(scene)
        paddle = _paddle(lot, typed, channel)
        amount = None if typed.amount is None else _amount(typed.amount, lot)
        if typed.cut:
            cut = room.bid(
                lot.id, paddle=paddle, at=at, channel=channel, amount=amount, cut=True
            )
            return as_seen(cut, lot)
        return room.bid(
            lot.id,
            paddle=paddle,
            at=at,
            channel=channel,
            amount=lot.asking if amount is None else amount,
        )

    return ask


def _paddle(lot: Lot, typed: Typed, channel: Channel) -> Paddle:
    if typed.number:
        if PADDLE.fullmatch(typed.number) is None:
            raise Slip(f"{typed.number} is no paddle. Press Escape, and type it anew.")
        return Paddle(typed.number)
    return _on_the_phone(lot) if channel is Channel.PHONE else _bid_last(lot, channel)


def _on_the_phone(lot: Lot) -> Paddle:
    """Return the one telephone bidder who does not lead."""
    rivals = [paddle for paddle, _ in phones(lot) if paddle != _leader(lot)]
    if len(rivals) == 1:
        return rivals[0]
    if not rivals:
        raise Slip("No other telephone is registered for this lot. Type the paddle.")
    several = " and ".join(rivals)
    raise Slip(f"Paddles {several} are on the telephone. Type which of them bids.")


def _bid_last(lot: Lot, channel: Channel) -> Paddle:
    """Return who bid last that way, and does not lead."""
    for claim in reversed(lot.claims):
        if claim.live and claim.channel is channel and claim.paddle != _leader(lot):
            return claim.paddle
    raise Slip(f"Nobody else has bid {channel.way} on this lot. Type the paddle.")


def _leader(lot: Lot) -> Paddle | None:
    return None if lot.standing is None else lot.standing.leader


def house_bid(scene: Scene, typed: Typed, at: datetime) -> Command:
    """Bid for the consignor, at what is asked unless an amount was typed.

    A number before it is a paddle that was to bid by another key: it is no amount.
    """
    lot = _up(scene)
    if typed.number or typed.cut:
        _nothing_typed(lot, typed)
    amount = None if typed.amount is None else _amount(typed.amount, lot)
    return as_seen(room.house_bid(lot.id, at=at, amount=amount), lot)


def set_asking(scene: Scene, typed: Typed, at: datetime) -> Command:
    """Ask for the amount that was typed."""
    lot = _up(scene)
    asking = _amount(typed.figure, lot)
    return as_seen(room.ask(lot.id, asking=asking, at=at), lot)


def warn(scene: Scene, typed: Typed, at: datetime) -> Command:
    """Give fair warning."""
    lot = _nothing_typed(_up(scene), typed)
    return as_seen(room.warn(lot.id, at=at), lot)


def hammer(scene: Scene, typed: Typed, at: datetime) -> Command:
    """Drop the hammer on the bid that is on the screen."""
    lot = _nothing_typed(_up(scene), typed)
    return as_seen(room.hammer(lot.id, at=at), lot)


def pass_lot(scene: Scene, typed: Typed, at: datetime) -> Command:
    """Pass the lot that is up."""
    lot = _nothing_typed(_up(scene), typed)
    return as_seen(room.pass_lot(lot.id, at=at), lot)


def skip(scene: Scene, typed: Typed, at: datetime) -> Command:
    """Leave the lot that is up, or the next one, for later."""
    lot = _nothing_typed(scene.up or _next(scene), typed)
    return room.skip(lot.id, at=at)


def open_next(scene: Scene, typed: Typed, at: datetime) -> Command:
    """Put the next lot up."""
    return room.open_lot(_nothing_typed(_next(scene), typed).id, at=at)


def open_at(scene: Scene, typed: Typed, at: datetime) -> Command:
    """Put a lot up at an amount of the auctioneer's choice: the next, or one named."""
    if typed.number and typed.amount:
        lot = _numbered(scene, typed.number)
        return room.open_lot(lot, at=at, amount=_read(typed.amount, _currency(scene)))
    amount = _read(typed.figure, _currency(scene))
    return room.open_lot(_next(scene).id, at=at, amount=amount)


def go_to(scene: Scene, typed: Typed, at: datetime) -> Command:
    """Put up the lot of a number, out of its order."""
    return room.open_lot(_numbered(scene, typed.figure), at=at)


def reopen(scene: Scene, typed: Typed, at: datetime) -> Command:
    """Take back the hammer that fell last."""
    lot = scene.last
    if lot is None:
        raise Slip("No hammer has fallen in this session, so there is none to undo.")
    return corrections.reopen(_nothing_typed(lot, typed).id, at=at)


def end_session(scene: Scene, typed: Typed, at: datetime) -> Command:
    """End the session, once every lot is sold, passed or withdrawn."""
    return room.close_session(scene.sale.id, scene.session.number, at=at)


def _up(scene: Scene) -> Lot:
    if scene.up is not None:
        return scene.up
    coming = f"Press n for lot {number_of(_next(scene).id)}, or g for another."
    raise Slip(f"No lot is up. {coming}")


def _next(scene: Scene) -> Lot:
    if not scene.to_come:
        raise Slip("No lot is left in this session. Press e to end it.")
    return scene.to_come[0]


def _nothing_typed(lot: Lot, typed: Typed) -> Lot:
    """Refuse a key that names nobody while a number stands on the line."""
    if str(typed) or typed.cut:
        told = str(typed) or "Cut bid"
        raise Slip(f"{told} is on the line, and this key takes none. Press Escape.")
    return lot


def _numbered(scene: Scene, number: str) -> LotId:
    named = lot_id(scene.sale.id, number.upper())
    if all(lot.id != named for lot in scene.lots):
        session = scene.session.number
        raise Slip(f"Session {session} has no lot {number}. Type one of its numbers.")
    return named


def _currency(scene: Scene) -> Currency:
    return scene.sale.terms.rules.currency


def _amount(text: str, lot: Lot) -> Minor:
    return _read(text, lot.listing.currency)


def _read(text: str, currency: Currency) -> Minor:
    if not text:
        raise Slip("There is no amount behind the =. Type it, or press Backspace.")
    try:
        return currency.read(text)
    except NotAnAmount as no:
        raise Slip(str(no)) from no


CALLS = (
    Call("f", "floor", "a bid from the floor", bid_by(Channel.FLOOR)),
    Call("p", "phone", "a bid by telephone", bid_by(Channel.PHONE)),
    Call("l", "live", "a bid from the internet, live", bid_by(Channel.LIVE)),
    Call(CUT, "cut", "the next bid is half an increment; again: it is not"),
    Call("h", "house", "a bid for the consignor, below the reserve", house_bid),
    Call("a", "ask", "ask for the amount typed", set_asking, wants="Ask for"),
    Call("w", "warning", "fair warning", warn),
    Call("k", "hammer", "knock the lot down to who leads", hammer),
    Call("x", "pass", "pass the lot", pass_lot),
    Call("n", "next", "put the next lot up", open_next),
    Call("o", "open at", "put it up at the amount typed", open_at, wants="Open at"),
    Call("g", "go to", "put up the lot of the number typed", go_to, wants="Go to lot"),
    Call("s", "skip", "leave the lot for later", skip),
    Call(UNDO, "undo", "reopen the lot whose hammer fell last", reopen),
    Call(END, "end", "end the session", end_session),
    Call(HELP, "help", "say what each key does"),
    Call(QUIT, "quit", "leave the screen; the room stays as it is"),
)
"""Every key, in the order in which a lot needs them."""

BY_KEY = {call.key: call for call in CALLS}
