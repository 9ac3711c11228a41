"""A lot cried in the room: what opens it, who is heard, and how the book answers."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from functools import reduce

import pytest

from ledger.events import (
    HouseBidPlaced,
    LiveBidTaken,
    LotReopened,
    LotSold,
    OpeningRule,
    PassReason,
    Rule,
    WithoutReserveDeclared,
)
from ledger.identity import HOUSE, Channel, Paddle
from ledger.increments import Basis, OffIncrement
from ledger.lot import Lot
from ledger.lot.bidding import Bidder
from ledger.lot.evolve import evolve
from ledger.lot.room import (
    RoomBid,
    ask,
    hammer,
    house_bid,
    open_lot,
    pass_lot,
    skip,
    take_bid,
    warn,
)
from ledger.lot.take_back import take_back
from ledger.lot.walk import next_up, up_now
from ledger.refusals import (
    AskingTooLow,
    BidBelowAsking,
    BiddingGoesOn,
    ChannelClosed,
    GraceOver,
    LeadsAlready,
    LotNotOpen,
    MustBeSold,
    NoCutBid,
    NoHouseBid,
    NotCried,
    NothingToSell,
    NotUp,
    NotWholeUnits,
    OffTheLadder,
    OpeningOutOfRange,
    OpeningSettled,
    OverCreditLimit,
    Refusal,
)
from ledger.terms.bidding import NextAsk, ReserveMode, RoomTerms
from ledger.terms.sessions import Session, SessionKind
from tests.story import (
    TENS,
    bids,
    catalogued,
    channels,
    clock,
    does,
    given,
    ladder,
    reserved,
    terms,
    usd,
)

FIFTIES = ladder((0, 50))


def cried(opening=600, **entry):
    """Catalogue a lot of a floor session whose proxies end at nine fifty."""
    usual = {"kind": SessionKind.FLOOR, "ends_at": clock("09:50")}
    return catalogued(opening, **{**usual, **entry})


def saleroom(table=FIFTIES, room=None, **bidding):
    """Put a lot under the rules of a saleroom."""
    under = terms(table, **bidding)
    return replace(under, rules=replace(under.rules, room=room or RoomTerms()))


def opens(at="10:00", amount=None):
    chosen = None if amount is None else usd(amount)
    return lambda lot, under: open_lot(lot, at=clock(at), amount=chosen, under=under)


def calls(paddle, amount=None, *, at="10:01", by=Channel.FLOOR, cut=False, left=None):
    """Call a bid in the room, at what is asked or at an amount."""
    words = RoomBid(
        paddle=Paddle(paddle),
        channel=by,
        at=clock(at),
        amount=None if amount is None else usd(amount),
        cut=cut,
    )
    limit = None if left is None else usd(left)
    bidder = Bidder(None, limit, limit)
    return lambda lot, under: take_bid(lot, words, bidder=bidder, under=under)


def asks(amount):
    return lambda lot, under: ask(
        lot, asking=usd(amount), at=clock("10:02"), under=under
    )


def falls(at="10:05"):
    return lambda lot, under: hammer(lot, at=clock(at), under=under)


def passes(at="10:05"):
    return lambda lot, under: pass_lot(lot, at=clock(at), under=under)


def for_the_consignor(amount=None):
    called = None if amount is None else usd(amount)
    return lambda lot, under: house_bid(lot, amount=called, under=under)


def opened(lot: Lot, under, **how):
    (event,) = opens(**how)(lot, under)
    return event.rule, event.asking


# How a lot opens (rulebook 1 [S1], 3.1 [S17], 3.2).


@pytest.mark.parametrize(
    ("book", "rule", "asking", "because"),
    [
        ((), OpeningRule.OPENING_BID, 600, "without a bid it opens at the opening"),
        ((("A", 900),), OpeningRule.OPENING_BID, 650, "one bid stands at the opening"),
        (
            (("A", 900), ("B", 700)),
            OpeningRule.BOOK,
            800,
            "two stand one increment above the second",
        ),
    ],
)
def test_a_lot_opens_from_the_book(book, rule, asking, because):
    past = [bids(paddle, amount, "09:00") for paddle, amount in book]
    lot = given(cried(), *past).under(saleroom()).lot()
    assert opened(lot, saleroom()) == (rule, usd(asking)), because


@pytest.mark.parametrize("mode", [ReserveMode.JUMP, ReserveMode.COUNTER])
def test_a_lot_with_a_reserve_opens_by_it(mode):
    under = saleroom(reserve=mode)
    lot = given(cried(), reserved(1000), bids("A", 1200, "09:00")).under(under).lot()
    rule, _ = opened(lot, under)
    assert rule is OpeningRule.RESERVE


@pytest.mark.parametrize("amount", [500, 900, 1200])
def test_the_auctioneer_chooses_between_two_shares_of_the_low_estimate(amount):
    """Rulebook 1 [S1]: usually 25 % to 60 % of the low estimate, without reserve."""
    story = given(cried(500, low_estimate=usd(2000))).under(saleroom())
    assert opened(story.lot(), story.rules, amount=amount) == (
        OpeningRule.CHOICE,
        usd(amount),
    )
    lot = (
        given(cried(500, low_estimate=usd(2000)), opens(amount=amount))
        .under(story.rules)
        .lot()
    )
    assert lot.asking == usd(amount)


@pytest.mark.parametrize("amount", [499, 1201])
def test_the_choice_stays_within_the_shares(amount):
    story = given(cried(500, low_estimate=usd(2000))).under(saleroom())
    story.when(opens(amount=amount)).then_refused(
        OpeningOutOfRange, least=story.lot().money(usd(500))
    )


@pytest.mark.parametrize(
    ("past", "entry", "why"),
    [
        ((bids("A", 900, "09:00"),), {"low_estimate": usd(2000)}, "the book opens it"),
        ((reserved(900),), {"low_estimate": usd(2000)}, "it has a reserve"),
        ((), {}, "it has no estimate"),
    ],
)
def test_nobody_chooses_what_is_settled(past, entry, why):
    story = given(cried(**entry), *past).under(saleroom()).when(opens(amount=900))
    story.then_refused(OpeningSettled, why=why)


def test_a_lot_comes_up_once_its_proxies_have_ended_and_never_by_the_clock():
    given(cried()).under(saleroom()).when(opens("09:49")).then_refused(BiddingGoesOn)
    given(cried(kind=SessionKind.TIMED)).under(saleroom()).when(opens()).then_refused(
        NotCried
    )
    given(cried(), opens()).under(saleroom()).when(opens("10:01")).then()


# The book answers the room (rulebook 2.2, 2.3, 3.1).


@pytest.mark.parametrize(
    ("called", "leader", "price", "rule", "because"),
    [
        (650, "A", 700, Rule.ONE_INCREMENT, "one increment above the room"),
        (850, "A", 880, Rule.OWN_MAXIMUM, "no more than the maximum"),
        (900, "R", 900, Rule.IN_FULL, "above the maximum the room leads"),
    ],
)
def test_the_book_answers_up_to_its_maximum(called, leader, price, rule, because):
    story = given(cried(), bids("A", 880, "09:00"), opens()).under(saleroom())
    lot = story.when(calls("R", called)).then_stands(leader, price, rule=rule)
    assert lot.lead.paddle == leader, because


@pytest.mark.parametrize(
    ("wins", "leader", "rule"),
    [(True, "A", Rule.TIE_BOOK), (False, "R", Rule.TIE_ROOM)],
)
def test_a_proxy_wins_a_tie_with_the_room(wins, leader, rule):
    under = saleroom(room=RoomTerms(proxy_wins_ties=wins))
    story = given(cried(), bids("A", 700, "09:00"), opens()).under(under)
    story.when(calls("R", 700)).then_stands(leader, 700, rule=rule)


def test_the_book_opens_with_two_and_then_meets_the_floor_step_by_step():
    """Rulebook 3.1 [S17]: 100 and 300 in the book open at 110 to B."""
    story = given(
        cried(70), bids("A", 100, "09:00"), bids("B", 300, "09:01"), opens()
    ).under(saleroom(TENS))
    lot = story.lot()
    assert (lot.standing.leader, lot.price) == ("B", usd(110))
    story.when(calls("R")).then_stands("B", 130)
    again = given(*story.past, calls("R")).under(story.rules)
    again.when(calls("R")).then_stands("B", 150)


def test_a_live_proxy_still_comes_while_the_lot_is_up():
    """Rulebook 1 [S1]: live proxies go on through the session."""
    story = given(cried(), opens(), calls("R")).under(saleroom())
    by = {"by": Channel.LIVE}
    lot = story.when(bids("L", 900, "10:02", **by)).then_stands("L", 650)
    assert not lot.lead.live


def test_nobody_bids_against_themselves_in_the_room():
    story = given(cried(), opens(), calls("R")).under(saleroom())
    story.when(calls("R", 700)).then_refused(
        LeadsAlready, price=story.lot().money(usd(600))
    )


def test_a_bid_reaches_what_is_asked_and_comes_onto_the_ladder():
    nearest = channels(phone=OffIncrement.NEAREST, live=OffIncrement.REFUSE)
    story = given(cried(), opens()).under(saleroom(off_increment=nearest))
    story.when(calls("R", 550)).then_refused(BidBelowAsking)
    story.when(calls("R", 640, by=Channel.LIVE)).then_refused(OffTheLadder)
    (taken,) = calls("R", 640, by=Channel.PHONE)(story.lot(), story.rules)
    assert (taken.submitted, taken.amount) == (usd(640), usd(650))
    (jump,) = calls("R", 1000)(story.lot(), story.rules)
    assert jump.standing.price == usd(1000)


def test_a_limit_holds_in_the_room():
    story = given(cried(), opens()).under(saleroom())
    story.when(calls("R", left=500)).then_refused(OverCreditLimit)


# Cut bids (rulebook 2.3 [S3]).


def test_a_bidder_cuts_the_bidding_once():
    story = given(cried(), opens(), calls("R"), calls("S", cut=True)).under(saleroom())
    assert (story.lot().price, story.lot().asking) == (usd(625), usd(650))
    back = given(*story.past, calls("R")).under(story.rules)
    back.when(calls("S", cut=True)).then_refused(NoCutBid)
    free = saleroom(room=RoomTerms(cut_bids_per_bidder=None))
    lot = given(*back.past, calls("S", cut=True)).under(free).lot()
    assert lot.standing.leader == "S"


QUARTERS = ladder((0, 25), (500, 50))


@pytest.mark.parametrize(
    ("next_ask", "asked", "half"),
    [
        # An odd proxy stood at 411: a step is added to what it led to, and to that.
        (NextAsk.ADD, [461, 511, 588], "448.50"),
        # The room is back on the ladder as soon as somebody takes what is asked.
        (NextAsk.RUNG, [450, 500, 550], "437.50"),
    ],
)
def test_the_terms_choose_what_a_floor_session_asks(next_ask, asked, half):
    under = saleroom(QUARTERS, room=RoomTerms(next_ask=next_ask))
    book = given(
        cried(100), bids("A", 411, "09:00"), bids("B", 538, "09:00"), opens()
    ).under(under)
    assert (book.lot().price, book.lot().asking) == (usd(436), usd(asked[0]))
    cut = given(*book.past, calls("R", cut=True)).under(under).lot()
    assert cut.claims.find(cut.under.bid).maximum == usd(half)
    called = list(book.past)
    for number, amount in enumerate(asked):
        lot = given(*called).under(under).lot()
        assert lot.asking == usd(amount)
        called.append(calls("RS"[number % 2]))
    assert given(*called).under(under).lot().price == usd(asked[-1])


def test_a_price_past_the_half_is_not_cut():
    under = saleroom(QUARTERS)
    story = given(
        cried(100), bids("A", 415, "09:00"), bids("B", 538, "09:00"), opens()
    ).under(under)
    assert (story.lot().price, story.lot().asking) == (usd(440), usd(450))
    story.when(calls("R", cut=True)).then_refused(NoCutBid)


@pytest.mark.parametrize("basis", [Basis.GRID, Basis.WALK])
def test_a_ladder_that_is_climbed_by_rungs_asks_the_same_either_way(basis):
    table = ladder((0, 25), (500, 50), basis=basis)
    lots = [
        given(
            cried(110),
            bids("A", 411, "09:00"),
            bids("B", 538, "09:00"),
            opens(),
            calls("R"),
        )
        .under(saleroom(table, room=RoomTerms(next_ask=next_ask)))
        .lot()
        for next_ask in NextAsk
    ]
    assert lots[0] == lots[1]


def test_a_timed_session_asks_as_the_ladder_gives():
    under = saleroom(QUARTERS)
    lot = given(catalogued(100), bids("A", 411), bids("B", 538)).under(under).lot()
    assert (lot.price, lot.asking) == (usd(436), usd(461))


def test_no_bid_and_no_half_cannot_be_cut():
    given(cried(), opens()).under(saleroom()).when(calls("R", cut=True)).then_refused(
        NoCutBid, why="there is no bid yet to cut"
    )
    odd = saleroom(ladder((0, "0.25")))
    given(cried(1), opens(), calls("R")).under(odd).when(
        calls("S", cut=True)
    ).then_refused(NoCutBid)


# What the auctioneer says.


def test_the_auctioneer_asks_for_another_amount_above_what_is_bid():
    story = given(cried(), opens(), calls("R")).under(saleroom())
    asked = given(*story.past, asks(1000))
    lot = asked.under(story.rules).lot()
    assert (lot.asking, lot.price) == (usd(1000), usd(600))
    asked.under(story.rules).when(calls("S")).then_stands("S", 1000)
    low = asks(600)
    story.when(low).then_refused(AskingTooLow)
    down = given(cried(), opens(), asks(400))
    down.under(story.rules).when(calls("S")).then_stands("S", 400)


def test_the_auctioneer_asks_for_what_may_be_bid():
    """Whole dollars only (rulebook 2.2.4): who takes cents would be refused."""
    whole = saleroom(reserve=ReserveMode.PASSIVE, whole_units=True)
    entry = cried(low_estimate=usd(1000))
    given(entry).under(whole).when(opens(amount="250.50")).then_refused(NotWholeUnits)
    up = given(entry, reserved(1000), opens()).under(whole)
    for act in (asks("650.50"), for_the_consignor("650.50")):
        up.when(act).then_refused(
            NotWholeUnits, submitted=up.lot().money(usd("650.50"))
        )
    given(*up.past, asks(650)).under(whole).when(calls("R")).then_stands("R", 650)


@pytest.mark.parametrize("way", [Channel.PHONE, Channel.INTERNET])
def test_the_room_hears_the_channels_of_its_session_alone(way):
    """No letter and no proxy is called, and no telephone where there is none."""
    session = Session(
        number=1,
        name="In the room",
        first_lot="1",
        last_lot="20",
        kind=SessionKind.FLOOR,
        starts_at=clock("10:00"),
        proxies_end_at=clock("09:50"),
        closes_at=None,
        stagger=timedelta(0),
        live_proxies_from=None,
        channels=(Channel.FLOOR, Channel.INTERNET),
    )
    story = given(cried(), opens()).under(replace(saleroom(), session=session))
    story.when(calls("R", by=way)).then_refused(ChannelClosed, channels="floor")
    story.when(calls("R")).then_stands("R", 600)


def test_fair_warning_lasts_until_the_next_bid():
    warned = (cried(), opens(), calls("R"), does(warn, at=clock("10:02")))
    story = given(*warned).under(saleroom())
    assert story.lot().up.warned
    story.when(does(warn, at=clock("10:03"))).then()
    assert not given(*warned, calls("S")).under(saleroom()).lot().up.warned


def test_the_room_bids_only_for_the_lot_that_is_up():
    for act in (calls("R"), falls(), passes(), for_the_consignor()):
        given(cried()).under(saleroom()).when(act).then_refused(NotUp)


# The house, for the consignor (rulebook 3.2 [S38]).


def test_the_house_bids_below_the_reserve_and_the_book_answers():
    passive = saleroom(reserve=ReserveMode.PASSIVE)
    story = given(cried(), reserved(1000), bids("A", 800, "09:00"), opens()).under(
        passive
    )
    (event,) = for_the_consignor()(story.lot(), passive)
    assert isinstance(event, HouseBidPlaced)
    assert (event.standing.leader, event.standing.price) == ("A", usd(700))
    lot = story.when(for_the_consignor(850)).then_stands(HOUSE, 850)
    assert lot.under.paddle == "A"
    story.when(for_the_consignor(1000)).then_refused(NoHouseBid)
    led = given(*story.past, for_the_consignor(850)).under(passive)
    led.when(for_the_consignor()).then_refused(NoHouseBid, why="it leads already")


def test_the_house_at_exactly_the_leaders_maximum_is_answered_at_that():
    passive = saleroom(reserve=ReserveMode.PASSIVE)
    story = given(cried(), reserved(1000), bids("A", 800, "09:00"), opens())
    story.under(passive).when(for_the_consignor(800)).then_stands("A", 800)
    (event,) = for_the_consignor(800)(story.lot(), passive)
    assert event.standing.rule is Rule.HOUSE_ANSWERED
    assert (event.standing.step, event.standing.against) == (0, usd(800))


def test_the_house_may_open_and_never_without_reserve_or_leave():
    passive = saleroom(reserve=ReserveMode.PASSIVE)
    story = given(cried(), reserved(1000), opens()).under(passive)
    story.when(for_the_consignor()).then_stands(HOUSE, 600)
    given(cried(), opens()).under(passive).when(for_the_consignor()).then_refused(
        NoHouseBid, why="the lot has no reserve"
    )
    never = saleroom(room=RoomTerms(house_bids=False))
    given(cried(), reserved(1000), opens()).under(never).when(
        for_the_consignor()
    ).then_refused(NoHouseBid, why="the terms do not let it")


# The hammer, and the seconds after it (rulebook 2.4 [S9]).


def test_the_hammer_sells_to_who_leads():
    story = given(cried(), opens(), calls("R"), calls("S")).under(saleroom())
    (sold,) = falls()(story.lot(), story.rules)
    assert isinstance(sold, LotSold)
    assert (sold.buyer, sold.price, sold.underbidder) == ("S", usd(650), "R")
    assert (sold.channel, sold.at) == (Channel.FLOOR, clock("10:05"))


@pytest.mark.parametrize(
    ("past", "why", "reason"),
    [
        ((), "no bids", PassReason.NO_BIDS),
        ((calls("R"),), "reserve not met", PassReason.RESERVE_NOT_MET),
    ],
)
def test_what_cannot_be_sold_is_passed(past, why, reason):
    under = saleroom(reserve=ReserveMode.PASSIVE)
    story = given(cried(), reserved(1000), opens(), *past).under(under)
    story.when(falls()).then_refused(NothingToSell)
    (event,) = passes()(story.lot(), under)
    assert event.reason is reason, why


def test_the_auctioneer_need_not_sell():
    story = given(cried(), opens(), calls("R")).under(saleroom())
    (event,) = passes()(story.lot(), story.rules)
    assert (event.reason, event.highest) == (PassReason.DISCRETION, usd(600))


def test_what_is_bid_on_without_reserve_is_sold():
    """UCC 2-328(3); one without a bid may be passed."""
    free = WithoutReserveDeclared(lot=cried().lot)
    given(cried(), free, opens(), calls("R")).under(saleroom()).when(
        passes()
    ).then_refused(MustBeSold)
    story = given(cried(), free, opens()).under(saleroom())
    (event,) = passes()(story.lot(), story.rules)
    assert event.reason is PassReason.NO_BIDS


GRACE = saleroom(room=RoomTerms(grace_seconds=3))


@pytest.mark.parametrize("end", [falls, passes])
def test_a_bid_within_three_seconds_puts_the_lot_up_again(end):
    story = given(cried(), opens(), calls("R"), end()).under(GRACE)
    late = called_at(story.lot().closed_at + timedelta(seconds=3))
    events = late(story.lot(), GRACE)
    assert [type(event) for event in events] == [LotReopened, LiveBidTaken]
    assert events[1].standing.leader == "S"


def called_at(at):
    words = RoomBid(paddle=Paddle("S"), channel=Channel.LIVE, at=at)
    return lambda lot, under: take_bid(lot, words, bidder=Bidder(), under=under)


def test_a_bid_after_four_seconds_is_too_late():
    story = given(cried(), opens(), calls("R"), falls()).under(GRACE)
    late = called_at(story.lot().closed_at + timedelta(seconds=4))
    story.when(late).then_refused(GraceOver, seconds=3)


def test_the_grace_is_for_the_channels_that_the_terms_name():
    terms_ = replace(GRACE.rules.room, grace_channels=(Channel.PHONE,))
    under = replace(GRACE, rules=replace(GRACE.rules, room=terms_))
    story = given(cried(), opens(), calls("R"), falls()).under(under)
    story.when(called_at(story.lot().closed_at)).then_refused(LotNotOpen)


# The walk.


def test_lots_come_in_sale_order_and_what_was_left_for_later_comes_last():
    first = given(cried(order=1, lot="MAY26/1"))
    later = does(skip, at=clock("10:00"))
    lots = [
        given(cried(order=1, lot="MAY26/1"), later).lot(),
        given(cried(order=3, lot="MAY26/3")).lot(),
        given(cried(order=2, lot="MAY26/2"), opens()).under(saleroom()).lot(),
        given(cried(order=4, lot="MAY26/4"), bids("A", 700, "09:00")).lot(),
    ]
    assert [lot.id for lot in next_up(lots, 1)] == ["MAY26/3", "MAY26/4", "MAY26/1"]
    assert up_now(lots).id == "MAY26/2"
    assert up_now([first.lot()]) is None
    assert next_up(lots, 2) == []


# A call that is taken back goes alone.


def leader_and_price(lot: Lot):
    """Return who leads at what price; nobody where no bid stands."""
    standing = lot.standing
    return (None, None) if standing is None else (standing.leader, standing.price)


def taken_back(before: Lot, lot: Lot, under):
    """Take the last call back; return the bids that went, and the lot then."""
    leader, price = leader_and_price(before)
    bid = list(lot.claims)[-1].bid
    events = take_back(
        lot, bid, leader=leader, price=price, at=clock("10:03"), under=under
    )
    return events[0].bids, reduce(evolve, events, lot)


@pytest.mark.parametrize(
    ("book", "called", "because"),
    [
        (
            [("A", 700)],
            [calls("R", 700), calls("R", cut=True)],
            "the book keeps the tie that the cut bid went over",
        ),
        (
            [],
            [calls("R", 600), calls("S", 650), calls("R", 700)],
            "the first call of R outbids nobody, and was made",
        ),
        (
            [],
            [calls("R", 600), calls("S", 900), calls("R", 950)],
            "S had called 900 at one go, and stands there",
        ),
        (
            [("A", 1_000)],
            [calls("R", 700), calls("R", 1_050)],
            "the book had answered up to 750, and no further",
        ),
    ],
)
def test_the_earlier_calls_of_its_paddle_stand(book, called, because):
    under = saleroom()
    mail = [bids(paddle, most, "09:00") for paddle, most in book]
    story = given(cried(), *mail, opens(), *called).under(under)
    before = given(*story.past[:-1]).under(under).lot()
    lot = story.lot()
    last = list(lot.claims)[-1].bid
    struck, after = taken_back(before, lot, under)
    assert struck == (last,), because
    assert leader_and_price(after) == leader_and_price(before), because
    assert [claim.bid for claim in after.claims] == [c.bid for c in before.claims]


@pytest.mark.parametrize("seed", range(60))
def test_whatever_was_called_the_last_call_can_be_unsaid(seed):
    dice = random.Random(seed)
    under = saleroom(room=RoomTerms(proxy_wins_ties=dice.random() < 0.7))
    mail = [
        bids(paddle, dice.randrange(4, 30) * 50, f"09:0{minute}")
        for minute, paddle in enumerate("AB"[: dice.randrange(3)])
    ]
    lot = given(cried(100), *mail, opens()).under(under).lot()
    for _ in range(9):
        amount = dice.choice([None, lot.asking // 100 + 50 * dice.randrange(1, 6)])
        cut = amount is None and dice.random() < 0.5
        call = calls(dice.choice("RST"), amount, cut=cut)
        try:
            heard = call(lot, under)
        except Refusal:
            continue
        before, lot = lot, reduce(evolve, heard, lot)
        struck, after = taken_back(before, lot, under)
        assert struck == (heard[-1].bid,)
        assert leader_and_price(after) == leader_and_price(before)
        assert after.asking == before.asking
