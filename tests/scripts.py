"""Whole lots as plain text: the words a clerk would write, played line by line.

A script begins with the terms, one ``name: value`` a line, then tells who did what and
when. What the house answers stands below, behind ``>``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import reduce

from ledger.events import (
    BidderRegistered,
    BidPlaced,
    BidRefused,
    ClosingExtended,
    HouseBidPlaced,
    LotEvent,
    LotPassed,
    LotSold,
    LotTracked,
    LotUntracked,
    LotWithdrawn,
    QuantityMode,
    RegistrationCancelled,
    ReserveSet,
    Standing,
)
from ledger.identity import Channel, ClientId, Paddle
from ledger.increments import Basis, Increment, IncrementTable, OffIncrement
from ledger.lot import Lot
from ledger.lot.bidding import Bidder, UnderTerms, place_bid, refuse_bid
from ledger.lot.evolve import evolve
from ledger.lot.hammer import close
from ledger.lot.listing import (
    cancel_registration,
    register,
    set_reserve,
    track,
    untrack,
    withdraw,
)
from ledger.lot.slip import Slip
from ledger.refusals import Refusal
from ledger.terms.bidding import BiddingTerms, ReserveMode, SelfRaise, TieRule
from ledger.terms.sessions import Session, SessionKind, SoftClose
from tests.story import USD, catalogued, clock, terms
from tests.timed_sale import SPANS, soft_close

ANSWER = " " * 5 + "> "


@dataclass
class Performance:
    """The terms a script begins with, and the lot as it stands."""

    said: dict[str, str] = field(default_factory=dict)
    lot: Lot | None = None

    def words(self, name: str, usual: str = "") -> str:
        return self.said.get(name, usual)

    def several(self, name: str) -> list[str]:
        return [one for one in re.split(r"; *", self.words(name)) if one]

    def under(self) -> UnderTerms:
        bidding = BiddingTerms(
            IncrementTable(
                tuple(increment(one) for one in self.several("ladder")),
                Basis(self.words("basis", "add")),
            ),
            off_increment=tuple(
                (Channel(channel), OffIncrement(rule))
                for channel, rule in (
                    one.split() for one in self.several("off the ladder")
                )
            ),
            ties=TieRule(self.words("ties", "earliest")),
            reserve=ReserveMode(self.words("reserve mode", "jump")),
            self_raise=SelfRaise(self.words("leader's raise", "tie-only")),
            whole_units="whole dollars" in self.several("allows"),
            lowering="lowering" in self.several("allows"),
            break_ties="tie breaks" in self.several("allows"),
        )
        under = terms()
        rules = replace(under.rules, bidding=bidding)
        return replace(under, rules=rules, session=self.session())

    def session(self) -> Session:
        ends = clock(self.words("ends", "15:00"))
        floor = self.words("session", "timed") == "floor"
        taken = self.several("channels") or list(Channel)
        return Session(
            number=1,
            name="The session",
            first_lot="1",
            last_lot="99",
            kind=SessionKind.FLOOR if floor else SessionKind.TIMED,
            starts_at=ends + timedelta(minutes=10) if floor else clock("09:00"),
            proxies_end_at=ends if floor else None,
            closes_at=None if floor else ends,
            stagger=timedelta(0),
            live_proxies_from=None,
            channels=tuple(Channel(one) for one in taken),
            soft_close=self.soft_close(),
        )

    def soft_close(self) -> SoftClose | None:
        """Read ``window 10; after_close 15; trigger price-change``, in minutes."""
        said = dict(one.split() for one in self.several("soft close"))
        spans = {name: float(said.pop(name)) for name in SPANS if name in said}
        alone = {name: True for name in said if name == "sole_bidder_wins"}
        return soft_close(**{**said, **spans, **alone}) if said or spans else None

    def begin(self) -> Lot:
        """Catalogue the lot that the terms describe."""
        pieces, _, mode = self.words("pieces", "1").partition(" ")
        low = self.words("low estimate")
        listing = catalogued(
            kind=self.session().kind,
            ends_at=clock(self.words("ends", "15:00")),
            quantity=int(pieces),
            quantity_mode=QuantityMode(mode.replace(" ", "-") or "all-one-money"),
            low_estimate=USD.read(low) if low else None,
        )
        lot = evolve(None, replace(listing, opening=USD.read(self.words("opens"))))
        if reserve := self.words("reserve"):
            lot = reduce(evolve, self.reserves(lot, reserve), lot)
        return lot

    def reserves(self, lot: Lot, amount: str | None) -> tuple[LotEvent, ...]:
        reserve = None if amount is None else USD.read(amount)
        return set_reserve(lot, reserve, rules=self.under().rules, terms=1)

    def bidder(self, paddle: str) -> Bidder:
        limits = dict(one.split() for one in self.several("limits"))
        limit = USD.read(limits[paddle]) if paddle in limits else None
        return Bidder(limit=limit, left=limit)


def increment(words: str) -> Increment:
    """Read ``$20 from $200``, or ``$1000 from $3000 by 200 500 800``."""
    step, _, start = words.partition(" from ")
    start, _, values = start.partition(" by ")
    listed = tuple(USD.read(value) for value in values.split())
    return Increment(USD.read(start or "0"), USD.read(step), listed)


BIDS = re.compile(
    r"(?P<paddle>\S+) bids (?P<kind>up to|exactly) (?P<amount>\S+)"
    r"(?P<more> and one more)?(?: by (?P<channel>\w+))?(?:, received (?P<at>\S+))?"
)
REGISTERS = re.compile(r"(\S+) registers by (\w+)(?: on line (\d+))?")
CANCELS = re.compile(r"(\S+) cancels by (\w+)")


def act(performance: Performance, at: str, words: str) -> tuple[LotEvent, ...]:
    """Do what a line says."""
    lot = performance.lot
    if found := BIDS.fullmatch(words):
        return bid(performance, at, found)
    if found := REGISTERS.fullmatch(words):
        paddle, channel, line = found.groups()
        return register(
            lot,
            paddle=Paddle(paddle),
            channel=Channel(channel),
            phone_line=int(line) if line else None,
            session=performance.session(),
        )
    if found := CANCELS.fullmatch(words):
        paddle, channel = found.groups()
        return cancel_registration(lot, paddle=Paddle(paddle), channel=Channel(channel))
    if words.startswith("the reserve becomes "):
        return performance.reserves(lot, words.removeprefix("the reserve becomes "))
    who, _, _ = words.partition(" ")
    plain = {
        "the reserve is lifted": lambda: performance.reserves(lot, None),
        "the lot is withdrawn": lambda: withdraw(lot),
        "the hammer falls": lambda: close(lot, at=clock(at), under=performance.under()),
        f"{who} follows the lot": lambda: track(lot, ClientId(who)),
        f"{who} follows it no more": lambda: untrack(lot, ClientId(who)),
    }
    assert words in plain, f"a clerk would not write: {words}"
    return plain[words]()


def bid(
    performance: Performance, entered: str, found: re.Match[str]
) -> tuple[LotEvent, ...]:
    """Put a bid to the lot; a refused one is recorded, as the house does."""
    slip = Slip(
        paddle=Paddle(found["paddle"]),
        submitted=USD.read(found["amount"]),
        channel=Channel(found["channel"] or "internet"),
        received_at=clock(found["at"] or entered),
        entered_at=clock(entered),
        static=found["kind"] == "exactly",
        break_tie=found["more"] is not None,
    )
    try:
        return place_bid(
            performance.lot,
            slip,
            bidder=performance.bidder(slip.paddle),
            under=performance.under(),
        )
    except Refusal as no:
        return (refuse_bid(performance.lot, slip, no),)


def tell(event: LotEvent) -> list[str]:
    """Say what an event means, in a line or two."""
    match event:
        case BidPlaced(submitted=submitted, maximum=maximum):
            became = [] if submitted == maximum else [f"counts as {USD.write(maximum)}"]
            return [*became, stands(event.standing)]
        case HouseBidPlaced(amount=amount):
            bids = f"the house bids {USD.write(amount)} for the consignor"
            return [bids, stands(event.standing)]
        case ClosingExtended(ends_at=ends_at):
            return [f"it closes at {ends_at:%H:%M} now"]
        case BidRefused(code=code, said=said):
            return [f"refused, {code}: {said}"]
        case ReserveSet(standing=standing):
            return [stands(standing)] if standing else ["no bids yet"]
        case LotSold():
            pays = (
                f"{USD.write(event.hammer)} and a premium of {USD.write(event.premium)}"
            )
            under = event.underbidder or "nobody"
            return [f"sold to {event.buyer} for {pays}; underbidder {under}"]
        case LotPassed(highest=highest, reason=reason):
            at = "" if highest is None else f" at {USD.write(highest)}"
            return [f"passed{at}, {reason}"]
        case LotWithdrawn():
            return ["withdrawn"]
        case BidderRegistered() | RegistrationCancelled():
            return ["noted"]
        case LotTracked() | LotUntracked():
            return ["noted"]
    raise AssertionError(f"no words for {event}")


def stands(standing: Standing) -> str:
    met = {None: "", True: ", reserve met", False: ", reserve not met"}
    who = f"{standing.leader} leads" if standing.leader else "nobody leads,"
    price, asking = USD.write(standing.price), USD.write(standing.asking)
    asks = f"asking {asking}{met[standing.reserve_met]}"
    return f"{who} at {price}, {asks} ({standing.rule})"


def perform(script: str) -> str:
    """Play a script and write it out again with what really happened."""
    performance, told = Performance(), []
    for line in script.splitlines():
        if line.startswith(ANSWER):
            continue
        told.append(line)
        if not line or line.startswith("#"):
            continue
        if found := re.fullmatch(r"(\d\d:\d\d)  (.+)", line):
            performance.lot = performance.lot or performance.begin()
            told += [ANSWER + words for words in answers(performance, *found.groups())]
            continue
        name, colon, value = line.partition(": ")
        assert colon, f"a clerk would not write: {line}"
        assert performance.lot is None, "terms stand at the top"
        performance.said[name] = value
    return "\n".join(told) + "\n"


def answers(performance: Performance, at: str, words: str) -> list[str]:
    try:
        events = act(performance, at, words)
    except Refusal as no:
        return [f"refused, {no.code}: {no}"]
    performance.lot = reduce(evolve, events, performance.lot)
    return [line for event in events for line in tell(event)] or ["nothing changes"]
