"""The artist's resale right: a share of the hammer price that goes to the artist."""

from __future__ import annotations

from ledger.charges import slices
from ledger.money import Minor
from ledger.terms.premium import Slice
from ledger.terms.settlement_rules import Bearer, ResaleRight


def resale_right_due(
    hammer: Minor, right: ResaleRight
) -> tuple[tuple[Slice, ...], Minor]:
    """Return the slices of the scale, and what is due: at most the cap.

    It is reckoned on the hammer price, without premium and VAT; below the threshold
    nothing is due (rulebook 5, [S97], [S98]).
    """
    if hammer < right.threshold:
        return (), 0
    charged = slices(hammer, right.bands)
    due = sum(part.amount for part in charged)
    return charged, due if right.cap is None else min(due, right.cap)


def consignor_part(due: Minor, right: ResaleRight) -> Minor:
    """Return what of the right a consignor bears; the rest is the buyer's.

    A law names who owes it: the seller in Germany (§ 26 (1) UrhG) and in France (art.
    L122-8 CPI), both or either where the house says so.
    """
    match right.borne_by:
        case Bearer.BUYER:
            return 0
        case Bearer.CONSIGNOR:
            return due
        case Bearer.BOTH:
            return due // 2
