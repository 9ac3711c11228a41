"""The hammer: a lot whose bidding has ended is sold, or passed."""

from __future__ import annotations

from datetime import datetime

from ledger.events.lot import LotEvent, LotPassed, LotSold, PassReason
from ledger.identity import HOUSE, number_of, sale_of
from ledger.lot import Lot, Stage, timed
from ledger.lot.bidding import UnderTerms
from ledger.lot.standing import premium_on
from ledger.refusals import AwaitsFirstBid, BiddingGoesOn, SessionGoesOn
from ledger.terms.sessions import SessionKind


def close(lot: Lot, *, at: datetime, under: UnderTerms) -> tuple[LotEvent, ...]:
    """Drop the hammer once bidding has ended: sell at or above the reserve, else pass.

    A timed lot closes at the moment it was due, however much later that is noticed.
    Closing a lot that is closed already changes nothing. One that is up in the room
    ends with the auctioneer's hammer; raises SessionGoesOn.
    """
    if lot.stage is not Stage.OPEN:
        return ()
    if lot.up is not None:
        raise SessionGoesOn(
            sale=sale_of(lot.id), session=lot.listing.session, lots=number_of(lot.id)
        )
    due_at = timed.due_at(lot, under.session)
    if due_at is None:
        raise AwaitsFirstBid(lot=lot.id)
    if at < due_at:
        raise BiddingGoesOn(lot=lot.id, ends_at=due_at, at=at)
    if lot.listing.kind is SessionKind.TIMED:
        at = due_at
    reason = unsold(lot)
    if reason is not None:
        return (passed(lot, reason, at=at, under=under),)
    return (sold(lot, at=at, under=under),)


def unsold(lot: Lot) -> PassReason | None:
    """Say why a lot does not sell at what is bid; None where it does."""
    if lot.standing is None:
        return PassReason.NO_BIDS
    if lot.standing.reserve_met is False:
        return PassReason.RESERVE_NOT_MET
    return PassReason.TIED if lot.lead is None else None


def sold(lot: Lot, *, at: datetime, under: UnderTerms) -> LotSold:
    """Sell a lot to its leader, at the price they lead at."""
    lead, price = lot.lead, lot.price
    assert lead is not None, "a lot is sold to somebody"
    assert price is not None, "a leader leads at a price"
    assert lead.paddle != HOUSE, "the house stays below the reserve"
    return LotSold(
        lot=lot.id,
        buyer=lead.paddle,
        price=price,
        hammer=lot.hammer(price),
        premium=premium_on(lot, lead, price, under.rules),
        underbidder=None if lot.under is None else lot.under.paddle,
        channel=lead.channel,
        client_class=lead.client_class,
        at=at,
        terms=under.version,
    )


def passed(
    lot: Lot, reason: PassReason, *, at: datetime, under: UnderTerms
) -> LotPassed:
    """Pass a lot, and write down what it was bid up to."""
    return LotPassed(
        lot=lot.id, highest=lot.price, reason=reason, at=at, terms=under.version
    )
