"""A call that is taken back: the bidding stands again as it did before it."""

from __future__ import annotations

from datetime import datetime

from ledger.events.lot import LotEvent
from ledger.identity import BidId, Paddle
from ledger.lot import Lot
from ledger.lot.bidding import UnderTerms
from ledger.lot.corrections import strike
from ledger.lot.evolve import evolve
from ledger.money import Minor
from ledger.terms.bidding import StrikePolicy

POLICIES = (StrikePolicy.PROMOTE_NEXT, StrikePolicy.STRIKE_ONE)
"""Tried in this order; the last one where none leads back to what was before."""


def take_back(
    lot: Lot,
    bid: BidId,
    *,
    leader: Paddle | None,
    price: Minor | None,
    at: datetime,
    under: UnderTerms,
) -> tuple[LotEvent, ...]:
    """Strike a call, by the policy under which its leader and price before it return.

    A jump that was outbid stands in full again, and the book where it had answered.
    """
    events: tuple[LotEvent, ...] = ()
    for policy in POLICIES:
        events = strike(lot, bid, policy=policy, at=at, authorised_by=None, under=under)
        if _leader_and_price_after(lot, events) == (leader, price):
            return events
    return events


def _leader_and_price_after(
    lot: Lot, events: tuple[LotEvent, ...]
) -> tuple[Paddle | None, Minor | None]:
    for event in events:
        lot = evolve(lot, event)
    return (None, None) if lot.standing is None else (lot.standing.leader, lot.price)
