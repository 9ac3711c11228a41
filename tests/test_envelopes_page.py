"""What the page of the opened envelopes hands to the browser to check each price by."""

from __future__ import annotations

import re
from functools import reduce

import pytest

from ledger.events import Rule, TermsAmended
from ledger.identity import Channel, Paddle
from ledger.lot import room
from ledger.lot.bidding import Bidder
from ledger.lot.evolve import evolve
from ledger.lot.openings import sealed_in
from ledger.terms.bidding import Openings, ReserveMode, SelfRaise
from ledger.terms.sessions import SessionKind
from ledger.value import replace
from tests.random_lots import play
from tests.random_room_lot import RoomLot
from tests.replayed import FIRST, SALE, announced, day_of
from tests.sealed_lots import SealedLot, lot_entries
from tests.sealed_sale import ENTRIES, closed
from tests.seeds import seeds
from tests.served import served
from tests.story import (
    bids,
    catalogued,
    clock,
    hammer,
    ladder,
    sets_reserve,
    terms,
    usd,
)
from web.pages.envelopes import LadderSource, Unchecked, UncheckedPrice, opened_steps

pytestmark = pytest.mark.slow

TENS = ladder((0, 10))
FLOOR = {"kind": SessionKind.FLOOR, "ends_at": clock("13:50")}
TERMS, LOT, ASKED = LadderSource


def opens(at="14:10"):
    return lambda lot, under: room.open_lot(lot, at=clock(at), amount=None, under=under)


def climbs(step, at="14:11"):
    return lambda lot, under: room.set_increment(
        lot, step=usd(step), at=clock(at), under=under
    )


def asks(amount, at="14:12"):
    return lambda lot, under: room.ask(
        lot, asking=usd(amount), at=clock(at), under=under
    )


def calls(paddle, amount, at="14:13"):
    words = room.RoomBid(
        paddle=Paddle(paddle), channel=Channel.FLOOR, at=clock(at), amount=usd(amount)
    )
    return lambda lot, under: room.take_bid(lot, words, bidder=Bidder(), under=under)


def proxy(paddle, maximum, at="14:14"):
    return bids(paddle, maximum, at, by=Channel.LIVE)


def hands(events, under, day=None, shut=()):
    """Return what the page hands over of each bid, all opened but some paddles'."""
    lot = SealedLot(events, under)
    sealed = sealed_in(lot.history)
    lot.opened([s for s in sealed if getattr(s.event, "paddle", None) not in shut])
    day = day or day_of(announced(under.rules, kind=lot.lot.listing.kind))
    return list(opened_steps(lot_entries(lot.stored), day))


def played(*acts, under=None, **entry):
    """Return the events of a lot, and the terms it was bid on."""
    under = under or terms(TENS)
    events = [catalogued(100, **entry)]
    for act in acts:
        events += act(reduce(evolve, events, None), under)
    return events, under


def follows(step, steps):
    """Judge a price as the browser does."""
    opened = {each.bid: each.opening.most for each in steps if each.opening}
    in_force, price = step.increment, step.standing.price
    aloud = in_force.is_aloud
    assert aloud or opened[step.other] == in_force.amount
    return price == in_force.amount + in_force.step and price <= opened[step.leader]


def checked_by(steps):
    """Say of each bid which increment it is checked by, or why by none."""
    for each in steps:
        if not isinstance(each.increment, UncheckedPrice):
            assert follows(each, steps)
    return [
        each.increment.why
        if isinstance(each.increment, UncheckedPrice)
        else (each.other, each.increment.step, each.increment.source)
        for each in steps
    ]


def test_an_increment_that_the_auctioneer_set_is_the_one_that_is_checked_by():
    steps = hands(
        *played(
            bids("A", 300, "13:41"),
            bids("B", 200, "13:42"),
            opens(),
            climbs(30),
            calls("C", 240),
            **FLOOR,
        )
    )
    assert checked_by(steps) == [
        Unchecked.RULE,
        ("14#2", usd(10), TERMS),
        ("14#3", usd(30), LOT),
    ]


def test_what_the_auctioneer_asked_is_one_increment():
    steps = hands(
        *played(
            bids("A", 300, "13:41"),
            bids("B", 200, "13:42"),
            opens(),
            calls("C", 310),
            asks(325),
            proxy("B", 600),
            **FLOOR,
        )
    )
    assert checked_by(steps)[-1] == ("14#3", usd(15), ASKED)


def test_a_bid_of_the_floor_in_between_was_heard_by_everybody():
    steps = hands(
        *played(
            bids("A", 200, "13:41"),
            opens(),
            calls("B", 250),
            proxy("C", 600),
            **FLOOR,
        )
    )
    assert [each.called for each in steps] == [None, usd(250), None]
    assert [each.commitment is None for each in steps] == [False, True, False]
    assert checked_by(steps)[-1] == ("14#2", usd(10), TERMS)


def test_terms_amended_afterwards_change_nothing_of_a_bid_before_them():
    first, later = terms(TENS), replace(terms(ladder((0, 50))), version=2)
    events, _ = played(bids("A", 300, "14:01"), bids("B", 400, "14:02"), under=first)
    events += bids("C", 700, "14:03")(reduce(evolve, events, None), later)
    amended = TermsAmended(
        sale=SALE,
        version=2,
        terms=announced(later.rules),
        terms_hash="b" * 64,
        notice="Bidding climbs by fifties.",
    )
    third = FIRST + len(events) - 1
    day = day_of(announced(first.rules), **{f"at_{third}": amended})
    steps = hands(events, first, day)
    assert checked_by(steps)[1:] == [("14#1", usd(10), TERMS), ("14#2", usd(50), TERMS)]
    assert [each.increment.terms for each in steps[1:]] == [1, 2]


@pytest.mark.parametrize("mode", ReserveMode)
def test_a_reserve_that_is_raised_changes_no_increment(mode):
    steps = hands(
        *played(
            bids("A", 300, "14:01"),
            bids("B", 500, "14:02"),
            sets_reserve(450),
            bids("C", 800, "14:05"),
            under=terms(TENS, reserve=mode),
        )
    )
    assert checked_by(steps)[:2] == [Unchecked.RULE, ("14#1", usd(10), TERMS)]
    assert checked_by(steps)[-1] in [
        ("14#2", usd(10), TERMS),
        ("HOUSE", usd(10), TERMS),
    ]


def test_who_raises_their_own_maximum_is_measured_against_who_is_under_them():
    steps = hands(
        *played(
            bids("A", 300, "14:01"),
            bids("B", 305, "14:02"),
            bids("B", 600, "14:03"),
            under=terms(TENS, self_raise=SelfRaise.RECOMPUTE),
        )
    )
    assert checked_by(steps)[-1] == ("14#1", usd(10), TERMS)


def test_what_stayed_shut_is_named_and_never_called_wrong():
    acts = bids("A", 300, "14:01"), bids("B", 400, "14:02"), bids("C", 800, "14:03")
    steps = hands(*played(*acts), shut="A")
    assert steps[1].increment == UncheckedPrice(Unchecked.SHUT, "14#1")
    assert checked_by(steps)[-1] == ("14#2", usd(10), TERMS)


@pytest.mark.parametrize("seed", seeds(200, fast=40))
@pytest.mark.parametrize("made", ["book", "room"])
def test_no_price_that_the_rules_led_to_is_called_wrong(seed, made):
    if made == "book":
        book = play(seed)
        events, under = book.history, book.under
        events = [*events, *hammer("23:00")(book.lot, under)]
    else:
        lot = RoomLot(seed)
        events, under = lot.events, lot.under
    steps = hands(events, under)
    checked = [each for each in steps if not isinstance(each.increment, UncheckedPrice)]
    assert all(follows(each, steps) for each in checked)
    assert all(each.standing.rule is Rule.ONE_INCREMENT for each in checked)


def test_the_page_hands_over_the_increment_of_each_bid_and_no_paddle(tmp_path):
    sale = {"entries": ENTRIES, "openings": Openings.ALL}
    with served(tmp_path, closed, **sale) as service:
        page = service.client.get(
            "/sales/MAY26/lots/1/envelopes", headers={"accept": "text/html"}
        )
    rows = re.findall(r'<tr class="envelope"([^>]*)>', page.text)
    parts = [dict(re.findall(r'data-([a-z-]+)="([^"]*)"', row)) for row in rows]
    assert [each.get("unchecked") for each in parts] == ["rule", None, None]
    assert [each.get("step") for each in parts] == [None, "2000", "2000"]
    assert parts[-1]["source"] == "terms, version 1"
    assert parts[-1]["step-shown"] == "$20"
    assert (parts[-1]["leader"], parts[-1]["against"]) == ("1#4", "1#2")
    assert not [value for row in parts for value in row.values() if value == "103"]
