"""The contest alone, as tables: two bids meet, a leader raises, a reserve acts."""

from __future__ import annotations

import pytest

from ledger.contest import Claim, Contest, Outcome
from ledger.events import Rule
from ledger.identity import HOUSE, BidId, Channel, Paddle
from ledger.increments import Basis
from ledger.terms.bidding import BiddingTerms, ReserveMode, SelfRaise, TieRule
from tests.story import TENS, clock, ladder, usd


def claim(paddle, maximum, at="14:01", **how):
    return Claim(
        BidId("14#1"), Paddle(paddle), usd(maximum), clock(at), Channel.INTERNET, **how
    )


def contest(to_reach=None, **terms):
    amount = None if to_reach is None else usd(to_reach)
    return Contest(BiddingTerms(TENS, **terms), usd(100), amount)


@pytest.mark.parametrize(
    ("holder", "rival", "leader", "price", "rule", "because"),
    [
        (500, 300, "holder", 320, Rule.ONE_INCREMENT, "one call above the weaker"),
        (500, 490, "holder", 500, Rule.OWN_MAXIMUM, "a maximum caps the last step"),
        (300, 500, "rival", 320, Rule.ONE_INCREMENT, "whoever came later"),
        (300, 300, "holder", 300, Rule.TIE_EARLIER, "equal: the earlier"),
        (300, 310, "rival", 310, Rule.OWN_MAXIMUM, "no full step is needed to lead"),
        (300, 320, "rival", 320, Rule.ONE_INCREMENT, "exactly one step above"),
        (190, 900, "rival", 200, Rule.ONE_INCREMENT, "the step of the lower band"),
    ],
)
def test_two_maximums_meet(holder, rival, leader, price, rule, because):
    """Rulebook 2.2 (1) [S2]."""
    met = contest().meet(claim("holder", holder), claim("rival", rival, "14:02"))
    assert (met.leader.paddle, met.price, met.rule) == (leader, usd(price), rule), (
        because
    )


@pytest.mark.parametrize(
    ("basis", "price", "because"),
    [
        (Basis.ADD, 851, "801 and a step of 50"),
        (Basis.GRID, 850, "the next rung after 801"),
        (Basis.WALK, 805, "145 and steps of 10 up to 505, then of 50: 555, 605, ..."),
    ],
)
def test_one_increment_above_801(basis, price, because):
    """Rulebook 3.1: what "one increment above" means differs."""
    table = ladder((0, 10), (500, 50), basis=basis)
    lot = Contest(BiddingTerms(table), usd(145), None)
    met = lot.meet(claim("A", 801), claim("B", 2_000, "14:02"))
    assert met.price == usd(price), because


@pytest.mark.parametrize(
    ("ties", "earlier_static", "later_static", "leader", "because"),
    [
        (TieRule.EARLIEST, False, False, "earlier", "the earlier"),
        (TieRule.EARLIEST, True, False, "earlier", "whatever its kind"),
        (TieRule.AUTOMATIC, True, False, "later", "automatic before static"),
        (TieRule.AUTOMATIC, False, True, "earlier", "automatic, and earlier"),
        (TieRule.AUTOMATIC, True, True, "earlier", "both static: the earlier"),
        (TieRule.REOFFER, False, False, None, "nobody: it is put up again"),
    ],
)
@pytest.mark.parametrize("entered_late", [False, True])
def test_equal_maximums(
    ties, earlier_static, later_static, leader, because, entered_late
):
    """Rulebook 2.3 [S3], 3.1 [S25][S26]: by when it was received, not entered."""
    earlier = claim("earlier", 300, "14:01", static=earlier_static)
    later = claim("later", 300, "14:02", static=later_static)
    pair = (later, earlier) if entered_late else (earlier, later)
    met = contest(ties=ties).meet(*pair)
    assert (met.leader.paddle if met.leader else None) == leader, because
    assert met.price == usd(300)


def test_bids_received_in_the_same_minute_keep_their_order_of_entry():
    """Design: ties by position, never by wall clock."""
    met = contest().meet(claim("first", 300), claim("second", 300))
    assert met.leader.paddle == "first"


@pytest.mark.parametrize(
    ("earlier", "later", "leader", "price", "because"),
    [
        (True, True, "earlier", 320, "both allow it: the earlier"),
        (True, False, "earlier", 320, "only the earlier"),
        (False, True, "later", 320, "only the later"),
        (False, False, "earlier", 300, "nobody"),
    ],
)
def test_one_increment_more_breaks_a_tie(earlier, later, leader, price, because):
    """Rulebook 3.1, order bids [S29]."""
    met = contest(break_ties=True).meet(
        claim("earlier", 300, break_tie=earlier),
        claim("later", 300, "14:02", break_tie=later),
    )
    assert (met.leader.paddle, met.price) == (leader, usd(price)), because


def test_breaking_a_tie_bids_one_increment_more_and_spends_it():
    """Else the same command could be followed again at 320, and at 340."""
    met = contest(break_ties=True).meet(
        claim("A", 300, break_tie=True), claim("B", 300, "14:02")
    )
    assert (met.leader.maximum, met.leader.break_tie) == (usd(320), False)
    again = contest(break_ties=True).meet(met.leader, claim("C", 320, "14:03"))
    assert (again.leader.paddle, again.price) == ("A", usd(320))


def test_where_the_terms_break_no_ties_the_wish_is_idle():
    met = contest().meet(claim("A", 300), claim("B", 300, "14:02", break_tie=True))
    assert (met.leader.paddle, met.price) == ("A", usd(300))


@pytest.mark.parametrize("ties", list(TieRule))
def test_the_house_gives_way_in_a_tie(ties):
    """Rulebook 3.2: a bid for the seller wins nothing; nor is it worth one more."""
    house = claim(HOUSE, 300)
    rival = claim("A", 300, "14:00", break_tie=True, static=True)
    met = contest(ties=ties, break_ties=True).meet(house, rival)
    assert (met.leader.paddle, met.price) == ("A", usd(300))


def test_a_static_winner_pays_in_full():
    """Rulebook 3.1, Troostwijk [S25]."""
    met = contest().meet(claim("A", 300), claim("B", 500, "14:02", static=True))
    assert (met.leader.paddle, met.price, met.rule) == ("B", usd(500), Rule.IN_FULL)


@pytest.mark.parametrize(
    ("mode", "maximum", "price", "because"),
    [
        (ReserveMode.JUMP, 299, 100, "the reserve is not reached"),
        (ReserveMode.JUMP, 300, 300, "reached exactly"),
        (ReserveMode.JUMP, 900, 300, "no more than the reserve"),
        (ReserveMode.COUNTER, 900, 300, "nothing for the house to do"),
        (ReserveMode.PASSIVE, 900, 100, "looked at when the lot closes"),
        (ReserveMode.FULL, 299, 299, "in full below the reserve"),
        (ReserveMode.FULL, 900, 300, "increments above it"),
    ],
)
def test_a_reserve_of_300_on_a_lone_bid(mode, maximum, price, because):
    """Rulebook 3.1 eBay [S16], EPS [S24]; 3.2 [S39][S42]."""
    first = contest(300, reserve=mode).first(claim("A", maximum), asking=usd(100))
    assert first.price == usd(price), because


def test_a_price_at_the_reserve_is_not_raised_to_it():
    """What is recorded is the rule that decided: here, the opening bid."""
    first = contest(100).first(claim("A", 300), asking=usd(100))
    assert (first.price, first.rule) == (usd(100), Rule.OPENING)


def raised(how, *, held=150, to=500, under=None, price=100, **kind):
    rival = None if under is None else claim("B", under)
    lot = contest(self_raise=how)
    return lot.raised(claim("A", held), claim("A", to, **kind), rival, usd(price))


@pytest.mark.parametrize(
    ("how", "story", "price", "rule"),
    [
        (SelfRaise.TIE_ONLY, {}, 100, Rule.MAXIMUM_RAISED),
        (SelfRaise.TIE_ONLY, {"price": 101}, 101, Rule.MAXIMUM_RAISED),
        (SelfRaise.ROUND, {"price": 101}, 110, Rule.ROUNDED_UP),
        (SelfRaise.ROUND, {"price": 101, "to": 104}, 104, Rule.ROUNDED_UP),
        (SelfRaise.ROUND_HALF, {"price": 101}, 105, Rule.ROUNDED_UP),
        (SelfRaise.ROUND_HALF, {"price": 105}, 105, Rule.MAXIMUM_RAISED),
        (SelfRaise.ROUND_HALF, {"price": 106}, 110, Rule.ROUNDED_UP),
        (SelfRaise.ROUND, {"price": 100}, 100, Rule.MAXIMUM_RAISED),
        (SelfRaise.RECOMPUTE, {"under": 148, "price": 150}, 158, Rule.ONE_INCREMENT),
        (SelfRaise.RECOMPUTE, {"under": 90}, 100, Rule.MAXIMUM_RAISED),
        *(
            (how, {"under": 150, "price": 150}, 160, rule)
            for how, rule in (
                (SelfRaise.TIE_ONLY, Rule.TIE_PROTECTED),
                (SelfRaise.ROUND, Rule.TIE_PROTECTED),
                (SelfRaise.RECOMPUTE, Rule.ONE_INCREMENT),
            )
        ),
    ],
)
def test_a_leader_raises(how, story, price, rule):
    """Rulebook 2.2 (2) [S2]: the step is 10, the ladder has every ten."""
    outcome = raised(how, **story)
    assert (outcome.price, outcome.rule) == (usd(price), rule)


def test_a_leader_who_raises_by_a_static_bid_stands_in_full():
    """Rulebook 3.1 [S25]: a static bid stands at its own amount, nowhere else.

    Left at the old price, it would jump to its amount at the first weaker rival.
    """
    outcome = raised(SelfRaise.TIE_ONLY, static=True)
    assert (outcome.price, outcome.rule) == (usd(500), Rule.IN_FULL)
    lowered = contest().lowered(claim("A", 130, static=True), usd(100))
    assert lowered.price == usd(130)


@pytest.mark.parametrize(
    ("maximum", "price", "house", "leader", "to", "because"),
    [
        (200, 100, 220, HOUSE, 220, "one call above the bidder's maximum"),
        (280, 100, 280, "A", 280, "that call would be the reserve: the bidder's"),
        (295, 100, 280, "A", 295, "the last rung below 300; the bidder answers"),
        (280, 280, None, None, None, "nothing left to bid"),
    ],
)
def test_the_house_bids_for_a_seller_below_300(
    maximum, price, house, leader, to, because
):
    """Rulebook 3.2, Christie's [S38], Sotheby's [S39]."""
    held = Outcome(claim("A", maximum), usd(price), Rule.OPENING)
    answer = contest(300, reserve=ReserveMode.COUNTER).answered(held)
    if house is None:
        assert answer is None, because
        return
    amount, outcome = answer
    assert amount == usd(house) < usd(300), because
    assert (outcome.leader.paddle, outcome.price) == (leader, usd(to)), because
