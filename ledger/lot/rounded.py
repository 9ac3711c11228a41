"""The refusals of an amount, in the words of who wrote it: it may have been rounded."""

from __future__ import annotations

from ledger.contest import Claim
from ledger.identity import Paddle
from ledger.lot.state import Lot
from ledger.money import Minor
from ledger.refusals import (
    BidBelowAsking,
    MaximumBelowPrice,
    MaximumNotRaised,
    OverCreditLimit,
    RoundedBelowAsking,
    RoundedBelowPrice,
    RoundedNotRaised,
    RoundedOverLimit,
)


def below_asking(
    lot: Lot, submitted: Minor, amount: Minor, *, least: Minor
) -> BidBelowAsking:
    """Return the refusal of an amount that does not reach, and of what was written."""
    maximum, asking = lot.money(amount), lot.money(least)
    if submitted == amount:
        return BidBelowAsking(lot=lot.id, maximum=maximum, asking=asking)
    return RoundedBelowAsking(
        lot=lot.id, submitted=lot.money(submitted), maximum=maximum, asking=asking
    )


def not_raised(
    lot: Lot, submitted: Minor, amount: Minor, *, leader: Paddle
) -> MaximumNotRaised:
    """Return the refusal of an amount that is no more than what its bidder offers."""
    maximum = lot.money(amount)
    if submitted == amount:
        return MaximumNotRaised(lot=lot.id, paddle=leader, maximum=maximum)
    return RoundedNotRaised(
        lot=lot.id, paddle=leader, submitted=lot.money(submitted), maximum=maximum
    )


def below_price(
    lot: Lot, submitted: Minor, amount: Minor, *, price: Minor
) -> MaximumBelowPrice:
    """Return the refusal of a maximum that would be lowered below the price."""
    maximum, stands_at = lot.money(amount), lot.money(price)
    if submitted == amount:
        return MaximumBelowPrice(lot=lot.id, maximum=maximum, price=stands_at)
    return RoundedBelowPrice(
        lot=lot.id, submitted=lot.money(submitted), maximum=maximum, price=stands_at
    )


def over_limit(
    lot: Lot, submitted: Minor, claim: Claim, *, most: Minor, left: Minor, limit: Minor
) -> OverCreditLimit:
    """Return the refusal of what a bid may come to, and that a limit does not cover.

    That is the price of all pieces, and of the increment that may break a tie.
    """
    if submitted == claim.maximum:
        return OverCreditLimit(
            paddle=claim.paddle,
            maximum=lot.money(most),
            left=lot.money(left),
            limit=lot.money(limit),
        )
    return RoundedOverLimit(
        paddle=claim.paddle,
        submitted=lot.money(submitted),
        rounded=lot.money(claim.maximum),
        maximum=lot.money(most),
        left=lot.money(left),
        limit=lot.money(limit),
    )
