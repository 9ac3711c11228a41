"""When timed lots close: every row of rulebook 3.4, and what the rows do not say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.events import (
    BidPlaced,
    ClosingExtended,
    HouseBidPlaced,
    LotPassed,
    LotSold,
    SaleClosed,
    SessionClosed,
)
from ledger.house import lots, room, sales
from ledger.identity import BidId, Channel
from ledger.lot.timed import due_at
from ledger.refusals import (
    AwaitsFirstBid,
    BiddingClosed,
    BiddingGoesOn,
    PriorBiddersOnly,
    SessionGoesOn,
)
from ledger.terms.bidding import ReserveMode
from ledger.terms.sessions import ExtensionScope, ExtensionTrigger, SessionKind
from tests.sale_of_tests import SALE, bid, by, entry, lot, new_house
from tests.story import LOT, bids, catalogued, clock, given, hammer, reserved
from tests.timed_sale import (
    by_the_clock,
    ends,
    soft_close,
    takes,
    timed_house,
    timed_terms,
    told,
)

EARLY = bids("P1", 200, "12:00"), bids("P2", 300, "12:01")
"""Two bidders in good time: P2 leads at $220."""


def closes(soft, *past, **bidding):
    """Say when a lot that was to close at 15:00 does, after what happened."""
    under = by_the_clock(soft, **bidding)
    at = due_at(given(catalogued(), *past).under(under).lot(), under.session)
    return None if at is None else told(at)


# The table of rulebook 3.4, row by row.

ATG = soft_close(window=10, length=10, mode="reset")
CATAWIKI = soft_close(window=1, length=1.5, mode="add")
CATAWIKI_ONCE = soft_close(window=1, length=1, mode="add")
BLINTO = soft_close(window=1, length=3, mode="add")
TARISIO = soft_close(window=10, length=15, mode="add")
GOLDIN = soft_close(after_close=15)
ANDERSON = soft_close(window=30, length=30, trigger="price-change")
INVALUABLE = soft_close(window=3, length=3)

TABLE = [
    ("ATG [S42]", ATG, ["14:52"], "15:02", "8 left: 2 more"),
    ("ATG [S42]", ATG, ["14:58"], "15:08", "2 left: 8 more"),
    ("ATG [S42]", ATG, ["14:49"], "15:00", "11 left: not late"),
    ("ATG [S42]", ATG, ["14:58", "15:07"], "15:17", "again and again"),
    ("Auction Mobility [S56]", ATG, ["14:56"], "15:06", "the last 10 give 10"),
    ("Catawiki [S58]", CATAWIKI, ["14:59:30"], "15:01:30", "90 s are added"),
    ("Catawiki [S58]", CATAWIKI, ["14:58:30"], "15:00", "not the last minute"),
    ("Catawiki [S58]", CATAWIKI, ["14:59:30", "15:01"], "15:03", "and again"),
    ("Catawiki [S50]", CATAWIKI_ONCE, ["14:59:30"], "15:01", "the older page: 1 min"),
    ("Blinto [S59]", BLINTO, ["14:59:01"], "15:03", "less than a minute left"),
    ("Blinto [S59]", BLINTO, ["14:59:00"], "15:00", "a minute is not less than one"),
    ("Tarisio [S60]", TARISIO, ["14:51"], "15:15", "less than 10 minutes left"),
    ("Tarisio [S60]", TARISIO, ["14:50"], "15:00", "10 are not less than 10"),
    ("Goldin [S62]", GOLDIN, [], "15:15", "the extra clock runs anyway"),
    ("Goldin [S62]", GOLDIN, ["14:59"], "15:15", "a bid before it moves nothing"),
    ("Goldin [S62]", GOLDIN, ["15:01"], "15:16", "a bid in it restarts it"),
    ("Goldin [S62]", GOLDIN, ["15:01", "15:15:59"], "15:30:59", "each bid does"),
    ("Anderson [S64]", ANDERSON, ["14:45"], "15:15", "a clock of 30 minutes"),
    ("Heckler [S65]", ATG, ["14:55", "15:01", "15:02"], "15:12", "each restarts 10"),
    ("Invaluable [S67]", INVALUABLE, ["14:58"], "15:01", "n minutes for a bid"),
    ("Aaron [S68]", None, ["14:59:59"], "15:00", "no extension"),
    ("eBay [GK]", None, ["14:59:59"], "15:00", "a hard close"),
]


@pytest.mark.parametrize(("source", "soft", "late", "ends_at", "because"), TABLE)
def test_a_house_closes_as_its_rules_say(source, soft, late, ends_at, because):
    amounts = range(320, 1_000, 100)
    rivals = [bids("P3", a, at) for a, at in zip(amounts, late, strict=False)]
    found = closes(soft, *EARLY, *rivals)
    assert found == ends_at, f"{source}: {because}"


def test_auction_mobility_staggers_its_lots_and_extends_each_alone(tmp_path):
    """The last 10 minutes give 10, and lots close one after the other [S56]."""
    with timed_house(tmp_path, ATG, entries=3, stagger=5) as house:
        assert ends(house, 1, 2, 3) == ["15:00", "15:05", "15:10"]
        takes(house, 2, "101", 200, "15:04")
        assert ends(house, 1, 2, 3) == ["15:00", "15:14", "15:10"]


def test_auction_flex_extends_groups_of_lots_together(tmp_path):
    """HiBid: a soft close of 1 to 999 minutes, a stagger in seconds, groups [S57]."""
    groups = soft_close(window=2, length=2, scope="group", group_size=2)
    with timed_house(tmp_path, groups, entries=5, stagger=0.5) as house:
        assert ends(house, 4, 5) == ["15:01:30", "15:02"]
        takes(house, 3, "101", 200, "15:00:50")
        assert ends(house, 3, 4) == ["15:02:50", "15:02:50"], "their group"
        assert ends(house, 1, 2, 5) == ["15:00", "15:00:30", "15:02"], "not the others"
        takes(house, 5, "101", 200, "15:01:50")
        assert ends(house, 4, 5) == ["15:02:50", "15:03:50"], "a group of one"


def test_heffel_extends_the_whole_session(tmp_path):
    """A bid in the last 1.5 minutes gives every open lot 1.5 minutes [S61]."""
    session = soft_close(window=1.5, length=1.5, scope="session")
    with timed_house(tmp_path, session, entries=3) as house:
        house.do(lots.withdraw(lot(3)), by=by(reason="the consignor's wish"))
        takes(house, 1, "101", 200, "14:58")
        assert ends(house, 1, 2) == ["15:00", "15:00"]
        takes(house, 1, "102", 300, "14:59")
        assert ends(house, 1, 2, 3) == ["15:00:30", "15:00:30", "15:00"]


RR = {
    "after_close": 30,
    "trigger": "price-change",
    "eligibility": "prior-bidders",
    "unopened": "stay-open",
    "unopened_until": "16:00",
    "sole_bidder_wins": True,
}
"""RR Auction: the cut-off is at 15:00 here, an hour before unopened lots end [S63]."""


def rr(*past):
    return given(catalogued(), *past).under(by_the_clock(soft_close(**RR)))


def test_rr_lets_only_those_bid_on_who_bid_on_the_lot_before_the_cut_off():
    known = rr(*EARLY)
    known.when(bids("P1", 400, "15:10")).then_stands("P1", 320)
    known.when(bids("P3", 400, "15:10")).then_refused(
        PriorBiddersOnly, paddle="P3", since=clock("15:00")
    )
    known.when(bids("P3", 400, "14:59")).then_stands("P3", 320)
    in_time = bids("P3", 400, "14:59", entered="15:10")
    known.when(in_time).then_stands("P3", 320)


def test_rr_lets_a_sole_bidder_win_at_the_cut_off():
    alone = bids("P1", 200, "12:00"), bids("P1", 500, "14:59")
    assert closes(soft_close(**RR), *alone) == "15:00"
    rr(*alone).when(bids("P1", 600, "15:01")).then_refused(BiddingClosed)
    sold = rr(*alone).when(hammer("15:00")).act
    assert isinstance(sold(rr(*alone).lot(), rr().rules)[0], LotSold)


def test_rr_keeps_unopened_lots_open_to_all_until_a_first_bid_or_an_hour():
    assert closes(soft_close(**RR)) == "16:00"
    rr().when(hammer("15:59")).then_refused(BiddingGoesOn, ends_at=clock("16:00"))
    first = bids("P3", 200, "15:40")
    assert closes(soft_close(**RR), first) == "15:40", "a sole bidder, after the time"
    rr(first).when(bids("P4", 400, "15:41")).then_refused(BiddingClosed)


def test_rr_runs_a_clock_of_30_minutes_for_each_contested_lot():
    rules = soft_close(**RR)
    assert closes(rules, *EARLY) == "15:30"
    again = bids("P1", 400, "15:20")
    assert closes(rules, *EARLY, again) == "15:50"
    far = again, bids("P2", 600, "15:45"), bids("P1", 800, "16:10")
    assert closes(rules, *EARLY, *far) == "16:40", "the hour is for unopened lots"


def test_rr_does_not_restart_it_for_a_leader_who_raises_a_ceiling():
    assert closes(soft_close(**RR), *EARLY, bids("P2", 900, "15:20")) == "15:30"


def test_anderson_does_not_restart_it_for_a_leader_who_raises_a_ceiling():
    """The clock is for bids on the lot, not on oneself [S64]."""
    raised = *EARLY, bids("P2", 900, "14:50")
    assert closes(ANDERSON, *raised) == "15:00"
    assert closes(ANDERSON, *raised, bids("P1", 400, "14:55")) == "15:25"


def test_without_extension_a_bid_at_the_close_is_too_late():
    """Aaron [S68], eBay [GK]."""
    lot = given(catalogued(), *EARLY).under(by_the_clock(None))
    late = {"ended_at": clock("15:00")}
    lot.when(bids("P3", 500, "15:00")).then_refused(BiddingClosed, **late)


# What extends.


def test_a_late_bid_is_recorded_with_what_it_did_to_the_close():
    early = given(catalogued(), *EARLY).under(by_the_clock(ATG))
    placed, extended = early.when(bids("P3", 500, "14:58")).act(
        early.lot(), early.rules
    )
    assert isinstance(placed, BidPlaced)
    assert extended == ClosingExtended(
        lot=LOT,
        bid=BidId("14#3"),
        scope=ExtensionScope.LOT,
        trigger=ExtensionTrigger.ACCEPTED,
        ended_at=clock("15:00"),
        ends_at=clock("15:08"),
    )


def test_the_house_answers_before_the_close_is_moved():
    counter = by_the_clock(ATG, reserve=ReserveMode.COUNTER)
    bid = bids("P1", 150, "14:58")
    events = bid(given(catalogued(), reserved(400)).lot(), counter)
    assert [type(event) for event in events] == [
        BidPlaced,
        HouseBidPlaced,
        ClosingExtended,
    ]


TRIGGERS = [
    ("accepted", bids("P3", 250, "14:58"), "15:08", "any bid"),
    ("accepted", bids("P2", 900, "14:58"), "15:08", "a raise too"),
    ("lead-change", bids("P3", 250, "14:58"), "15:00", "P2 leads on"),
    ("lead-change", bids("P2", 900, "14:58"), "15:00", "P2 led before"),
    ("lead-change", bids("P3", 900, "14:58"), "15:08", "P3 leads"),
    ("price-change", bids("P3", 250, "14:58"), "15:08", "P2 pays more for it"),
    ("price-change", bids("P2", 900, "14:58"), "15:00", "the leader's own"),
    ("price-change", bids("P3", 900, "14:58"), "15:08", "P3 leads, and pays more"),
]


@pytest.mark.parametrize(("trigger", "late", "ends_at", "because"), TRIGGERS)
def test_what_a_late_bid_must_do_to_extend(trigger, late, ends_at, because):
    assert closes(soft_close(trigger=trigger), *EARLY, late) == ends_at, because


def test_a_tie_that_an_earlier_letter_wins_takes_the_lead_and_moves_no_price():
    even = bids("P1", 300, "14:57"), bids("P2", 300, "14:58")
    letter = bids("P3", 300, "14:56", entered="14:59", by=Channel.MAIL)
    adding = {"window": 30, "length": 1, "mode": "add"}
    lead = soft_close(**adding, trigger="lead-change")
    price = soft_close(**adding, trigger="price-change")
    assert [closes(lead, *even), closes(lead, *even, letter)] == ["15:01", "15:02"]
    assert [closes(price, *even), closes(price, *even, letter)] == ["15:02", "15:02"]


def test_a_bid_is_late_by_when_it_was_received():
    letter = bids("P3", 500, "14:30", entered="14:59", by=Channel.MAIL)
    assert closes(ATG, *EARLY, letter) == "15:00"
    late = bids("P3", 500, "14:58", entered="15:30", by=Channel.MAIL)
    assert closes(ATG, *EARLY, late) == "15:08"


def test_a_bid_that_shortens_nothing_moves_nothing():
    short = soft_close(window=10, length=1)
    assert closes(short, *EARLY, bids("P3", 500, "14:55")) == "15:00"
    assert closes(short, *EARLY, bids("P3", 500, "14:59:30")) == "15:00:30"


def test_a_lot_is_extended_no_more_often_than_the_cap():
    capped = soft_close(extensions_max=2)
    late = [bids("P3", 420 + 100 * n, f"15:0{n}") for n in range(4)]
    first = bids("P1", 310, "14:55")
    assert closes(capped, *EARLY, first, *late[:1]) == "15:10"
    assert closes(capped, *EARLY, first, *late) == "15:10"


def test_nothing_stays_open_past_the_hard_stop(tmp_path):
    stopped = soft_close(hard_stop="15:12")
    late = *EARLY, bids("P3", 500, "14:58"), bids("P1", 700, "15:07")
    assert closes(stopped, *late) == "15:12"
    lot = given(catalogued(), *late).under(by_the_clock(stopped))
    lot.when(bids("P3", 900, "15:11")).then_stands("P3", 720)
    lot.when(bids("P3", 900, "15:12")).then_refused(BiddingClosed)
    with timed_house(tmp_path, stopped, entries=3, stagger=10) as house:
        done = house.do(sales.close_due(SALE, upto=clock("15:12")), by=by())
    assert [told(event.at) for event in done.events] == ["15:00", "15:10", "15:12"]


def test_an_extra_clock_ends_with_the_hard_stop():
    both = soft_close(after_close=15, hard_stop="15:10")
    assert closes(both, *EARLY) == "15:10"
    assert closes(both, *EARLY, bids("P3", 500, "15:05")) == "15:10"


# Who may bid on, and who bids alone.


def test_a_sole_bidder_is_not_extended_and_a_second_one_is():
    alone = soft_close(sole_bidder_wins=True)
    first = bids("P1", 200, "14:55"), bids("P1", 300, "14:58")
    assert closes(alone, *first) == "15:00"
    assert closes(alone, *first, bids("P2", 400, "14:59")) == "15:09"


def test_a_bidder_alone_against_the_house_is_alone():
    """The house bids for the consignor, and is no second bidder."""
    rules = soft_close(sole_bidder_wins=True)
    past = reserved(900), bids("P1", 200, "14:55"), bids("P1", 300, "14:58")
    assert closes(rules, *past, reserve=ReserveMode.COUNTER) == "15:00"


def test_prior_bidders_bid_on_until_the_end():
    prior = by_the_clock(soft_close(eligibility="prior-bidders"))
    lot = given(catalogued(), *EARLY, bids("P3", 500, "14:58")).under(prior)
    lot.when(bids("P1", 700, "15:05")).then_stands("P1", 520)
    lot.when(bids("P4", 700, "15:05")).then_refused(PriorBiddersOnly)
    lot.when(bids("P4", 700, "14:59", entered="15:05")).then_stands("P4", 520)


def test_an_unopened_lot_waits_for_its_first_bid():
    waits = soft_close(unopened="stay-open", eligibility="prior-bidders")
    assert closes(waits) is None
    lot = given(catalogued()).under(by_the_clock(waits))
    lot.when(hammer("23:00")).then_refused(AwaitsFirstBid, lot=LOT)
    first = bids("P1", 200, "18:00")
    assert closes(waits, first) == "18:10", "its clock starts with the bid"
    adding = soft_close(unopened="stay-open", mode="add", length=2)
    assert closes(adding, first) == "18:02", "there is nothing left to add to"
    assert closes(waits, bids("P1", 200, "14:30")) == "15:00", "or before, as usual"
    opened = given(catalogued(), first).under(by_the_clock(waits))
    opened.when(bids("P2", 300, "18:05")).then_refused(PriorBiddersOnly)
    opened.when(bids("P1", 300, "18:05")).then_stands("P1", 100)


def test_an_unopened_lot_waits_no_longer_than_the_hard_stop():
    waits = soft_close(unopened="stay-open", hard_stop="16:00")
    assert closes(waits) == "16:00"
    assert closes(waits, bids("P1", 200, "15:58")) == "16:00"
    sooner = soft_close(unopened="stay-open", hard_stop="16:00", unopened_until="15:30")
    assert closes(sooner) == "15:30"
    assert closes(sooner, bids("P1", 200, "15:29")) == "15:39"


def test_an_unopened_lot_closes_where_the_terms_say_no_more():
    assert closes(soft_close()) == "15:00"


# Groups and sessions.


def test_lots_that_close_together_are_extended_in_one_transaction(tmp_path):
    groups = soft_close(scope="group", group_size=3)
    with timed_house(tmp_path, groups) as house:
        done = house.do(bid(2, "101", 200, at=clock("14:58")), by=by())
        kinds = [type(event) for event in done.events]
        assert kinds == [BidPlaced, *3 * [ClosingExtended]]
        assert [one.lot for one in done.events] == [lot(2), lot(2), lot(1), lot(3)]
        assert {one.bid for one in done.events} == {BidId("2#1")}
        assert ends(house, 1, 2, 3, 4) == ["15:08", "15:08", "15:08", "15:00"]


def test_lots_are_grouped_by_their_place_in_the_session(tmp_path):
    """A lot that is withdrawn keeps its place, so nobody changes groups."""
    groups = soft_close(scope="group", group_size=2)
    with timed_house(tmp_path, groups, entries=0) as house:
        numbers = [7, 3, 12, 5]
        house.do(lots.catalogue(SALE, [entry(number) for number in numbers]), by=by())
        house.do(lots.withdraw(lot(3)), by=by(reason="the consignor's wish"))
        takes(house, 5, "101", 200, "14:58")
        assert ends(house, *numbers) == ["15:00", "15:00", "15:08", "15:08"]


def test_a_bid_that_is_not_late_leaves_the_others_alone(tmp_path):
    session = soft_close(scope="session")
    with timed_house(tmp_path, session) as house:
        takes(house, 1, "101", 200, "14:40")
        assert takes(house, 1, "102", 105, "14:58") == "bid-below-asking"
        assert ends(house, 1, 2, 3, 4) == 4 * ["15:00"]


def test_time_is_added_to_every_lot_of_the_session(tmp_path):
    adding = soft_close(scope="session", mode="add", length=1.5)
    with timed_house(tmp_path, adding, entries=3, stagger=10) as house:
        takes(house, 1, "101", 200, "14:59")
        assert ends(house, 1, 2, 3) == ["15:01:30", "15:11:30", "15:21:30"]


def test_a_lot_that_was_over_is_not_opened_by_a_late_bid_on_another(tmp_path):
    """Also where nobody has closed it yet."""
    session = soft_close(scope="session")
    with timed_house(tmp_path, session, entries=3, stagger=15) as house:
        takes(house, 2, "101", 200, "15:14")
        assert ends(house, 1, 2, 3) == ["15:00", "15:24", "15:30"]
        assert takes(house, 1, "102", 300, "15:14:30") == "bidding-closed"


def test_the_cap_counts_for_each_lot_of_a_session(tmp_path):
    capped = soft_close(window=1, length=1, scope="session", extensions_max=1)
    with timed_house(tmp_path, capped, entries=2, stagger=1) as house:
        takes(house, 1, "101", 200, "14:59:30")
        assert ends(house, 1, 2) == ["15:00:30", "15:01"]
        takes(house, 2, "101", 200, "15:00:20")
        takes(house, 1, "102", 300, "15:00:25")
        assert ends(house, 1, 2) == ["15:00:30", "15:01:20"]


def test_a_sole_bidder_elsewhere_in_the_session_is_not_kept_waiting(tmp_path):
    alone = soft_close(scope="session", sole_bidder_wins=True)
    with timed_house(tmp_path, alone, entries=3) as house:
        takes(house, 1, "101", 200, "12:00")
        takes(house, 2, "101", 200, "12:00")
        takes(house, 2, "102", 300, "14:58")
        assert ends(house, 1, 2, 3) == ["15:00", "15:08", "15:08"]


def test_who_opens_a_lot_after_its_time_wins_it_and_keeps_no_other_open(tmp_path):
    rules = soft_close(scope="session", unopened="stay-open", sole_bidder_wins=True)
    with timed_house(tmp_path, rules, entries=2, stagger=60) as house:
        takes(house, 1, "101", 200, "15:55")
        assert ends(house, 1, 2) == ["15:55", "16:00"]


# The close itself.


def test_a_lot_closes_at_the_moment_that_was_due_whenever_that_is_noticed():
    late = given(catalogued(), *EARLY, bids("P3", 500, "14:58"))
    late = late.under(by_the_clock(ATG))
    late.when(hammer("15:07")).then_refused(BiddingGoesOn, ends_at=clock("15:08"))
    (sold,) = late.when(hammer("18:00")).act(late.lot(), late.rules)
    assert (sold.buyer, sold.at) == ("P3", clock("15:08"))
    closed = given(catalogued(), *EARLY, sold).under(by_the_clock(ATG))
    closed.when(hammer("19:00")).then()


def test_what_fell_due_is_closed_in_the_order_in_which_it_did(tmp_path):
    with timed_house(tmp_path, ATG, entries=4, stagger=1) as house:
        takes(house, 1, "101", 200, "14:58")
        due = sales.close_due(SALE, upto=clock("20:00"))
        done = house.do(due, by=by()).events
        assert [(one.lot, told(one.at)) for one in done] == [
            (lot(2), "15:01"),
            (lot(3), "15:02"),
            (lot(4), "15:03"),
            (lot(1), "15:08"),
        ]
        assert [type(one) for one in done] == [*3 * [LotPassed], LotSold]
        assert house.do(due, by=by()).events == ()


def test_only_what_is_due_is_closed(tmp_path):
    with timed_house(tmp_path, ATG, entries=3, stagger=5) as house:
        early = house.do(sales.close_due(SALE, upto=clock("14:59:59")), by=by())
        done = house.do(sales.close_due(SALE, upto=clock("15:05")), by=by())
        assert early.events == ()
        assert [event.lot for event in done.events] == [lot(1), lot(2)]


def test_lots_that_fall_due_at_once_close_in_sale_order(tmp_path):
    with timed_house(tmp_path, None, entries=0) as house:
        numbers = [7, 3, 12]
        house.do(lots.catalogue(SALE, [entry(number) for number in numbers]), by=by())
        done = house.do(sales.close_due(SALE, upto=clock("15:00")), by=by())
        assert [event.lot for event in done.events] == [
            lot(number) for number in numbers
        ]


def test_a_letter_that_came_in_time_is_taken_until_the_lot_is_closed(tmp_path):
    with timed_house(tmp_path, ATG, entries=1) as house:
        takes(house, 1, "101", 200, "12:00")
        letter = takes(house, 1, "102", 300, "14:55", entered="15:30")
        assert letter is None
        assert ends(house, 1) == ["15:05"]
        assert takes(house, 1, "103", 400, "15:06", entered="15:31") == "bidding-closed"
        (sold,) = house.do(sales.close_due(SALE, upto=clock("15:32")), by=by()).events
        assert (sold.buyer, sold.at) == ("102", clock("15:05"))
        late = takes(house, 1, "103", 400, "14:58", entered="15:33")
        assert late == "lot-not-open"


def test_a_sale_closes_its_timed_lots_as_they_fell_due(tmp_path):
    with timed_house(tmp_path, ATG, entries=2, stagger=1) as house:
        takes(house, 1, "101", 200, "14:58")
        with pytest.raises(BiddingGoesOn):
            house.do(sales.close_sale(SALE, at=clock("15:07")), by=by())
        done = house.do(sales.close_sale(SALE, at=clock("16:00")), by=by()).events
        assert [type(one) for one in done] == [LotPassed, LotSold, SaleClosed]
        assert [told(one.at) for one in done] == ["15:01", "15:08", "16:00"]


def test_a_sale_does_not_close_over_a_lot_that_awaits_its_first_bid(tmp_path):
    waits = soft_close(unopened="stay-open")
    with timed_house(tmp_path, waits, entries=1) as house:
        assert (
            house.do(sales.close_due(SALE, upto=clock("23:00")), by=by()).events == ()
        )
        with pytest.raises(AwaitsFirstBid, match="lotledger lot withdraw MAY26/1"):
            house.do(sales.close_sale(SALE, at=clock("23:00")), by=by())
        house.do(lots.withdraw(lot(1)), by=by(reason="nobody came"))
        assert house.do(sales.close_sale(SALE, at=clock("23:00")), by=by()).events


def test_a_sale_does_not_close_over_what_is_cried_in_the_room(tmp_path):
    (timed,) = timed_terms(None).sessions
    cried = replace(
        timed,
        kind=SessionKind.FLOOR,
        starts_at=clock("15:10"),
        proxies_end_at=clock("15:00"),
        closes_at=None,
    )
    terms = replace(timed_terms(None), sessions=(cried,))
    with new_house(tmp_path, durable=False, entries=0) as house:
        house.do(sales.amend_terms(terms), by=by())
        house.do(lots.catalogue(SALE, [entry(1), entry(2)]), by=by())
        house.do(room.open_lot(lot(1), at=clock("15:10")), by=by())
        close = sales.close_sale(SALE, at=clock("16:00"))
        with pytest.raises(SessionGoesOn, match=r"still to come: 1, 2\."):
            house.do(close, by=by())
        house.do(room.pass_lot(lot(1), at=clock("15:11")), by=by())
        house.do(lots.withdraw(lot(2)), by=by(reason="the consignor's wish"))
        done = house.do(close, by=by()).events
        assert [type(one) for one in done] == [SessionClosed, SaleClosed]
