"""Sales thrown by dice close as a second opinion says, bid by bid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

import pytest

from ledger.events import (
    BidPlaced,
    BidRefused,
    ClosingExtended,
    Event,
    HouseBidPlaced,
    LotPassed,
    LotSold,
)
from ledger.house import bids, lots, sales
from ledger.house.command import Command, together
from ledger.identity import Channel
from ledger.lot import Lot, Stage, timed
from ledger.lot.evolve import evolve
from ledger.terms import Terms
from tests.naive_closing import Sale
from tests.sale_of_tests import PADDLES, SALE, by, entry, lot, new_house
from tests.seeds import seeds
from tests.story import clock, usd
from tests.timed_sale import SPANS, TIMES, WORDS, soft_close, timed_terms

THROWN = 200
LOTS = 5
STEPS = 60
CLOSES = clock("15:00")
OF_TIME = {"lot-not-open", "bidding-closed", "prior-bidders-only"}


def moment(seconds: int) -> datetime:
    """Return so many seconds after the first lot was to close."""
    return CLOSES + timedelta(seconds=seconds)


def seconds(at: datetime | None) -> int | None:
    return None if at is None else int((at - CLOSES).total_seconds())


def throw_rules(dice: Random) -> dict[str, object]:
    """Throw a soft close, in seconds after the first lot was to close."""
    waits = dice.choice([False, True])
    return {
        **{name: str(dice.choice(list(words))) for name, words in WORDS.items()},
        "unopened": "stay-open" if waits else "close",
        "window": dice.choice([60, 120, 600]),
        "length": dice.choice([60, 90, 180, 600]),
        "after_close": dice.choice([None, None, 300, 900]),
        "sole_bidder_wins": dice.random() < 0.4,
        "group_size": dice.choice([2, 3]),
        "extensions_max": dice.choice([None, None, 1, 3]),
        "hard_stop": dice.choice([None, None, 30, 1500, 2400]),
        "unopened_until": dice.choice([None, 900]) if waits else None,
    }


def written(rules: dict[str, object], stagger: int) -> Terms:
    """Write thrown rules as the terms of a sale."""
    said = {name: value for name, value in rules.items() if value is not None}
    spans = {name: said.pop(name) / 60 for name in SPANS if name in said}
    times = {
        name: f"{moment(said.pop(name)):%H:%M:%S}" for name in TIMES if name in said
    }
    return timed_terms(soft_close(**said, **spans, **times), stagger=stagger / 60)


class Play:
    """A thrown sale: what is done in it, and what the house is to say."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.rules = throw_rules(self.dice)
        stagger = self.dice.choice([0, 20, 300])
        self.terms = written(self.rules, stagger)
        self.naive = Sale(self.rules, [place * stagger for place in range(LOTS)])
        self.lots: dict[str, Lot] = {}
        self.now = self.dice.choice([-900, -60])
        self.steps = [self._throw(turn) for turn in range(STEPS)]
        self.steps.append(("close", 100_000))

    def _throw(self, turn: int) -> tuple:
        dice = self.dice
        self.now += dice.choice([1, 5, 20, 60])
        if dice.random() < 0.1:
            return "close", self.now
        late = dice.choice([0, 0, 0, 30, 200])
        dollars = dice.randrange(100, 300 + 40 * turn, 10)
        # The later lots are seldom bid on, so that some have no bid in their time.
        place = int(LOTS * dice.random() ** 3)
        paddle = dice.choice(PADDLES)
        return "bid", place, paddle, dollars, self.now - late, self.now

    def commands(self) -> list[Command]:
        numbered = [entry(number) for number in range(1, LOTS + 1)]
        told = [sales.amend_terms(self.terms), lots.catalogue(SALE, numbered)]
        for step in self.steps:
            match step:
                case ("close", now):
                    told.append(sales.close_due(SALE, upto=moment(now)))
                case ("bid", place, paddle, dollars, received, entered):
                    told.append(
                        bids.bid(
                            lot(place + 1),
                            paddle=paddle,
                            maximum=usd(dollars),
                            channel=Channel.INTERNET,
                            at=moment(entered),
                            received_at=moment(received),
                        )
                    )
        return told

    def must_agree(self, events: Sequence[Event]) -> None:
        """Follow a sale event by event, and compare all closing times after each."""
        coming = list(events)
        while not isinstance(coming[0], BidPlaced | BidRefused | LotSold | LotPassed):
            self._take(coming.pop(0))
        for step in self.steps:
            if step[0] == "close":
                self._closes(step[1], coming)
            else:
                self._bids(step, coming)
            self._compare(step)
        assert coming == []

    def _take(self, event: Event) -> None:
        if (name := getattr(event, "lot", None)) is not None:
            self.lots[name] = evolve(self.lots.get(name), event)

    def _closes(self, now: int, coming: list[Event]) -> None:
        for at, place in self.naive.falls_due(now):
            event = coming.pop(0)
            assert isinstance(event, LotSold | LotPassed)
            assert (event.lot, seconds(event.at)) == (lot(place + 1), at)
            self._take(event)

    def _bids(self, step: tuple, coming: list[Event]) -> None:
        _, place, paddle, _, received, _ = step
        held, first = self.naive.lots[place], coming.pop(0)
        refusal = self.naive.refuses(held, paddle, received)
        if isinstance(first, BidRefused):
            code = first.code if first.code in OF_TIME else None
            assert (code, first.lot) == (refusal, lot(place + 1)), step
        else:
            assert refusal is None, step
            standing = first.standing
            self.naive.hears(held, paddle, received, standing.leader, standing.price)
        self._take(first)
        while coming and isinstance(coming[0], ClosingExtended | HouseBidPlaced):
            self._take(coming.pop(0))

    def _compare(self, step: tuple) -> None:
        (session,) = self.terms.sessions
        for held, naive in zip(self.lots.values(), self.naive.lots, strict=True):
            assert (held.stage is Stage.OPEN) == (naive.closed_at is None), step
            if held.stage is Stage.OPEN:
                found = seconds(timed.due_at(held, session))
                assert found == self.naive.closes(naive), (step, held.id)
                assert held.extensions == naive.moves, (step, held.id)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Open one house for all: what is thrown is rehearsed, and never recorded."""
    folder = tmp_path_factory.mktemp("dice")
    with new_house(folder, durable=False, entries=0) as opened:
        yield opened


@pytest.mark.parametrize("seed", seeds(THROWN, fast=20))
def test_lots_close_as_a_second_opinion_says(house, seed):
    play = Play(seed)
    thrown = together(play.commands())
    play.must_agree(house.rehearse(thrown, by=by()))


@pytest.mark.slow
def test_the_dice_throw_everything():
    """A comparison is worth what it meets: every word of the rules is met."""
    thrown = [Play(seed).rules for seed in range(THROWN)]
    for name, words in WORDS.items():
        assert {one[name] for one in thrown} == {str(word) for word in words}
