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
from ledger.lot import Lot, corrections
from ledger.replay.day import Moment


def retracted(lot: Lot, event: BidRetracted, moment: Moment) -> tuple[LotEvent, ...]:
    """Take a bid back for its bidder again."""
    # The bid that was named is the last of those that went with it.
    return corrections.retract(lot, event.bids[-1], at=event.at, under=moment.under)


def struck(lot: Lot, event: BidStruck, moment: Moment) -> tuple[LotEvent, ...]:
    """Strike a bid again, by the policy that was chosen."""
    return corrections.strike(
        lot,
        event.bids[-1],
        policy=event.policy,
        at=event.at,
        authorised_by=event.authorised_by,
        under=moment.under,
    )


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
