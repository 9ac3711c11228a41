"""Indicators, each on a small case that was worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ledger.indicators.bidding import Bid, TakenOut
from ledger.indicators.catalogue import INDICATORS
from ledger.indicators.people import BidderFacts
from ledger.indicators.ranking import indications, strong
from ledger.indicators.ratings import NAMES, WEIGHTS, LotHabits, rate
from ledger.value import replace
from tests.called_lots import bidding, lot, of_code

F = Fraction


def ratings(who, *lots):
    return rate(map(LotHabits.of, lots), {who})


def only(found):
    (indication,) = found
    return indication


def code(ranked, name):
    return of_code(ranked, name)


# The six ratings.

SHILLED = lot(1, "C-1", "A100@0 S110@2 A150@20 S160@22 A200@40")
"""S waits 2 and 2, A 0, 18 and 18; S raises by 10 and 10, A by 0, 40 and 40."""


def test_alpha_to_zeta_of_a_lot_that_a_shill_ran_up():
    found = ratings("S", SHILLED)
    assert (found.joined, found.won, found.of) == (1, 0, 1)
    assert (found.bids, found.all_bids) == (2, 5)
    expected = {
        "alpha": F(1),
        "beta": F(2, 2),  # half of five bids, rounded down, are the most
        "gamma": F(0),  # 1 - (4 * 0 + 1) / 1
        "delta": F(1),  # waits 2 on average; A waits 12
        "epsilon": F(1),  # raises 10 on average; A raises 80/3
        "zeta": F(0),  # began last
    }
    assert {name: getattr(found, name) for name in NAMES} == expected
    assert found.score() == F(9 + 2 + 0 + 2 + 2 + 0, 22)


def test_alpha_counts_the_lots_of_the_seller_that_anybody_bid_on():
    lots = [SHILLED, lot(2, "C-1", "B100@0"), lot(3, "C-1", ""), SHILLED]
    found = of_code(indications(bidding(*lots)), "shill-score")
    of_s = only(each for each in found if each.bidder == "S")
    assert dict(of_s.inputs)["of"] == 3
    assert dict(of_s.inputs)["alpha"] == F(2, 3)


@pytest.mark.parametrize(
    ("lost", "won", "gamma"),
    [(8, 0, F(7, 8)), (8, 1, F(3, 8)), (8, 2, F(0)), (1, 0, F(0)), (4, 4, F(0))],
)
def test_a_win_in_four_losses_is_no_sign(lost, won, gamma):
    lots = [lot(n, "C-1", "S10@0 A20@1") for n in range(lost)]
    lots += [lot(50 + n, "C-1", "A10@0 S20@1") for n in range(won)]
    assert ratings("S", *lots).gamma == gamma


COUNTS = (24, 27, 37, 35, 26, 29, 31, 28)
OF_THE_SHILL = (10, 9, 7, 10, 7, 6, 8, 7)


def test_a_shill_on_eight_auctions_as_an_implementation_has_it():
    """Bidder 4 of ruthfaw/DynamicDetection: 8 auctions, none of them won.

    There half of an odd number of bids is not rounded down.
    """
    lots = []
    for number, (bids, own) in enumerate(zip(COUNTS, OF_THE_SHILL, strict=True), 1):
        callers = ["S"] * own + ["A"] * (bids - own)
        calls = [f"{who}{10 * n}@{n}" for n, who in enumerate(callers, start=1)]
        lots.append(lot(number, "C-1", " ".join(calls)))
    found = ratings("S", *lots)
    assert (found.alpha, found.gamma) == (F(1), F(7, 8))
    assert found.bids == sum(OF_THE_SHILL)
    shares = [F(o, b // 2) for b, o in zip(COUNTS, OF_THE_SHILL, strict=True)]
    assert found.beta == sum(shares) / 8


def test_where_nobody_else_bids_or_all_bid_alike_nothing_is_shown():
    alone = ratings("S", lot(1, "C-1", "S10@0 S20@5", winner=None))
    assert (alone.joined, alone.of, alone.alpha, alone.beta) == (0, 1, F(0), F(0))
    alike = ratings("S", lot(1, "C-1", "S10@0 A10@0"))
    assert (alike.delta, alike.epsilon, alike.zeta) == (F(0), F(0), F(0))


def test_one_lot_that_was_lost_is_nobodys_habit():
    assert code(indications(bidding(SHILLED)), "shill-score") == []


def test_the_score_is_of_one_seller_and_weighed_as_asked():
    lots = [replace(SHILLED, lot=f"{n}", seller=s) for n, s in enumerate("XXYZ")]
    found = code(indications(bidding(*lots)), "shill-score")
    of_s = only(each for each in found if each.bidder == "S")
    assert of_s.reference == "shill-score:S:X"
    assert of_s.strength == F(9 + 2 + 5 * F(1, 2) + 2 + 2, sum(WEIGHTS))
    ranked = indications(bidding(*lots), weights=(0, 0, 1, 0, 0, 0))
    found = code(ranked, "shill-score")
    assert only(e for e in found if e.bidder == "S").strength == F(1, 2)


# Several together.


def test_two_who_take_turns_are_scored_as_one_shill():
    calls = "A100@0 S110@2 A150@20 T160@22 B200@40 A300@60"
    lots = [lot(n, "C-1", calls) for n in range(1, 5)]
    found = code(indications(bidding(*lots)), "shills-together")
    pair = only(each for each in found if (each.bidder, each.other) == ("S", "T"))
    assert dict(pair.inputs)["beta"] == F(2, 3)
    assert pair.strength > dict(pair.inputs)["best_alone"]


def test_two_who_share_the_lots_out_are_scored_as_one_shill():
    lots = [
        lot(n, "C-1", SHILLED_BY.format("S" if n % 2 else "T")) for n in range(1, 7)
    ]
    found = code(indications(bidding(*lots)), "shills-together")
    pair = only(each for each in found if (each.bidder, each.other) == ("S", "T"))
    assert pair.sellers == ("C-1",)
    assert dict(pair.inputs)["alpha"] == 1


SHILLED_BY = "A100@0 {0}110@2 A150@20 {0}160@22 A200@40"


def test_one_bidder_for_two_sellers_is_scored_over_both():
    lots = [replace(SHILLED, lot=f"{n}", seller=s) for n, s in enumerate("XXYY")]
    found = code(indications(bidding(*lots)), "sellers-together")
    of_s = only(each for each in found if each.bidder == "S")
    assert of_s.sellers == ("X", "Y")
    assert dict(of_s.inputs)["gamma"] == F(3, 4)


def test_two_strangers_are_no_pair():
    lots = [lot(n, "C-1", f"A100@0 B{n}110@2 A150@20") for n in range(1, 9)]
    assert code(indications(bidding(*lots)), "shills-together") == []


# Habits, and what is felt for.


def test_a_profile_is_the_mean_of_its_features():
    first = lot(1, "X", "S10@0 A20@50 S30@60 A40@100", opening=10)
    second = lot(2, "X", "S10@0 A20@100", opening=30)
    other = lot(3, "Y", "A10@0", opening=20)
    found = code(indications(bidding(first, second, other)), "profile")
    of_s = only(each for each in found if each.bidder == "S")
    assert dict(of_s.inputs) == {
        "joined": 2,
        "tendency": F(1),
        "bidding_ratio": F(1, 2),
        "successive_outbidding": F(0),
        "last_bidding": F(7, 10),  # (100 - 60) / 100, and all of 100
        "early_bidding": F(1),
        "winning": F(1),
        "auction_bids": F(5, 24),  # 1 - (7/3)/4 on the first, nothing on the second
        "starting_price": F(1, 4),  # 1 - 10/20 on the first
    }
    assert of_s.strength == sum(v for n, v in of_s.inputs if n != "joined") / 8


def test_who_outbids_themselves_shows_it_by_two_and_by_three():
    twice = lot(1, "X", "S10@0 S20@1 A30@2")
    thrice = lot(2, "X", "S10@0 S20@1 S30@2 A40@3")
    ranked = indications(bidding(twice, thrice))
    features = dict(only(code(ranked, "profile")).inputs)
    assert features["successive_outbidding"] == (F(1, 2) + 1) / 2


def probed(number, *probes, winner="A", then=()):
    """Return a lot on which S bids below A's maximum of 100, and A answers each."""
    bids = [Bid(bidder="A", amount=100, at=F(0), mark=number)]
    for place, amount in enumerate(probes, start=1):
        bids.append(
            Bid(
                bidder="S",
                amount=amount,
                at=F(place),
                mark=100 * number + place,
                price=amount - 5,
                leader="A",
                leads=False,
                discovers=amount + 10 > 100,
            )
        )
    bids += then
    return replace(lot(number, "X", ""), bids=tuple(bids), winner=winner, price=100)


def test_who_finds_a_maximum_and_stops_is_told_of_the_lots_lost():
    lots = [probed(1, 60, 80, 95), probed(2, 95), probed(3, 60, 80)]
    found = only(code(indications(bidding(*lots)), "discover-and-stop"))
    assert dict(found.inputs) == {"discovered": 1, "lost": 3, "probes": 3}
    assert (found.strength, found.lots) == (F(1, 4), ("1",))
    assert found.marks == (101, 102, 103)


def test_who_goes_on_or_wins_has_not_stopped():
    on = Bid(bidder="S", amount=120, at=F(9), mark=9, price=100, leader="A")
    lots = [probed(1, 60, 95, winner="S", then=(on,)), probed(2, 60, 95, winner="S")]
    assert code(indications(bidding(*lots)), "discover-and-stop") == []


def test_a_high_bid_that_was_taken_back_shields_who_got_it():
    back = TakenOut(bidder="S", amount=500, mark=7, was_sale=False)
    lots = [lot(1, "X", "B100@0", taken_out=(back,), currency="USD")]
    found = only(code(indications(bidding(*lots)), "bid-shielding"))
    assert (found.bidder, found.other, found.strength) == ("S", "B", F(1, 2))
    assert found.amounts == (("taken_back", 500), ("sold_for", 100))
    assert found.marks == (7, 199)


@pytest.mark.parametrize(
    "shielded",
    [
        {"winner": "S"},  # took it back and won after all
        {"winner": None},  # nobody got it
    ],
)
def test_what_shields_nobody_is_not_told(shielded):
    back = TakenOut(bidder="S", amount=500, mark=7, was_sale=False)
    lots = [lot(1, "X", "B100@0", taken_out=(back,), **shielded)]
    assert code(indications(bidding(*lots)), "bid-shielding") == []
    lower = replace(back, amount=90)
    lots = [lot(1, "X", "B100@0", taken_out=(lower,))]
    assert code(indications(bidding(*lots)), "bid-shielding") == []


def test_a_sale_that_was_called_off_shields_the_second_and_is_unpaid():
    off = TakenOut(bidder="S", amount=500, mark=7, was_sale=True)
    sold = lot(1, "X", "B100@0 S500@1", taken_out=(off,))
    sold = replace(sold, second="B", price=110)
    ranked = indications(bidding(sold, lot(2, "X", "S9@0")))
    assert dict(only(code(ranked, "bid-shielding")).inputs)["called_off"] == 1
    unpaid = only(code(ranked, "unpaid-purchases"))
    assert (unpaid.bidder, unpaid.strength) == ("S", F(1, 3))


# Rings.


def test_two_who_win_in_turn():
    lots = [lot(n, "X", "A10@0 B20@1" + " A30@2" * (n % 2)) for n in range(1, 5)]
    found = only(code(indications(bidding(*lots)), "winners-in-turn"))
    assert dict(found.inputs) == {"met": 4, "won": 2, "other_won": 2, "turns": 3}
    assert found.strength == F(4, 5)


def test_who_is_always_second_covers():
    lots = [lot(n, "X", "C5@0 B10@1 A20@2") for n in range(1, 4)]
    found = code(indications(bidding(*lots)), "cover-bids")
    assert [(each.bidder, each.other) for each in found] == [("B", "A")]
    assert (found[0].strength, found[0].marks) == (F(3, 4), (102, 202, 302))


def test_who_keeps_out_of_the_others_way():
    calls = ["A9@0"] * 5 + ["B9@0"] * 5 + ["D9@0"] * 2
    lots = [lot(n, "X", each, category="Art") for n, each in enumerate(calls, 1)]
    found = only(code(indications(bidding(*lots)), "bids-withheld"))
    assert (found.bidder, found.other) == ("A", "B")
    # The 5 lots of B among the 7 that A left, of all ways to choose 5 of 12.
    assert found.strength == 1 - F(2 * 21, 792)
    apart = [
        replace(each, category="Art" if n < 6 else "Books")
        for n, each in enumerate(lots)
    ]
    assert code(indications(bidding(*apart)), "bids-withheld") == []


# Facts.


def test_a_consignor_on_an_own_lot_is_a_fact():
    people = BidderFacts(client_of={"101": "C-1", "102": "C-2"})
    lots = [
        replace(
            lot(1, "C-1", ""),
            bids=(
                Bid(bidder="101", amount=5, at=F(0), mark=11),
                Bid(bidder="102", amount=6, at=F(1), mark=12),
            ),
            winner="102",
        )
    ]
    found = only(code(indications(bidding(*lots), people), "own-lot"))
    assert (found.bidder, found.points, found.marks) == ("101", 100, (11,))
    assert dict(found.inputs) == {"lots": 1, "bids": 1, "announced": 0, "won": 0}


def test_an_owner_who_did_not_consign_is_told_and_an_announcement_counts():
    client_of = {"S": "C-7"}
    lots = [lot(1, "C-1", "S5@0 A6@1"), lot(2, "C-1", "S5@0 S6@1 A9@2")]
    owners = {"1": "C-7", "2": "C-7"}
    people = BidderFacts(client_of=client_of, owners=owners)
    assert only(code(indications(bidding(*lots), people), "own-lot")).points == 100
    people = replace(people, announced={"1": 3, "2": 201})
    found = only(code(indications(bidding(*lots), people), "own-lot"))
    # Of three bids, that of position 201 was not announced before.
    assert dict(found.inputs)["announced"] == 2
    assert found.strength == F(2, 3)


def test_bids_within_a_minute():
    calls = " ".join(f"A{n}@{15 * n}" for n in range(1, 8))
    found = only(code(indications(bidding(lot(1, "X", calls))), "bid-bursts"))
    assert (found.strength, len(found.marks)) == (F(1, 2), 5)
    elsewhere = bidding(lot(1, "X", calls), in_seconds=False)
    assert code(indications(elsewhere), "bid-bursts") == []
    slow = " ".join(f"A{n}@{16 * n}" for n in range(1, 8))
    assert code(indications(bidding(lot(1, "X", slow))), "bid-bursts") == []


@pytest.mark.parametrize(
    ("at", "estimate", "is_told"),
    [(86_400, 50, True), (86_401, 50, False), (0, 51, False), (0, None, False)],
)
def test_a_high_bid_within_a_day_of_being_enrolled(at, estimate, is_told):
    people = BidderFacts(client_of={"A": "C-1"}, enrolled={"C-1": (F(0), 3)})
    lots = [lot(1, "X", f"A100@{at}", estimate=estimate)]
    found = code(indications(bidding(*lots), people), "new-high-bidder")
    assert [each.marks for each in found] == ([(3, 101)] if is_told else [])


def test_an_invoice_that_is_overdue_is_unpaid():
    people = BidderFacts(overdue={"A": (77,)})
    lots = [lot(1, "X", "A10@0"), lot(2, "X", "A10@0")]
    found = only(code(indications(bidding(*lots), people), "unpaid-purchases"))
    assert (found.strength, found.marks) == (F(1, 3), (77,))


def test_one_person_who_bids_for_two_and_numbers_that_two_show():
    people = BidderFacts(
        client_of={"A": "C-1", "B": "C-2"},
        hands={"tom": {"A": [4], "B": [5, 6]}},
        numbers={"DE1": {"C-1": [1], "C-2": [2]}, "DE2": {"C-1": [1], "C-9": [3]}},
    )
    ranked = indications(bidding(lot(1, "C-9", "A9@0 B10@1")), people)
    assert [each.marks for each in code(ranked, "same-hands")] == [(4, 5, 6)]
    shared = code(ranked, "shared-identity")
    assert {(each.bidder, each.other, each.sellers) for each in shared} == {
        ("A", "B", ()),
        ("A", None, ("C-9",)),
    }


# All of them.


@pytest.mark.parametrize(
    "lots",
    [
        (),
        (lot(1, "X", ""),),
        (lot(1, None, "A10@0"),),
        (lot(1, "X", "A10@0 A20@0 A30@0"),),
        tuple(lot(n, None, "A10@0", winner=None) for n in range(4)),
    ],
    ids=["no lot", "no bid", "one bid", "one bidder", "one bidder on passed lots"],
)
def test_where_there_is_next_to_nothing_nothing_strong_is_seen(lots):
    ranked = indications(bidding(*lots))
    assert strong(ranked, points=50) == []


def test_what_is_strongest_comes_first_and_always_in_one_order():
    lots = [replace(SHILLED, lot=f"{n}", seller=s) for n, s in enumerate("XXYYXX")]
    ranked = indications(bidding(*lots))
    again = indications(bidding(*lots))
    assert [each.indication.reference for each in ranked] == [
        each.indication.reference for each in again
    ]
    strengths = [each.indication.strength for each in ranked]
    assert strengths == sorted(strengths, reverse=True)
    assert [each.rank for each in ranked] == list(range(1, len(ranked) + 1))


def test_every_indicator_says_where_it_comes_from_and_what_else_it_may_be():
    codes = [each.code for each in INDICATORS]
    assert len({*codes}) == len(codes)
    for each in INDICATORS:
        assert each.source
        for sentence in (each.looks_for, each.counts, each.or_else):
            assert sentence.endswith("."), each.code
            assert "fraud" not in sentence.lower(), "evidence, and no verdict"
