"""Prices by a pack's own verifier: what it says of lots that the dice played.

It knows no rules of ours but what is written in docs/reference/packs.md, and accuses
nobody by a guess.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace as with_fields

import pytest

from ledger.events import BidPlaced
from ledger.events.vocabulary import Rule
from ledger.lot.openings import sealed_in
from ledger.store.codec import name_of
from ledger.store.json_text import encoder
from ledger.terms import Rules
from ledger.terms.bidding import Openings
from ledger.value import replace
from presenters.pack import verify
from tests.random_lots import play
from tests.random_room_lot import RoomLot
from tests.replayed import FIRST
from tests.sale_of_tests import LEDGER
from tests.sealed_lots import SealedLot, lot_after
from tests.seeds import seeds
from tests.story import bids, hammer, sets_reserve, usd

NONE, TWO, ALL = Openings
SEEDS = pytest.mark.parametrize("seed", seeds(200, fast=25))
OPENED = (
    sets_reserve(150),
    bids("A", 300, "14:01"),
    bids("B", 500, "14:02"),
    bids("C", 900, "14:04"),
    hammer(),
)


def entries_of(lot):
    """Return the entries of a lot as a pack has them."""
    return [
        verify.Entry(
            FIRST + place,
            b"",
            {
                "stream": f"lot:{lot.lot.id}",
                "version": place + 1,
                "type": name_of(event),
                "ledger": LEDGER,
                "body": json.loads(encoder(type(event))(event)),
            },
        )
        for place, event in enumerate(lot.stored)
    ]


def judged(entries, under):
    """Return a judge who has taken the openings and the prices of some entries."""
    judge = verify.Judge(verify.Pack(), verify.Trust())
    judge.entries = {entry.position: entry for entry in entries}
    terms = {"rules": json.loads(encoder(Rules)(under.rules))}
    announced = {"sale": "MAY26", "terms": terms}
    record = {"stream": "sale:MAY26", "version": 1, "type": "sale-announced/2"}
    judge.entries[1] = verify.Entry(1, b"", {**record, "body": announced})
    judge._check_openings()  # noqa: SLF001 (a step of the judge)
    judge._check_prices()  # noqa: SLF001
    return judge.verdict


def lot_of(seed, made, policy):
    if made == "book":
        played = play(seed)
        events = [*played.history, *hammer("23:00")(played.lot, played.under)]
        under = played.under
    else:
        room = RoomLot(seed)
        events, under = room.events, room.under
    bidding = replace(under.rules.bidding, openings=policy)
    under = replace(under, rules=replace(under.rules, bidding=bidding))
    lot = SealedLot(events, under)
    # A lot that is still up in the room opens nothing by its terms.
    return lot.opened([*sealed_in(lot.history)] if policy is ALL else None)


@SEEDS
@pytest.mark.parametrize("policy", [TWO, ALL])
@pytest.mark.parametrize("made", ["book", "room"])
def test_a_sound_lot_is_never_accused(seed, policy, made):
    lot = lot_of(seed, made, policy)
    assert judged(entries_of(lot), lot.under).altered == []


@SEEDS
def test_a_price_of_one_increment_that_was_moved_is_told(seed):
    lot = lot_of(seed, "book", ALL)
    moved = [
        place
        for place, event in enumerate(lot.stored)
        if isinstance(event, BidPlaced) and event.standing.rule is Rule.ONE_INCREMENT
    ]
    for place in moved[:1]:
        event = lot.stored[place]
        standing = replace(event.standing, price=event.standing.price - 1)
        lot.stored[place] = replace(event, standing=standing)
        verdict = judged(entries_of(lot), lot.under)
        named = re.compile(rf"(Entry|of entries.*) {FIRST + place}\b")
        assert any(map(named.search, [*verdict.altered, *_rests(verdict)]))


def changed(number, **parts):
    """Change where a bid of a lot that is opened whole left the bidding."""
    lot = lot_after(*OPENED).opened()
    event = lot.stored[number]
    assert isinstance(event, BidPlaced)
    lot.stored[number] = replace(event, standing=replace(event.standing, **parts))
    return judged(entries_of(lot), lot.under).altered


@pytest.mark.parametrize(
    ("number", "parts", "words"),
    [
        (2, {"price": usd(140)}, "the reserve is 15000"),
        (3, {"price": usd(480)}, "the other maximum is 30000"),
        (3, {"price": usd(350), "step": usd(50)}, "above 30000 is 2000"),
        (4, {"price": usd(950), "step": usd(450)}, "goes up to 90000"),
        (4, {"price": usd(900), "rule": Rule.TIE_EARLIER}, "other maximum is 50000"),
        (4, {"price": usd(890), "rule": Rule.OWN_MAXIMUM}, "goes up to 90000"),
    ],
    ids=str,
)
def test_what_opened_amounts_contradict_is_told(number, parts, words):
    (sentence,) = changed(number, **parts)
    assert f"Entry {FIRST + number}, bid 14#{number - 1}: the price" in sentence
    assert words in sentence


def test_all_prices_follow_where_all_is_opened():
    lot = lot_after(*OPENED).opened()
    verdict = judged(entries_of(lot), lot.under)
    assert any(each.startswith("Prices: 3 follow") for each in verdict.proven)
    assert not any("Prices that rest" in each for each in verdict.not_proven)


def test_what_rests_on_shut_amounts_is_named():
    lot = lot_after(*OPENED, policy=TWO).opened()
    verdict = judged(entries_of(lot), lot.under)
    assert any(each.startswith("Prices: 1 follow") for each in verdict.proven)
    assert any(f"2, of entries {FIRST + 2}, {FIRST + 3}." in e for e in _rests(verdict))


def _rests(verdict):
    return [each for each in verdict.not_proven if "Prices that rest" in each]


@pytest.mark.parametrize(("policy", "number"), [(NONE, 0), (TWO, 3), (ALL, 4)])
def test_what_the_terms_open_and_nobody_opened_is_named(policy, number):
    lot = lot_after(*OPENED, policy=policy)
    missing = [
        each
        for each in judged(entries_of(lot), lot.under).not_proven
        if "that the terms open and nobody opened" in each
    ]
    assert bool(missing) is bool(number)
    assert all(f"opened: {number}, of entries" in each for each in missing)


def test_a_gap_in_a_lot_accuses_nobody():
    lot = lot_after(*OPENED).opened()
    entries = [each for each in entries_of(lot) if each.version != 4]
    verdict = judged(entries, lot.under)
    assert verdict.altered == []
    assert _rests(verdict)


def openings(change):
    """Judge a lot whose openings were tampered with."""
    lot = lot_after(*OPENED).opened()
    entries = entries_of(lot)
    (at,) = (n for n, e in enumerate(entries) if "openings" in e.record["body"])
    record = json.loads(json.dumps(entries[at].record))
    change(record["body"]["openings"])
    entries[at] = with_fields(entries[at], record=record)
    return judged(entries, lot.under).altered


def wrong_amount(opened):
    opened[1]["maximum"] += 100


def wrong_nonce(opened):
    opened[1]["nonce"] = "00" * 32


def another_bid(opened):
    opened[1]["position"], opened[1]["bid"] = FIRST + 4, "14#3"
    opened[2] = dict(opened[0])


def what_is_not_sealed(opened):
    opened[1]["position"] = FIRST


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (wrong_amount, f"entry {FIRST + 3}, bid 14#2, as another than was sealed"),
        (wrong_nonce, f"entry {FIRST + 3}, bid 14#2, as another than was sealed"),
        (another_bid, f"entry {FIRST + 4}, bid 14#3, as another than was sealed"),
        (another_bid, f"entry {FIRST + 2}, bid 14#1, once more"),
        (what_is_not_sealed, f"opens entry {FIRST}, in which nothing is sealed"),
    ],
)
def test_an_opening_that_was_tampered_with_is_told(change, words):
    assert any(words in each for each in openings(change))
