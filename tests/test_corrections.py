"""Corrections, told as stories: what was said stays on record, and is put right."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import pytest

from ledger.events import (
    BidRetracted,
    BidStruck,
    FairWarningGiven,
    HammerAmended,
    HouseBidPlaced,
    LotOpened,
    LotReopened,
    LotResold,
    OpeningRule,
    QuantityMode,
    ReopenedFor,
    Rule,
    SaleRescinded,
)
from ledger.files.terms_file import preset_names, read_rules
from ledger.house import clients, corrections as orders, sales
from ledger.identity import HOUSE, BidId, Channel, ClientId, Paddle
from ledger.lot import Lot, Stage, corrections, room
from ledger.lot.bidding import UnderTerms, refuse_bid
from ledger.lot.corrections import amend_hammer, reopen, rescind
from ledger.lot.evolve import evolve
from ledger.lot.rerun import contest_again
from ledger.lot.resale import resell
from ledger.refusals import (
    AboveTheirBid,
    BidBelowAsking,
    BiddingOver,
    BidNotStanding,
    BuyerCalledOff,
    LaterEndNeeded,
    LotNotOpen,
    NobodyElseBid,
    NoEndInTheRoom,
    NoSecondChance,
    NotReopenable,
    NotRetractable,
    NotSold,
    NotWholeUnits,
    ReasonNeeded,
    RetractedLate,
    SamePerson,
    SecondPersonNeeded,
    UnknownBid,
    UnknownPaddle,
)
from ledger.terms.bidding import ReserveMode, StrikePolicy, TieRule
from ledger.terms.sessions import SessionKind
from tests.sale_of_tests import SALE, bid, by, lot, new_house
from tests.story import (
    ANYBODY,
    LOT,
    Amount,
    Decision,
    bids,
    catalogued,
    clock,
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

REOPEN, PROMOTE, ONE, ALL = StrikePolicy
HUNDREDS = ladder((0, 100))
SECOND = "second@example"


def steps(**bidding: object) -> UnderTerms:
    """Bid by hundreds."""
    return terms(HUNDREDS, **bidding)


def retracts(number: int, at: str = "14:30") -> Decision:
    return lambda lot, under: corrections.retract(
        lot, BidId(f"14#{number}"), at=clock(at), under=under
    )


def strikes(
    number: int | str, policy: StrikePolicy = ALL, by: str | None = SECOND
) -> Decision:
    bid = BidId(number if isinstance(number, str) else f"14#{number}")
    return lambda lot, under: corrections.strike(
        lot, bid, policy=policy, at=clock("14:30"), authorised_by=by, under=under
    )


def in_the_book(text: str) -> list[Decision]:
    """Bid up to amounts: ``in_the_book("A200 B300")``, a minute after each other."""
    told = enumerate(text.split(), 1)
    return [bids(word[0], word[1:], f"14:{place:02}") for place, word in told]


def calls(paddle: str, amount: Amount, at: str = "14:01") -> Decision:
    words = room.RoomBid(
        paddle=Paddle(paddle), channel=Channel.FLOOR, at=clock(at), amount=usd(amount)
    )
    return lambda lot, under: room.take_bid(lot, words, bidder=ANYBODY, under=under)


def in_the_room(text: str) -> list[Decision]:
    """Call amounts, a minute after each other."""
    told = enumerate(text.split(), 1)
    return [calls(word[0], word[1:], f"14:{place:02}") for place, word in told]


def in_a_room(opening: Amount = 200) -> list:
    """Put a lot up that nobody has bid on."""
    opened = LotOpened(
        lot=LOT,
        rule=OpeningRule.OPENING_BID,
        asking=usd(opening),
        at=clock("14:00"),
        standing=None,
    )
    entry = catalogued(opening, kind=SessionKind.FLOOR, ends_at=clock("13:50"))
    return [entry, opened]


# Worked cases, with their sources.

BRANDLY = [
    ("A200 B300 A400 B500 A600 B700", "B", "A", 200),
    ("A200 B300 C400 A500 B600 C700", "C", "B", 600),
    ("A200 B300 C400 A500 B600 A700", "A", "B", 500),
]
"""Facts of rulebook 4, M. Brandly: six bids, who is struck, who leads then, where."""


@pytest.mark.parametrize(("told", "out", "leader", "price"), BRANDLY)
def test_brandlys_cases_in_the_book(told, out, leader, price):
    last = max(n for n, word in enumerate(told.split(), 1) if word[0] == out)
    story = given(catalogued(200), *in_the_book(told)).under(steps())
    story.then_stands(out, 700)
    story.when(strikes(last)).then_stands(leader, price)
    retracted = story.under(steps(retraction=ALL)).when(retracts(last))
    retracted.then_stands(leader, price)


@pytest.mark.parametrize(("told", "out", "leader", "price"), BRANDLY)
def test_brandlys_cases_in_the_room(told, out, leader, price):
    last = max(n for n, word in enumerate(told.split(), 1) if word[0] == out)
    story = given(*in_a_room(200), *in_the_room(told)).under(steps())
    story.then_stands(out, 700)
    story.when(strikes(last, by=None)).then_stands(leader, price)


def test_a_domainers_complaint():
    """Facts of rulebook 4: strike all of C, and A wins at 900, not at 1,200."""
    story = given(catalogued(100), *in_the_book("A1500 B800 C1100")).under(steps())
    story.then_stands("A", 1_200)
    story.when(strikes(3)).then_stands("A", 900)


@pytest.mark.parametrize(
    "begun",
    [
        (catalogued(500_000), *in_the_book("A1000000 B1100000")),
        (*in_a_room(500_000), *in_the_room("A1000000 B1100000")),
    ],
    ids=["in the book", "in the room"],
)
def test_a_retraction_revives_no_earlier_bid(begun):
    """UCC 2-328(3), rulebook 4 [S73]: 1,000,000 is not back in; he must bid again."""
    under = terms(ladder((0, 100_000)))
    lot = given(*begun).under(under).lot()
    (retracted,) = retracts(2)(lot, under)
    assert (retracted.bids, retracted.policy) == (("14#2",), REOPEN)
    after = evolve(lot, retracted)
    assert (after.standing, after.lead, len(after.claims)) == (None, None, 0)
    assert after.asking == usd(500_000)
    again = given(*begun, retracted).under(under)
    if after.up is None:
        again.when(bids("A", 1_000_000)).then_stands("A", 500_000)
    else:
        again.when(calls("A", 1_000_000)).then_stands("A", 1_000_000)


def test_the_buyer_may_have_it_at_the_last_bid_made_in_good_faith():
    """UCC 2-328(4): X bid for the seller, and nobody was told."""
    told = "A1000 B300 X500 X700"
    story = given(catalogued(100), *in_the_book(told), hammer()).under(steps())
    lot = story.lot()
    assert (lot.sold.buyer, lot.sold.hammer) == ("A", usd(800))
    honest = [claim for claim in lot.claims if claim.paddle != "X"]
    _, outcome = contest_again(lot, honest, under=steps())
    assert outcome.price == usd(400), "one increment above B, the last in good faith"
    amended = amends(price=400)(lot, steps())
    after = reduce(evolve, amended, lot)
    assert (after.sold.buyer, after.sold.hammer, after.sold.premium) == (
        "A",
        usd(400),
        usd(40),
    )


SIDE_BY_SIDE = [
    (REOPEN, None, None, ("14#4",), "no bid stands: from the opening"),
    (PROMOTE, "B", 900, ("14#2", "14#4"), "at what C had driven B to"),
    (ONE, "B", 700, ("14#4",), "C's 600 is still to be beaten"),
    (ALL, "B", 600, ("14#2", "14#4"), "only A's 500 is to be beaten"),
]


@pytest.mark.parametrize(
    ("policy", "leader", "price", "out", "because"),
    SIDE_BY_SIDE,
    ids=list(StrikePolicy),
)
def test_the_policies_side_by_side(policy, leader, price, out, because):
    story = given(catalogued(200), *in_the_book("A500 C600 B900 C1200")).under(steps())
    story.then_stands("C", 1_000)
    lot = story.lot()
    (struck,) = strikes(4, policy)(lot, steps())
    assert (struck.bids, struck.paddle, struck.policy) == (out, "C", policy), because
    after = evolve(lot, struck)
    if leader is None:
        assert (after.standing, after.asking) == (None, usd(200)), because
    else:
        assert after.standing.leader == after.lead.paddle == leader, because
        assert (after.price, after.asking) == (usd(price), usd(price + 100)), because
        assert after.standing.premium == usd(price // 10)
    retracted = retracts(4)(lot, steps(retraction=policy))
    assert reduce(evolve, retracted, lot) == after, "a retraction leaves the same"


# What a struck bid leaves.


def test_what_is_struck_stays_on_record():
    stands = leads("A", 200, asks=300, why=Rule.OPENING)
    (
        given(catalogued(200), *in_the_book("A500 B900"))
        .under(steps())
        .when(strikes(2, ONE))
        .then(
            BidStruck(
                lot=LOT,
                bids=(BidId("14#2"),),
                paddle=Paddle("B"),
                policy=ONE,
                at=clock("14:30"),
                lead=BidId("14#1"),
                standing=stands,
                asking=usd(300),
                left=1,
                channel=Channel.INTERNET,
                client_class=None,
                authorised_by=SECOND,
            )
        )
    )


def test_who_is_promoted_stands_at_what_they_had_been_driven_to():
    stands = leads("A", 500, asks=600, why=Rule.PROMOTED)
    (
        given(catalogued(200), *in_the_book("A500 B900"))
        .under(steps(retraction=PROMOTE))
        .when(retracts(2))
        .then(
            BidRetracted(
                lot=LOT,
                bids=(BidId("14#2"),),
                paddle=Paddle("B"),
                policy=PROMOTE,
                at=clock("14:30"),
                lead=BidId("14#1"),
                standing=stands,
                asking=usd(600),
                left=1,
                channel=Channel.INTERNET,
                client_class=None,
            )
        )
    )


@pytest.mark.parametrize("policy", StrikePolicy)
def test_the_only_bid_leaves_the_lot_as_it_was_catalogued(policy):
    story = given(catalogued(200), *in_the_book("A500")).under(steps())
    (struck,) = strikes(1, policy)(story.lot(), steps())
    assert (struck.lead, struck.standing, struck.left) == (None, None, 0)
    after = evolve(story.lot(), struck)
    assert (after.asking, after.price, len(after.claims)) == (usd(200), None, 0)
    again = given(catalogued(200), *in_the_book("A500"), struck).under(steps())
    assert again.when(bids("B", 300)).then_stands("B", 200).lead.bid == "14#2"


@pytest.mark.parametrize(
    ("policy", "price"), [(REOPEN, 600), (PROMOTE, 600), (ONE, 400), (ALL, 400)]
)
def test_a_bid_that_does_not_lead_never_moves_the_lead(policy, price):
    story = given(catalogued(200), *in_the_book("A900 C300 B500")).under(steps())
    story.when(strikes(3, policy, by=None)).then_stands("A", price)
    story.when(strikes(2, policy, by=None)).then_stands("A", 600)


@pytest.mark.parametrize("policy", [REOPEN, PROMOTE, ONE])
def test_an_earlier_bid_of_the_leader_does_not_lead(policy):
    story = given(catalogued(200), *in_the_book("A300 B400 A900")).under(steps())
    lot = story.when(strikes(1, policy, by=None)).then_stands("A", 500)
    assert lot.lead.bid == "14#3"


def test_a_leader_who_raised_goes_back_to_the_bid_before():
    story = given(catalogued(200), *in_the_book("A500 A900 B400")).under(steps())
    lot = story.when(strikes(2, ONE, by=None)).then_stands("A", 500)
    assert lot.lead.maximum == usd(500)


def test_a_maximum_that_was_lowered_does_not_come_back():
    """Rulebook 3.1, TradeMe: A said 400 in the end, and not 900 again."""
    under = steps(lowering=True)
    story = given(catalogued(200), *in_the_book("A900 A400 B600")).under(under)
    story.then_stands("B", 500)
    lot = story.when(strikes(2, ONE, by=None)).then_stands("B", 200)
    assert [claim.bid for claim in lot.claims] == ["14#3"]
    kept = story.when(strikes(2, REOPEN, by=None)).then_stands("B", 500)
    assert (kept.under, len(kept.claims)) == (None, 1)


def test_bidding_goes_on_where_a_strike_left_it():
    story = given(
        catalogued(200), *in_the_book("A500 B900 C700"), strikes(2, ONE)
    ).under(steps())
    story.then_stands("C", 600)
    story.when(bids("B", 700, "14:40")).then_stands("C", 700, rule=Rule.TIE_EARLIER)
    story.when(bids("B", 600, "14:40")).then_refused(
        BidBelowAsking, asking=lot_money(700)
    )


def lot_money(amount: Amount):
    return given(catalogued()).lot().money(usd(amount))


# Ties, the house, the reserve.


@pytest.mark.parametrize(
    ("policy", "leader", "price"),
    [(REOPEN, None, None), (PROMOTE, "B", 500), (ONE, "B", 200), (ALL, "B", 200)],
)
def test_one_of_two_that_tie_is_struck(policy, leader, price):
    """Rulebook 3.1, Interencheres: while they tie nobody leads."""
    under = steps(ties=TieRule.REOFFER)
    story = given(catalogued(200), *in_the_book("A500 B500")).under(under)
    if leader is not None:
        alone = strikes(1, policy, by=None)
        story.when(alone).then_refused(SecondPersonNeeded)
    struck = strikes(1, policy)(story.lot(), under)
    lot = reduce(evolve, struck, story.lot())
    assert lot.price == (None if price is None else usd(price))
    assert (None if lot.lead is None else lot.lead.paddle) == leader


def test_a_lower_bid_is_struck_while_others_tie():
    under = steps(ties=TieRule.REOFFER)
    story = given(catalogued(200), *in_the_book("C300 A500 B500")).under(under)
    for policy in StrikePolicy:
        lot = story.when(strikes(1, policy, by=None)).then_stands(None, 500)
        assert (lot.under.paddle, lot.third.paddle) == ("A", "B")


def test_two_are_left_that_tie():
    under = steps(ties=TieRule.REOFFER)
    story = given(
        catalogued(200), *in_the_book("A500 B500"), bids("C", 600), bids("D", 800)
    ).under(under)
    story.then_stands("D", 700)
    lot = given(*story.past, strikes(4)).under(under).then_stands("C", 600)
    assert lot.under.maximum == usd(500)
    tied = given(*story.past, strikes(4), strikes(3)).under(under)
    tied.then_stands(None, 500, rule=Rule.TIE_REOFFERED)


HOUSE_LED = [
    (REOPEN, None, None),
    (PROMOTE, HOUSE, 400),
    (ONE, HOUSE, 400),
    (ALL, HOUSE, 400),
]


@pytest.mark.parametrize(("policy", "leader", "price"), HOUSE_LED)
def test_the_bid_is_struck_that_the_house_had_answered(policy, leader, price):
    """Rulebook 3.2: what is left below the reserve, the house answers again."""
    under = steps(reserve=ReserveMode.COUNTER)
    story = given(catalogued(200), reserved(900), *in_the_book("A300 B500"))
    story = story.under(under)
    story.then_stands(HOUSE, 600)
    events = strikes(2, policy)(story.lot(), under)
    lot = reduce(evolve, events, story.lot())
    if leader is None:
        assert (lot.standing, len(events)) == (None, 1)
        return
    struck, answer = events
    assert isinstance(answer, HouseBidPlaced)
    assert (struck.standing.leader, answer.amount) == ("A", usd(price))
    assert (lot.lead.paddle, lot.under.paddle) == (leader, "A")


@pytest.mark.parametrize("policy", StrikePolicy)
def test_the_house_leads_on_while_the_bid_that_it_answered_stands(policy):
    under = steps(reserve=ReserveMode.COUNTER)
    story = given(catalogued(200), reserved(900), *in_the_book("A300 B500"))
    lot = story.under(under).when(strikes(1, policy, by=None)).then_stands(HOUSE, 600)
    assert (lot.lead.paddle, lot.under.paddle, lot.third) == (HOUSE, "B", None)


def test_the_house_does_not_outbid_whom_it_let_lead():
    """A reserve that was set since is no reason to bid when another bid is struck."""
    story = given(catalogued(200), *in_the_book("A500 B300"), sets_reserve(900)).under(
        steps(reserve=ReserveMode.COUNTER)
    )
    story.then_stands("A", 400)
    story.when(strikes(2, ONE, by=None)).then_stands("A", 200)


@pytest.mark.parametrize(
    ("mode", "price", "rule", "because"),
    [
        (ReserveMode.JUMP, 600, Rule.RAISED_TO_RESERVE, "a maximum reaches it"),
        (ReserveMode.FULL, 600, Rule.RAISED_TO_RESERVE, "a maximum reaches it"),
        (ReserveMode.COUNTER, 600, Rule.RAISED_TO_RESERVE, "a maximum reaches it"),
        (ReserveMode.PASSIVE, 200, Rule.OPENING, "looked at when the lot closes"),
    ],
)
def test_the_reserve_is_applied_again(mode, price, rule, because):
    story = given(catalogued(200), reserved(600), *in_the_book("A800 B700"))
    story = story.under(steps(reserve=mode))
    story.then_stands("A", 800)
    lot = story.when(strikes(2, by=None)).then_stands("A", price, rule=rule)
    assert lot.standing.reserve_met is (price >= 600), because


def test_below_the_reserve_the_house_keeps_the_bidding_up():
    under = steps(reserve=ReserveMode.COUNTER)
    story = given(catalogued(200), reserved(600), *in_the_book("A550 B650"))
    story = story.under(under)
    struck, answer = strikes(2)(story.lot(), under)
    assert (struck.standing.price, answer.amount) == (usd(200), usd(500))
    assert answer.standing.price == usd(550)


# In the room.


def test_a_strike_in_the_room_takes_one_person_and_the_warning_back():
    warned = FairWarningGiven(lot=LOT, at=clock("14:10"))
    story = given(*in_a_room(), *in_the_room("A200 B300 A400"), warned).under(steps())
    assert story.lot().up.warned
    lot = story.when(strikes(3, ONE, by=None)).then_stands("B", 300)
    assert not lot.up.warned


def test_the_house_bids_on_in_the_room_while_the_bid_that_it_answered_stands():
    told = (*in_a_room(), *in_the_room("A200 B300"), reserved(900), bids_for_the_house)
    story = given(*told).under(steps())
    story.then_stands(HOUSE, 400)
    story.when(strikes(1, ONE, by=None)).then_stands(HOUSE, 400)
    story.when(strikes(2, ONE, by=None)).then_stands("A", 200)


def bids_for_the_house(lot: Lot, under: UnderTerms):
    return room.house_bid(lot, amount=usd(400), under=under)


def test_the_room_begins_again_at_what_it_was_asked_first():
    story = given(*in_a_room(300), *in_the_room("A300 B400"), retracts(2))
    lot = story.under(steps()).lot()
    assert (lot.standing, lot.asking) == (None, usd(300))
    asked = [
        catalogued(200, kind=SessionKind.FLOOR, ends_at=clock("13:50")),
        *in_a_room(300)[1:],
    ]
    lot = given(*asked, *in_the_room("A300 B400"), retracts(2)).under(steps()).lot()
    assert lot.asking == usd(300), "the auctioneer's choice, and not the catalogue's"
    left = given(*asked, *in_the_room("A300 B400"), strikes(2, ONE, None))
    left.under(steps()).then_stands("A", 300)


def test_the_book_keeps_its_maximum_when_the_room_is_struck():
    entry = catalogued(200, kind=SessionKind.FLOOR, ends_at=clock("13:50"))
    story = given(entry, bids("P", 900, "13:40")).under(steps())
    opened = LotOpened(
        lot=LOT,
        rule=OpeningRule.OPENING_BID,
        asking=usd(300),
        at=clock("14:00"),
        standing=story.lot().standing,
    )
    room = given(*story.past, opened, *in_the_room("A300 B500")).under(steps())
    room.then_stands("P", 600)
    lot = room.when(strikes(3, ONE, None)).then_stands("P", 400)
    assert lot.lead.maximum == usd(900)
    lot = room.when(strikes(1, ALL, None)).then_stands("B", 400)
    assert lot.up is not None


# What is not struck.


REFUSED_BID = slip("C", 100)


def refuses(lot: Lot, _: UnderTerms):
    no = LotNotOpen(lot=LOT, stage="open")
    return (refuse_bid(lot, REFUSED_BID, no),)


NOT_TAKEN_OUT = [
    ((), 1, UnknownBid, "nobody bid"),
    (in_the_book("A500"), 2, UnknownBid, "nobody bid so often"),
    (in_the_book("A500"), 0, UnknownBid, "bids are counted from 1"),
    (in_the_book("A500"), "15#1", UnknownBid, "a bid on another lot"),
    ((*in_the_book("A500"), refuses), 2, BidNotStanding, "it was refused"),
    ((*in_the_book("A500 B900"), strikes(2)), 2, BidNotStanding, "struck before"),
    (
        (*in_the_book("A500 B900"), retracts(2)),
        1,
        BidNotStanding,
        "it counts no more since the retraction",
    ),
    ((*in_the_book("A500"), hammer()), 1, BiddingOver, "it is sold"),
    ((hammer(),), 1, BiddingOver, "it is passed"),
    ((withdraws(),), 1, BiddingOver, "it is withdrawn"),
]


def told(cases: list[tuple]) -> list:
    """Name each case by its last word: why it is so."""
    return [
        pytest.param(*case, no, id=f"{no.code}: {because}")
        for *case, no, because in cases
    ]


@pytest.mark.parametrize(("past", "bid", "no"), told(NOT_TAKEN_OUT))
def test_what_cannot_be_taken_out(past, bid, no):
    story = given(catalogued(200), *past).under(steps())
    story.when(strikes(bid)).then_refused(no)
    if isinstance(bid, int):
        story.when(retracts(bid)).then_refused(no)


def test_terms_may_hold_bidders_to_their_bids():
    """Rulebook 3.1, Troostwijk: no cancelling. The house may strike it all the same."""
    story = given(catalogued(200), *in_the_book("A500 B900"))
    held = story.under(steps(retractable=False))
    held.when(retracts(2)).then_refused(NotRetractable)
    held.when(strikes(2)).then_stands("A", 200)


@pytest.mark.parametrize("at", ["15:00", "15:01"])
def test_a_bid_is_retracted_before_the_clock_strikes(at):
    """UCC 2-328(3): until the hammer; a timed lot's falls when it is due."""
    story = given(catalogued(200), *in_the_book("A500")).under(steps())
    story.when(retracts(1, at)).then_refused(RetractedLate, ended_at=clock("15:00"))
    (retracted,) = retracts(1, "14:59:59")(story.lot(), steps())
    assert retracted.standing is None
    assert strikes(1)(story.lot(), steps()), "the house may"


def test_in_the_room_a_bid_is_retracted_until_the_hammer_falls():
    story = given(*in_a_room(), *in_the_room("A200 B300")).under(steps())
    (retracted,) = retracts(2, "18:00")(story.lot(), steps())
    assert retracted.standing is None


@pytest.mark.parametrize("second", [None, "", "  "])
@pytest.mark.parametrize("policy", StrikePolicy)
def test_another_leads_only_with_a_second_person(policy, second):
    story = given(catalogued(200), *in_the_book("A500 B900")).under(steps())
    story.when(strikes(2, policy, second)).then_refused(SecondPersonNeeded, lot=LOT)
    assert strikes(1, policy, second)(story.lot(), steps()), "B leads on"


# After the hammer.


def reopens(
    at: str = "15:30",
    until: str | None = "16:00",
    by: str | None = SECOND,
    *,
    over: bool = True,
) -> Decision:
    return lambda lot, _: reopen(
        lot,
        why=ReopenedFor.AUCTIONEER,
        at=clock(at),
        ends_at=None if until is None else clock(until),
        authorised_by=by,
        session_over=over,
    )


def rescinds(by: str | None = SECOND) -> Decision:
    return lambda lot, _: rescind(lot, at=clock("15:30"), authorised_by=by)


def resells(
    number: int | None = None, price: Amount | None = None, by: str | None = SECOND
) -> Decision:
    return lambda lot, under: resell(
        lot,
        bid=None if number is None else BidId(f"14#{number}"),
        price=None if price is None else usd(price),
        at=clock("15:40"),
        authorised_by=by,
        under=under,
    )


def amends(
    *, price: Amount, buyer: str = "A", by: str | None = SECOND, **more: object
) -> Decision:
    how = {"channel": Channel.INTERNET, "client_class": None, **more}
    return lambda lot, under: amend_hammer(
        lot,
        buyer=Paddle(buyer),
        price=usd(price),
        at=clock("15:40"),
        authorised_by=by,
        under=under,
        **how,
    )


SOLD = (catalogued(200), *in_the_book("A500 B900"), hammer())
"""Sold to B at 600; A is under at 500."""


def test_a_sold_lot_is_put_up_again_where_its_bidding_had_ended():
    story = given(*SOLD).under(steps())
    standing = story.lot().standing
    story.when(reopens()).then(
        LotReopened(
            lot=LOT,
            why=ReopenedFor.AUCTIONEER,
            at=clock("15:30"),
            ends_at=clock("16:00"),
            standing=standing,
            authorised_by=SECOND,
        )
    )
    open_again = given(*SOLD, reopens()).under(steps())
    lot = open_again.lot()
    assert (lot.stage, lot.sold, lot.ends_at) == (Stage.OPEN, None, clock("16:00"))
    open_again.when(bids("A", 800, "15:45")).then_stands("B", 900)
    sold = given(*open_again.past, bids("A", 1_000, "15:45"), hammer("16:00"))
    assert sold.under(steps()).lot().sold.buyer == "A"


def test_a_passed_lot_is_put_up_again():
    story = given(catalogued(200), hammer(), reopens()).under(steps())
    story.when(bids("A", 500, "15:45")).then_stands("A", 200)


def test_in_the_room_it_is_up_at_once():
    sold = hammers("14:30")
    story = given(*in_a_room(), *in_the_room("A200 B300"), sold).under(steps())
    again = given(*story.past, reopens("14:31", None, None, over=False)).under(steps())
    lot = again.lot()
    assert (lot.stage, lot.up.opened_at) == (Stage.OPEN, clock("14:31"))
    assert lot.asking == usd(400)
    again.when(calls("A", 400, "14:32")).then_stands("A", 400)


def hammers(at: str) -> Decision:
    return lambda lot, under: room.hammer(lot, at=clock(at), under=under)


NOT_PUT_RIGHT = [
    (SOLD, reopens(until=None), LaterEndNeeded, "a timed lot needs an end"),
    (SOLD, reopens(until="15:30"), LaterEndNeeded, "that is now"),
    (SOLD, reopens(until="15:00"), LaterEndNeeded, "that is over"),
    (SOLD, reopens(by=None), SecondPersonNeeded, "its session is over"),
    (SOLD[:-1], reopens(), NotReopenable, "it is open"),
    ((*SOLD[:-1], withdraws()), reopens(), NotReopenable, "it is withdrawn"),
    ((*SOLD, rescinds()), reopens(), NotReopenable, "its sale was called off"),
    (
        (*in_a_room(), *in_the_room("A200"), hammers("14:30")),
        reopens(),
        NoEndInTheRoom,
        "no clock ends a lot in the room",
    ),
    (SOLD, rescinds(None), SecondPersonNeeded, "it changes who pays"),
    (SOLD[:-1], rescinds(), NotSold, "it is open"),
    (SOLD, resells(), NoSecondChance, "it is sold"),
    (SOLD[:-1], resells(), NoSecondChance, "it is open"),
    ((*SOLD, rescinds()), resells(by=None), SecondPersonNeeded, "to another"),
    ((*SOLD, rescinds()), resells(2), BuyerCalledOff, "B's sale was called off"),
    ((*SOLD, rescinds()), resells(9), UnknownBid, "nobody bid so often"),
    ((*SOLD, rescinds()), resells(1, 501), AboveTheirBid, "A went to 500"),
    (
        (*SOLD, rescinds(), resells(), rescinds()),
        resells(),
        NobodyElseBid,
        "neither buyer has a second chance",
    ),
    ((catalogued(200), hammer()), resells(), NobodyElseBid, "nobody bid"),
    (SOLD[:-1], amends(price=500), NotSold, "no hammer fell"),
    (SOLD, amends(price=500, by=None), SecondPersonNeeded, "how much"),
    (SOLD, amends(price=901, buyer="B"), AboveTheirBid, "B left 900"),
    (SOLD, amends(price=501, buyer="A"), AboveTheirBid, "A left 500"),
]


@pytest.mark.parametrize(("past", "act", "no"), told(NOT_PUT_RIGHT))
def test_what_is_not_put_right(past, act, no):
    given(*past).under(steps()).when(act).then_refused(no)


def test_a_sale_is_called_off():
    story = given(*SOLD).under(steps())
    story.when(rescinds()).then(
        SaleRescinded(
            lot=LOT,
            buyer=Paddle("B"),
            hammer=usd(600),
            at=clock("15:30"),
            authorised_by=SECOND,
        )
    )
    lot = given(*SOLD, rescinds()).under(steps()).lot()
    assert (lot.stage, lot.sold, lot.called_off) == (Stage.RESCINDED, None, ("B",))


def test_the_underbidder_has_a_second_chance_at_their_maximum():
    story = given(*SOLD, rescinds()).under(steps())
    story.when(resells()).then(
        LotResold(
            lot=LOT,
            buyer=Paddle("A"),
            bid=BidId("14#1"),
            price=usd(500),
            hammer=usd(500),
            premium=usd(50),
            channel=Channel.INTERNET,
            client_class=None,
            at=clock("15:40"),
            terms=1,
            authorised_by=SECOND,
        )
    )
    lot = given(*SOLD, rescinds(), resells(price=450)).under(steps()).lot()
    assert (lot.stage, lot.sold.buyer, lot.sold.hammer) == (
        Stage.SOLD,
        "A",
        usd(450),
    )
    assert lot.sold.underbidder is None


def test_another_bid_may_be_named():
    told = (catalogued(200), *in_the_book("C400 A500 B900"), hammer(), rescinds())
    lot = given(*told, resells(1)).under(steps()).lot()
    assert (lot.sold.buyer, lot.sold.hammer) == ("C", usd(400))


def test_a_passed_lot_is_sold_by_agreement_to_who_bid_most():
    """Rulebook 3.2, Catawiki: the reserve was not met, and the bidder may refuse."""
    told = (catalogued(200), reserved(900), *in_the_book("A300 B500"), hammer())
    story = given(*told).under(steps(reserve=ReserveMode.PASSIVE))
    assert story.lot().stage is Stage.PASSED
    lot = given(*told, resells()).under(story.rules).lot()
    assert (lot.sold.buyer, lot.sold.hammer) == ("B", usd(500))


def test_a_passed_lot_that_the_house_led_goes_to_who_bid_most():
    told = (catalogued(200), reserved(900), *in_the_book("A300 B500"), hammer())
    lot = given(*told, resells()).under(steps(reserve=ReserveMode.COUNTER)).lot()
    assert lot.sold.buyer == "B"


def test_a_hammer_is_put_right_with_what_it_was():
    story = given(*SOLD).under(steps())
    story.when(amends(price=500, buyer="B")).then(
        HammerAmended(
            lot=LOT,
            buyer=Paddle("B"),
            price=usd(500),
            hammer=usd(500),
            premium=usd(50),
            channel=Channel.INTERNET,
            client_class=None,
            underbidder=Paddle("A"),
            was_buyer=Paddle("B"),
            was_hammer=usd(600),
            at=clock("15:40"),
            terms=1,
            authorised_by=SECOND,
        )
    )
    story.when(amends(price=600, buyer="B")).then()


def test_a_hammer_is_put_right_in_whole_dollars_where_bids_are():
    slip, sold = amends(price="450.50", buyer="B"), given(*SOLD)
    sold.under(steps(whole_units=True)).when(slip).then_refused(NotWholeUnits)
    (amended,) = slip(sold.under(steps()).lot(), steps())
    assert amended.price == usd("450.50"), "where cents are bid"


def test_the_premium_follows_the_terms_in_force_and_the_pieces():
    """Rulebook 3.5: what is sold times the money is charged on all of it."""
    pieces = {"quantity": 6, "quantity_mode": QuantityMode.TIMES_THE_MONEY}
    told = (catalogued(200, **pieces), *in_the_book("A500 B900"), hammer())
    story = given(*told).under(replace(steps(), version=2))
    (amended,) = amends(price=400, buyer="A")(story.lot(), story.rules)
    assert (amended.price, amended.hammer) == (usd(400), usd(2_400))
    assert (amended.premium, amended.terms) == (usd(240), 2)
    lot = evolve(story.lot(), amended)
    assert (lot.sold.buyer, lot.sold.underbidder) == ("A", None)


def test_who_broke_a_tie_had_bid_one_increment_more():
    told = [bids("A", 500, break_tie=True), bids("B", 500, "14:02"), hammer()]
    story = given(catalogued(200), *told).under(steps(break_ties=True))
    assert story.lot().sold.hammer == usd(600)
    (amended,) = amends(price=550)(story.lot(), story.rules)
    assert amended.hammer == usd(550)
    story.when(amends(price=601)).then_refused(AboveTheirBid)


def test_the_room_may_have_been_misheard():
    sold = (*in_a_room(), *in_the_room("A200 B300"), hammers("14:30"))
    story = given(*sold).under(steps())
    (amended,) = amends(price=500, buyer="B", channel=Channel.FLOOR)(
        story.lot(), steps()
    )
    assert amended.hammer == usd(500)
    (amended,) = amends(price=300, buyer="C", channel=Channel.FLOOR)(
        story.lot(), steps()
    )
    assert (amended.buyer, amended.was_buyer) == ("C", "B")


# The house.


def two_bids(house):
    house.do(bid(1, "101", 500), by=by())
    house.do(bid(1, "102", 900), by=by())


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path, two_bids) as house:
        yield house


WHY = by(reason="a slip of the pen")
OTHER = "ann@example"
LATER = clock("16:00")


def corrections_of(lot_name) -> list:
    """Ask for every correction of a lot."""
    at, two = clock("15:30"), {"authorised_by": OTHER}
    return [
        orders.retract(lot_name, BidId("1#2"), at=at),
        orders.strike(lot_name, BidId("1#2"), policy=ALL, at=at, **two),
        orders.reopen(lot_name, at=at, ends_at=LATER, **two),
        orders.rescind(lot_name, at=at, **two),
        orders.resell(lot_name, at=at, **two),
        orders.amend_hammer(lot_name, at=at, price=usd(400), **two),
    ]


@pytest.mark.parametrize("one", corrections_of(lot(1)), ids=lambda one: one.verb.name)
def test_every_correction_says_why(house, one):
    head = house.head()
    with pytest.raises(ReasonNeeded):
        house.do(one, by=by())
    with pytest.raises(ReasonNeeded):
        house.do(one, by=by(reason="  "))
    assert house.head() == head


@pytest.mark.parametrize(
    "one", corrections_of(lot(1))[1:], ids=lambda one: one.verb.name
)
@pytest.mark.parametrize(
    "alone",
    [
        replace(WHY, actor=OTHER.upper()),
        replace(WHY, actor=f" {OTHER}  "),
        replace(WHY, on_behalf_of=OTHER),
    ],
    ids=["in capitals", "with blanks", "through another"],
)
def test_nobody_is_their_own_second_person(house, one, alone):
    head = house.head()
    with pytest.raises(SamePerson):
        house.do(one, by=alone)
    assert house.head() == head


def test_a_correction_is_repeated_safely(house):
    keyed = replace(WHY, key="strike-1")
    struck = orders.strike(
        lot(1), BidId("1#2"), policy=ALL, at=clock("10:30"), authorised_by=OTHER
    )
    first = house.do(struck, by=keyed)
    assert house.do(struck, by=keyed) == replace(first, repeated=True)
    assert house.lot(lot(1)).standing.leader == "101"


def test_a_rehearsal_records_nothing(house):
    head = house.head()
    struck = orders.strike(
        lot(1),
        BidId("1#2"),
        policy=StrikePolicy.REOPEN,
        at=clock("10:30"),
        authorised_by=OTHER,
    )
    (event,) = house.rehearse(struck, by=WHY)
    assert event.standing is None
    assert house.head() == head


def closed(house) -> None:
    house.do(sales.close_sale(SALE, at=clock("15:00")), by=by())


def test_a_lot_of_a_closed_sale_is_put_up_again_and_closed_again(house):
    """The sale stays closed; the lot is bid for, and closes when it is due."""
    closed(house)
    again = orders.reopen(lot(1), at=clock("15:30"), ends_at=LATER, authorised_by=OTHER)
    alone = orders.reopen(lot(1), at=clock("15:30"), ends_at=LATER)
    with pytest.raises(SecondPersonNeeded):
        house.do(alone, by=WHY)
    house.do(again, by=WHY)
    house.do(bid(1, "103", 1_000, at=clock("15:45")), by=by())
    assert house.lot(lot(1)).standing.leader == "103"
    house.do(sales.close_sale(SALE, at=LATER), by=by())
    sold = house.lot(lot(1)).sold
    assert (sold.buyer, sold.hammer, sold.at) == ("103", usd(920), LATER)


def test_a_hammer_goes_to_a_paddle_of_the_sale(house):
    closed(house)

    def to(paddle: str):
        return orders.amend_hammer(
            lot(1), at=LATER, authorised_by=OTHER, buyer=Paddle(paddle)
        )

    for nobody in ("999", HOUSE):
        with pytest.raises(UnknownPaddle):
            house.do(to(nobody), by=WHY)
    with pytest.raises(AboveTheirBid):
        house.do(to("101"), by=WHY)
    house.do(to("103"), by=WHY)
    sold = house.lot(lot(1)).sold
    assert (sold.buyer, sold.hammer, sold.underbidder) == ("103", usd(520), "101")
    assert not house.do(to("103"), by=WHY).events, "it is so already"


def test_another_buyer_pays_the_premium_of_their_class(tmp_path):
    with new_house(tmp_path) as house:
        dealer = ClientId("C-DEALER")
        house.do(clients.enrol(dealer, client_class="dealer"), by=by())
        issued = sales.issue_paddle(SALE, Paddle("200"), client=dealer)
        house.do(issued, by=by())
        house.do(bid(1, "101", 500), by=by())
        closed(house)
        misheard = orders.amend_hammer(
            lot(1), at=LATER, authorised_by=OTHER, buyer=Paddle("200")
        )
        (amended,) = house.do(misheard, by=WHY).events
        assert (amended.client_class, amended.channel) == ("dealer", Channel.INTERNET)
        back = orders.amend_hammer(
            lot(1), at=LATER, authorised_by=OTHER, buyer=Paddle("101")
        )
        (amended,) = house.do(back, by=WHY).events
        assert amended.client_class is None


def test_another_buyer_buys_by_the_channel_that_they_bid_by(tmp_path):
    with new_house(tmp_path) as house:
        house.do(bid(1, "101", 500, channel=Channel.MAIL), by=by())
        house.do(bid(1, "102", 900), by=by())
        closed(house)
        misread = orders.amend_hammer(
            lot(1), at=LATER, authorised_by=OTHER, buyer=Paddle("101"), price=usd(400)
        )
        (amended,) = house.do(misread, by=WHY).events
        assert (amended.channel, amended.underbidder) == (Channel.MAIL, None)


def test_a_second_chance_through_the_house(house):
    closed(house)
    called_off = orders.rescind(lot(1), at=LATER, authorised_by=OTHER)
    house.do(called_off, by=WHY)
    house.do(orders.resell(lot(1), at=LATER, authorised_by=OTHER), by=WHY)
    sold = house.lot(lot(1)).sold
    assert (sold.buyer, sold.hammer, sold.premium) == ("101", usd(500), usd(50))


@pytest.mark.parametrize("name", preset_names())
def test_presets_say_whether_a_bid_may_be_retracted(name):
    """Rulebook 3.1 [S16] for eBay; for the others 4 [S71], UCC 2-328(3)."""
    rules = read_rules(name).bidding
    assert rules.retractable is (name != "ebay-2003")
    assert rules.retraction is REOPEN
