"""What if: other bids, rules, times; what it comes to, and the money of each party."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import reduce
from json import loads

import pytest

from ledger.events import BidPlaced, HouseBidPlaced, ReopenedFor, ReserveSet
from ledger.identity import HOUSE, BidId, Channel, ClientId, Paddle
from ledger.lot import Stage, corrections, room
from ledger.lot.bidding import place_bid, refuse_bid
from ledger.lot.evolve import evolve
from ledger.lot.hammer import close
from ledger.lot.listing import set_reserve
from ledger.lot.room import RoomBid
from ledger.lot.slip import slip_of
from ledger.refusals import Refusal
from ledger.replay.result import difference_in_money, result_of, totals
from ledger.replay.what_if import what_if
from ledger.replay.wish import Wish
from ledger.terms.bidding import NextAsk, ReserveMode, RoomTerms, StrikePolicy
from ledger.terms.sessions import ExtensionMode, SessionKind, SoftClose
from presenters.comparison import note_sentences
from presenters.shape import to_json
from presenters.what_if import comparison_shape, lot_what_if_shape
from tests.random_lots import ENDS_AT, moment, play
from tests.replayed import announced, day_of, record
from tests.seeds import seeds
from tests.story import (
    ANYBODY,
    bids,
    catalogued,
    clock,
    hammer,
    ladder,
    sets_reserve,
    slip,
    terms,
    usd,
    withdraws,
)

SEEDS = pytest.mark.parametrize("seed", seeds(150, fast=20))
RULES = announced(terms().rules)
P7, P9, P11 = Paddle("P7"), Paddle("P9"), Paddle("P11")
THREE = (
    bids("P7", 500),
    bids("P9", 300, "14:02"),
    bids("P11", 400, "14:03"),
    hammer(),
)
"""P7 buys for 420: one increment above P11, who is the underbidder."""


def told(*acts, under=None, opening=100, **listing):
    """Let people act on a lot; a refused bid is part of its history."""
    under = under or terms()
    events = [catalogued(opening, **listing)]
    for act in acts:
        events += act(reduce(evolve, events, None), under)
    return events


def refused(paddle, amount, at):
    """Let somebody bid, and be told no."""
    words = slip(paddle, amount, at)

    def act(lot, under):
        with pytest.raises(Refusal) as no:
            bids(paddle, amount, at)(lot, under)
        return (refuse_bid(lot, words, no.value),)

    return act


def wished(events, terms_=RULES, **wish):
    """Ask what the lot would have come to."""
    return what_if(record(events), day_of(terms_), Wish(**wish))


def came_to(result):
    return (result.winner, result.price, result.underbidder)


# Without a bid, or a bidder.


def test_without_the_underbidder_the_price_falls_to_the_next():
    told_ = wished(told(*THREE), without_paddles=(P11,))
    assert came_to(told_.as_recorded) == (P7, usd(420), P11)
    assert came_to(told_.as_wished) == (P7, usd(320), P9)


def test_without_the_winners_bid_the_underbidder_has_it():
    told_ = wished(told(*THREE), without=(BidId("14#1"),))
    assert came_to(told_.as_wished) == (P11, usd(320), P9)


def test_without_a_bid_that_changed_nothing_nothing_changes():
    told_ = wished(told(*THREE), without=(BidId("14#2"),))
    assert not told_.differs
    assert told_.notes == ()


def test_a_bid_that_was_refused_is_taken_where_it_reaches_what_is_asked():
    events = told(bids("P7", 500), refused("P9", 105, "14:02"), hammer())
    told_ = wished(events, without_paddles=(P7,))
    assert came_to(told_.as_wished) == (P9, usd(100), None)
    (note,) = note_sentences(told_)
    assert note == (
        "Bid 14#2 of P9, $105, was refused (bid-below-asking), and is taken here."
    )


def test_a_bid_that_does_not_reach_what_is_asked_now_is_dropped_and_named():
    """P9's bid would have been the leader's own, and then P11's is too low."""
    events = told(
        bids("P7", 110), bids("P9", 120, "14:02"), bids("P9", 300, "14:03"), hammer()
    )
    fifties = replace(RULES, rules=terms(ladder((0, 50))).rules)
    told_ = wished(events, terms=fifties.rules)
    (note,) = note_sentences(told_)
    assert note.startswith("Bid 14#2 of P9, $120, was taken, and is refused here: Lot")
    assert came_to(told_.as_wished) == (P9, usd(160), P7)


@SEEDS
def test_without_a_bidder_it_is_what_the_others_alone_come_to(seed):
    played = play(seed)
    history = [*played.history, *ended(played.lot, played.under)]
    day = day_of(announced(played.under.rules, closes_at=moment(ENDS_AT)))
    for paddle in ("A", "B", "C"):
        wish = Wish(without_paddles=(Paddle(paddle),))
        told_ = what_if(record(history), day, wish)
        assert told_.as_wished == result_of(alone(played, without=paddle))


def ended(lot, under):
    return close(lot, at=moment(ENDS_AT), under=under)


def alone(played, *, without):
    """Run the same lot through the engine, as if one bidder had never come."""
    lot, under = evolve(None, played.history[0]), played.under
    for event in played.history[1:]:
        try:
            if isinstance(event, ReserveSet):
                events = set_reserve(lot, event.reserve, rules=under.rules, terms=1)
            elif isinstance(event, BidPlaced) and event.paddle != without:
                words = slip_of(event)
                events = place_bid(lot, words, bidder=ANYBODY, under=under)
            else:
                continue
        except Refusal:
            continue
        lot = reduce(evolve, events, lot)
    return reduce(evolve, ended(lot, under), lot)


def takes_back(bid):
    return lambda lot, under: corrections.retract(
        lot, BidId(bid), at=clock("14:30"), under=under
    )


def test_a_bid_that_was_taken_back_is_still_found_by_its_number():
    under = terms(retraction=StrikePolicy.STRIKE_ONE)
    rivals = (bids("P7", 500), bids("P9", 300, "14:02"), bids("P11", 400, "14:03"))
    events = told(*rivals, takes_back("14#3"), under=under)
    told_ = wished(events, announced(under.rules), without_paddles=(P9,))
    assert came_to(told_.as_recorded) == (P7, usd(320), P9)
    assert came_to(told_.as_wished) == (P7, usd(100), None)
    assert told_.notes == ()


def strikes(bid):
    return lambda lot, under: corrections.strike(
        lot,
        BidId(bid),
        policy=StrikePolicy.STRIKE_ONE,
        at=clock("14:10"),
        authorised_by="Ann",
        under=under,
    )


def test_a_bid_that_is_left_out_is_not_struck_as_well():
    events = told(bids("P7", 500), bids("P9", 300, "14:02"), strikes("14#1"), hammer())
    told_ = wished(events, without_paddles=(P7,))
    assert came_to(told_.as_wished) == (P9, usd(100), None)
    assert told_.notes == ()


# Under other rules, or at another time.


def test_under_another_ladder_the_price_is_another():
    fifties = terms(ladder((0, 50))).rules
    told_ = wished(told(*THREE), terms=fifties)
    assert came_to(told_.as_wished) == (P7, usd(450), P11)


def test_under_other_terms_a_reserve_acts_otherwise():
    events = told(sets_reserve(400), bids("P7", 600), hammer())
    assert came_to(wished(events).as_recorded) == (P7, usd(400), None)
    passive = terms(reserve=ReserveMode.PASSIVE).rules
    told_ = wished(events, terms=passive).as_wished
    assert (told_.stage, told_.price, told_.winner) == (Stage.PASSED, usd(100), None)
    assert told_.reserve_met is False


def test_the_house_answers_under_other_terms_and_no_longer_under_these():
    counter = terms(reserve=ReserveMode.COUNTER)
    events = told(sets_reserve(400), bids("P7", 300), under=counter)
    assert isinstance(events[-1], HouseBidPlaced)
    terms_ = announced(counter.rules)
    told_ = wished(events, terms_, terms=terms().rules)
    assert came_to(told_.as_wished) == (P7, usd(100), None)
    again = wished(events, terms_, terms=counter.rules)
    assert not again.differs


# Without the house's own bids: the last good-faith price (UCC 2-328(4)).


def test_without_the_house_nobody_answers_for_the_consignor():
    counter = terms(reserve=ReserveMode.COUNTER)
    act = (sets_reserve(400), bids("P7", 300), bids("P9", 350, "14:02"))
    told_ = wished(
        told(*act, under=counter), announced(counter.rules), without_paddles=(HOUSE,)
    )
    assert told_.as_recorded.winner == HOUSE
    assert came_to(told_.as_wished) == (P9, usd(320), P7)
    assert told_.as_wished.reserve_met is False


def test_without_the_house_the_room_is_not_bid_up_by_it():
    """The auctioneer took A from 200 to 400; nobody else was there."""
    events = told(
        sets_reserve(600),
        opens(),
        calls("A", 200, "15:01"),
        lambda lot, under: room.house_bid(lot, amount=None, under=under),
        calls("A", 400, "15:03"),
        under=HUNDREDS,
        kind=SessionKind.FLOOR,
        opening=200,
    )
    told_ = wished(events, SALEROOM, without_paddles=(HOUSE,))
    assert told_.as_recorded.price == usd(400)
    assert came_to(told_.as_wished) == ("A", usd(200), None)
    assert note_sentences(told_) == ()
    both = wished(events, SALEROOM, without_paddles=(HOUSE, Paddle("A")))
    assert came_to(both.as_wished) == (None, None, None)


def test_a_lot_without_bids_of_the_house_is_the_same_without_it():
    told_ = wished(told(*THREE), without_paddles=(HOUSE,))
    assert not told_.differs
    assert told_.notes == ()


def test_a_lot_that_had_closed_earlier_misses_the_later_bids():
    told_ = wished(told(*THREE), closes_at=clock("14:03"))
    assert came_to(told_.as_wished) == (P7, usd(320), P9)
    (note,) = note_sentences(told_)
    assert note.startswith("Bid 14#3 of P11, $400, was taken, and is refused here:")


def test_a_lot_that_had_closed_later_takes_the_bid_that_came_late():
    late = refused("P9", 600, "15:05")
    told_ = wished(told(bids("P7", 500), late, hammer()), closes_at=clock("15:10"))
    assert came_to(told_.as_wished) == (P9, usd(520), P7)


def test_late_bids_extend_as_other_terms_of_a_sale_have_it():
    minute = timedelta(minutes=1)
    soft = SoftClose(window=minute, length=minute, mode=ExtensionMode.RESET)
    events = told(
        bids("P7", 500, "14:59"), refused("P9", 600, "15:00"), hammer("15:00")
    )
    other = announced(RULES.rules, soft_close=soft)
    assert wished(events, terms=RULES.rules).as_wished.winner == P7
    assert wished(events, terms=other).as_wished.winner == P7
    ten = replace(soft, window=10 * minute, length=10 * minute)
    longer = announced(RULES.rules, soft_close=ten)
    assert wished(events, terms=longer).as_wished.winner == P9


# Struck by a policy.

POLICIES = {
    StrikePolicy.PROMOTE_NEXT: (P11, usd(400), P9),
    StrikePolicy.STRIKE_ONE: (P11, usd(320), P9),
    StrikePolicy.STRIKE_ALL: (P11, usd(320), P9),
    StrikePolicy.REOPEN: (None, None, None),
}


@pytest.mark.parametrize("policy", POLICIES)
def test_a_winners_bid_may_be_struck_by_any_policy(policy):
    told_ = wished(told(*THREE), without=(BidId("14#1"),), policy=policy)
    assert came_to(told_.as_wished) == POLICIES[policy]


def test_a_bidder_may_be_struck_out_bid_by_bid():
    events = told(bids("P7", 150), bids("P9", 300, "14:02"), bids("P7", 400, "14:03"))
    told_ = wished(events, without_paddles=(P7,), policy=StrikePolicy.STRIKE_ONE)
    assert came_to(told_.as_wished) == (P9, usd(100), None)


# In the room.


def calls(paddle, amount, at):
    words = RoomBid(
        paddle=Paddle(paddle), channel=Channel.FLOOR, at=clock(at), amount=usd(amount)
    )
    return lambda lot, under: room.take_bid(lot, words, bidder=ANYBODY, under=under)


def opens(at="15:00"):
    return lambda lot, under: room.open_lot(lot, at=clock(at), amount=None, under=under)


def knocks_down(at="15:30"):
    return lambda lot, under: room.hammer(lot, at=clock(at), under=under)


FLOOR = {"kind": SessionKind.FLOOR, "proxies_end_at": clock("15:00"), "closes_at": None}
HUNDREDS = terms(ladder((0, 100)))


def brandly(*paddles):
    """Let paddles call in turn, from 200 by hundreds."""
    turns = enumerate(paddles)
    called = [calls(paddle, 200 + 100 * n, f"15:{n + 1:02}") for n, paddle in turns]
    return told(
        opens(),
        *called,
        knocks_down(),
        under=HUNDREDS,
        kind=SessionKind.FLOOR,
        opening=200,
    )


SALEROOM = announced(HUNDREDS.rules, **FLOOR)


@pytest.mark.parametrize(
    ("called", "out", "winner", "price"),
    [
        ("A B A B A B".split(), "B", "A", 200),
        ("A B C A B C".split(), "C", "B", 600),
        ("A B C A B A".split(), "A", "B", 500),
    ],
)
def test_who_is_left_in_the_room_is_not_bid_up_by_himself(called, out, winner, price):
    """Brandly's cases (facts of rulebook 4)."""
    told_ = wished(brandly(*called), SALEROOM, without_paddles=(Paddle(out),))
    found = told_.as_wished
    assert (found.winner, found.price) == (Paddle(winner), usd(price))


def test_what_the_room_calls_is_taken_again_under_other_rules():
    under = terms(ladder((0, 50)))
    told_ = wished(brandly(*"ABA"), SALEROOM, terms=under.rules)
    assert came_to(told_.as_wished) == ("A", usd(400), "B")
    assert told_.notes == ()


def test_the_auctioneer_bids_for_the_consignor_again():
    """The house answers nobody by itself here: it is the auctioneer's own bid."""
    events = told(
        sets_reserve(600),
        opens(),
        bids("P7", 500, "15:01", by=Channel.LIVE),
        lambda lot, under: room.house_bid(lot, amount=None, under=under),
        kind=SessionKind.FLOOR,
    )
    again = wished(events, SALEROOM, terms=RULES.rules)
    assert came_to(again.as_recorded) == (P7, usd(120), None)
    assert not again.differs


def test_what_the_room_would_not_have_heard_is_dropped_and_named():
    """B is below what is asked by 150, and then A would bid against himself."""
    adds = RoomTerms(next_ask=NextAsk.ADD)
    steep = replace(terms(ladder((0, 150))).rules, room=adds)
    told_ = wished(brandly(*"ABA"), SALEROOM, terms=steep)
    assert came_to(told_.as_wished) == ("A", usd(200), None)
    assert [note.partition(",")[0] for note in note_sentences(told_)] == [
        "Bid 14#2 of B",
        "Bid 14#3 of A",
    ]


def test_the_room_ends_when_it_is_wished_to():
    told_ = wished(brandly(*"ABA"), SALEROOM, closes_at=clock("15:02"))
    assert came_to(told_.as_wished) == ("B", usd(300), "A")
    assert note_sentences(told_) == (
        "Bid 14#3 of A, $400, was taken, and comes too late.",
    )


def test_a_proxy_for_the_room_comes_too_late_as_well():
    events = told(
        bids("P7", 500), bids("P9", 600, "14:30"), hammer(), kind=SessionKind.FLOOR
    )
    told_ = wished(events, SALEROOM, closes_at=clock("14:15"))
    assert came_to(told_.as_wished) == (P7, usd(100), None)


# After the hammer.


def puts_up_again(until):
    return lambda lot, _: corrections.reopen(
        lot,
        why=ReopenedFor.AUCTIONEER,
        at=clock("15:01"),
        ends_at=clock(until),
        authorised_by="Max",
        session_over=True,
    )


def test_a_hammer_that_was_taken_back_falls_once():
    later = (puts_up_again("15:20"), bids("P9", 600, "15:10"), hammer("15:20"))
    events = told(*THREE, *later)
    without_p11 = wished(events, without_paddles=(P11,))
    assert came_to(without_p11.as_recorded) == (P9, usd(520), P7)
    assert came_to(without_p11.as_wished) == (P9, usd(520), P7)
    without_p9 = wished(events, without_paddles=(P9,))
    assert came_to(without_p9.as_wished) == (P7, usd(420), P11)


def calls_off():
    return lambda lot, _: corrections.rescind(
        lot, at=clock("15:30"), authorised_by="Max"
    )


def test_what_was_put_right_after_the_hammer_is_left_aside_and_named():
    told_ = wished(told(*THREE, calls_off()), without_paddles=(P11,))
    assert came_to(told_.as_recorded) == (P7, usd(420), P11)
    assert came_to(told_.as_wished) == (P7, usd(320), P9)
    (note,) = note_sentences(told_)
    assert note.startswith("Left aside on both sides, since it came after the hammer: ")
    assert note.endswith("The sale to P7 at $420 was called off.")


def amends(price):
    return lambda lot, under: corrections.amend_hammer(
        lot,
        buyer=P7,
        price=usd(price),
        channel=Channel.INTERNET,
        client_class=None,
        at=clock("15:30"),
        authorised_by="Max",
        under=under,
    )


@pytest.mark.parametrize("put_right", [calls_off(), amends(400)], ids=["off", "400"])
@pytest.mark.parametrize("left_out", [HOUSE, Paddle("A")])
def test_nobody_who_changed_nothing_is_charged_with_a_correction(put_right, left_out):
    """Neither the house nor A ever bid here."""
    told_ = wished(told(*THREE, put_right), without_paddles=(left_out,))
    assert not told_.differs
    assert told_.as_wished == told_.as_recorded
    assert told_.notes == ()
    assert all(
        share.recorded == share.what_if for share in difference_in_money([told_])
    )
    assert totals([told_.as_recorded]) == totals([told_.as_wished])


def test_what_another_s_bids_cost_is_told_apart_from_a_correction():
    """The hammer was put right from 420 to 400; without P11 it falls at 320."""
    told_ = wished(told(*THREE, amends(400)), without_paddles=(P11,))
    assert (told_.as_recorded.price, told_.as_wished.price) == (usd(420), usd(320))
    money = {share.party: share for share in difference_in_money([told_])}
    assert money["buyer P7"].what_if - money["buyer P7"].recorded == usd(110)


def for_the_consignor():
    return lambda lot, under: room.house_bid(lot, amount=None, under=under)


def bid_up_by(*turns, reserve=600, how=ReserveMode.JUMP):
    """Let A call 200, 400, 600 … against the house, or B in the place of it."""
    acts = [sets_reserve(reserve), opens()]
    for n, who in enumerate(turns):
        house = who == HOUSE
        at = f"15:{n + 1:02}"
        acts.append(for_the_consignor() if house else calls(who, 200 + 100 * n, at))
    under = terms(ladder((0, 100)), reserve=how)
    lot = {"kind": SessionKind.FLOOR, "opening": 200}
    return told(*acts, knocks_down(), under=under, **lot), announced(
        under.rules, **FLOOR
    )


@pytest.mark.parametrize("how", [ReserveMode.JUMP, ReserveMode.COUNTER])
def test_whom_only_the_house_bid_up_stands_at_the_reserve(how):
    """A's calls do not refuse each other: one of them reaches the reserve."""
    turns = ("A", HOUSE, "A", HOUSE, "A")
    told_ = wished(*bid_up_by(*turns, how=how), without_paddles=(HOUSE,))
    assert came_to(told_.as_recorded) == ("A", usd(600), None)
    assert told_.as_wished.stage is Stage.SOLD
    assert told_.as_wished.price == usd(600)
    assert told_.notes == ()


def test_the_last_price_in_good_faith_is_what_another_had_called():
    """B called 300; from then on nobody but the house bid A up."""
    turns = ("A", "B", "A", HOUSE, "A")
    events, day = bid_up_by(*turns, reserve=550)
    told_ = wished(events, day, without_paddles=(HOUSE,))
    assert came_to(told_.as_recorded) == ("A", usd(600), "B")
    assert told_.as_wished.price == usd(550)
    other = wished(*bid_up_by("A", "B", "A", "B", "A"), without_paddles=(Paddle("B"),))
    assert other.as_wished.price == usd(600)


def test_without_the_house_it_meets_like_a_bidder_whatever_else_is_wished():
    turns = ("A", HOUSE, "A", HOUSE, "A", "B")
    events, day = bid_up_by(*turns)
    plain = wished(events, day, without_paddles=(HOUSE,))
    again = wished(events, day, without_paddles=(HOUSE,), terms=day.rules)
    assert again.as_wished == plain.as_wished
    assert again.notes == ()


def test_a_lot_that_was_withdrawn_stays_so():
    told_ = wished(told(bids("P7", 500), withdraws()), without_paddles=(P7,))
    assert told_.as_wished.stage is Stage.WITHDRAWN


# In the end, the money.


def test_each_party_gets_what_it_would_have_got():
    events = told(*THREE, consignor=ClientId("C-9"))
    told_ = wished(events, without=(BidId("14#1"),))
    assert difference_in_money([told_]) == [
        ("buyer P11", 0, -usd(352)),
        ("buyer P7", -usd(462), 0),
        ("C-9", usd(420), usd(320)),
        ("house", usd(42), usd(32)),
    ]


def test_what_the_parties_get_adds_up_to_nothing():
    told_ = wished(told(*THREE), without_paddles=(P11,))
    for side in (1, 2):
        assert sum(one[side] for one in difference_in_money([told_])) == 0


def test_for_scripts_it_is_amounts_as_decimal_text():
    compared = wished(told(*THREE), without_paddles=(P11,))
    told_ = loads(to_json(comparison_shape(compared)))
    assert [*told_] == ["lot", "differs", "recorded", "what_if", "money", "notes"]
    assert told_["what_if"] == {
        "stage": "sold",
        "price": "320.00",
        "leader": None,
        "buyer": "P7",
        "underbidder": "P9",
        "hammer": "320.00",
        "premium": "32.00",
        "realised": "352.00",
        "reserve_met": None,
    }
    assert told_["money"][0] == {
        "party": "buyer P7",
        "recorded": "-462.00",
        "what_if": "-352.00",
        "difference": "110.00",
    }


def test_a_wish_for_scripts_says_what_was_wished():
    wish = Wish(without=(BidId("14#1"),), policy=StrikePolicy.REOPEN)
    told_ = lot_what_if_shape(wish, wished(told(*THREE)))
    assert loads(to_json(told_))["wish"] == {
        "without": ["14#1"],
        "without_bidders": [],
        "ends_at": None,
        "policy": "reopen",
        "other_terms": False,
    }
