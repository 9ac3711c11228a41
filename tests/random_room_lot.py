"""A lot of a floor session thrown by dice: a book, a room, and odd amounts in both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import reduce
from random import Random

from ledger.events import LotEvent
from ledger.identity import ROOM_CHANNELS, Channel, Paddle
from ledger.increments import Basis, Increment, IncrementTable, OffIncrement
from ledger.lot import Lot, corrections, room
from ledger.lot.bidding import Bidder, UnderTerms, place_bid
from ledger.lot.evolve import evolve
from ledger.lot.listing import set_reserve
from ledger.lot.slip import Slip
from ledger.refusals import Refusal
from ledger.terms.bidding import (
    BiddingTerms,
    NextAsk,
    ReserveMode,
    RoomTerms,
    SelfRaise,
    StrikePolicy,
    TieRule,
)
from ledger.terms.sessions import SessionKind
from tests.random_lots import BANDS
from tests.story import catalogued, clock, terms

NINE, TEN = clock("09:00"), clock("10:00")
PADDLES = ("A", "B", "C", "P7")


def throw_terms(dice: Random) -> UnderTerms:
    """Throw a ladder with its basis, and every rule that a room has."""
    increments = tuple(Increment(*band) for band in dice.choice(BANDS))
    channels = (Channel.MAIL, Channel.INTERNET, *ROOM_CHANNELS)
    bidding = BiddingTerms(
        IncrementTable(increments, dice.choice(list(Basis))),
        off_increment=tuple((c, dice.choice(list(OffIncrement))) for c in channels),
        ties=dice.choice(list(TieRule)),
        reserve=dice.choice(list(ReserveMode)),
        self_raise=dice.choice(list(SelfRaise)),
        lowering=dice.random() < 0.4,
        break_ties=dice.random() < 0.4,
    )
    in_the_room = RoomTerms(
        cut_bids_per_bidder=None,
        proxy_wins_ties=dice.random() < 0.5,
        next_ask=dice.choice(list(NextAsk)),
    )
    under = terms()
    return replace(under, rules=replace(under.rules, bidding=bidding, room=in_the_room))


class RoomLot:
    """One lot on its way through the book and the room."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.under = throw_terms(self.dice)
        opening = self.dice.choice([50, 63, 100, "202.50"])
        first = catalogued(opening, kind=SessionKind.FLOOR, ends_at=clock("09:50"))
        self.events: list[LotEvent] = [first]
        self.lot: Lot = reduce(evolve, self.events, None)
        self.minute = 0
        for act in self._acts():
            self._does(act)

    def _does(self, act: str) -> None:
        self.minute += 1
        try:
            events = getattr(self, f"_{act}")()
        except Refusal:
            return
        self.events += events
        self.lot = reduce(evolve, events, self.lot)

    def _acts(self) -> Iterator[str]:
        dice = self.dice
        yield "reserves"
        for _ in range(dice.randrange(9)):
            yield dice.choice(["left", "left", "left", "reserves"])
        yield "opens"
        for _ in range(dice.randrange(4, 16)):
            yield dice.choice(
                ["called"] * 6
                + ["house", "asks", "climbs", "live_proxy", "strikes", "left"]
            )

    def _at(self):
        return (TEN if self.lot.up else NINE) + timedelta(minutes=self.minute)

    def _amount(self) -> int:
        known = [claim.maximum for claim in self.lot.claims] or [self.lot.asking]
        asking = self.lot.asking
        return self.dice.choice(
            [
                asking,
                asking + self.dice.randrange(0, 30_00, 50),
                self.dice.choice(known),
                self.dice.choice(known) + self.dice.randrange(-20_00, 60_00, 25),
                self.lot.price or asking,
                self.dice.randrange(50_00, 700_00, 5_00),
            ]
        )

    def _reserves(self):
        amount = self.dice.choice([None, 180_00, 250_00, 405_00])
        rules = self.under.rules
        return set_reserve(self.lot, amount, rules=rules, terms=1)

    def _left(self, channel: Channel | None = None):
        dice, at = self.dice, self._at()
        early = dice.choice([0, 0, 0, 1, 2, 5])
        slip = Slip(
            paddle=Paddle(dice.choice(PADDLES)),
            submitted=self._amount(),
            channel=channel or dice.choice([Channel.MAIL, Channel.INTERNET]),
            received_at=NINE + timedelta(minutes=max(0, self.minute - early))
            if channel is None
            else at,
            entered_at=at,
            static=dice.random() < 0.15,
            break_tie=dice.random() < 0.2,
        )
        return place_bid(self.lot, slip, bidder=Bidder(), under=self.under)

    def _live_proxy(self):
        return self._left(Channel.LIVE)

    def _opens(self):
        return room.open_lot(self.lot, at=TEN, amount=None, under=self.under)

    def _called(self):
        dice = self.dice
        words = room.RoomBid(
            paddle=Paddle(dice.choice(PADDLES)),
            channel=dice.choice(ROOM_CHANNELS),
            at=self._at(),
            amount=self._amount() if dice.random() < 0.4 else None,
            cut=dice.random() < 0.25,
        )
        return room.take_bid(self.lot, words, bidder=Bidder(), under=self.under)

    def _house(self):
        amount = self._amount() if self.dice.random() < 0.5 else None
        return room.house_bid(self.lot, amount=amount, under=self.under)

    def _climbs(self):
        step = self.dice.choice([None, 5_00, 15_00, 30_00, 40_00])
        at = self._at()
        return room.set_increment(self.lot, step=step, at=at, under=self.under)

    def _asks(self):
        asking = self.lot.asking + self.dice.choice([-5_00, 5_00, 10_00, 25_00])
        return room.ask(self.lot, asking=asking, at=self._at(), under=self.under)

    def _strikes(self):
        claims = list(self.lot.claims)
        if not claims:
            return ()
        return corrections.strike(
            self.lot,
            self.dice.choice(claims).bid,
            policy=self.dice.choice(list(StrikePolicy)),
            at=self._at(),
            authorised_by="Ned",
            under=self.under,
        )
