"""Tell a test as a story: given what happened, when someone acts, then what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import reduce
from typing import TypeAlias

import pytest

from ledger.events import (
    BidPlaced,
    LotCatalogued,
    LotEvent,
    QuantityMode,
    ReserveSet,
    Rule,
    Standing,
)
from ledger.identity import BidId, Channel, LotId, Paddle
from ledger.increments import Basis, Increment, IncrementTable, OffIncrement
from ledger.lot import Lot
from ledger.lot.bidding import Bidder, UnderTerms, place_bid
from ledger.lot.evolve import evolve
from ledger.lot.hammer import close
from ledger.lot.listing import set_reserve, withdraw
from ledger.lot.slip import Slip
from ledger.money import Currency, Minor, share
from ledger.refusals import Refusal
from ledger.terms import Rules
from ledger.terms.bidding import BiddingTerms
from ledger.terms.premium import Band, PremiumTerms, Schedule
from ledger.terms.sessions import SessionKind

Decision: TypeAlias = Callable[[Lot, UnderTerms], tuple[LotEvent, ...]]
Amount: TypeAlias = int | str

LOT = LotId("MAY26/14")
USD = Currency("USD")
TENTH = PremiumTerms(Schedule((Band(None, Fraction(1, 10)),)))
"""A premium that a reader can work out: a tenth of the hammer price."""
ANYBODY = Bidder()


def usd(amount: Amount) -> Minor:
    """Read whole dollars, or dollars and cents in quotes: ``usd("127.50")``."""
    return USD.read(str(amount))


def clock(text: str) -> datetime:
    """Read a time on the day of the test sale: ``clock("14:59")``, ``"14:59:30"``."""
    hours, minutes, seconds = f"{text}:00".split(":")[:3]
    return datetime(2026, 5, 20, tzinfo=UTC) + timedelta(
        hours=int(hours), minutes=int(minutes), seconds=int(seconds)
    )


def ladder(
    *bands: tuple[Amount, Amount] | tuple[Amount, Amount, Sequence[Amount]],
    basis: Basis = Basis.ADD,
) -> IncrementTable:
    """Build a table: ``ladder((0, 10), (200, 20))`` climbs by 10, from 200 by 20."""
    return IncrementTable(
        tuple(
            Increment(
                usd(start), usd(step), tuple(usd(value) for value in sum(more, ()))
            )
            for start, step, *more in bands
        ),
        basis,
    )


TENS = ladder((0, 10), (200, 20))


def terms(table: IncrementTable = TENS, **bidding: object) -> UnderTerms:
    """Put a lot under a ladder and the bidding rules named; the rest is as usual."""
    return UnderTerms(Rules(USD, BiddingTerms(table, **bidding), TENTH))


def channels(**rules: OffIncrement) -> tuple[tuple[Channel, OffIncrement], ...]:
    """Say what a channel does off the ladder: ``channels(mail=OffIncrement.HALF)``."""
    return tuple((Channel(name), rule) for name, rule in rules.items())


def catalogued(opening: Amount = 100, **entry: object) -> LotCatalogued:
    usual = {
        "lot": LOT,
        "session": 1,
        "order": 1,
        "kind": SessionKind.TIMED,
        "ends_at": clock("15:00"),
        "currency": USD,
        "title": "A spacesuit glove",
        "description": "",
        "category": None,
        "low_estimate": None,
        "high_estimate": None,
        "quantity": 1,
        "quantity_mode": QuantityMode.ALL_ONE_MONEY,
        "consignor": None,
    }
    return LotCatalogued(**{**usual, **entry}, opening=usd(opening))


def reserved(reserve: Amount) -> ReserveSet:
    return ReserveSet(lot=LOT, reserve=usd(reserve), standing=None)


def leads(
    leader: str | None,
    price: Amount,
    *,
    asks: Amount,
    why: Rule,
    step: Amount = 0,
    against: Amount | None = None,
    met: bool | None = None,
) -> Standing:
    """Where the bidding stands; the premium is a tenth of the price."""
    owes = leader not in (None, "HOUSE")
    return Standing(
        leader=None if leader is None else Paddle(leader),
        price=usd(price),
        asking=usd(asks),
        reserve_met=met,
        premium=share(usd(price), Fraction(1, 10)) if owes else None,
        rule=why,
        step=usd(step),
        against=None if against is None else usd(against),
        terms=1,
    )


def bid(
    number: int,
    paddle: str,
    maximum: Amount,
    standing: Standing,
    at: str = "14:01",
    **more: object,
) -> BidPlaced:
    usual = {
        "client_class": None,
        "submitted": usd(maximum),
        "off_increment": OffIncrement.ACCEPT,
        "static": False,
        "break_tie": False,
        "channel": Channel.INTERNET,
        "received_at": clock(at),
        "entered_at": clock(at),
    }
    return BidPlaced(
        lot=LOT,
        bid=BidId(f"14#{number}"),
        paddle=Paddle(paddle),
        maximum=usd(maximum),
        standing=standing,
        **{**usual, **more},
    )


def slip(
    paddle: str,
    amount: Amount,
    at: str = "14:01",
    *,
    entered: str | None = None,
    by: Channel = Channel.INTERNET,
    static: bool = False,
    break_tie: bool = False,
) -> Slip:
    return Slip(
        paddle=Paddle(paddle),
        submitted=usd(amount),
        channel=by,
        received_at=clock(at),
        entered_at=clock(entered or at),
        static=static,
        break_tie=break_tie,
    )


def bids(
    paddle: str, amount: Amount, at: str = "14:01", *, bidder: Bidder = ANYBODY, **how
) -> Decision:
    words = slip(paddle, amount, at, **how)
    return lambda lot, under: place_bid(lot, words, bidder=bidder, under=under)


def sets_reserve(reserve: Amount | None) -> Decision:
    amount = None if reserve is None else usd(reserve)
    return lambda lot, under: set_reserve(
        lot, amount, rules=under.rules, terms=under.version
    )


def hammer(at: str = "15:00") -> Decision:
    return lambda lot, under: close(lot, at=clock(at), under=under)


def withdraws() -> Decision:
    return lambda lot, _: withdraw(lot)


def does(decision: Callable[..., tuple[LotEvent, ...]], *args, **kwargs) -> Decision:
    """Let somebody act who needs no terms: ``does(track, client)``."""
    return lambda lot, _: decision(lot, *args, **kwargs)


@dataclass(frozen=True)
class Story:
    """What has happened, and what someone is about to do."""

    past: tuple[LotEvent | Decision, ...]
    act: Decision | None = None
    rules: UnderTerms = field(default_factory=terms)

    def under(self, rules: UnderTerms) -> Story:
        return replace(self, rules=rules)

    def when(self, act: Decision) -> Story:
        return replace(self, act=act)

    def then(self, *events: LotEvent) -> None:
        assert self._end() == events

    def then_stands(self, leader: str | None, price: Amount, **quoted: object) -> Lot:
        """Say who leads at what price, and whatever else of the standing matters."""
        lot = reduce(evolve, self._end(), self.lot())
        standing = lot.standing
        assert (standing.leader, standing.price) == (leader, usd(price)), standing
        for name, expected in quoted.items():
            assert getattr(standing, name) == expected, standing
        return lot

    def then_refused(self, kind: type[Refusal], **quoted: object) -> None:
        lot = self.lot()
        with pytest.raises(kind) as refused:
            self.act(lot, self.rules)
        assert vars(refused.value).items() >= quoted.items()

    def lot(self) -> Lot:
        """Return the lot as the past left it."""
        lot = None
        for step in self.past:
            events = step(lot, self.rules) if callable(step) else (step,)
            lot = reduce(evolve, events, lot)
        return lot

    def _end(self) -> tuple[LotEvent, ...]:
        return () if self.act is None else self.act(self.lot(), self.rules)


def given(*past: LotEvent | Decision) -> Story:
    """Begin a story with events, or with what people did."""
    return Story(past)
