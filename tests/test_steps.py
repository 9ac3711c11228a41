"""A lot event by event: what was said, what it led to, and sums that are right."""

from __future__ import annotations

import re
from functools import reduce
from itertools import pairwise
from json import loads

import pytest

from ledger.events import Rule
from ledger.identity import BidId, Channel, Paddle, Role
from ledger.increments import OffIncrement
from ledger.lot.bidding import Bidder, refuse_bid
from ledger.lot.corrections import strike
from ledger.lot.evolve import evolve
from ledger.lot.hammer import close
from ledger.lot.room import RoomBid, open_lot, take_bid
from ledger.refusals import Refusal
from ledger.replay.steps import steps
from ledger.terms.bidding import NextAsk, ReserveMode, RoomTerms, StrikePolicy
from ledger.terms.sessions import SessionKind
from ledger.value import replace
from presenters.shape import to_json
from presenters.step import step_outcome, step_sentence, step_shape
from presenters.why import why
from tests.random_lots import ENDS_AT, moment, play
from tests.replayed import FIRST, announced, day_of, entry
from tests.seeds import seeds
from tests.story import (
    USD,
    bids,
    catalogued,
    channels,
    clock,
    does,
    hammer,
    ladder,
    sets_reserve,
    slip,
    terms,
    usd,
)

SEEDS = pytest.mark.parametrize("seed", seeds(100, fast=15))
SUM = re.compile(r"one increment of (\S+) above (\S+) = (\$[\d,]*\d(?:\.\d\d)?)")


def stepped(*acts, under=None, **listing):
    """Let people act on a lot, and tell it step by step."""
    under = under or terms()
    events = [catalogued(100, **listing)]
    for act in acts:
        lot = reduce(evolve, events, None)
        try:
            events += act(lot, under)
        except Refusal as no:
            events.append(refuse_bid(lot, slip("P9", 150, "14:03"), no))
    entries = [entry(place, event) for place, event in enumerate(events, start=FIRST)]
    return steps(entries, day_of(announced(under.rules)))


def test_a_step_tells_who_said_what_and_what_it_led_to():
    *_, step = stepped(bids("P7", 500), bids("P9", 300, "14:02"))
    assert (step.number, step.position) == (3, FIRST + 2)
    assert (step.at, step.actor, step.role) == (clock("14:02"), "Sue", Role.CLERK)
    assert step_sentence(step) == "14#2: P9 bid up to $300 by internet."
    assert step_outcome(step) == "P7 leads at $320; asking $340."
    assert (step.before.price, step.after.price) == (usd(100), usd(320))


def test_why_is_the_chain_of_rules_down_to_the_terms():
    *_, step = stepped(bids("P7", 500), bids("P9", 300, "14:02"))
    asked, ladder_, rule, under = why(step)
    assert asked == "The lot asked $110."
    assert ladder_ == (
        "The ladder from $200 climbs by $20: one increment above is the price plus "
        "the step."
    )
    assert rule == (
        "P7 has the higher maximum: one increment of $20 above $300 = $320, capped by "
        "a maximum of $500."
    )
    digest = "a" * 64
    assert under == f"Terms version 1, in force from position 1, SHA-256 {digest}."


def whys(*acts, **more):
    """Return what the last step says of its rule."""
    return " ".join(why(stepped(*acts, **more)[-1]))


MEETINGS = {
    "alone": (bids("P7", 500),),
    "capped": (bids("P7", 500), bids("P9", 490, "14:02")),
    "equal": (bids("P7", 300), bids("P9", 300, "14:02")),
    "raised": (bids("P7", 300), bids("P7", 400, "14:02")),
    "protected": (
        bids("P7", 300),
        bids("P9", 300, "14:02"),
        bids("P7", 400, "14:03"),
    ),
    "static": (bids("P7", 300, static=True),),
}
SAID = {
    "alone": "P7 stands at what was asked, $100: nobody else has bid.",
    "capped": "one increment above $490 = $510, capped by P7's own maximum of $500.",
    "equal": (
        "Both maximums are $300: P7's was received first, 2026-05-20 14:01:00 UTC, "
        "against 2026-05-20 14:02:00 UTC."
    ),
    "raised": "P7 raised: nobody bids against themselves, $100 stays.",
    "protected": (
        "P7 led a tie only by being earlier, and raised: one increment of $20 above "
        "$300 = $320."
    ),
    "static": "A bid at its own amount stands in full: $300.",
}


@pytest.mark.parametrize("meeting", MEETINGS)
def test_each_rule_says_how_it_decided(meeting):
    assert SAID[meeting] in whys(*MEETINGS[meeting])


def test_the_reserve_is_part_of_the_chain():
    jump = whys(sets_reserve(400), bids("P7", 250))
    assert "$100 is below the reserve of $400 (rule: jump)." in jump
    reached = whys(sets_reserve(400), bids("P7", 600))
    assert "P7's maximum reaches the reserve: the price is $400." in reached
    counter = terms(reserve=ReserveMode.COUNTER)
    answered = whys(sets_reserve(400), bids("P7", 150), under=counter)
    assert "below the reserve: one increment of $10 above $150 = $160." in answered


def test_an_amount_off_the_ladder_says_what_it_counts_as():
    under = terms(
        ladder((0, 10), (500, 50)), off_increment=channels(mail=OffIncrement.HALF)
    )
    told = whys(bids("P7", 513, by=Channel.MAIL), under=under)
    onto_it = "by mail it goes to the nearest rung, or half one: $525."
    assert f"$513 is off the ladder: {onto_it}" in told


def test_a_refusal_is_a_step_as_well():
    *_, step = stepped(bids("P7", 500), bids("P9", 105, "14:03"))
    assert step_sentence(step) == "14#2: P9 offered $150 by internet."
    assert step_outcome(step).startswith(
        "Refused, bid-below-asking: Lot MAY26/14 asks $110;"
    )
    assert step.before.price == step.after.price


def test_the_hammer_says_which_premium_applied():
    *_, step = stepped(bids("P7", 500), hammer())
    assert step_outcome(step) == "Sold to P7 at $100, premium $10."
    assert why(step)[0] == "Bought by internet, no class: the premium on $100 is $10."


@pytest.mark.parametrize(
    ("second", "row"),
    [
        (150, "The ladder from $0 climbs by $10"),
        (300, "The ladder from $200 climbs by $20"),
        (700, "The ladder from $500 climbs by $50"),
    ],
)
def test_the_ladder_is_quoted_at_the_row_in_force(second, row):
    under = terms(ladder((0, 10), (200, 20), (500, 50), (1000, 100)))
    words = whys(bids("P7", 900), bids("P9", second, "14:02"), under=under)
    assert row in words


def test_a_bid_that_was_struck_says_by_which_policy_and_with_whom():
    how = {"policy": StrikePolicy.STRIKE_ONE, "authorised_by": "Ann"}
    strikes = does(strike, BidId("14#1"), at=clock("14:30"), under=terms(), **how)
    *_, step = stepped(bids("P7", 500), bids("P9", 300, "14:02"), strikes)
    assert step_sentence(step) == "The house struck 14#1 of P7."
    policy, second, _ = why(step)
    assert policy == "The bids that are left meet again, in their order."
    assert second == "Authorised by Ann, a second person."


@SEEDS
def test_the_last_step_is_where_the_lot_stands(seed):
    told, lot = of(seed)
    assert told[-1].after == lot
    assert [one.number for one in told] == [*range(1, len(told) + 1)]
    for before, after in pairwise(told):
        assert after.before is before.after


@SEEDS
def test_each_sum_in_words_is_right_and_comes_to_the_price(seed):
    for step in of(seed)[0]:
        for sum_ in SUM.finditer(" ".join(why(step))):
            increment, above, price = (USD.read(group) for group in sum_.groups())
            assert increment + above == price == step.event.standing.price


@pytest.mark.slow
def test_every_rule_of_the_book_is_told():
    told = [step for seed in range(300) for step in of(seed)[0]]
    standings = [getattr(step.event, "standing", None) for step in told]
    rules = {standing.rule for standing in standings if standing is not None}
    assert rules == set(Rule) - {Rule.TIE_BOOK, Rule.TIE_ROOM, Rule.PROMOTED}
    for step in told:
        sentences = (step_sentence(step), step_outcome(step), *why(step))
        assert all(
            sentence.endswith(".") and "None" not in sentence for sentence in sentences
        )


def of(seed):
    """Tell a random lot step by step; returns the steps, and the lot."""
    played = play(seed)
    ended = close(played.lot, at=moment(ENDS_AT), under=played.under)
    events = enumerate((*played.history, *ended), start=FIRST)
    day = day_of(announced(played.under.rules, closes_at=moment(ENDS_AT)))
    told = steps([entry(*event) for event in events], day)
    return told, reduce(evolve, ended, played.lot)


def test_a_step_for_scripts_has_amounts_as_decimal_text_and_the_state():
    *_, step = stepped(bids("P7", 500))
    told = loads(to_json(step_shape(step)))
    assert told["event"]["type"] == "bid-placed/1"
    assert told["event"]["maximum"] == "500.00"
    assert told["event"]["standing"]["asking"] == "110.00"
    assert told["at"] == "2026-05-20T14:01:00Z"
    assert told["after"]["price"] == "100.00"
    assert [*told] == [
        "number",
        "position",
        "at",
        "recorded_at",
        "actor",
        "role",
        "on_behalf_of",
        "reason",
        "event",
        "said",
        "led_to",
        "why",
        "after",
        "own_lot",
    ]


@pytest.mark.parametrize(
    ("asks", "said"),
    [
        (NextAsk.ADD, "$461 is off the ladder: it is what the lot asked, and taken"),
        (NextAsk.RUNG, "$450 is on the ladder."),
    ],
)
def test_what_the_room_was_asked_is_called_a_rung_only_where_it_is_one(asks, said):
    """Two odd proxies meet at $436, between the rungs of 425 and 450."""
    under = terms(
        ladder((0, 25), (500, 50)), off_increment=channels(floor=OffIncrement.HALF)
    )
    rules = replace(under.rules, room=RoomTerms(next_ask=asks))
    at = clock("15:01")
    called = RoomBid(paddle=Paddle("P7"), channel=Channel.FLOOR, at=at)
    told = stepped(
        *(bids("A", 411), bids("B", 538)),
        lambda lot, now: open_lot(lot, at=clock("15:00"), amount=None, under=now),
        lambda lot, now: take_bid(lot, called, bidder=Bidder(), under=now),
        under=replace(under, rules=rules),
        kind=SessionKind.FLOOR,
    )
    (sentence,) = [line for line in why(told[-1]) if "ladder" in line][:1]
    assert sentence.startswith(said)
