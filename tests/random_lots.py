"""Random lots, each named by its seed, played beside a naive second opinion."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache, reduce
from random import Random

from ledger.events import (
    BidPlaced,
    LotEvent,
    QuantityMode,
)
from ledger.identity import Channel, Paddle
from ledger.increments import Basis, Increment, IncrementTable, OffIncrement
from ledger.lot import Lot
from ledger.lot.bidding import Bidder, UnderTerms, place_bid
from ledger.lot.claims import Claim
from ledger.lot.evolve import evolve
from ledger.lot.listing import set_reserve
from ledger.lot.slip import Slip
from ledger.refusals import Refusal
from ledger.terms.bidding import BiddingTerms, ReserveMode, SelfRaise, TieRule
from tests import naive
from tests.story import USD, catalogued, terms

PADDLES = ["A", "B", "C", "D", "E"]
CHANNELS = ["internet", "mail", "fax"]
BANDS = [
    ((0, 10_00, ()), (200_00, 20_00, ())),
    ((0, 5_00, ()), (100_00, 10_00, ()), (300_00, 25_00, ()), (500_00, 50_00, ())),
    ((0, 1_00, ()), (100_00, 2_50, ()), (250_00, 5_00, ())),
    ((0, 10_00, ()), (300_00, 100_00, (20_00, 50_00, 80_00)), (500_00, 50_00, ())),
    ((0, 50_00, ()), (205_00, 10_00, ())),
]
NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
ENDS_AT = 60


def moment(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def throw_rules(dice: Random) -> naive.Rules:
    off = {name: dice.choice(list(OffIncrement)).value for name in CHANNELS}
    return naive.Rules(
        bands=dice.choice(BANDS),
        basis=dice.choice(list(Basis)).value,
        opening=dice.choice([50_00, 60_00, 63_00, 100_00, 200_00]),
        reserve=dice.choice([None, None, 180_00, 300_00, 405_00]),
        reserve_mode=dice.choice(list(ReserveMode)).value,
        ties=dice.choice(list(TieRule)).value,
        self_raise=dice.choice(list(SelfRaise)).value,
        off_increment=off if dice.random() < 0.5 else {},
        whole=USD.unit if dice.random() < 0.2 else None,
        lowering=dice.random() < 0.4,
        break_ties=dice.random() < 0.4,
        pieces=dice.choice([1, 1, 3]),
        ends_at=ENDS_AT,
    )


def as_terms(rules: naive.Rules) -> UnderTerms:
    increments = tuple(Increment(*band) for band in rules.bands)
    off = rules.off_increment.items()
    bidding = BiddingTerms(
        IncrementTable(increments, Basis(rules.basis)),
        off_increment=tuple((Channel(name), OffIncrement(how)) for name, how in off),
        ties=TieRule(rules.ties),
        reserve=ReserveMode(rules.reserve_mode),
        self_raise=SelfRaise(rules.self_raise),
        whole_units=rules.whole is not None,
        lowering=rules.lowering,
        break_ties=rules.break_ties,
    )
    under = terms()
    return replace(under, rules=replace(under.rules, bidding=bidding))


def as_lot(rules: naive.Rules) -> list[LotEvent]:
    mode = QuantityMode.TIMES_THE_MONEY if rules.pieces > 1 else None
    listing = catalogued(
        rules.opening // 100,
        ends_at=moment(ENDS_AT),
        quantity=rules.pieces,
        quantity_mode=mode or QuantityMode.ALL_ONE_MONEY,
    )
    first = evolve(None, listing)
    reserve = set_reserve(first, rules.reserve, rules=terms().rules, terms=1)
    return [listing, *reserve]


def throw_bid(dice: Random, minute: int, book: naive.Book) -> naive.Bid:
    """Bid near where it matters: at what is asked, at a maximum known, at the price."""
    known = [word.maximum for word in book.words.values()] or [book.asking]
    amount = dice.choice(
        [
            book.asking,
            book.asking + dice.randrange(-3_00, 40_00, 50),
            dice.choice(known),
            dice.choice(known) + dice.randrange(-20_00, 60_00, 1_00),
            book.price or book.asking,
            (book.reserve or book.asking) - dice.choice([0, 5_00, 10_00, 15_00]),
            dice.randrange(40_00, 700_00, 5_00),
        ]
    )
    return naive.Bid(
        paddle=dice.choice(PADDLES),
        submitted=min(max(amount, 0), 900_00),
        channel=dice.choice(CHANNELS),
        received=minute - (dice.randrange(1, 30) if dice.random() < 0.25 else 0),
        static=dice.random() < 0.15,
        break_tie=dice.random() < 0.2,
        left=dice.randrange(100_00, 2_000_00) if dice.random() < 0.1 else None,
    )


@dataclass
class Played:
    """A lot and everything that was true on the way."""

    rules: naive.Rules
    under: UnderTerms
    history: list[LotEvent]
    lot: Lot
    steps: list[naive.Bid | tuple[int | None]] = field(default_factory=list)
    versions: list[tuple[Lot, tuple[Claim, ...], int]] = field(default_factory=list)

    def decide(self, step: naive.Bid | tuple[int | None], minute: int):
        """Put a step to the ledger: events, or the code of a refusal."""
        try:
            if isinstance(step, tuple):
                (amount,) = step
                return set_reserve(self.lot, amount, rules=self.under.rules, terms=1)
            return put(self.lot, step, minute, self.under)
        except Refusal as no:
            return no.code

    def hear(self, events: tuple[LotEvent, ...]) -> None:
        seen = (self.lot, tuple(self.lot.claims), len(self.history))
        self.versions.append(seen)
        self.history += events
        self.lot = reduce(evolve, events, self.lot)


def put(
    lot: Lot, bid: naive.Bid, minute: int, under: UnderTerms
) -> tuple[LotEvent, ...]:
    slip = Slip(
        paddle=Paddle(bid.paddle),
        submitted=bid.submitted,
        channel=Channel(bid.channel),
        received_at=moment(bid.received),
        entered_at=moment(minute),
        static=bid.static,
        break_tie=bid.break_tie,
    )
    bidder = Bidder(limit=bid.left, left=bid.left)
    return place_bid(lot, slip, bidder=bidder, under=under)


@lru_cache(maxsize=300)
def play(seed: int) -> Played:
    """Play one lot; at each step the ledger and the naive book must agree."""
    dice = Random(seed)
    rules = throw_rules(dice)
    history = as_lot(rules)
    played = Played(rules, as_terms(rules), history, reduce(evolve, history, None))
    ladder = naive.Ladder(rules)
    book = naive.book_of(rules, ladder, [])
    for minute in range(1, dice.randrange(4, 70)):
        step: naive.Bid | tuple[int | None] = throw_bid(dice, minute, book)
        expected = book.refuses(step)
        if book.words and dice.random() < 0.04:
            step = (dice.choice([None, 150_00, 250_00, 500_00]),)
            expected = book.refuses_reserve(*step)
        answer = played.decide(step, minute)
        if expected is not None or isinstance(answer, str):
            assert answer == expected, step
            continue
        played.hear(answer)
        played.steps.append(step)
        book = naive.book_of(rules, ladder, played.steps)
        assert_same(played.lot, book)
    return played


def assert_same(lot: Lot, book: naive.Book) -> None:
    standing = lot.standing
    leads = (standing.leader, standing.price, standing.asking, standing.reserve_met)
    assert leads == (book.leader, book.price, book.asking, book.met)
    under = None if lot.under is None else lot.under.maximum
    others = book.others()
    assert under == (others[0].maximum if others else None), "the best other is under"


def reach(played: Played, bid: BidPlaced) -> int:
    """Return how far a bid goes: one call more where it may break a tie."""
    if not (played.rules.break_ties and bid.break_tie):
        return bid.maximum
    table = played.under.rules.bidding.increments
    return table.above(bid.maximum, opening=played.rules.opening)
