"""What a lot allows, told as stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from functools import reduce

import pytest

from ledger.contest import Claim
from ledger.events import (
    BidderRegistered,
    BidRefused,
    HouseBidPlaced,
    LotAmended,
    LotPassed,
    LotSold,
    LotTracked,
    LotUntracked,
    LotWithdrawn,
    PassReason,
    QuantityMode,
    RegistrationCancelled,
    ReserveSet,
    Rule,
)
from ledger.identity import BidId, Channel, ClientId, LotId, Paddle, SaleId
from ledger.increments import OffIncrement
from ledger.lot import Claims, Registration, Stage
from ledger.lot.bidding import Bidder, UnderTerms, next_bid, place_bid, refuse_bid
from ledger.lot.evolve import evolve, evolve_all
from ledger.lot.listing import (
    Description,
    amend,
    cancel_registration,
    catalogue,
    default_opening,
    register,
    track,
    untrack,
)
from ledger.refusals import (
    AlreadyRegistered,
    BidBelowAsking,
    BiddingClosed,
    BiddingGoesOn,
    BiddingNotOpen,
    BidsExist,
    ChannelClosed,
    EstimateBelowReserve,
    LineTaken,
    LotNotOpen,
    LotOutsideSessions,
    MaximumBelowPrice,
    MaximumNotRaised,
    NotRegistered,
    NotWholeUnits,
    OffTheLadder,
    OverCreditLimit,
    ReceivedInTime,
    ReceivedLater,
    ReserveAboveEstimate,
)
from ledger.terms import Terms
from ledger.terms.bidding import ReserveMode, TieRule
from ledger.terms.premium import EarnedClass
from ledger.terms.sessions import Session, SessionKind
from tests.story import (
    ANYBODY,
    LOT,
    USD,
    bid,
    bids,
    catalogued,
    channels,
    clock,
    does,
    given,
    hammer,
    ladder,
    leads,
    reserved,
    sets_reserve,
    slip,
    terms,
    usd,
    withdraws,
)

FLOOR = Session(
    number=1,
    name="Signature Floor Session",
    first_lot="1",
    last_lot="20",
    kind=SessionKind.FLOOR,
    starts_at=clock("15:10"),
    proxies_end_at=clock("15:00"),
    closes_at=None,
    stagger=timedelta(0),
    live_proxies_from=None,
    channels=(Channel.INTERNET, Channel.MAIL, Channel.LIVE),
)
TIMED = Session(
    number=2,
    name="Internet Session",
    first_lot="21",
    last_lot="40",
    kind=SessionKind.TIMED,
    starts_at=clock("10:00"),
    proxies_end_at=None,
    closes_at=clock("18:00"),
    stagger=timedelta(seconds=30),
    live_proxies_from=None,
    channels=(Channel.INTERNET,),
)

AT_ONCE = {"asks": 110, "why": Rule.OPENING}
P7_ALONE = bid(1, "P7", 500, leads("P7", 100, **AT_ONCE))


# Bids.


def test_the_first_bid_leads_at_the_opening_bid():
    given(catalogued(100)).when(bids("P7", 500)).then(P7_ALONE)


def test_a_weaker_rival_moves_the_price_but_not_the_lead():
    after = leads("P7", 320, asks=340, why=Rule.ONE_INCREMENT, step=20, against=300)
    (
        given(catalogued(100), P7_ALONE)
        .when(bids("P9", 300, "14:02"))
        .then(bid(2, "P9", 300, after, at="14:02"))
    )


def test_a_stronger_rival_takes_the_lead():
    after = leads("P9", 520, asks=540, why=Rule.ONE_INCREMENT, step=20, against=500)
    (
        given(catalogued(100), P7_ALONE)
        .when(bids("P9", 900, "14:02"))
        .then(bid(2, "P9", 900, after, at="14:02"))
    )


def test_a_leader_lifts_a_maximum_without_moving_the_price():
    after = leads("P7", 100, asks=110, why=Rule.MAXIMUM_RAISED)
    (
        given(catalogued(100), P7_ALONE)
        .when(bids("P7", 900, "14:02"))
        .then(bid(2, "P7", 900, after, at="14:02"))
    )


def test_a_bid_keeps_when_and_how_it_came():
    """Rulebook 7.3: channel, received and entered are kept apart."""
    after = leads("P7", 100, **AT_ONCE)
    (
        given(catalogued(100))
        .when(bids("P7", 500, "13:00", entered="14:30", by=Channel.MAIL))
        .then(
            bid(
                1,
                "P7",
                500,
                after,
                channel=Channel.MAIL,
                received_at=clock("13:00"),
                entered_at=clock("14:30"),
            )
        )
    )


def test_a_bid_keeps_what_was_submitted_and_what_it_became():
    """Rulebook 7.2."""
    under = terms(off_increment=channels(mail=OffIncrement.DOWN))
    after = leads("P7", 100, **AT_ONCE)
    (
        given(catalogued(100))
        .under(under)
        .when(bids("P7", 507, by=Channel.MAIL))
        .then(
            bid(
                1,
                "P7",
                500,
                after,
                submitted=usd(507),
                off_increment=OffIncrement.DOWN,
                channel=Channel.MAIL,
            )
        )
    )


def test_the_house_answers_in_an_event_of_its_own():
    """Rulebook 3.2, and 7.4: bids for the seller are a separate role."""
    taken = leads("P7", 100, asks=110, why=Rule.OPENING, met=False)
    answered = leads(
        "HOUSE", 220, asks=240, why=Rule.HOUSE_LEADS, step=20, against=200, met=False
    )
    (
        given(catalogued(100), reserved(400))
        .under(terms(reserve=ReserveMode.COUNTER))
        .when(bids("P7", 200))
        .then(
            bid(1, "P7", 200, taken),
            HouseBidPlaced(lot=LOT, amount=usd(220), standing=answered),
        )
    )


# Bids that are refused, each by the first reason that applies.


def test_a_maximum_must_reach_what_is_asked():
    (
        given(catalogued(100), P7_ALONE)
        .when(bids("P9", 105, "14:02"))
        .then_refused(BidBelowAsking)
    )


def test_a_leader_who_offers_no_more_is_told_so():
    for amount in (499, 500):
        (
            given(catalogued(100), P7_ALONE)
            .when(bids("P7", amount, "14:02"))
            .then_refused(MaximumNotRaised)
        )


def test_an_older_instruction_does_not_lower_a_newer_one():
    """Rulebook 2.3: what was received last is what the bidder wants."""
    lowering = terms(lowering=True)
    story = given(catalogued(100), bids("P7", 500, "14:05")).under(lowering)
    late = bids("P7", 300, "14:01", entered="14:06", by=Channel.MAIL)
    story.when(late).then_refused(MaximumNotRaised)
    story.when(bids("P7", 300, "14:06")).then_stands("P7", 100)


@pytest.mark.parametrize("at", ["15:00", "15:01"])
def test_a_bid_received_when_bidding_has_ended_comes_too_late(at):
    """Rulebook 1: proxy bidding ends ten minutes before the session."""
    given(catalogued(100)).when(bids("P7", 500, at)).then_refused(BiddingClosed)


def test_a_bid_received_in_time_may_be_entered_afterwards():
    in_time = bids("P7", 500, "14:59", entered="16:00", by=Channel.FAX)
    given(catalogued(100)).when(in_time).then_stands("P7", 100)


def test_a_bid_cannot_be_entered_before_it_was_received():
    from_the_future = bids("P7", 500, "14:10", entered="14:09", by=Channel.MAIL)
    given(catalogued(100)).when(from_the_future).then_refused(ReceivedLater)


def test_live_proxies_begin_when_the_session_says():
    """Rulebook 1: live proxy bidding starts after the catalogue opens for proxies."""
    later = replace(FLOOR, channels=tuple(Channel), live_proxies_from=clock("14:00"))
    story = given(catalogued(100, kind=SessionKind.FLOOR)).under(
        replace(terms(), session=later)
    )
    early = {"opens_at": clock("14:00"), "received_at": clock("13:59")}
    live = bids("P7", 500, "13:59", by=Channel.LIVE)
    story.when(live).then_refused(BiddingNotOpen, **early)
    story.when(bids("P7", 500, "14:00", by=Channel.LIVE)).then_stands("P7", 100)
    story.when(bids("P7", 500, "13:59", by=Channel.MAIL)).then_stands("P7", 100)


def test_a_timed_lot_takes_no_bid_before_its_session_starts():
    timed = replace(
        FLOOR,
        kind=SessionKind.TIMED,
        channels=tuple(Channel),
        starts_at=clock("14:00"),
    )
    story = given(catalogued(100)).under(replace(terms(), session=timed))
    story.when(bids("P7", 500, "13:59")).then_refused(BiddingNotOpen)
    story.when(bids("P7", 500, "14:00")).then_stands("P7", 100)


def test_live_proxies_go_on_through_a_floor_session():
    """Rulebook 1: Live Proxy continues through the live session."""
    live = bids("P7", 500, "15:20", by=Channel.LIVE)
    given(catalogued(100, kind=SessionKind.FLOOR)).when(live).then_stands("P7", 100)
    given(catalogued(100)).when(live).then_refused(BiddingClosed)


def test_a_session_takes_bids_its_own_ways_only():
    story = given(catalogued(100)).under(replace(terms(), session=FLOOR))
    story.when(bids("P7", 500, by=Channel.FAX)).then_refused(ChannelClosed)
    story.when(bids("P7", 500, by=Channel.MAIL)).then_stands("P7", 100)


ENDED = [
    (withdraws(), Stage.WITHDRAWN),
    (hammer(), Stage.PASSED),
]


@pytest.mark.parametrize(("end", "stage"), ENDED, ids=["withdrawn", "passed"])
def test_a_lot_that_is_done_takes_no_bids(end, stage):
    story = given(catalogued(100), end)
    story.when(bids("P7", 500, "16:00")).then_refused(LotNotOpen, stage=stage)


def test_a_bid_that_came_in_time_and_is_typed_after_the_close_is_told_the_way():
    story = given(catalogued(100), hammer())
    seen = {"early": "1 min", "ended_at": clock("15:00"), "received_at": clock("14:59")}
    way = "lotledger correct reopen MAY26/14 --ends-at TIME --reason TEXT"
    late = bids("P7", 500, "14:59", entered="15:30")
    story.when(late).then_refused(ReceivedInTime, **seen, way=way)
    assert ReceivedInTime.code == LotNotOpen.code
    story.when(bids("P7", 500, "15:00")).then_refused(LotNotOpen)


def test_a_letter_that_came_before_proxies_ended_is_told_the_way_after_the_hammer():
    cried = catalogued(100, kind=SessionKind.FLOOR)
    story = given(cried, hammer()).under(replace(terms(), session=FLOOR))
    way = "lotledger correct reopen MAY26/14 --reason TEXT"
    letter = bids("P7", 500, "14:00", by=Channel.MAIL)
    story.when(letter).then_refused(ReceivedInTime, early="1 h", way=way)
    after = bids("P7", 500, "15:00", by=Channel.MAIL)
    story.when(after).then_refused(LotNotOpen)


def test_who_was_too_early_for_a_closed_lot_was_not_in_time():
    under = replace(terms(), session=TIMED)
    story = given(catalogued(100), hammer()).under(under)
    before = TIMED.starts_at - timedelta(minutes=1)
    assert before < clock("15:00")
    story.when(bids("P7", 500, f"{before:%H:%M}")).then_refused(LotNotOpen)


def test_a_floor_session_that_names_no_end_takes_proxies_until_it_starts():
    session = replace(FLOOR, proxies_end_at=None)
    assert session.first_end == session.starts_at
    assert FLOOR.first_end == FLOOR.proxies_end_at != FLOOR.starts_at


REFUSE = channels(internet=OffIncrement.REFUSE)


def test_off_the_ladder_names_the_calls_around():
    """Rulebook 3.5: rounding of odd bids may be to reject them."""
    (
        given(catalogued(100))
        .under(terms(off_increment=REFUSE))
        .when(bids("P7", 345))
        .then_refused(OffTheLadder, lower=given(catalogued()).lot().money(usd(340)))
    )


# The ladder says 850 and 900, but one increment above 801 the lot asks 851.
AT_801 = [catalogued(100), bids("A", 800), bids("B", 801, "14:02")]
FIFTIES = ladder((0, 50))


@pytest.mark.parametrize(
    ("rule", "submitted", "maximum", "because"),
    [
        (OffIncrement.DOWN, 851, 851, "what is asked is a call too"),
        (OffIncrement.DOWN, 899, 851, "850 would be below what it reached"),
        (OffIncrement.NEAREST, 860, 851, "850 would be below what it reached"),
        (OffIncrement.HALF, 851, 851, "what is asked is a call too"),
        (OffIncrement.HALF, 870, 875, "the half increment is above it"),
        (OffIncrement.REFUSE, 851, 851, "what is asked is a call too"),
        (OffIncrement.REFUSE, 900, 900, "so is the ladder's"),
    ],
)
def test_rounding_takes_no_bid_below_what_it_reached(rule, submitted, maximum, because):
    """A bidder told "bid 851 or more" must be able to."""
    lot = (
        given(*AT_801)
        .under(terms(FIFTIES, off_increment=channels(mail=rule)))
        .when(bids("C", submitted, "14:03", by=Channel.MAIL))
        .then_stands("C", min(maximum, 851))
    )
    assert lot.lead.maximum == usd(maximum), because


def test_calls_offered_for_an_odd_amount_are_calls_that_are_taken():
    under = terms(FIFTIES, off_increment=channels(mail=OffIncrement.REFUSE))
    lot = given(*AT_801).under(under).lot()
    with pytest.raises(OffTheLadder) as refused:
        bids("C", 860, "14:03", by=Channel.MAIL)(lot, under)
    for amount in (refused.value.lower, refused.value.higher):
        plain = USD.plain(amount.amount)
        assert bids("C", plain, "14:03", by=Channel.MAIL)(lot, under)


PRECEDENCE = [
    (withdraws(), {"at": "16:00", "amount": "1.55", "by": Channel.FAX}, LotNotOpen),
    (None, {"at": "16:00", "amount": "1.55", "by": Channel.FAX}, BiddingClosed),
    (None, {"amount": "1.55", "by": Channel.FAX}, ChannelClosed),
    (None, {"amount": "1.55"}, NotWholeUnits),
    (None, {"amount": 55}, OffTheLadder),
    (None, {"amount": 60}, BidBelowAsking),
    (bids("P7", 60, bidder=ANYBODY), {"amount": 60}, MaximumNotRaised),
    (None, {"amount": 500}, OverCreditLimit),
]


@pytest.mark.parametrize(
    ("before", "how", "kind"), PRECEDENCE, ids=lambda one: getattr(one, "code", "")
)
def test_the_first_reason_of_the_phrase_book_is_given(before, how, kind):
    """The order of ``ledger.refusals``, each story mended by one reason."""
    under = replace(terms(off_increment=REFUSE, whole_units=True), session=FLOOR)
    opening = 60 if kind is MaximumNotRaised else 100
    past = [catalogued(opening), *([before] if before else [])]
    poor = Bidder(limit=usd(70), left=usd(10))
    act = bids("P7", bidder=poor, **how)
    given(*past).under(under).when(act).then_refused(kind)


def test_a_maximum_counts_against_the_credit_that_is_left():
    """Rulebook 2.5 [GK]: the house may limit any bid."""
    story = given(catalogued(100))
    poor = Bidder(limit=usd(500), left=usd(300))
    story.when(bids("P7", 301, bidder=poor)).then_refused(OverCreditLimit)
    story.when(bids("P7", 300, bidder=poor)).then_stands("P7", 100)


def test_the_increment_that_breaks_a_tie_counts_against_credit():
    """Rulebook 3.1 [S29]: 300 and one more may come to 320."""
    poor = Bidder(limit=usd(500), left=usd(310))
    bold = bids("P7", 300, bidder=poor, break_tie=True)
    story = given(catalogued(100))
    story.under(terms(break_ties=True)).when(bold).then_refused(OverCreditLimit)
    story.under(terms()).when(bold).then_stands("P7", 100)


def test_times_the_money_all_pieces_count_against_credit():
    """Rulebook 3.5 [S70]."""
    six = catalogued(100, quantity=6, quantity_mode=QuantityMode.TIMES_THE_MONEY)
    poor = Bidder(limit=usd(1_000), left=usd(1_000))
    given(six).when(bids("P7", 200, bidder=poor)).then_refused(OverCreditLimit)
    given(six).when(bids("P7", 160, bidder=poor)).then_stands("P7", 100)


def test_a_refused_bid_is_written_down_and_counted():
    """Design: disputes start there."""
    lot = given(catalogued(100), P7_ALONE).lot()
    words = slip("P9", 105, "14:02", entered="14:03")
    with pytest.raises(BidBelowAsking) as refused:
        place_bid(lot, words, bidder=ANYBODY, under=terms())
    event = refuse_bid(lot, words, refused.value)
    assert event == BidRefused(
        lot=LOT,
        bid=BidId("14#2"),
        paddle=Paddle("P9"),
        submitted=usd(105),
        static=False,
        break_tie=False,
        live=False,
        cut=False,
        channel=Channel.INTERNET,
        received_at=clock("14:02"),
        entered_at=clock("14:03"),
        code="bid-below-asking",
        said="Lot MAY26/14 asks $110; a maximum of $105 does not reach it. "
        "Bid $110 or more.",
    )
    after = evolve(lot, event)
    assert next_bid(after) == "14#3"
    assert (after.standing, after.lead) == (lot.standing, lot.lead)


# Ties that were broken, re-offered or lowered: where a wrong rule shows late.

PLUS_ONE = terms(break_ties=True)
BROKEN = [
    catalogued(100),
    bids("A", 300, break_tie=True),
    bids("B", 300, "14:02"),
]


def test_after_a_broken_tie_the_price_does_not_fall():
    """A leads at 320 by a maximum of 300 and one more."""
    story = given(*BROKEN).under(PLUS_ONE)
    story.when(bids("A", 310, "14:03")).then_refused(MaximumNotRaised)
    story.when(bids("A", 400, "14:03")).then_stands("A", 320)


def test_after_a_broken_tie_the_next_bidder_pays_a_step_more():
    """Rulebook 2.2 (1): one increment above what the other bid, 320."""
    given(*BROKEN).under(PLUS_ONE).when(bids("C", 900, "14:03")).then_stands("C", 340)


def test_after_a_broken_tie_an_earlier_bid_of_as_much_leads():
    """Rulebook 2.3 [S3]: received before A's, entered after it."""
    early = bids("C", 320, "14:00", entered="14:03")
    given(*BROKEN).under(PLUS_ONE).when(early).then_stands("C", 320)


def test_after_a_broken_tie_it_cannot_be_lowered_below_the_price():
    story = given(*BROKEN).under(terms(break_ties=True, lowering=True))
    story.when(bids("A", 310, "14:03")).then_refused(MaximumBelowPrice)
    story.when(bids("A", 320, "14:03")).then_refused(MaximumNotRaised)


def test_the_underbidder_of_a_lot_put_up_again_is_the_other_of_the_tie():
    """Not a maximum that was lowered long ago (rulebook 3.1 [S26][S28])."""
    lot = (
        given(
            catalogued(100),
            bids("A", 900),
            bids("A", 300, "14:02"),
            bids("B", 300, "14:03"),
        )
        .under(terms(ties=TieRule.REOFFER, lowering=True))
        .when(bids("A", 500, "14:04"))
        .then_stands("A", 320)
    )
    assert (lot.under.paddle, lot.under.maximum) == ("B", usd(300))
    lot = (
        given(
            catalogued(100),
            bids("A", 900),
            bids("A", 300, "14:02"),
            bids("B", 300, "14:01", entered="14:03"),
        )
        .under(terms(ties=TieRule.REOFFER, lowering=True))
        .when(bids("B", 500, "14:04"))
        .then_stands("B", 320)
    )
    assert (lot.under.paddle, lot.under.maximum) == ("A", usd(300))


@pytest.mark.parametrize(
    ("at", "under"), [("14:00", "H3"), ("14:01", "H2"), ("14:03", "H2")]
)
def test_of_equal_underbidders_the_earlier_received_counts(at, under):
    """Rulebook 2.3 [S3]: as for the lead, when automatic goes before static."""
    lot = (
        given(
            catalogued(100),
            bids("A1", 300, "14:05"),
            bids("H2", 300, "14:01", entered="14:06", static=True),
        )
        .under(terms(ties=TieRule.AUTOMATIC))
        .when(bids("H3", 300, at, entered="14:07", static=True))
        .then_stands("A1", 300)
    )
    assert lot.under.paddle == under


@pytest.mark.parametrize(("at", "under"), [("14:01", "B"), ("14:03", "A")])
def test_of_a_tie_put_up_again_the_earlier_received_is_under(at, under):
    lot = (
        given(
            catalogued(100),
            bids("A", 300, "14:02"),
            bids("B", 300, at, entered="14:04"),
        )
        .under(terms(ties=TieRule.REOFFER))
        .when(bids("C", 400, "14:05"))
        .then_stands("C", 320)
    )
    assert lot.under.paddle == under


def test_the_underbidder_is_not_the_house():
    """Who bids on against the house has the next best bidder under them."""
    lot = (
        given(catalogued(100), reserved(900), bids("A", 200), bids("B", 400, "14:02"))
        .under(terms(reserve=ReserveMode.COUNTER))
        .when(bids("B", 900, "14:03"))
        .then_stands("B", 900)
    )
    assert lot.under.paddle == "A"


# The close.


def sold(**outcome):
    usual = {
        "lot": LOT,
        "buyer": Paddle("P7"),
        "price": usd(320),
        "hammer": usd(320),
        "premium": usd(32),
        "underbidder": Paddle("P9"),
        "channel": Channel.INTERNET,
        "client_class": None,
        "at": clock("15:00"),
        "terms": 1,
    }
    return LotSold(**{**usual, **outcome})


TWO_BIDS = [bids("P7", 500), bids("P9", 300, "14:02")]


def test_the_leader_buys_at_the_price():
    given(catalogued(100), *TWO_BIDS).when(hammer()).then(sold())


def test_a_lone_bidder_buys_at_the_opening_bid():
    (
        given(catalogued(100), P7_ALONE)
        .when(hammer())
        .then(sold(price=usd(100), hammer=usd(100), premium=usd(10), underbidder=None))
    )


def test_times_the_money_the_hammer_is_the_bid_times_the_pieces():
    """Rulebook 3.5 [S70]: the premium is on all of it."""
    six = catalogued(100, quantity=6, quantity_mode=QuantityMode.TIMES_THE_MONEY)
    lot = given(six, *TWO_BIDS).lot()
    assert lot.standing.premium == usd(192)
    (
        given(six, *TWO_BIDS)
        .when(hammer())
        .then(sold(price=usd(320), hammer=usd(1_920), premium=usd(192)))
    )


def test_all_one_money_buys_all_the_pieces():
    """Rulebook 3.5 [S70]."""
    given(catalogued(100, quantity=6), *TWO_BIDS).when(hammer()).then(sold())


@pytest.mark.parametrize(
    ("past", "highest", "reason"),
    [
        ([], None, PassReason.NO_BIDS),
        ([reserved(400), bids("P7", 300)], 100, PassReason.RESERVE_NOT_MET),
    ],
)
def test_a_lot_is_passed(past, highest, reason):
    (
        given(catalogued(100), *past)
        .when(hammer())
        .then(
            LotPassed(
                lot=LOT,
                highest=highest and usd(highest),
                reason=reason,
                at=clock("15:00"),
                terms=1,
            )
        )
    )


def test_a_lot_at_its_reserve_is_sold():
    (
        given(catalogued(100), reserved(400), bids("P7", 400))
        .when(hammer())
        .then(sold(price=usd(400), hammer=usd(400), premium=usd(40), underbidder=None))
    )


def test_the_hammer_does_not_fall_before_bidding_ends():
    given(catalogued(100)).when(hammer("14:59")).then_refused(BiddingGoesOn)


@pytest.mark.parametrize("end", [hammer(), withdraws()], ids=["passed", "withdrawn"])
def test_a_lot_that_is_done_is_not_closed_again(end):
    given(catalogued(100), end).when(hammer("16:00")).then()


# The class that sets the premium.

PRIORITY = EarnedClass(
    "priority", (Channel.MAIL,), share=Fraction(1), ahead=timedelta(hours=1)
)


def earning():
    rules = terms().rules
    premium = replace(rules.premium, earned=PRIORITY)
    return UnderTerms(replace(rules, premium=premium), session=FLOOR)


EARNED = {"amount": 400, "at": "14:10", "by": Channel.MAIL}


@pytest.mark.parametrize(
    ("how", "client_class", "because"),
    [
        (EARNED, "priority", "written, high and early enough"),
        (EARNED | {"at": "14:11"}, "dealer", "less than an hour ahead"),
        (EARNED | {"amount": 399}, "dealer", "below the low estimate"),
        (EARNED | {"by": Channel.INTERNET}, "dealer", "not in writing"),
    ],
)
def test_a_written_bid_may_earn_a_class(how, client_class, because):
    """Rulebook 3.3, Phillips [S47][S48]: priority bidders."""
    lot = (
        given(catalogued(100, low_estimate=usd(400)))
        .under(earning())
        .when(bids("P7", bidder=Bidder("dealer"), **how))
        .then_stands("P7", 100)
    )
    assert lot.lead.client_class == client_class, because


@pytest.mark.parametrize(
    ("low_estimate", "session", "because"),
    [(None, FLOOR, "there is no estimate"), (usd(400), None, "nor a session")],
)
def test_a_class_cannot_be_earned_where(low_estimate, session, because):
    """Rulebook 3.3, Phillips [S47]: it is measured against both."""
    lot = (
        given(catalogued(100, low_estimate=low_estimate))
        .under(replace(earning(), session=session))
        .when(bids("P7", bidder=Bidder("dealer"), **EARNED))
        .then_stands("P7", 100)
    )
    assert lot.lead.client_class == "dealer", because


def test_an_earned_class_holds_for_later_bids_of_that_paddle_on_that_lot():
    """Rulebook 3.3, Phillips [S47][S48]."""
    story = given(catalogued(100, low_estimate=usd(400)), bids("P7", **EARNED))
    later = story.under(earning()).when(bids("P7", 900, "14:50"))
    assert later.then_stands("P7", 100).lead.client_class == "priority"
    other = story.under(earning()).when(bids("P9", 900, "14:50"))
    assert other.then_stands("P9", 420).lead.client_class is None


# The catalogue entry.

SALE = Terms(
    sale=SaleId("MAY26"),
    title="Space",
    house="Any & Sons",
    zone="America/Chicago",
    preset=None,
    sessions=(FLOOR, TIMED),
    rules=terms().rules,
)
ENTRY = Description(number="14", title="A spacesuit glove", opening=usd(100))


def entered(number="14", place=0, **entry):
    description = replace(ENTRY, number=number, **entry)
    return catalogue(description, terms=SALE, order=3, place=place)


def test_a_lot_is_catalogued_in_its_session():
    (event,) = entered()
    assert event == catalogued(100, kind=SessionKind.FLOOR, order=3)


def test_proxies_on_a_floor_lot_end_before_the_session():
    """Rulebook 1: ten minutes before."""
    (event,) = entered(place=5)
    assert event.ends_at == clock("15:00")


@pytest.mark.parametrize(("place", "ends"), [(0, "18:00"), (4, "18:02")])
def test_timed_lots_close_one_after_another(place, ends):
    """Rulebook 3.4: stagger."""
    (event,) = entered("25", place=place)
    assert (event.session, event.ends_at) == (2, clock(ends))


def test_a_lot_may_come_with_a_reserve():
    _, reserve = entered(reserve=usd(300), low_estimate=usd(300))
    assert reserve == ReserveSet(lot=LOT, reserve=usd(300), standing=None)


def test_a_lot_is_not_catalogued_with_a_reserve_above_its_estimate():
    """Rulebook 3.2 [S40]."""
    with pytest.raises(ReserveAboveEstimate):
        entered(reserve=usd(301), low_estimate=usd(300))


def test_a_lot_outside_all_sessions_is_not_catalogued():
    with pytest.raises(LotOutsideSessions, match="1-20, 21-40"):
        entered("41")


def test_a_small_estimate_still_opens_at_a_call():
    """Rulebook 1: the lowest usual share of the low estimate, on the ladder."""
    rules = terms(ladder((0, 10))).rules
    assert default_opening(usd(600), rules) == usd(150)
    assert default_opening(usd(8), rules) == usd(10)


CORRECTED = replace(ENTRY, title="A lunar glove", opening=usd(50))


def test_an_entry_is_corrected_before_the_first_bid():
    lot = given(catalogued(100)).lot()
    (event,) = amend(lot, CORRECTED)
    assert isinstance(event, LotAmended)
    after = evolve(lot, event)
    assert (after.listing.title, after.asking) == ("A lunar glove", usd(50))
    assert after.listing.ends_at == lot.listing.ends_at


def test_an_estimate_is_corrected_where_there_is_no_reserve():
    assert amend(given(catalogued(100)).lot(), replace(CORRECTED, low_estimate=1))


def test_an_entry_that_is_right_already_stays():
    assert amend(given(catalogued(100)).lot(), ENTRY) == ()


def test_an_entry_that_was_bid_on_stays():
    given(catalogued(100), P7_ALONE).when(does(amend, CORRECTED)).then_refused(
        BidsExist
    )


def test_an_estimate_is_not_corrected_to_less_than_the_reserve():
    """Rulebook 3.2 [S40]: nor by that way is a reserve above the low estimate."""
    story = given(catalogued(100, low_estimate=usd(400)), reserved(300))
    lower = replace(CORRECTED, low_estimate=usd(299))
    story.when(does(amend, lower)).then_refused(EstimateBelowReserve)
    assert amend(story.lot(), replace(CORRECTED, low_estimate=usd(300)))


@pytest.mark.parametrize(("end", "stage"), ENDED, ids=["withdrawn", "passed"])
@pytest.mark.parametrize(
    "act",
    [
        does(amend, CORRECTED),
        withdraws(),
        sets_reserve(200),
        does(
            register,
            paddle=Paddle("P7"),
            channel=Channel.LIVE,
            phone_line=None,
            session=FLOOR,
        ),
    ],
    ids=["amend", "withdraw", "reserve", "register"],
)
def test_a_lot_that_is_done_is_not_changed(end, stage, act):
    given(catalogued(100), end).when(act).then_refused(LotNotOpen, stage=stage)


def test_a_lot_is_withdrawn_before_it_is_sold():
    """Rulebook 2.5 [GK]: lots may be withdrawn before the close."""
    story = given(catalogued(100), P7_ALONE).when(withdraws())
    story.then(LotWithdrawn(lot=LOT))


def test_the_same_reserve_changes_nothing():
    given(catalogued(100), reserved(300)).when(sets_reserve(300)).then()


# Trackers and registrations.


def test_a_client_follows_a_lot_once():
    """Rulebook 1: lot tracking activity."""
    client = ClientId("C-7")
    tracked, untracked = (
        LotTracked(lot=LOT, client=client),
        LotUntracked(lot=LOT, client=client),
    )
    given(catalogued()).when(does(track, client)).then(tracked)
    given(catalogued(), tracked).when(does(track, client)).then()
    given(catalogued(), tracked).when(does(untrack, client)).then(untracked)
    given(catalogued(), tracked, untracked).when(does(untrack, client)).then()


PHONES = replace(FLOOR, channels=(Channel.PHONE, Channel.LIVE))


def registers(paddle, *, line=None, by=Channel.PHONE):
    return does(
        register,
        paddle=Paddle(paddle),
        channel=by,
        phone_line=line,
        session=PHONES,
    )


REGISTERED = BidderRegistered(
    lot=LOT, paddle=Paddle("P7"), channel=Channel.PHONE, phone_line=3
)


def test_a_paddle_registers_to_bid_by_telephone():
    """Rulebook 1: registered phone bidders are public as a count."""
    given(catalogued()).when(registers("P7", line=3)).then(REGISTERED)
    lot = given(catalogued(), REGISTERED).lot()
    assert lot.registrations == (Registration(Paddle("P7"), Channel.PHONE, 3),)


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (registers("P7", line=4), AlreadyRegistered),
        (registers("P8", line=3), LineTaken),
        (registers("P8", by=Channel.FAX), ChannelClosed),
    ],
    ids=["twice", "line", "channel"],
)
def test_a_registration_that_cannot_be_kept_is_refused(act, kind):
    given(catalogued(), REGISTERED).when(act).then_refused(kind)


def test_another_line_calls_another_paddle():
    given(catalogued(), REGISTERED).when(registers("P8", line=4)).then(
        replace(REGISTERED, paddle=Paddle("P8"), phone_line=4)
    )


def test_two_paddles_without_a_line_do_not_share_one():
    given(catalogued(), registers("P7")).when(registers("P8")).then(
        replace(REGISTERED, paddle=Paddle("P8"), phone_line=None)
    )


def test_a_registration_is_taken_back():
    gone = {"paddle": Paddle("P7"), "channel": Channel.PHONE}
    cancelled = RegistrationCancelled(lot=LOT, **gone)
    story = given(catalogued(), REGISTERED)
    story.when(does(cancel_registration, **gone)).then(cancelled)
    again = given(catalogued(), REGISTERED, cancelled)
    assert again.lot().registrations == ()
    again.when(does(cancel_registration, **gone)).then_refused(NotRegistered)


# What a lot remembers, and what remembering costs.


def test_a_history_begins_in_the_catalogue_and_stays_with_one_lot():
    with pytest.raises(AssertionError, match="begins in the catalogue"):
        evolve(None, P7_ALONE)
    with pytest.raises(AssertionError, match="catalogued once"):
        evolve(given(catalogued()).lot(), catalogued())
    with pytest.raises(AssertionError, match="only its own events"):
        evolve(given(catalogued()).lot(), replace(P7_ALONE, lot="MAY26/15"))


def test_standings_are_kept_as_recorded():
    """Design: reading needs no table that may have changed since."""
    odd = leads("P7", 777, asks=888, why=Rule.OPENING)
    lot = given(catalogued(100), replace(P7_ALONE, standing=odd)).lot()
    assert (lot.price, lot.asking) == (usd(777), usd(888))


def a_claim(number):
    return Claim(
        BidId(f"14#{number}"),
        Paddle("P7"),
        number,
        clock("14:00"),
        Channel.INTERNET,
    )


def test_adding_a_claim_shares_the_others():
    shared = []
    first = Claims(shared, 0).adding(a_claim(1))
    second = first.adding(a_claim(2))
    assert (list(first), list(second)) == ([a_claim(1)], [a_claim(1), a_claim(2)])
    assert shared == [a_claim(1), a_claim(2)], "both look at the same list"


def test_a_branch_is_its_own():
    shared = []
    trunk = Claims(shared, 0).adding(a_claim(1))
    one, other = trunk.adding(a_claim(2)), trunk.adding(a_claim(3))
    assert list(trunk) == [a_claim(1)]
    assert list(one) == shared == [a_claim(1), a_claim(2)]
    assert list(other) == [a_claim(1), a_claim(3)]


def test_two_lots_share_no_claims():
    one, other = evolve(None, catalogued()), evolve(None, catalogued())
    assert one.claims is not other.claims, "or the first keeps its bids in the other"


class Contended(list):
    """A list that another thread adds to a moment before we do."""

    def extend(self, claims):
        super().append(a_claim(9))
        super().extend(claims)


def test_a_claim_added_by_another_thread_is_not_ours():
    ours = Claims(Contended([a_claim(1)]), 1).adding(a_claim(2))
    assert list(ours) == [a_claim(1), a_claim(2)]


def test_claims_are_added_together_as_one_by_one():
    three = [a_claim(1), a_claim(2), a_claim(3)]
    trunk = Claims().adding(three[0])
    together, apart = trunk.adding(*three[1:]), trunk.adding(three[1])
    assert together == apart.adding(three[2])
    assert (list(trunk), list(together)) == (three[:1], three)


def test_claims_compare_as_what_they_hold():
    one = Claims().adding(a_claim(1))
    two = one.adding(a_claim(2))
    assert one == Claims().adding(a_claim(1)) != two
    assert one != [a_claim(1)]
    assert hash(one) == hash(Claims().adding(a_claim(1)))
    assert (two[0], two[-1], two[:1]) == (a_claim(1), a_claim(2), [a_claim(1)])
    with pytest.raises(IndexError):
        one[1]


class Counted(list):
    """A list that counts how many of its items were read."""

    read = 0

    def __iter__(self):
        self.read += len(self)
        return super().__iter__()

    def __getitem__(self, place):
        taken = super().__getitem__(place)
        self.read += len(taken) if isinstance(place, slice) else 1
        return taken


BY_A = replace(P7_ALONE, paddle=Paddle("A"), standing=leads("A", 100, **AT_ONCE))
BY_B = replace(P7_ALONE, paddle=Paddle("B"), standing=leads("B", 100, **AT_ONCE))
BY_THE_HOUSE = HouseBidPlaced(
    lot=LOT, amount=usd(100), standing=leads("HOUSE", 100, **AT_ONCE)
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "again",
    [[BY_A, BY_B], [BY_A, BY_THE_HOUSE, BY_A, BY_THE_HOUSE]],
    ids=["two in turn", "one against the house"],
)
def test_a_lot_of_20_000_bids_is_folded_in_linear_work(again):
    """Design: state that copies itself at each bid is not linear."""
    bids_placed, shared = 20_000, Counted()
    lot = replace(given(catalogued()).lot(), claims=Claims(shared, 0))
    lot = reduce(evolve, again * (bids_placed // 2), lot)
    assert len(lot.claims) == len(shared) == bids_placed, "no version copied them"
    assert shared.read <= 2 * bids_placed, "each claim is looked at once or so"


def test_a_run_of_bids_is_followed_as_each_of_them_is():
    past = [catalogued(), *[BY_A, BY_B] * 3, BY_THE_HOUSE, BY_A, BY_A]
    one_by_one = reduce(evolve, past, None)
    for place in range(len(past)):
        then = evolve_all(past[:place], None)
        assert evolve_all(past[place:], then) == one_by_one


def test_a_run_with_a_bid_on_another_lot_cannot_have_been():
    astray = replace(BY_B, lot=LotId("MAY26/15"))
    with pytest.raises(AssertionError, match="hears only its own events"):
        evolve_all([catalogued(), BY_A, astray, BY_A], None)
