"""The bidding on a lot as if the house had never bid for the consignor."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.events import BidStruck, HouseBidPlaced
from ledger.identity import HOUSE
from ledger.lot import Lot
from ledger.lot.bidding import UnderTerms
from ledger.lot.evolve import evolve
from ledger.lot.strike_policies import counts_without, left_without_house
from ledger.replay.record import LogEvent
from ledger.replay.wish import Wish
from ledger.terms.bidding import StrikePolicy


def house_is_left_out(history: Iterable[LogEvent], wish: Wish) -> bool:
    """Say whether the house bid for the consignor, and is not to."""
    bid = any(isinstance(event, HouseBidPlaced) for _, event in history)
    return bid and wish.house_is_silent


def lot_without_house(lot: Lot, *, under: UnderTerms) -> Lot:
    """Return a lot whose bids have met again, each as a maximum, without the house.

    Whom nobody but the house answered stands at what was asked first, or at the reserve
    where a call reached it: the last price in good faith (UCC 2-328(4)).
    """
    left = left_without_house(lot, under=under)
    met = BidStruck(
        lot=lot.id,
        bids=left.bids,
        paddle=HOUSE,
        policy=StrikePolicy.STRIKE_ONE,
        at=lot.ends_at,
        lead=left.lead,
        standing=left.standing,
        authorised_by=None,
        **counts_without(lot, left, under.rules),
    )
    return evolve(lot, met)
