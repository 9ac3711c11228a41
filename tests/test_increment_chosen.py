"""An increment that the auctioneer chooses: what is asked after it, on every basis."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import pytest

from ledger.identity import Channel, Paddle
from ledger.increments import Basis
from ledger.lot.bidding import Bidder
from ledger.lot.evolve import evolve
from ledger.lot.room import RoomBid, open_lot, set_increment, take_bid
from ledger.refusals import IncrementTooSmall, NotWholeUnits
from ledger.terms.bidding import NextAsk, RoomTerms
from ledger.terms.sessions import SessionKind
from tests.story import catalogued, clock, ladder, terms, usd

FLOOR = {"kind": SessionKind.FLOOR, "ends_at": clock("09:50")}


def saleroom(basis=Basis.GRID, next_ask=NextAsk.RUNG, **bidding):
    under = terms(ladder((0, 50), basis=basis), **bidding)
    return replace(under, rules=replace(under.rules, room=RoomTerms(next_ask=next_ask)))


def calls(paddle, amount=None):
    words = RoomBid(
        paddle=Paddle(paddle),
        channel=Channel.FLOOR,
        at=clock("10:01"),
        amount=None if amount is None else usd(amount),
    )
    return lambda lot, under: take_bid(lot, words, bidder=Bidder(), under=under)


def climbs(step):
    amount = None if step is None else usd(step)
    return lambda lot, under: set_increment(
        lot, step=amount, at=clock("10:02"), under=under
    )


def up(under, *decisions):
    """Put a lot up that opens at 600, and let things be decided on it."""
    opens = open_lot(
        evolve(None, catalogued(600, **FLOOR)),
        at=clock("10:00"),
        amount=None,
        under=under,
    )
    lot = reduce(evolve, [catalogued(600, **FLOOR), *opens], None)
    for decision in decisions:
        lot = reduce(evolve, decision(lot, under), lot)
    return lot


@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize("next_ask", list(NextAsk))
def test_it_is_added_to_a_price_on_the_ladder(basis, next_ask):
    under = saleroom(basis, next_ask)
    lot = up(under, calls("A", 600), calls("B", 650), climbs(70))
    assert lot.asking == usd(720)
    assert [
        (again.price, again.asking)
        for again in (up(under, calls("A", 650), climbs(70), calls("B"), calls("A")),)
    ] == [(usd(790), usd(860))]


@pytest.mark.parametrize(
    ("step", "asks"), [(100, 1250), (150, 1300), (20, 1170), (None, 1200)]
)
def test_after_an_odd_price_it_climbs_from_the_rung_that_was_passed(step, asks):
    lot = up(saleroom(), calls("A", 1163), climbs(500), climbs(None), climbs(step))
    assert lot.asking == usd(asks)


def test_before_the_first_bid_what_is_asked_stays_and_is_climbed_from():
    lot = up(saleroom(), climbs(70))
    assert lot.asking == usd(600)
    assert up(saleroom(), climbs(70), calls("A")).asking == usd(670)


@pytest.mark.parametrize(
    ("step", "refusal"),
    [(0, IncrementTooSmall), ("-5", IncrementTooSmall), ("2.50", NotWholeUnits)],
)
def test_bidding_climbs(step, refusal):
    amount = -usd(5) if step == "-5" else usd(step)
    with pytest.raises(refusal):
        up(
            saleroom(whole_units=True),
            lambda lot, under: set_increment(
                lot, step=amount, at=clock("10:02"), under=under
            ),
        )
