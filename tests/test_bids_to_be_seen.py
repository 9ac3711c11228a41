"""How many bids everybody sees: by the record of who led, and by no maximum."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

import pytest

from ledger.events import BidRetracted, BidStruck, LotEvent
from ledger.events.vocabulary import Rule
from ledger.identity import HOUSE, BidId
from ledger.lot import Lot, corrections
from ledger.lot.claims import better
from ledger.lot.evolve import evolve
from ledger.terms.bidding import StrikePolicy
from presenters.public_view import bids_to_be_seen
from tests.random_lots import play
from tests.random_room_lot import RoomLot
from tests.story import bids, catalogued, clock, given

BESIDE_THE_MAXIMUM = {
    Rule.TIE_REOFFERED,
    Rule.TIE_AUTOMATIC,
    Rule.TIE_BROKEN,
    Rule.TIE_BOOK,
    Rule.TIE_ROOM,
}
"""Rules by which another leads than the higher bid, or the first of equals."""


def seen_by_maximums(lot: Lot) -> int:
    """Count the bids as if maximums alone told who led."""
    count, lead = 0, None
    for claim in lot.claims:
        if lead is not None and lead.paddle == claim.paddle:
            lead = claim
            continue
        count += 1
        lead = claim if lead is None else better(claim, lead)
    return count


def raises_left_out(history: Iterable[LotEvent]) -> int:
    """Compare both counts, as far as maximums tell who leads; say what they left."""
    lot, left_out = None, 0
    for event in history:
        lot = evolve(lot, event)
        if isinstance(event, BidStruck | BidRetracted):
            break
        if (standing := lot.standing) is not None and (
            standing.leader in (None, HOUSE) or standing.rule in BESIDE_THE_MAXIMUM
        ):
            break
        assert bids_to_be_seen(lot) == seen_by_maximums(lot), event
        left_out = max(left_out, len(lot.claims) - bids_to_be_seen(lot))
    return left_out


def test_the_count_is_that_of_the_maximums_where_they_alone_tell_who_leads():
    assert sum(raises_left_out(play(seed).history) for seed in range(200)) > 100
    assert sum(raises_left_out(RoomLot(seed).events) for seed in range(200)) > 50


@pytest.mark.parametrize(("struck", "count"), [(1, 2), (2, 1), (3, 2), (4, 2)])
def test_a_lead_is_seen_once_as_long_as_one_bid_of_it_stands(struck, count):
    words = [("101", 500), ("102", 200), ("101", 900), ("101", 950)]
    story = given(catalogued(), *(bids(*word) for word in words))
    lot = story.lot()
    assert bids_to_be_seen(lot) == 2
    events = corrections.strike(
        lot,
        BidId(f"14#{struck}"),
        policy=StrikePolicy.STRIKE_ONE,
        at=clock("14:30"),
        authorised_by="Ned",
        under=story.rules,
    )
    assert bids_to_be_seen(reduce(evolve, events, lot)) == count
