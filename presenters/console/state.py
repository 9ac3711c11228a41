"""The state of a session at one position of the log, as the clerk sees it.

Absentee maximums never appear in it: a bid of the book is shown as the book's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

from ledger.events import (
    BidRetracted,
    BidStruck,
    HouseBidPlaced,
    LiveBidTaken,
    LotOpened,
    Standing,
)
from ledger.identity import HOUSE, Channel, Paddle
from ledger.lot import Stage
from ledger.lot.walk import next_up, up_now
from ledger.value import value
from presenters.standing import STATED

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ledger.entry import Entry
    from ledger.events import Event
    from ledger.identity import BidId, LotId
    from ledger.lot import Lot
    from ledger.money import Minor
    from ledger.sale import Sale
    from ledger.terms.sessions import Session

BOOK = "book"
FOR_THE_CONSIGNOR = "house"
OWN = ", own lot"
"""Said of a bidder who is the consignor of the lot."""


@value
class HeardBid:
    """One bid as the room heard it: how much, and from where."""

    amount: Minor
    who: str
    cut: bool = False
    taken_back: bool = False


@value
class TakenCall:
    """A call that was taken, and where the bidding stood before it."""

    bid: BidId
    leader: Paddle | None
    price: Minor | None


@value
class SessionTotals:
    """The totals of the session so far, at hammer."""

    sold: int
    passed: int
    to_come: int
    hammer: Minor


@value
class SessionState:
    """A session at one position of the log."""

    sale: Sale
    session: Session
    position: int
    lots: Sequence[Lot]
    """Those of the session, in sale order."""
    bids: Sequence[HeardBid] = ()
    """The bids on the lot that is up, or was up last; the newest first."""
    call: TakenCall | None = None
    """The last call on it that counts."""

    @property
    def up(self) -> Lot | None:
        """The lot that is up in the room."""
        return up_now(self.lots)

    @property
    def last(self) -> Lot | None:
        """The lot whose hammer fell last."""
        return last_closed(self.lots)

    @property
    def shown(self) -> Lot | None:
        """The lot that the screen is about: the one that is up, or was last."""
        return self.up or self.last

    def in_grace(self, at: datetime, channel: Channel) -> Lot | None:
        """Return the lot that a late bid by a channel puts up again (rulebook 2.4)."""
        lot, terms = self.last, self.sale.terms.rules.room
        if self.up is not None or lot is None or lot.closed_at is None:
            return None
        until = lot.closed_at + timedelta(seconds=terms.grace_seconds)
        return lot if at <= until and channel in terms.grace_channels else None

    def named(self, paddle: Paddle, lot: Lot) -> str:
        """Name a bidder, and say that it is the consignor of the lot: ``101, own lot``.

        A consignor may not bid everywhere, and nobody should overlook it anywhere.
        """
        return _marked(paddle, self.sale.paddles_of(lot.listing.consignor))

    def who_leads(self, lot: Lot) -> str:
        """Say who leads, as the room knows them: ``floor 101``, ``book 102``."""
        lead = lot.lead
        if lead is None:
            return "nobody: a tie" if lot.standing is not None else "nobody"
        if lead.paddle == HOUSE:
            return FOR_THE_CONSIGNOR
        stated = "" if lead.entered_at is None else f", {STATED}"
        named = f"{self.named(lead.paddle, lot)}{stated}"
        return f"{lead.channel if lead.live else BOOK} {named}"

    @property
    def to_come(self) -> Sequence[Lot]:
        """The lots that are still to be put up, in the order they will come."""
        return next_up(self.lots, self.session.number)

    @property
    def totals(self) -> SessionTotals:
        """The lots sold and passed so far."""
        sold = [lot.sold.hammer for lot in self.lots if lot.sold is not None]
        passed = sum(lot.stage is Stage.PASSED for lot in self.lots)
        return SessionTotals(len(sold), passed, len(self.to_come), sum(sold))

    @property
    def is_over(self) -> bool:
        """Say whether the session was ended."""
        return self.session.number in self.sale.ended


def session_state(
    sale: Sale,
    session: int,
    position: int,
    lots: Iterable[Lot],
    history: Callable[[LotId], Sequence[Entry[Event]]],
) -> SessionState:
    """Return a session as its lots stand, with what was heard on the one shown."""
    in_order = sorted(lots, key=lambda lot: lot.listing.order)
    lot = up_now(in_order) or last_closed(in_order)
    entries = [] if lot is None else history(lot.id)
    own = sale.paddles_of(None if lot is None else lot.listing.consignor)
    bids, call = bids_heard(entries, own), last_call(entries)
    return SessionState(
        sale, sale.terms.session(session), position, in_order, bids, call
    )


def last_closed(lots: Sequence[Lot]) -> Lot | None:
    """Return the lot that was sold or passed last; of two at once, the later one."""
    closed = [
        (lot.closed_at, lot.listing.order, lot)
        for lot in lots
        if lot.closed_at is not None and lot.stage in (Stage.SOLD, Stage.PASSED)
    ]
    return max(closed, key=itemgetter(0, 1))[2] if closed else None


def phone_bidders(lot: Lot) -> list[tuple[Paddle, int | None]]:
    """Return who bids by telephone, and on which line."""
    return [
        (registration.paddle, registration.phone_line)
        for registration in lot.registrations
        if registration.channel is Channel.PHONE
    ]


def bids_heard(
    history: Sequence[Entry[Event]], own: Collection[Paddle]
) -> list[HeardBid]:
    """List the bids on a lot from its own history, the newest first.

    Those of its own consignor are marked.
    """
    gone = {bid for entry in history for bid in _bids_taken_out(entry.event)}
    bids: list[HeardBid] = []
    for entry in history:
        bids += _heard_bids(entry.event, gone, own)
    return bids[::-1]


def last_call(history: Sequence[Entry[Event]]) -> TakenCall | None:
    """Return the last call on a lot that counts, from its own history."""
    gone = {bid for entry in history for bid in _bids_taken_out(entry.event)}
    call, standing = None, None
    for entry in history:
        event = entry.event
        if isinstance(event, LiveBidTaken) and event.bid not in gone:
            leader, price = (
                (None, None) if standing is None else (standing.leader, standing.price)
            )
            call = TakenCall(event.bid, leader, price)
        if hasattr(event, "standing"):
            standing = event.standing
    return call


def _bids_taken_out(event: Event) -> Sequence[BidId]:
    return event.bids if isinstance(event, BidRetracted | BidStruck) else ()


def _heard_bids(
    event: Event, gone: set[BidId], own: Collection[Paddle]
) -> list[HeardBid]:
    """Return the bids that the room heard of an event: one, and the book's answer."""
    match event:
        case LiveBidTaken(standing=standing):
            who = f"{event.channel} {_marked(event.paddle, own)}"
            taken_back = event.bid in gone
            bid = HeardBid(event.amount, who, cut=event.cut, taken_back=taken_back)
            return [bid, *_bid_of_leader(event.paddle, standing, own)]
        case LotOpened(standing=Standing(leader=str(leader), price=int(price))):
            return [HeardBid(price, _leader_outside_room(Paddle(leader), own))]
        case HouseBidPlaced(amount=amount, standing=standing):
            bid = HeardBid(amount, FOR_THE_CONSIGNOR)
            return [bid, *_bid_of_leader(HOUSE, standing, own)]
        case _:
            return []


def _bid_of_leader(
    bidder: Paddle, standing: Standing, own: Collection[Paddle]
) -> list[HeardBid]:
    leader, price = standing.leader, standing.price
    if leader is None or leader == bidder or price is None:
        return []
    return [HeardBid(price, _leader_outside_room(leader, own))]


def _leader_outside_room(leader: Paddle, own: Collection[Paddle]) -> str:
    return FOR_THE_CONSIGNOR if leader == HOUSE else f"{BOOK} {_marked(leader, own)}"


def _marked(paddle: Paddle, own: Collection[Paddle]) -> str:
    return f"{paddle}{OWN}" if paddle in own else paddle
