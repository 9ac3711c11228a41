"""The hammer: a lot whose bidding has ended is sold, or passed."""

from __future__ import annotations

from datetime import datetime

from ledger.events.lot import LotEvent, LotPassed, LotSold, PassReason
from ledger.identity import HOUSE
from ledger.lot import Lot, Stage
from ledger.lot.bidding import UnderTerms
from ledger.lot.standing import premium_on
from ledger.refusals import BiddingGoesOn


def close(lot: Lot, *, at: datetime, under: UnderTerms) -> tuple[LotEvent, ...]:
    """Drop the hammer once bidding has ended: sell at or above the reserve, else pass.

    A lot that is closed already stays as it is: closing twice changes nothing.
    """
    if lot.stage is not Stage.OPEN:
        return ()
    if at < lot.listing.ends_at:
        raise BiddingGoesOn(lot=lot.id, ends_at=lot.listing.ends_at, at=at)
    standing = lot.standing
    if standing is None:
        return (_passed(lot, PassReason.NO_BIDS, at, under.version),)
    if standing.reserve_met is False:
        return (_passed(lot, PassReason.RESERVE_NOT_MET, at, under.version),)
    if lot.lead is None:
        return (_passed(lot, PassReason.TIED, at, under.version),)
    assert standing.price is not None, "a leader leads at a price"
    assert lot.lead.paddle != HOUSE, "the house stays below the reserve"
    sold = LotSold(
        lot=lot.id,
        buyer=lot.lead.paddle,
        price=standing.price,
        hammer=lot.hammer(standing.price),
        premium=premium_on(lot, lot.lead, standing.price, under.rules),
        underbidder=None if lot.under is None else lot.under.paddle,
        channel=lot.lead.channel,
        client_class=lot.lead.client_class,
        at=at,
        terms=under.version,
    )
    return (sold,)


def _passed(lot: Lot, reason: PassReason, at: datetime, terms: int) -> LotPassed:
    return LotPassed(lot=lot.id, highest=lot.price, reason=reason, at=at, terms=terms)
