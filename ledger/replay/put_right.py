"""What was decided to put a lot right, decided once more."""

from __future__ import annotations

from ledger.events import (
    BidRetracted,
    BidStruck,
    HammerAmended,
    LotEvent,
    LotReopened,
    LotResold,
    SaleRescinded,
)
from ledger.identity import BidId
from ledger.lot import Lot, corrections
from ledger.replay.day import Moment
from ledger.terms.bidding import StrikePolicy


def retracted(lot: Lot, event: BidRetracted, moment: Moment) -> tuple[LotEvent, ...]:
    """Take a bid back for its bidder again."""
    named = _named(lot, event)
    return corrections.retract(lot, named, at=event.at, under=moment.under)


def struck(lot: Lot, event: BidStruck, moment: Moment) -> tuple[LotEvent, ...]:
    """Strike a bid again, by the policy that was chosen."""
    return corrections.strike(
        lot,
        _named(lot, event),
        policy=event.policy,
        at=event.at,
        authorised_by=event.authorised_by,
        under=moment.under,
    )


def _named(lot: Lot, event: BidRetracted | BidStruck) -> BidId:
    """Return the bid that was named, of those that went with it.

    It is the last of them; a promotion takes out all of a bidder's for the one that
    leads, or that the house answered.
    """
    if event.policy is StrikePolicy.PROMOTE_NEXT:
        heads = [one.bid for one in (lot.lead, lot.under) if one is not None]
        return next((bid for bid in heads if bid in event.bids), event.bids[-1])
    return event.bids[-1]


def reopened(lot: Lot, event: LotReopened, moment: Moment) -> tuple[LotEvent, ...]:
    """Put a lot up again, once more."""
    return corrections.reopen(
        lot,
        why=event.why,
        at=event.at,
        ends_at=event.ends_at,
        authorised_by=event.authorised_by,
        session_over=moment.day.session_over(moment.position, lot.listing.session),
    )


def rescinded(lot: Lot, event: SaleRescinded, _: Moment) -> tuple[LotEvent, ...]:
    """Call the sale of a lot off again."""
    return corrections.rescind(lot, at=event.at, authorised_by=event.authorised_by)


def resold(lot: Lot, event: LotResold, moment: Moment) -> tuple[LotEvent, ...]:
    """Sell a lot on to another bidder again."""
    return corrections.resell(
        lot,
        bid=event.bid,
        price=event.price,
        at=event.at,
        authorised_by=event.authorised_by,
        under=moment.under,
    )


def hammer_amended(
    lot: Lot, event: HammerAmended, moment: Moment
) -> tuple[LotEvent, ...]:
    """Correct the hammer again."""
    return corrections.amend_hammer(
        lot,
        buyer=event.buyer,
        price=event.price,
        channel=event.channel,
        client_class=event.client_class,
        at=event.at,
        authorised_by=event.authorised_by,
        under=moment.under,
    )
