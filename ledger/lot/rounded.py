"""The refusal of an amount below what is asked, in the words of who wrote it."""

from __future__ import annotations

from ledger.lot.state import Lot
from ledger.money import Minor
from ledger.refusals import BidBelowAsking, RoundedBelowAsking


def below_asking(
    lot: Lot, submitted: Minor, amount: Minor, *, least: Minor
) -> BidBelowAsking:
    """Return the refusal of an amount that does not reach, and of what was written."""
    if submitted == amount:
        return BidBelowAsking(
            lot=lot.id, maximum=lot.money(amount), asking=lot.money(least)
        )
    return RoundedBelowAsking(
        lot=lot.id,
        submitted=lot.money(submitted),
        maximum=lot.money(amount),
        asking=lot.money(least),
    )
