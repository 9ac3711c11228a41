"""Random lots, each named by its seed, against a naive second opinion and in words."""

from __future__ import annotations

from functools import reduce

import pytest

from ledger.events import (
    BidPlaced,
    HouseBidPlaced,
    LotSold,
    Rule,
)
from ledger.identity import HOUSE
from ledger.lot.evolve import evolve, evolve_all
from ledger.lot.hammer import close
from ledger.refusals import Refusal
from tests import naive
from tests.random_lots import ENDS_AT, Played, moment, play, put, reach
from tests.seeds import seeds


def pytest_generate_tests(metafunc):
    if "seed" in metafunc.fixturenames:
        count = metafunc.config.getoption("--sales")
        metafunc.parametrize("seed", seeds(count, fast=40))


def test_any_lot_keeps_its_promises(seed):
    played = play(seed)
    prices_never_fall(played)
    nobody_pays_too_much(played)
    the_highest_maximum_leads(played)
    the_reason_explains_the_price(played)
    the_house_stays_below_the_reserve(played)
    one_buyer_at_most(played)
    history_rebuilds_the_lot(played)
    old_versions_stay_as_they_were(played)


def prices_never_fall(played: Played) -> None:
    standings = [getattr(event, "standing", None) for event in played.history]
    prices = [standing.price for standing in standings if standing is not None]
    assert prices == sorted(prices), "a price never falls"
    for standing in standings:
        if standing is not None:
            assert standing.asking > standing.price, "what is asked is more"


def nobody_pays_too_much(played: Played) -> None:
    last: dict[str, BidPlaced] = {}
    for event in played.history:
        if isinstance(event, BidPlaced):
            last[event.paddle] = event
        standing = getattr(event, "standing", None)
        if standing is None or standing.leader in (None, HOUSE):
            continue
        top = reach(played, last[standing.leader])
        assert standing.price <= top, "nobody pays above their maximum"


def the_highest_maximum_leads(played: Played) -> None:
    last: dict[str, BidPlaced] = {}
    for event in played.history:
        if isinstance(event, BidPlaced):
            last[event.paddle] = event
            leader, price = event.standing.leader, event.standing.price
            if leader is None:
                tied = [one for one in last.values() if reach(played, one) >= price]
                assert len(tied) > 1, "only a tie has no leader"
            else:
                best = max(one.maximum for one in last.values())
                assert reach(played, last[leader]) >= best, "the highest maximum leads"


ONE_ABOVE = {Rule.ONE_INCREMENT, Rule.TIE_BROKEN, Rule.HOUSE_LEADS}
AT_THE_OTHERS = {Rule.TIE_EARLIER, Rule.TIE_AUTOMATIC, Rule.TIE_REOFFERED}


def the_reason_explains_the_price(played: Played) -> None:
    """A dispute is settled by the step and the other maximum that were recorded."""
    before = 0
    for event in played.history:
        if isinstance(event, BidPlaced | HouseBidPlaced):
            standing = event.standing
            price, step, against = standing.price, standing.step, standing.against
            if standing.rule is Rule.ROUNDED_UP:
                assert price == before + step, "rounded up from the price before"
            elif standing.rule in ONE_ABOVE or step:
                assert step > 0, "an increment was applied"
                assert price == against + step, "one increment above the other"
            elif standing.rule in AT_THE_OTHERS:
                assert price == against, "a tie stands at what both bid"
            before = price


def the_house_stays_below_the_reserve(played: Played) -> None:
    reserve = None
    for event in played.history:
        reserve = getattr(event, "reserve", reserve)
        if isinstance(event, HouseBidPlaced):
            assert event.amount < reserve, "the house stays below the reserve"


def one_buyer_at_most(played: Played) -> None:
    lot, under = played.lot, played.under
    ended = close(lot, at=moment(ENDS_AT), under=under)
    (event,) = ended
    after = evolve(lot, event)
    assert close(after, at=moment(ENDS_AT), under=under) == (), "the hammer falls once"
    if isinstance(event, LotSold):
        assert event.buyer == lot.standing.leader != event.underbidder
        assert event.hammer == event.price * played.rules.pieces
        assert lot.reserve is None or event.price >= lot.reserve


def history_rebuilds_the_lot(played: Played) -> None:
    rebuilt = reduce(evolve, played.history, None)
    assert rebuilt == played.lot, "folding the events rebuilds the lot that decided"
    assert evolve_all(played.history, None) == rebuilt, "bids by the run, or one by one"


def old_versions_stay_as_they_were(played: Played) -> None:
    """Branch from an old version: neither it nor what came after it hears of that."""
    now = tuple(played.lot.claims)
    for lot, claims, length in played.versions[::7]:
        words = naive.Bid("Z", 950_00, "internet", 40, static=False, break_tie=False)
        try:
            events = put(lot, words, 50, played.under)
        except Refusal:
            continue
        branch = reduce(evolve, events, lot)
        assert branch == reduce(evolve, (*played.history[:length], *events), None)
        assert tuple(branch.claims)[:-1] == tuple(lot.claims) == claims
    assert tuple(played.lot.claims) == now


@pytest.mark.slow
def test_the_dice_reach_every_rule():
    """A promise that is never put to the test is none."""
    standings = [
        getattr(event, "standing", None)
        for seed in range(300)
        for event in play(seed).history
    ]
    in_the_room = {Rule.TIE_BOOK, Rule.TIE_ROOM, Rule.PROMOTED}
    reached = {standing.rule for standing in standings if standing}
    assert reached == set(Rule) - in_the_room
