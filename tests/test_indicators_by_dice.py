"""Indicators of bidding thrown by dice, held against a second way to work them out."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from ledger.indicators.bidding import Bid, LotBidding
from ledger.indicators.ranking import indications
from ledger.indicators.ratings import WEIGHTS
from tests import naive_indicators as naive
from tests.called_lots import bidding, of_code

pytestmark = pytest.mark.slow


def thrown(seed):
    """Throw some lots: few bidders, so that they meet, and few times, so that some tie.

    Bids are told as a list of another house tells them: they may fall and repeat.
    """
    dice = Random(seed)
    lots = []
    for number in range(dice.randrange(1, 14)):
        bids = []
        price, leader = None, None
        for place in range(dice.choice((0, 1, 2, 3, 5, 9))):
            who = dice.choice("ABCDE")
            amount = (price or 0) + dice.choice((0, 1, 5, 10))
            leads = dice.random() < 0.6 or leader is None
            bids.append(
                Bid(
                    bidder=who,
                    amount=amount,
                    at=Fraction(dice.randrange(20), dice.choice((1, 3))),
                    mark=100 * number + place,
                    price=price,
                    leader=leader,
                    leads=leads,
                    discovers=not leads and dice.random() < 0.5,
                )
            )
            price = amount
            leader = who if leads else leader
        lots.append(
            LotBidding(
                lot=f"{number}",
                seller=dice.choice(("X", "X", "Y", None)),
                bids=tuple(bids),
                winner=dice.choice((leader, leader, None)),
                price=price,
            )
        )
    return lots


@pytest.mark.parametrize("seed", range(150))
def test_both_ways_agree(seed):
    lots = thrown(seed)
    ranked = indications(bidding(*lots))
    single = {
        (each.bidder, each.sellers[0]): float(each.strength)
        for each in of_code(ranked, "shill-score")
    }
    assert single == pytest.approx(naive.shill_scores(lots, WEIGHTS))
    for code, expected in (
        ("winners-in-turn", naive.in_turn(lots)),
        ("cover-bids", naive.covers(lots)),
    ):
        pairs = {
            (each.bidder, each.other): float(each.strength)
            for each in of_code(ranked, code)
        }
        assert pairs == pytest.approx(expected), code
    probing = {
        each.bidder: float(each.strength)
        for each in of_code(ranked, "discover-and-stop")
    }
    assert probing == pytest.approx(naive.probes(lots))


@pytest.mark.parametrize("seed", range(150))
def test_what_several_come_to_is_above_what_each_does(seed):
    lots = thrown(seed)
    scores = naive.shill_scores(lots, WEIGHTS)
    ranked = indications(bidding(*lots))
    for each in of_code(ranked, "shills-together"):
        group, (seller,) = {each.bidder, each.other}, each.sellers
        of = [lot for lot in lots if lot.seller == seller]
        together = naive.weighed(naive.ratings(group, of), WEIGHTS)
        assert float(each.strength) == pytest.approx(together)
        assert together > max(scores[bidder, seller] for bidder in group)
    for each in of_code(ranked, "sellers-together"):
        of = [lot for lot in lots if lot.seller in each.sellers]
        together = naive.weighed(naive.ratings({each.bidder}, of), WEIGHTS)
        assert float(each.strength) == pytest.approx(together)
        assert together > max(scores[each.bidder, s] for s in each.sellers)
