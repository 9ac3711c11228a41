"""Lots as all may read them: who bid and who leads, and no maximum."""

from __future__ import annotations

from ledger.contest import Claim
from ledger.lot import Lot
from ledger.lot.claims import Claims
from ledger.value import replace


def without_amounts(lot: Lot) -> Lot:
    """Return a lot without what may be sealed of it, to compare the rest."""
    claims = [replace(claim, word=0) for claim in lot.claims]
    lead = lot.lead
    if lead is not None:
        # An increment that broke a tie is known to be spent by who reads the maximum.
        lead = replace(lead, word=0, break_tie=False)
    return replace(
        lot,
        claims=Claims(claims, len(claims), lot.claims.latest),
        lead=lead,
        under=_without_word(lot.under),
        third=_without_word(lot.third),
        reserve=None,
        reserve_unread=False,
    )


def _without_word(claim: Claim | None) -> Claim | None:
    return claim and replace(claim, word=0, break_tie=False)
