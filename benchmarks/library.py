"""The same job on the event-sourcing library's own recorder, in its own usual style.

An application with aggregates, ``@event`` methods and the SQLite module that comes with
it. A bid goes through the same rules, records the same facts and keeps the same state.
Where there was a choice the library got the cheaper one: the terms and the paddles stay
in memory, a lot is found by an id that is at hand, and nothing makes a command safe to
repeat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeAlias
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from benchmarks.sale_of_bids import (
    CLIENT,
    ENDS_AT,
    OPENING,
    PADDLES,
    SESSION,
    TERMS,
    described,
    lot_names,
    signed,
)
from ledger.charges import premium
from ledger.contest import Claim, Contest, Outcome
from ledger.entry import Attribution
from ledger.identity import BidId, Channel, LotId, Paddle, number_of
from ledger.increments import OffIncrement
from ledger.lot.slip import LotSlip, Slip
from ledger.money import Minor, Money
from ledger.refusals import BidBelowAsking, BiddingClosed, ChannelClosed, UnknownPaddle
from ledger.sale import Holder
from ledger.terms.bidding import NextAsk

CACHED = {"AGGREGATE_CACHE_MAXSIZE": "1000"}
"""The library's cache of aggregates, as it comes: each command works on a copy."""
SHARED = {**CACHED, "DEEPCOPY_FROM_AGGREGATE_CACHE": "n"}
"""Without those copies: a command that fails half way spoils what is cached."""
ALONE = {**SHARED, "AGGREGATE_CACHE_FASTFORWARD": "n"}
"""And without asking for news: nobody else may write to the file."""

RULES = TERMS.rules

Facts: TypeAlias = dict[str, int | str | bool | None]


class Lot(Aggregate):
    """A lot as the library's guide would write it: a verb, its event, its state."""

    @event("Catalogued")
    def __init__(
        self,
        *,
        lot: str,
        order: int,
        title: str,
        opening: int,
        ends_at: datetime,
        actor: str,
        role: str,
    ) -> None:
        self.lot = LotId(lot)
        self.order = order
        self.title = title
        self.opening = opening
        self.ends_at = ends_at
        self.reserve: int | None = None
        self.standing: Facts = {}
        self.price: int | None = None
        self.asking = opening
        self.lead: Claim | None = None
        self.under: Claim | None = None
        self.claims: list[Claim] = []
        self.attempts = 0
        self.registrations: list[tuple[str, str, int | None]] = []
        self.trackers: set[str] = set()

    @staticmethod
    def create_id(lot: str, **_: object) -> UUID:
        """Derive a lot's id from its name."""
        return uuid5(NAMESPACE_URL, f"/lots/{lot}")

    def place_bid(self, slip: Slip, *, holder: Holder, by: Attribution) -> None:
        """Take a bid, and contest the lead with it."""
        self._admit(slip)
        rule = RULES.bidding.off_increment_rule(slip.channel)
        maximum = self._normalised(slip.submitted, rule)
        bid = BidId(f"{number_of(self.lot)}#{self.attempts + 1}")
        claim = Claim(
            bid,
            slip.paddle,
            maximum,
            slip.received_at,
            slip.channel,
            holder.client_class,
        )
        rungs = RULES.room.next_ask is NextAsk.RUNG
        contest = Contest(RULES.bidding, self.opening, self.reserve, asks_rungs=rungs)
        outcome = self._outcome(claim, contest)
        self._bid_placed(
            bid=bid,
            paddle=claim.paddle,
            client_class=claim.client_class,
            submitted=slip.submitted,
            maximum=maximum,
            off_increment=rule,
            static=slip.static,
            break_tie=slip.break_tie,
            channel=slip.channel,
            received_at=slip.received_at,
            entered_at=slip.entered_at,
            price=outcome.price,
            asking=contest.asking(outcome.price),
            standing=_standing(outcome, contest),
            actor=by.actor,
            role=by.role,
            on_behalf_of=by.on_behalf_of,
            reason=by.reason,
            key=by.key,
        )

    def _admit(self, slip: Slip) -> None:
        """Refuse a bid that comes too late, or the wrong way."""
        if slip.received_at >= self.ends_at:
            raise BiddingClosed(
                lot=self.lot, ended_at=self.ends_at, received_at=slip.received_at
            )
        if slip.channel not in SESSION.channels:
            channels = ", ".join(SESSION.channels)
            raise ChannelClosed(lot=self.lot, channel=slip.channel, channels=channels)

    def _normalised(self, submitted: Minor, rule: OffIncrement) -> Minor:
        # What the lot asks is a call too, on the ladder or off it.
        maximum: Minor | None = submitted
        if submitted != self.asking:
            maximum = RULES.bidding.increments.normalise(submitted, rule)
        if maximum is None or maximum < self.asking:
            raise BidBelowAsking(
                lot=self.lot,
                maximum=Money(submitted, RULES.currency),
                asking=Money(self.asking, RULES.currency),
            )
        return maximum

    def _outcome(self, claim: Claim, contest: Contest) -> Outcome:
        if self.lead is None or self.price is None:
            return contest.first(claim, self.asking)
        if self.lead.paddle == claim.paddle:
            return contest.raised(self.lead, claim, self.under, self.price)
        return contest.meet(self.lead, claim)

    @event("BidPlaced")
    def _bid_placed(
        self,
        *,
        bid: str,
        paddle: str,
        client_class: str | None,
        submitted: int,
        maximum: int,
        off_increment: str,
        static: bool,
        break_tie: bool,
        channel: str,
        received_at: datetime,
        entered_at: datetime,
        price: int,
        asking: int,
        standing: Facts,
        actor: str,
        role: str,
        on_behalf_of: str | None,
        reason: str | None,
        key: str | None,
    ) -> None:
        claim = Claim(
            BidId(bid),
            Paddle(paddle),
            maximum,
            received_at,
            Channel(channel),
            client_class,
            static,
            break_tie,
        )
        self.claims.append(claim)
        self.attempts += 1
        self.price, self.asking, self.standing = price, asking, standing
        self._place(claim, leads=standing["leader"] == paddle)

    def _place(self, claim: Claim, *, leads: bool) -> None:
        """Keep who leads, and the best bid of anybody else."""
        if leads:
            if self.lead is not None and self.lead.paddle != claim.paddle:
                self.under = self.lead
            self.lead = claim
        elif self.under is None or claim.maximum > self.under.maximum:
            self.under = claim


def _standing(outcome: Outcome, contest: Contest) -> Facts:
    """Write down where a bid left the lot, and why, as every event of ours does."""
    leader, price = outcome.leader, outcome.price
    due = None
    if leader is not None:
        due = premium(
            price,
            RULES.premium,
            channel=leader.channel,
            category=None,
            client_class=leader.client_class,
        )
    return {
        "leader": None if leader is None else leader.paddle,
        "reserve_met": None if contest.reserve is None else price >= contest.reserve,
        "premium": due,
        "rule": outcome.rule,
        "step": outcome.step,
        "against": outcome.against,
        "terms": 1,
    }


class Saleroom(Application[UUID]):
    """The library's application for one sale."""

    def __init__(self, place: Path, env: Mapping[str, str]) -> None:
        super().__init__(
            env={
                "PERSISTENCE_MODULE": "eventsourcing.sqlite",
                "SQLITE_DBNAME": str(place),
                **env,
            }
        )
        self.holders = {one: Holder(CLIENT, None, None) for one in PADDLES}
        self.ids: dict[LotId, UUID] = {}

    def catalogue(self, lots: Sequence[LotId]) -> None:
        """Enter lots in the catalogue."""
        by = signed()
        entered = [
            Lot(
                lot=lot,
                order=order,
                title=described(order).title,
                opening=OPENING,
                ends_at=ENDS_AT,
                actor=by.actor,
                role=by.role,
            )
            for order, lot in enumerate(lots, 1)
        ]
        self.save(*entered)
        self.ids = {lot.lot: lot.id for lot in entered}

    def take_one_by_one(self, slips: Sequence[LotSlip]) -> None:
        """Take bids as a caller does who waits for each: one durable bid a commit."""
        for one in slips:
            lot: Lot = self.repository.get(self.ids[one.lot])
            self._take(lot, one.slip)
            self.save(lot)

    def take_at_once(self, rounds: Sequence[Sequence[LotSlip]]) -> None:
        """Take many bids in one transaction."""
        lots: dict[LotId, Lot] = {
            name: self.repository.get(id_) for name, id_ in self.ids.items()
        }
        for slips in rounds:
            for one in slips:
                self._take(lots[one.lot], one.slip)
        self.save(*lots.values())

    def price(self, lot: LotId) -> int | None:
        """Return where the bidding on a lot stands."""
        held: Lot = self.repository.get(self.ids[lot])
        return held.price

    def _take(self, lot: Lot, slip: Slip) -> None:
        if (holder := self.holders.get(slip.paddle)) is None:
            raise UnknownPaddle(sale=TERMS.sale, paddle=slip.paddle)
        lot.place_bid(slip, holder=holder, by=signed(slip.entered_at))


def open_saleroom(place: Path, env: Mapping[str, str], *, count: int) -> Saleroom:
    """Start the library's application with the lots of the sale, ready for bids."""
    room = Saleroom(place, env)
    room.catalogue(lot_names(count))
    return room
