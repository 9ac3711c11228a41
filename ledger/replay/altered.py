"""A lot's history decided once more, from the same submissions, as it is wished.

Nothing is recorded. A bid keeps its number even where others are left out, so that both
histories can be held side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce

from ledger.events import (
    BidPlaced,
    BidRefused,
    BidRetracted,
    BidStruck,
    ClosingExtended,
    HammerAmended,
    HouseBidPlaced,
    LiveBidTaken,
    LotBooksEvent,
    LotCatalogued,
    LotEvent,
    LotPassed,
    LotReopened,
    LotResold,
    LotSold,
    OpeningEvent,
    PassReason,
    SaleRescinded,
)
from ledger.lot import Lot, Stage, corrections, hammer, room, timed
from ledger.lot.evolve import evolve
from ledger.refusals import OverCreditLimit, Refusal
from ledger.replay.decisions import decided
from ledger.replay.difference import Objection
from ledger.replay.record import LogEvent
from ledger.replay.result import Fared, Note
from ledger.replay.timeline import Moment, Timeline
from ledger.replay.wish import Wish
from ledger.replay.without_house import house_is_left_out, lot_without_house
from ledger.terms.bidding import ReserveMode, StrikePolicy
from ledger.terms.sessions import SessionKind
from ledger.value import replace

Bid = BidPlaced | BidRefused | LiveBidTaken
Closing = LotSold | LotPassed
Afterwards = SaleRescinded | LotResold | HammerAmended
"""What is put right after the hammer, and is not decided again."""

NOBODY = "nobody: a what-if"
"""The second person of a strike that is never recorded."""


def altered_lot(
    history: Sequence[LogEvent], timeline: Timeline, wish: Wish
) -> AlteredLot:
    """Decide a lot's history again as it is wished.

    A hammer that was taken back falls only once, at the end. What was put right after
    it is left aside.
    """
    altered = AlteredLot(
        timeline,
        _with_strikes(history, wish),
        without_house=house_is_left_out(history, wish),
    )
    last = _place_of_last_close(history)
    for place, (position, event) in enumerate(history):
        if isinstance(event, Closing):
            if wish.closes_at is None:
                altered.fall(position, event, taken_back=place != last)
        else:
            altered.hear(position, event)
    if wish.closes_at is not None:
        altered.close(history[-1].position, None, wish.closes_at)
    elif last is None:
        altered.strike(history[-1].position)
    return altered


def _with_strikes(history: Sequence[LogEvent], wish: Wish) -> Wish:
    """Let bids that are left out be struck in the end, where the room called bids.

    What was called after them was called against them, the house's own among them:
    those that are left meet again as maximums.
    """
    room_bids = any(isinstance(event, LiveBidTaken) for _, event in history)
    takes_out = wish.takes_out or house_is_left_out(history, wish)
    if room_bids and takes_out and wish.policy is None:
        return replace(wish, policy=StrikePolicy.STRIKE_ONE)
    return wish


def _place_of_last_close(history: Sequence[LogEvent]) -> int | None:
    """Find the hammer that was not taken back."""
    last = None
    for place, (_, event) in enumerate(history):
        if isinstance(event, Closing):
            last = place
        elif isinstance(event, LotReopened):
            last = None
    return last


class AlteredLot:
    """One lot on its way through its history, as it would have been."""

    def __init__(self, timeline: Timeline, wish: Wish, *, without_house: bool) -> None:
        self.notes: list[Note] = []
        self._was = timeline
        self._timeline = timeline if wish.terms is None else timeline.as_if(wish.terms)
        self._wish = wish
        self._lot: Lot | None = None
        self._before: LotEvent | None = None
        self._down = False
        """The hammer has fallen, and will be taken back."""
        self._without_house = without_house
        as_it_was = wish.terms is None and wish.closes_at is None
        self._only_struck = as_it_was and wish.policy is not None

    @property
    def lot(self) -> Lot:
        """The lot as it would stand."""
        assert self._lot is not None, "a lot's history begins in the catalogue"
        return self._lot

    def hear(self, position: int, event: LotEvent) -> None:
        """Decide again what was submitted at a position, unless it came too late."""
        if isinstance(event, LotBooksEvent | OpeningEvent):
            return
        if isinstance(event, Afterwards):
            self.notes.append(Note(Fared.LEFT_ASIDE, position, event))
        elif isinstance(event, LotReopened):
            self._down = False
            self._evolve(replace(event, standing=self.lot.standing))
        elif self._only_struck or isinstance(event, LotCatalogued):
            self._evolve(self._closing_at(event, self._wish.closes_at))
        elif not self._is_too_late(position, event):
            self._redecide(position, event)
        self._before = event

    def _closing_at(self, event: LotEvent, closes_at: datetime | None) -> LotEvent:
        """Let a timed lot close when it is wished to."""
        if not isinstance(event, LotCatalogued) or closes_at is None:
            return event
        timed_lot = event.kind is SessionKind.TIMED
        return replace(event, ends_at=closes_at) if timed_lot else event

    def _is_too_late(self, position: int, event: LotEvent) -> bool:
        """Say whether something came after the wished end of a lot that is cried.

        A timed lot refuses what comes late by itself, or lets it move the end.
        """
        closes_at = self._wish.closes_at
        if closes_at is None or self.lot.listing.kind is SessionKind.TIMED:
            return False
        name = "received_at" if isinstance(event, BidPlaced | BidRefused) else "at"
        at: datetime | None = getattr(event, name, None)
        late = at is not None and at > closes_at
        if late and isinstance(event, BidPlaced | LiveBidTaken):
            self.notes.append(Note(Fared.TOO_LATE, position, event))
        return late

    def _redecide(self, position: int, event: LotEvent) -> None:
        match event:
            case BidPlaced() | BidRefused() | LiveBidTaken():
                self._redecide_bid(position, event)
            case ClosingExtended():
                # One by a bid on this lot comes with that bid, if it comes.
                if not timed.is_by_own_bid(event) and event.ends_at > self.lot.ends_at:
                    self._evolve(event)
            case HouseBidPlaced():
                if not self._wish.house_is_silent and not self._is_answer(position):
                    self._redecide_or_note(position, event)
            case BidRetracted() | BidStruck() if self._is_moot(event):
                # What was never bid is taken out by nobody.
                pass
            case _:
                self._redecide_or_note(position, event)

    def _is_moot(self, event: BidRetracted | BidStruck) -> bool:
        """Say whether every bid that was taken out is one that is left out here."""
        left_out = self._wish.policy is None
        return left_out and all(
            self._wish.names(bid, event.paddle) for bid in event.bids
        )

    def _is_answer(self, position: int) -> bool:
        """Say whether the house's bid came with the event before it, and comes again.

        Any other is the auctioneer's own.
        """
        if not isinstance(self._before, BidPlaced | BidRetracted | BidStruck):
            return False
        rules = self._was.version(position).terms.rules
        return rules.bidding.reserve is ReserveMode.COUNTER

    def _redecide_bid(self, position: int, event: Bid) -> None:
        """Take a bid again, or refuse it; one that is left out is not heard at all."""
        # Its number counts what was tried before it, also what is left out now.
        tried = int(event.bid.partition("#")[2])
        named = self._wish.names(event.bid, event.paddle)
        if named and self._wish.policy is None:
            self._lot = replace(self.lot, attempts=tried)
            return
        over = isinstance(event, BidRefused) and event.code == OverCreditLimit.code
        if over or self._down or self._is_next_call_of_leader(event):
            self._evolve(event)
            return
        events = decided(self.lot, event, self._moment(position))
        now = events[-1] if isinstance(event, LiveBidTaken) else events[0]
        was_refused = isinstance(event, BidRefused)
        if isinstance(now, BidRefused) and not was_refused:
            self.notes.append(
                Note(Fared.REFUSED, position, event, Objection(now.code, now.said))
            )
        elif was_refused and not isinstance(now, BidRefused):
            self.notes.append(Note(Fared.TAKEN, position, event))
        self._evolve_all(events)

    def _is_next_call_of_leader(self, event: Bid) -> bool:
        """Say whether a call answered the house alone: in the end it is a maximum."""
        lead = self.lot.lead
        led = lead is not None and lead.paddle == event.paddle
        return self._without_house and isinstance(event, LiveBidTaken) and led

    def _redecide_or_note(self, position: int, event: LotEvent) -> None:
        """Take a decision again; where it is refused here, say so and go on."""
        try:
            self._evolve_all(decided(self.lot, event, self._moment(position)))
        except Refusal as no:
            no.on_clock(self._was.version(position).terms.zone)
            objection = Objection(no.code, str(no))
            self.notes.append(Note(Fared.NOT_SO, position, event, objection))

    def fall(self, position: int, event: Closing, *, taken_back: bool) -> None:
        """Drop the hammer where it fell for good."""
        self._down = taken_back
        if not taken_back:
            self.close(position, event, event.at)

    def close(self, position: int, recorded: Closing | None, at: datetime) -> None:
        """Drop the hammer when it fell, or once the lot would have been due."""
        self.strike(position)
        if self.lot.stage is not Stage.OPEN:
            return
        under = self._moment(position).under
        if self.lot.up is not None:
            discretion = (
                isinstance(recorded, LotPassed)
                and recorded.reason is PassReason.DISCRETION
            )
            unsold = hammer.unsold(self.lot) is not None
            falls = room.pass_lot if discretion or unsold else room.hammer
            self._evolve_all(falls(self.lot, at=at, under=under))
            return
        due_at = timed.due_at(self.lot, under.session)
        if due_at is None:
            self.notes.append(Note(Fared.STAYS_OPEN, position))
            return
        self._evolve_all(hammer.close(self.lot, at=max(at, due_at), under=under))

    def strike(self, position: int) -> None:
        """Strike the bids that are left out, the latest first, where that is wished."""
        policy = self._wish.policy
        if policy is None:
            return
        for claim in reversed(list(self.lot.claims)):
            named = self._wish.names(claim.bid, claim.paddle)
            # A strike may have taken out more than the bid it named.
            if named and self.lot.claims.find(claim.bid) is not None:
                events = corrections.strike(
                    self.lot,
                    claim.bid,
                    policy=policy,
                    at=self.lot.ends_at,
                    authorised_by=NOBODY,
                    under=self._moment(position).under,
                )
                self._evolve_all(events)
        if self._without_house and self.lot.stage is Stage.OPEN:
            self._lot = lot_without_house(self.lot, under=self._moment(position).under)

    def _moment(self, position: int) -> Moment:
        timeline, session = self._timeline, self.lot.listing.session
        under = timeline.under(position, session)
        bidding = under.rules.bidding
        if self._wish.house_is_silent and bidding.reserve is ReserveMode.COUNTER:
            # Nobody bids up to the reserve: a maximum that reaches it stands at it.
            silent = replace(bidding, reserve=ReserveMode.JUMP)
            under = replace(under, rules=replace(under.rules, bidding=silent))
        return Moment(position, timeline, under)

    def _evolve(self, event: LotEvent) -> None:
        self._lot = evolve(self._lot, event)

    def _evolve_all(self, events: Iterable[LotEvent]) -> None:
        self._lot = reduce(evolve, events, self._lot)
