"""The 316 auctions of 2003 as a real ledger: replayed, stepped, and what-iffed."""

from __future__ import annotations

import pytest

from ledger.house.replays import SaleReplay
from ledger.lot.bidding import Bidder, place_bid, refuse_bid
from ledger.lot.evolve import evolve
from ledger.lot.hammer import close
from ledger.refusals import Refusal
from ledger.replay.wish import Wish
from tests.auctions_of_2003 import (
    AUCTIONS,
    CLOSES,
    SALE,
    histories,
    ledger_of,
    named,
    slips_of,
)

pytestmark = pytest.mark.skipif(
    not AUCTIONS.exists(), reason=f"{AUCTIONS.name} is not beside the repository"
)


@pytest.fixture(scope="module")
def auctions():
    return histories()


@pytest.fixture(scope="module")
def house(auctions, tmp_path_factory):
    with ledger_of(tmp_path_factory.mktemp("auctions"), auctions) as opened:
        yield opened


@pytest.fixture(scope="module")
def replay(house):
    return SaleReplay(house, SALE)


def test_most_come_to_the_price_that_was_announced(house, auctions):
    agree = [
        house.lot(lot).price == one.announced
        for lot, one in zip(named(auctions), auctions, strict=True)
    ]
    assert (len(agree), sum(agree)) == (316, 303)


def test_each_comes_to_what_is_recorded(replay, auctions):
    for lot in named(auctions):
        assert replay.recompute(lot).differences == [], lot


def test_stepping_to_the_end_comes_to_the_lot_in_the_store(house, replay, auctions):
    for lot in named(auctions):
        told = replay.steps(lot)
        assert told[-1].after == house.lot(lot)


def test_without_its_winner_each_is_what_the_rest_alone_come_to(
    house, replay, auctions
):
    under = replay.timeline.under(house.head(), 1)
    for lot, one in zip(named(auctions), auctions, strict=True):
        winner = house.lot(lot).sold.buyer
        found = replay.what_if(lot, Wish(without_paddles=(winner,))).as_wished
        slips = [slip for slip in slips_of(one) if slip.paddle != winner]
        fresh = run(evolve(None, house.history(lot)[0].event), slips, under)
        sold = fresh.sold
        assert (found.stage, found.price) == (fresh.stage, fresh.price)
        if sold is None:
            assert (found.winner, found.total) == (None, None)
            continue
        assert (found.winner, found.underbidder) == (sold.buyer, sold.underbidder)
        assert (found.hammer, found.premium) == (sold.hammer, sold.premium)


def run(lot, slips, under):
    """Run bids through the engine as if there had been no others."""
    for slip in slips:
        try:
            events = place_bid(lot, slip, bidder=Bidder(), under=under)
        except Refusal as no:
            events = (refuse_bid(lot, slip, no),)
        for event in events:
            lot = evolve(lot, event)
    for event in close(lot, at=CLOSES, under=under):
        lot = evolve(lot, event)
    return lot
