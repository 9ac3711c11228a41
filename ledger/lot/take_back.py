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

POLICIES = (StrikePolicy.STRIKE_ONE, StrikePolicy.PROMOTE_NEXT)
"""Tried in this order; the first one where none leads back to what was before."""


def take_back(
    lot: Lot,
    bid: BidId,
    *,
    leader: Paddle | None,
    price: Minor | None,
    at: datetime,
    under: UnderTerms,
) -> tuple[LotEvent, ...]:
    """Strike a call alone, by the policy under which what was before it returns.

    The book stands again where it had answered, and a jump that was outbid in full.
    """
    tried = [
        strike(
            lot,
            bid,
            policy=policy,
            at=at,
            authorised_by=None,
            under=under,
            alone=True,
        )
        for policy in POLICIES
    ]
    before = (leader, price)
    back = (each for each in tried if _leader_and_price_after(lot, each) == before)
    return next(back, tried[0])


def _leader_and_price_after(
    lot: Lot, events: tuple[LotEvent, ...]
) -> tuple[Paddle | None, Minor | None]:
    for event in events:
        lot = evolve(lot, event)
    return (None, None) if lot.standing is None else (lot.standing.leader, lot.price)
