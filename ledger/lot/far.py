"""Amounts far beyond what stands: a slip of the finger more often than a bid."""

from __future__ import annotations

from ledger.lot import Lot
from ledger.money import Minor
from ledger.terms import Rules


def is_far_beyond(lot: Lot, amount: Minor, rules: Rules) -> bool:
    """Say whether an amount is beyond every bound that the terms give for a lot."""
    terms, high = rules.bidding, lot.listing.high_estimate
    bounds = (
        base * times
        for base, times in (
            (lot.asking, terms.far_times_asking),
            (high, terms.far_times_estimate),
        )
        if base and times is not None
    )
    return amount > max(bounds, default=amount)
