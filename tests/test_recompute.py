"""Record against rules: no difference where there is none, and each that is planted."""

from __future__ import annotations

import inspect
from dataclasses import replace
from functools import reduce
from json import loads
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from ledger.contest import Contest
from ledger.damage import LedgerDamaged
from ledger.events import (
    BidPlaced,
    ClosingExtended,
    HouseBidPlaced,
    LotPassed,
    LotSold,
    PaddleIssued,
    PaddleLimited,
    PaddleReinstated,
    PaddleSuspended,
    PassReason,
    ReopenedFor,
    SaleAnnounced,
    SaleClosed,
    SessionClosed,
    SessionOpened,
    TermsAmended,
)
from ledger.identity import HOUSE, BidId, ClientId, Paddle
from ledger.lot.bidding import Bidder, place_bid, refuse_bid
from ledger.lot.corrections import reopen
from ledger.lot.evolve import evolve
from ledger.lot.hammer import close
from ledger.money import Money
from ledger.refusals import (
    AnotherIsUp,
    BidBelowAsking,
    BiddingClosed,
    GraceOver,
    LeadsAlready,
    NoCutBid,
    NotCried,
    NotUp,
    Refusal,
    SessionOver,
    bidding,
)
from ledger.refusals.quoting import quotes_the_same
from ledger.replay.against_the_rules import SaleRecount, recompute
from ledger.replay.record import LogEvent
from ledger.replay.timeline import timeline_of
from ledger.terms.bidding import ReserveMode
from ledger.terms.sessions import ExtensionScope, ExtensionTrigger
from presenters.recount import difference_line, difference_words
from tests.random_lots import ENDS_AT, moment, play
from tests.replayed import FIRST, SALE, announced, day_of, entry, record, recount
from tests.seeds import seeds
from tests.story import (
    LOT,
    USD,
    bids,
    catalogued,
    clock,
    does,
    hammer,
    ladder,
    reserved,
    sets_reserve,
    slip,
    terms,
    usd,
)
from tests.timed_sale import soft_close

RULES = announced(terms().rules)
TODAY = day_of(RULES)
NEW_YORK = ZoneInfo("America/New_York")
SENTENCES = Path(__file__).parent / "golden" / "refused_bids.json"
SEEDS = pytest.mark.parametrize("seed", seeds(100, fast=15))


def told(*acts, under=None, **entry):
    """Let people act on a lot, and return everything that became true."""
    under = under or terms()
    events = [catalogued(100, **entry)]
    for act in acts:
        events += act(reduce(evolve, events, None), under)
    return events


def refusals_of_bids():
    """Return every refusal that a recorded bid may have met."""
    kinds = [kind for _, kind in inspect.getmembers(bidding, inspect.isclass)]
    room = [
        AnotherIsUp,
        GraceOver,
        LeadsAlready,
        NoCutBid,
        NotCried,
        NotUp,
        SessionOver,
    ]
    return [k for k in kinds if k.__module__ == bidding.__name__] + room


def of(seed):
    """Return the record of a random lot, closed, and the terms it was sold under."""
    played = play(seed)
    under = played.under
    ended = close(played.lot, at=moment(ENDS_AT), under=under)
    day = day_of(announced(under.rules, closes_at=moment(ENDS_AT)))
    return record([*played.history, *ended]), day


@SEEDS
def test_a_random_lot_comes_to_what_is_recorded(seed):
    history, day = of(seed)
    found = recount(history, day)
    assert found.differences == []
    assert found.events == len(history)


@SEEDS
def test_a_price_altered_by_hand_is_found_at_its_position(seed):
    history, day = of(seed)
    placed = [n for n, one in enumerate(history) if isinstance(one.event, BidPlaced)]
    if not placed:
        return
    place = Random(seed).choice(placed)
    position, event = history[place]
    cent_less = replace(event.standing, price=event.standing.price - 1)
    history[place] = LogEvent(position, replace(event, standing=cent_less))
    found = recount(history, day).differences
    assert found[0].position == position
    assert "price is recorded as" in difference_words(found[0])


def test_a_rule_that_was_changed_in_the_code_is_found(monkeypatch):
    events = told(bids("P7", 500), bids("P9", 300, "14:02"))
    assert recount(record(events), TODAY).differences == []
    above = Contest.above
    monkeypatch.setattr(
        Contest, "above", lambda contest, price: above(contest, price) + usd(5)
    )
    asked, moved = recount(record(events), TODAY).differences
    assert asked.position == FIRST + 1
    assert difference_words(asked) == "asking is recorded as $110, and comes to $115."
    assert moved.position == FIRST + 2
    assert difference_words(moved) == (
        "price is recorded as $320, and comes to $325; "
        "asking is recorded as $340, and comes to $350; "
        "premium is recorded as $32, and comes to $32.50; "
        "step is recorded as $20, and comes to $25."
    )


def test_a_difference_holds_both_events_for_scripts():
    *events, last = told(bids("P7", 500), bids("P9", 300, "14:02"))
    wrong = replace(last, standing=replace(last.standing, price=usd(310)))
    (found,) = recount(record([*events, wrong]), TODAY).differences
    as_json = loads(difference_line(found))
    assert [*as_json] == ["position", "recorded", "recomputed", "why"]
    assert as_json["recorded"]["type"] == "bid-placed/1"
    assert as_json["recorded"]["standing"]["price"] == "310.00"
    assert as_json["recomputed"]["standing"]["price"] == "320.00"


def test_a_hammer_that_fell_for_somebody_else_is_found():
    *before, sold = told(bids("P7", 500), hammer())
    wrong = replace(sold, buyer=Paddle("P9"), premium=0)
    (found,) = recount(record([*before, wrong]), TODAY).differences
    assert found.position == FIRST + 2
    assert difference_words(found) == (
        "buyer is recorded as P9, and comes to P7; "
        "premium is recorded as $0, and comes to $10."
    )


def test_a_lot_that_was_passed_and_had_to_be_sold_is_found():
    *before, sold = told(bids("P7", 500), hammer())
    passed = LotPassed(
        lot=sold.lot, highest=None, reason=PassReason.NO_BIDS, at=sold.at, terms=1
    )
    (found,) = recount(record([*before, passed]), TODAY).differences
    assert difference_words(found) == "The rules lead to another event."
    assert isinstance(found.recomputed, LotSold)


def test_a_bid_that_was_refused_and_had_to_be_taken_is_found():
    first, *_ = told()
    no = BidBelowAsking(lot=LOT, maximum=Money(1, USD), asking=Money(1, USD))
    refused = refuse_bid(evolve(None, first), slip("P7", 500), no)
    (found,) = recount(record([first, refused]), TODAY).differences
    assert (
        difference_words(found)
        == "Recorded as refused, bid-below-asking; the rules take it."
    )


def refused(paddle, amount, at="14:05"):
    """Let a bid be refused as lots refuse them, and recorded."""

    def act(lot, under):
        try:
            return place_bid(
                lot, slip(paddle, amount, at), bidder=Bidder(), under=under
            )
        except Refusal as no:
            return (refuse_bid(lot, slip(paddle, amount, at), no),)

    return act


def two_refused():
    """Return a lot with a bid below what it asked, and one after it was closed."""
    return told(bids("P7", 500), refused("P9", 90), refused("P9", 700, "15:01"))


@pytest.mark.parametrize("kind", [BidBelowAsking, BiddingClosed])
def test_another_remedy_makes_no_difference(kind, monkeypatch):
    events = two_refused()
    monkeypatch.setattr(kind, "remedy", "Think of {lot} no more.")
    assert recount(record(events), TODAY).differences == []


@pytest.mark.parametrize(
    "what",
    [
        "Lot {lot} is at {asking} by now; {maximum} is too little.",
        "Lot {lot} asks {asking}; {maximum} does not reach it.",
        "{maximum} is below {asking}.",
    ],
)
def test_other_words_for_what_happened_make_no_difference(what, monkeypatch):
    events = two_refused()
    monkeypatch.setattr(BidBelowAsking, "what", what)
    assert recount(record(events), TODAY).differences == []


def test_earlier_words_are_held_against_the_values_that_they_quote(monkeypatch):
    first, placed, below, late = two_refused()
    monkeypatch.setattr(BidBelowAsking, "earlier", (BidBelowAsking.what,))
    monkeypatch.setattr(BidBelowAsking, "what", "{maximum} is below {asking}.")
    wrong = replace(below, said=below.said.replace("$110", "$120"))
    (found,) = recount(record([first, placed, wrong, late]), TODAY).differences
    assert found.position == FIRST + 2


@pytest.mark.parametrize(
    ("place", "was", "now"),
    [(2, "asks $110", "asks $120"), (2, "of $90", "of $80"), (3, "15:01", "15:02")],
)
def test_a_refusal_that_quotes_another_value_is_found(place, was, now):
    events = two_refused()
    assert was in events[place].said
    events[place] = replace(events[place], said=events[place].said.replace(was, now))
    (found,) = recount(record(events), TODAY).differences
    assert found.position == FIRST + place
    assert difference_words(found).startswith("said is recorded as ")


def test_a_refusal_by_another_code_is_found():
    events = two_refused()
    events[2] = replace(events[2], code="maximum-not-raised")
    (found,) = recount(record(events), TODAY).differences
    assert "code is recorded as maximum-not-raised" in difference_words(found)


def test_a_moment_may_be_quoted_in_another_zone():
    *_, late = two_refused()
    ended_at, received_at = (
        clock(time).astimezone(NEW_YORK) for time in ("15:00", "15:01")
    )
    no = BiddingClosed(lot=LOT, ended_at=ended_at, received_at=received_at)
    assert str(no) != late.said
    assert quotes_the_same(no, late.said)


def test_what_refused_bids_were_told_is_read_for_ever():
    """A ledger holds these sentences: what is reworded goes to ``earlier``."""
    golden = loads(SENTENCES.read_text())
    now = {kind.code: (kind.what, *kind.earlier) for kind in refusals_of_bids()}
    assert now.keys() <= golden.keys(), "add a new refusal to the golden file"
    for code, sentences in golden.items():
        assert set(sentences) <= set(now[code]), f"keep {code}'s sentence in `earlier`"


def test_a_bid_that_was_taken_and_had_to_be_refused_is_found():
    events = told(bids("P7", 500))
    late = replace(events[1], received_at=clock("15:01"), entered_at=clock("15:02"))
    (found,) = recount(record([events[0], late]), TODAY).differences
    assert difference_words(found).startswith(
        "Recorded as taken; the rules refuse it: Bidding on"
    )


def test_an_answer_of_the_house_that_is_missing_is_found_at_the_bid():
    under = terms(reserve=ReserveMode.COUNTER)
    reserve = sets_reserve(400)
    events = told(reserve, bids("P7", 150), under=under)
    assert isinstance(events[-1], HouseBidPlaced)
    day = day_of(announced(under.rules))
    assert recount(record(events), day).differences == []
    (found,) = recount(record(events[:-1]), day).differences
    assert (found.position, found.recorded) == (FIRST + 2, None)
    assert found.recomputed.amount == usd(160)


def test_an_answer_of_the_house_that_no_rule_leads_to_is_found():
    events = told(bids("P7", 150))
    house = HouseBidPlaced(lot=LOT, amount=usd(120), standing=events[-1].standing)
    (found,) = recount(record([*events, house]), TODAY).differences
    assert (found.position, found.recomputed) == (FIRST + 2, None)


def test_a_reserve_that_could_not_be_set_is_found():
    events = [*told(low_estimate=usd(300)), reserved(400)]
    (found,) = recount(record(events), TODAY).differences
    assert difference_words(found).startswith("The rules refuse it: A reserve of $400")


def test_each_position_is_decided_under_the_terms_of_its_day():
    """The ladder changes between the second bid and the third."""
    fifties = terms(ladder((0, 50)))
    amended = TermsAmended(
        sale=SALE,
        version=2,
        terms=announced(fifties.rules),
        terms_hash="b" * 64,
        notice="From now on by 50",
    )
    events = told(bids("P7", 500), bids("P9", 300, "14:02"))
    under = replace(fifties, version=2)
    third = bids("P9", 400, "14:03")(reduce(evolve, events, None), under)
    last = FIRST + 10
    history = [*record(events), LogEvent(last, *third)]
    assert recount(history, day_of(RULES, at_105=amended)).differences == []
    (found,) = recount(history, TODAY).differences
    assert found.position == last
    assert "terms is recorded as 2, and comes to 1" in difference_words(found)


def test_a_paddle_that_was_suspended_could_not_bid():
    history = record(told(bids("P7", 500)))
    suspended = PaddleSuspended(sale=SALE, paddle=Paddle("P7"))
    (found,) = recount(history, day_of(RULES, at_101=suspended)).differences
    assert "Paddle P7 is suspended" in difference_words(found)
    assert recount(history, day_of(RULES, at_103=suspended)).differences == []


def test_a_limit_that_is_set_later_lets_no_suspended_paddle_bid():
    history = record(told(bids("P7", 500)))
    of_p7 = {"sale": SALE, "paddle": Paddle("P7")}
    limited = PaddleLimited(**of_p7, limit=usd(900))
    suspended, reinstated = PaddleSuspended(**of_p7), PaddleReinstated(**of_p7)
    assert recount(history, day_of(RULES, at_50=limited)).differences == []
    day = day_of(RULES, at_50=suspended, at_51=limited)
    (found,) = recount(history, day).differences
    assert "Paddle P7 is suspended" in difference_words(found)
    day = day_of(RULES, at_50=suspended, at_51=limited, at_52=reinstated)
    assert recount(history, day).differences == []


OF_THE_ROOM = {"sale": SALE, "session": 1, "at": clock("13:00")}
OPENED, CLOSED = SessionOpened(**OF_THE_ROOM), SessionClosed(**OF_THE_ROOM)
OVER = SaleClosed(sale=SALE, at=clock("16:00"))


@pytest.mark.parametrize(
    ("later", "refused"),
    [
        ({"at_50": OPENED}, False),
        ({"at_50": OPENED, "at_900": CLOSED}, False),
        ({"at_50": OPENED, "at_900": OVER}, False),
        ({}, True),
        ({"at_900": OPENED}, True),
        ({"at_50": OPENED, "at_51": CLOSED}, True),
        ({"at_50": OPENED, "at_51": OVER}, True),
    ],
)
def test_a_lot_is_reopened_alone_only_while_its_session_is_on(later, refused):
    again = does(
        reopen,
        why=ReopenedFor.AUCTIONEER,
        at=clock("15:05"),
        ends_at=clock("15:30"),
        authorised_by=None,
        session_over=False,
    )
    history = record(told(bids("P7", 500), hammer(), again))
    found = recount(history, day_of(RULES, **later)).differences
    assert [one.objection.code for one in found] == ["second-person-needed"] * refused


def test_a_close_that_was_moved_by_a_bid_nobody_made_is_found():
    moved = ClosingExtended(
        lot=LOT,
        bid=BidId("15#1"),
        scope=ExtensionScope.SESSION,
        trigger=ExtensionTrigger.ACCEPTED,
        ended_at=clock("15:00"),
        ends_at=clock("15:05"),
    )
    day = day_of(announced(terms().rules, soft_close=soft_close(scope="session")))
    (found,) = recount(record([*told(bids("P7", 500)), moved]), day).differences
    assert (found.position, found.recomputed) == (FIRST + 2, None)
    late, *_ = bids("P9", 900, "14:55")(evolve(None, catalogued(100)), terms())
    late = replace(late, bid=moved.bid)
    history = record([*told(bids("P7", 500)), moved])
    assert recompute(history, day, late=lambda _: late).differences == []


def test_an_answer_of_the_house_that_is_missing_is_found_where_others_bid_on():
    under = terms(reserve=ReserveMode.COUNTER)
    first, reserve, low, house, high = told(
        sets_reserve(400), bids("P7", 150), bids("P9", 300, "14:02"), under=under
    )[:5]
    assert isinstance(house, HouseBidPlaced)
    day = day_of(announced(under.rules))
    history = record([first, reserve, low, high])
    missing, *_ = recount(history, day).differences
    assert (missing.position, missing.recorded) == (FIRST + 2, None)
    assert missing.recomputed == house


def test_an_event_that_nothing_can_follow_is_damage():
    events = told(bids("P7", 500))
    with pytest.raises(LedgerDamaged, match="Position 102 cannot follow"):
        recount(record([events[0], events[0]]), TODAY)


# The sale's own record.

ISSUED = PaddleIssued(
    sale=SALE,
    paddle=Paddle("P7"),
    client=ClientId("C-1"),
    client_class=None,
    limit=usd(500),
)
AMENDED = TermsAmended(
    sale=SALE,
    version=2,
    terms=announced(terms(ladder((0, 50))).rules),
    terms_hash="b" * 64,
    notice="From now on by 50",
)
OF_P7 = {"sale": SALE, "paddle": Paddle("P7")}
OF_THE_SALE = (
    SaleAnnounced(sale=SALE, terms=RULES, terms_hash="a" * 64),
    ISSUED,
    PaddleLimited(**OF_P7, limit=usd(900)),
    PaddleSuspended(**OF_P7),
    AMENDED,
    PaddleReinstated(**OF_P7),
    OPENED,
    CLOSED,
    OVER,
)


def sale_recount(*events):
    """Hold the record of a sale against the rules."""
    recounted = SaleRecount()
    history = [entry(place, one) for place, one in enumerate(events, start=1)]
    timeline_of(history, recounted.hear)
    return recounted


def test_a_sale_comes_to_what_is_recorded():
    found = sale_recount(*OF_THE_SALE)
    assert (found.differences, found.events) == ([], len(OF_THE_SALE))


@pytest.mark.parametrize(
    ("place", "wrong", "words"),
    [
        (4, replace(AMENDED, version=3), "version is recorded as 3, and comes to 2."),
        (2, replace(OF_THE_SALE[2], limit=usd(500)), "Nothing in the rules leads to"),
        (3, PaddleReinstated(**OF_P7), "The rules refuse it: Paddle P7 "),
        (1, replace(ISSUED, paddle=HOUSE), "The rules refuse it: Paddle HOUSE "),
    ],
)
def test_what_no_rule_of_a_sale_leads_to_is_found_at_its_position(place, wrong, words):
    events = [*OF_THE_SALE]
    events[place] = wrong
    (found,) = sale_recount(*events[: place + 1]).differences
    assert found.position == place + 1
    assert difference_words(found).startswith(words)


def test_terms_amended_without_a_notice_are_those_of_before_the_first_bid():
    quiet = replace(AMENDED, notice=None)
    assert sale_recount(*OF_THE_SALE[:4], quiet).differences == []
