"""A lot's history decided once more, from what was submitted, as somebody wishes it.

Nothing is recorded. A bid keeps its number even where others are left out, so that both
histories can be held side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
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
    PassReason,
    SaleRescinded,
)
from ledger.lot import Lot, Stage, corrections, hammer, room, timed
from ledger.lot.evolve import evolve
from ledger.refusals import OverCreditLimit, Refusal
from ledger.replay.day import Moment, TermsOfTheDay
from ledger.replay.decided import decided, own
from ledger.replay.record import Recorded
from ledger.replay.said import said
from ledger.replay.wish import Wish
from ledger.terms import Rules
from ledger.terms.bidding import ReserveMode, StrikePolicy
from ledger.terms.sessions import SessionKind

Bid = BidPlaced | BidRefused | LiveBidTaken
Closing = LotSold | LotPassed
Afterwards = SaleRescinded | LotResold | HammerAmended

NOBODY = "nobody: a what-if"
"""The second person of a strike that is never recorded."""


def decided_again(
    history: Sequence[Recorded], day: TermsOfTheDay, wish: Wish
) -> tuple[Lot, tuple[str, ...]]:
    """Decide a lot's history again as it is wished, and say what fared otherwise.

    A hammer that was taken back falls only once, at the end. What was put right after
    it is left aside.
    """
    again = _Again(day, _struck_in_the_end(history, wish))
    last = _last_close(history)
    for place, one in enumerate(history):
        if isinstance(one.event, Closing):
            if wish.closes_at is None:
                again.fall(one, taken_back=place != last)
        else:
            again.hear(one)
    if wish.closes_at is not None:
        again.close(history[-1].position, None, wish.closes_at)
    elif last is None:
        again.strike(history[-1].position)
    return again.lot, tuple(again.notes)


def _struck_in_the_end(history: Sequence[Recorded], wish: Wish) -> Wish:
    """Where bids were called in the room, let those left out be struck in the end.

    What was called after them was called against them: those that are left meet again
    as maximums.
    """
    called = any(isinstance(one.event, LiveBidTaken) for one in history)
    if called and wish.takes_out and wish.policy is None:
        return replace(wish, policy=StrikePolicy.STRIKE_ONE)
    return wish


def _last_close(history: Sequence[Recorded]) -> int | None:
    """Find the hammer that was not taken back."""
    last = None
    for place, (_, event) in enumerate(history):
        if isinstance(event, Closing):
            last = place
        elif isinstance(event, LotReopened):
            last = None
    return last


def _unanswered(rules: Rules) -> Rules:
    """Return rules under which nobody bids below a reserve for the consignor."""
    if rules.bidding.reserve is not ReserveMode.COUNTER:
        return rules
    return replace(rules, bidding=replace(rules.bidding, reserve=ReserveMode.PASSIVE))


class _Again:
    """One lot on its way through its history, as it would have been."""

    def __init__(self, day: TermsOfTheDay, wish: Wish) -> None:
        self.notes: list[str] = []
        self._was = day
        self._day = day if wish.terms is None else day.as_if(wish.terms)
        self._wish = wish
        self._lot: Lot | None = None
        self._before: LotEvent | None = None
        self._down = False
        """The hammer has fallen, and will be taken back."""
        as_it_was = wish.terms is None and wish.closes_at is None
        as_it_was = as_it_was and not wish.house_is_silent
        self._only_struck = as_it_was and wish.policy is not None

    @property
    def lot(self) -> Lot:
        """The lot as it would stand."""
        assert self._lot is not None, "a lot's history begins in the catalogue"
        return self._lot

    def hear(self, one: Recorded) -> None:
        """Decide again what was submitted at a position, unless it came too late."""
        event, closes_at = one.event, self._wish.closes_at
        if isinstance(event, LotBooksEvent):
            return
        if isinstance(event, Afterwards):
            told = said(event, self.lot.listing.currency)
            self.notes.append(f"Left aside, for it came after the hammer: {told}")
        elif isinstance(event, LotReopened):
            self._down = False
            self._hear(replace(event, standing=self.lot.standing))
        elif self._only_struck or isinstance(event, LotCatalogued):
            self._hear(self._closing_at(event, closes_at))
        elif not self._too_late(event):
            self._redecide(one.position, event)
        self._before = event

    def _closing_at(self, event: LotEvent, closes_at: datetime | None) -> LotEvent:
        """Let a timed lot close when it is wished to."""
        if not isinstance(event, LotCatalogued) or closes_at is None:
            return event
        timed_lot = event.kind is SessionKind.TIMED
        return replace(event, ends_at=closes_at) if timed_lot else event

    def _too_late(self, event: LotEvent) -> bool:
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
            self.notes.append(f"{self._named(event)}, was taken, and comes too late.")
        return late

    def _named(self, event: Bid) -> str:
        """Name a bid by its number, its bidder and its amount."""
        amount = self.lot.listing.currency.write(event.submitted)
        return f"Bid {event.bid} of {event.paddle}, {amount}"

    def _redecide(self, position: int, event: LotEvent) -> None:
        match event:
            case BidPlaced() | BidRefused() | LiveBidTaken():
                self._bid(position, event)
            case ClosingExtended():
                # One by a bid on this lot comes with that bid, if it comes.
                if not own(event) and event.ends_at > self.lot.ends_at:
                    self._hear(event)
            case HouseBidPlaced():
                if not self._wish.house_is_silent and not self._answers(position):
                    self._try(position, event)
            case BidRetracted() | BidStruck() if self._never_made(event):
                # What was never bid is taken out by nobody.
                pass
            case _:
                self._try(position, event)

    def _never_made(self, event: BidRetracted | BidStruck) -> bool:
        """Say whether every bid that was taken out is one that is left out here."""
        left_out = self._wish.policy is None
        return left_out and all(
            self._wish.names(bid, event.paddle) for bid in event.bids
        )

    def _answers(self, position: int) -> bool:
        """Say whether the house's bid came with the event before it, and comes again.

        Any other is the auctioneer's own.
        """
        if not isinstance(self._before, BidPlaced | BidRetracted | BidStruck):
            return False
        rules = self._was.version(position).terms.rules
        return rules.bidding.reserve is ReserveMode.COUNTER

    def _bid(self, position: int, event: Bid) -> None:
        """Take a bid again, or refuse it; one that is left out is not heard at all."""
        # Its number counts what was tried before it, also what is left out now.
        tried = int(event.bid.partition("#")[2])
        named = self._wish.names(event.bid, event.paddle)
        if named and self._wish.policy is None:
            self._lot = replace(self.lot, attempts=tried)
            return
        over = isinstance(event, BidRefused) and event.code == OverCreditLimit.code
        if over or self._down:
            self._hear(event)
            return
        events = decided(self.lot, event, self._moment(position))
        self._note(event, events[-1] if isinstance(event, LiveBidTaken) else events[0])
        self._take(events)

    def _note(self, event: Bid, now: LotEvent) -> None:
        """Say where a bid that was taken is refused, or the other way round."""
        what = self._named(event)
        if isinstance(event, BidRefused) == isinstance(now, BidRefused):
            return
        if isinstance(now, BidRefused):
            self.notes.append(f"{what}, was taken, and is refused here: {now.said}")
        elif isinstance(event, BidRefused):
            self.notes.append(f"{what}, was refused ({event.code}), and is taken here.")

    def _try(self, position: int, event: LotEvent) -> None:
        """Take a decision again; where it is refused here, say so and go on."""
        try:
            self._take(decided(self.lot, event, self._moment(position)))
        except Refusal as no:
            told = said(event, self.lot.listing.currency)
            self.notes.append(f"{told} Not so here: {no}")

    def fall(self, one: Recorded, *, taken_back: bool) -> None:
        """Drop the hammer where it fell for good."""
        self._down = taken_back
        if isinstance(one.event, Closing) and not taken_back:
            self.close(one.position, one.event, one.event.at)

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
            self._take(falls(self.lot, at=at, under=under))
            return
        due_at = timed.due_at(self.lot, under.session)
        if due_at is None:
            self.notes.append("The lot stays open: it waits for its first bid.")
            return
        self._take(hammer.close(self.lot, at=max(at, due_at), under=under))

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
                self._take(events)

    def _moment(self, position: int) -> Moment:
        day, session = self._day, self.lot.listing.session
        under = day.under(position, session)
        if self._wish.house_is_silent:
            under = replace(under, rules=_unanswered(under.rules))
        return Moment(position, day, under)

    def _hear(self, event: LotEvent) -> None:
        self._lot = evolve(self._lot, event)

    def _take(self, events: Iterable[LotEvent]) -> None:
        self._lot = reduce(evolve, events, self._lot)
