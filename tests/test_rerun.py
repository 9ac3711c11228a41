"""Bids that meet again: against the engine itself, which never heard of the others."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from random import Random

import pytest

from ledger.contest import Claim
from ledger.events import BidPlaced, LotOpened, OpeningRule, Rule
from ledger.identity import HOUSE, BidId, Channel, Paddle
from ledger.lot import Claims, Lot, room
from ledger.lot.bidding import UnderTerms, place_bid
from ledger.lot.corrections import strike
from ledger.lot.evolve import evolve
from ledger.lot.rerun import contest_again
from ledger.lot.slip import Slip
from ledger.refusals import Refusal
from ledger.terms.bidding import ReserveMode, SelfRaise, StrikePolicy, TieRule
from ledger.terms.sessions import SessionKind
from tests.random_lots import Played, as_lot, as_terms, moment, play, reach
from tests.seeds import seeds
from tests.story import (
    ANYBODY,
    LOT,
    Decision,
    catalogued,
    clock,
    given,
    ladder,
    reserved,
    terms,
    usd,
)

HUNDREDS = ladder((0, 100))


def said(text: str, *, live: bool = False) -> list[Claim]:
    """Read bids as they are told: ``said("A200 B300")``, a minute after each other."""
    channel = Channel.FLOOR if live else Channel.INTERNET
    return [
        Claim(
            BidId(f"14#{place}"),
            Paddle(word[0]),
            usd(word[1:]),
            clock(f"14:{place:02}"),
            channel,
            static=live,
            live=live,
        )
        for place, word in enumerate(text.split(), 1)
    ]


def again(claims: list[Claim], under: UnderTerms, *past, opening: int = 200):
    lot = given(catalogued(opening), *past).lot()
    return contest_again(lot, claims, under=under)


BRANDLY = [
    ("A200 A400 A600", "A", 200, "A200 B300 A400 B500 A600 B700, B out"),
    ("A200 B300 A500 B600", "B", 600, "A200 B300 C400 A500 B600 C700, C out"),
    ("B300 C400 B600", "B", 500, "A200 B300 C400 A500 B600 A700, A out"),
]
"""Facts of rulebook 4, M. Brandly: what is left of six bids, and what they come to."""


@pytest.mark.parametrize("live", [False, True], ids=["in the book", "in the room"])
@pytest.mark.parametrize(("left", "leader", "price", "because"), BRANDLY)
def test_brandlys_cases(left, leader, price, because, live):
    lead, outcome = again(said(left, live=live), terms(HUNDREDS))
    assert (lead.paddle, outcome.price) == (leader, usd(price)), because


def test_nothing_left_comes_to_nothing():
    assert again([], terms()) == (None, None)


def test_a_leader_is_never_bid_up_by_himself():
    """He called against a rival who is gone; the increments between are not owed."""
    lead, outcome = again(said("A200 A500 A900", live=True), terms(HUNDREDS))
    assert (lead.bid, outcome.price) == ("14#3", usd(200))
    assert outcome.rule is Rule.MAXIMUM_RAISED


def test_a_leader_in_the_room_raises_nothing_even_where_the_book_would():
    claims = said("A300 B350 B900", live=True)
    _, outcome = again(claims, terms(HUNDREDS, self_raise=SelfRaise.RECOMPUTE))
    assert outcome.price == usd(350)


def test_a_bid_that_does_not_reach_the_price_moves_nothing():
    lead, outcome = again(said("A900 B700 C300"), terms(HUNDREDS))
    assert (lead.paddle, outcome.price) == ("A", usd(800))


def test_what_the_auctioneer_asked_in_the_end_was_not_asked_on_the_way():
    entry = catalogued(200, kind=SessionKind.FLOOR, ends_at=clock("13:00"))
    told = given(entry, *opened(), calls("B", 300), asks(450)).under(terms(HUNDREDS))
    claims = said("B300 C600", live=True)
    _, outcome = contest_again(told.lot(), claims, under=told.rules)
    assert outcome.price == usd(400)


def opened() -> list[LotOpened]:
    """Put a lot up that nobody has bid on."""
    rule, at = OpeningRule.OPENING_BID, clock("14:00")
    return [LotOpened(lot=LOT, rule=rule, asking=usd(200), at=at, standing=None)]


def calls(paddle: str, amount: int) -> Decision:
    words = room.RoomBid(
        paddle=Paddle(paddle),
        channel=Channel.FLOOR,
        at=clock("14:01"),
        amount=usd(amount),
    )
    return lambda lot, under: room.take_bid(lot, words, bidder=ANYBODY, under=under)


def asks(amount: int) -> Decision:
    return lambda lot, under: room.ask(
        lot, asking=usd(amount), at=clock("14:02"), under=under
    )


def test_a_bid_at_its_own_amount_by_the_terms_stays_in_full():
    """Rulebook 3.1, Troostwijk: that it was not driven there is how it was placed."""
    claims = [replace(one, static=True) for one in said("A200 B300 B900")]
    lead, outcome = again(claims, terms(HUNDREDS))
    assert (lead.paddle, outcome.price, outcome.rule) == ("B", usd(900), Rule.IN_FULL)


def test_a_lone_call_below_the_opening_bid_stands_where_it_was_called():
    """The auctioneer asked for less (rulebook 3.2 [S38]: may go backwards)."""
    _, outcome = again(said("A150", live=True), terms(HUNDREDS))
    assert outcome.price == usd(150)


@pytest.mark.parametrize(("wins", "leader"), [(True, "B"), (False, "A")])
def test_a_tie_between_book_and_room_goes_as_it_did_in_the_room(wins, leader):
    under = terms(HUNDREDS)
    room = replace(under.rules.room, proxy_wins_ties=wins)
    under = replace(under, rules=replace(under.rules, room=room))
    book = replace(said("B500")[0], received_at=clock("14:30"))
    call = replace(said("A500", live=True)[0], bid=BidId("14#2"))
    lead, outcome = again([book, call], under)
    assert (lead.paddle, outcome.price) == (leader, usd(500))


def test_the_tied_stay_tied_where_the_lot_is_put_up_again():
    under = terms(HUNDREDS, ties=TieRule.REOFFER)
    assert again(said("A500 B500"), under).lead is None
    lead, outcome = again(said("A500 B500 C600"), under)
    assert (lead.paddle, outcome.price, outcome.rule) == ("C", usd(600), Rule.OPENING)


def test_the_house_answers_on_the_way_as_it_would_have():
    """Rulebook 3.2: B meets the house's bid of 400, and not A's of 300."""
    under = terms(HUNDREDS, reserve=ReserveMode.COUNTER)
    lead, outcome = again(said("A300 B600"), under, reserved(1_000))
    assert (lead.paddle, outcome.price) == ("B", usd(500))
    assert outcome.against == usd(400)


@pytest.mark.parametrize(
    ("how", "price"),
    [(SelfRaise.TIE_ONLY, 750), (SelfRaise.ROUND, 800), (SelfRaise.RECOMPUTE, 800)],
)
def test_a_leader_in_the_book_raises_as_the_terms_have_it(how, price):
    _, outcome = again(said("A700 B750 B900"), terms(HUNDREDS, self_raise=how))
    assert outcome.price == usd(price)


def test_a_lowered_maximum_is_a_last_word():
    under = terms(HUNDREDS, lowering=True)
    lead, outcome = again(said("A900 A400 B600"), under)
    assert (lead.paddle, outcome.price) == ("B", usd(500))


def test_a_lowered_maximum_keeps_to_itself_where_a_reserve_was_set_since():
    """A said 400: the reserve of 500 is no reason to charge more."""
    claims, under = said("A900 A400"), terms(HUNDREDS, lowering=True)
    lead, outcome = again(claims, under, reserved(500))
    assert (lead.maximum, outcome.price) == (usd(400), usd(400))


def test_of_equal_last_words_the_one_entered_first_is_best():
    words = [replace(one, received_at=clock("14:00")) for one in said("A300 B400 A400")]
    claims = reduce(Claims.adding, words, Claims())
    assert claims.best().bid == "14#2"
    assert list(claims.words()) == ["B", "A"]


# By seed: what is left, against the engine that never heard of the rest.


def fresh(played: Played, left: list[BidPlaced]) -> Lot | None:
    """Run the engine on what is left; None where it would not have taken it all."""
    rules = replace(played.rules, off_increment={}, whole=None)
    lot = reduce(evolve, as_lot(replace(rules, reserve=played.lot.reserve)), None)
    for bid in left:
        slip = Slip(
            paddle=bid.paddle,
            submitted=bid.maximum,
            channel=bid.channel,
            received_at=bid.received_at,
            entered_at=bid.entered_at,
            static=bid.static,
            break_tie=bid.break_tie,
        )
        try:
            events = place_bid(lot, slip, bidder=ANYBODY, under=as_terms(rules))
        except Refusal:
            return None
        lot = reduce(evolve, events, lot)
    return lot


def bids_of(played: Played) -> list[BidPlaced]:
    return [one for one in played.history if isinstance(one, BidPlaced)]


def taken_out(seed: int, policy: StrikePolicy) -> tuple[Played, BidPlaced, list, Lot]:
    """Strike a bid of a played lot: the bid, the events, and the lot after them."""
    played = play(seed)
    bid = Random(seed).choice(bids_of(played))
    events = strike(
        played.lot,
        bid.bid,
        policy=policy,
        at=moment(50),
        authorised_by="second@example",
        under=played.under,
    )
    return played, bid, list(events), reduce(evolve, events, played.lot)


LOTS = 300
MEET_AGAIN = [StrikePolicy.STRIKE_ONE, StrikePolicy.STRIKE_ALL]


def with_bids() -> list[int]:
    """Name the seeds of lots that a bid can be struck on."""
    return [seed for seed in range(LOTS) if bids_of(play(seed))]


@pytest.mark.parametrize("seed", seeds(LOTS, fast=30))
def test_what_is_left_meets_as_if_there_had_been_no_others(seed):
    if bids_of(play(seed)):
        for policy in MEET_AGAIN:
            the_rest_meets_alone(seed, policy)


def the_rest_meets_alone(seed: int, policy: StrikePolicy) -> None:
    played, _, (struck, *_), lot = taken_out(seed, policy)
    left = [one for one in bids_of(played) if one.bid not in struck.bids]
    alone = fresh(played, left)
    if alone is None:
        return
    assert lot.standing == alone.standing
    assert who(lot.lead) == who(alone.lead)
    assert (lot.under is None, lot.third is None) == (
        alone.under is None,
        alone.third is None,
    )
    if lot.under is not None and not played.rules.break_ties:
        # Who broke a tie and lost all the same is under at what was bid in writing.
        assert lot.under.maximum == alone.under.maximum


def who(claim: Claim | None) -> tuple | None:
    """Say whose a claim is and what it is worth, whatever its number."""
    return None if claim is None else (claim.paddle, claim.maximum, claim.received_at)


@pytest.mark.slow
def test_hardly_any_of_that_is_left_out():
    """Bids taken late could not have been taken where the price was another."""
    out = 0
    lots = with_bids()
    for seed in lots:
        played, _, (struck, *_), _ = taken_out(seed, StrikePolicy.STRIKE_ALL)
        left = [one for one in bids_of(played) if one.bid not in struck.bids]
        out += fresh(played, left) is None
    assert out < len(lots) / 10


@pytest.mark.parametrize("seed", seeds(LOTS, fast=30))
def test_any_lot_keeps_its_promises_when_a_bid_is_struck(seed):
    if bids_of(play(seed)):
        for policy in StrikePolicy:
            promises_are_kept(seed, policy)


def promises_are_kept(seed: int, policy: StrikePolicy) -> None:
    played, bid, events, lot = taken_out(seed, policy)
    struck = events[0]
    assert reduce(evolve, [*played.history, *events], None) == lot, "as recorded"
    assert bid.bid in struck.bids
    assert not set(struck.bids) & {claim.bid for claim in lot.claims}, "taken out"
    if not bid.static:
        # Without a bid that stood in full, an increment may come out above it.
        the_price_does_not_rise(played.lot, lot)
    nobody_leads_above_their_maximum(played, lot)
    the_lead_moves_only_if_it_was_struck(played.lot, struck, lot)
    if policy is StrikePolicy.STRIKE_ALL:
        assert bid.paddle not in {claim.paddle for claim in lot.claims}
        assert lot.standing is None or lot.standing.leader != bid.paddle
    if lot.standing is None:
        assert (lot.lead, lot.under, len(lot.claims)) == (None, None, 0)
        assert lot.asking == lot.listing.opening


def the_price_does_not_rise(before: Lot, after: Lot) -> None:
    assert after.price is None or after.price <= before.price


def nobody_leads_above_their_maximum(played: Played, lot: Lot) -> None:
    lead = lot.lead
    if lead is None or lead.paddle == HOUSE:
        return
    bid = next(one for one in bids_of(played) if one.bid == lead.bid)
    assert lot.price <= reach(played, bid)
    if not played.rules.break_ties:
        words = lot.claims.words().values()
        assert lead.maximum == max(word.maximum for word in words), "the best leads"


def the_lead_moves_only_if_it_was_struck(before: Lot, struck, after: Lot) -> None:
    if before.lead is None:
        return
    head = before.under if before.lead.paddle == HOUSE else before.lead
    if head.bid not in struck.bids:
        assert after.lead is not None
        assert after.lead.paddle == before.lead.paddle


@pytest.mark.slow
def test_the_dice_take_out_everything():
    """A promise that is never put to the test is none."""
    led = set()
    for seed in with_bids():
        for policy in StrikePolicy:
            played, _, (struck, *_), after = taken_out(seed, policy)
            lead = played.lot.lead
            head = played.lot.under if lead and lead.paddle == HOUSE else lead
            led.add((policy, lead is not None and head.bid in struck.bids))
            led.add((policy, "tied" if lead is None else lead.paddle == HOUSE))
            led.add((policy, "left" if after.claims else "nothing left"))
    assert len(led) == len(StrikePolicy) * 5
