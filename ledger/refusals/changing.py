"""Refusals of a change to the catalogue or the terms."""

from __future__ import annotations

from ledger.identity import LotId, SaleId
from ledger.money import Money
from ledger.refusals.refusal import Refusal


class BidsExist(Refusal):
    """A lot that has bids keeps its description and opening bid."""

    lot: LotId

    code = "bids-exist"
    what = "Lot {lot} has bids, so its entry stays as it was when they were made."
    remedy = "Withdraw the lot with a reason, and catalogue it again."


class ReserveAboveEstimate(Refusal):
    """A reserve exceeds the low estimate (rulebook 3.2)."""

    lot: LotId
    reserve: Money
    low_estimate: Money

    code = "reserve-above-estimate"
    what = (
        "A reserve of {reserve} on lot {lot} is above its low estimate, {low_estimate}."
    )
    remedy = "Set a reserve of {low_estimate} or less, or amend the estimate."


class EstimateBelowReserve(Refusal):
    """A low estimate is amended to less than the reserve (rulebook 3.2)."""

    lot: LotId
    low_estimate: Money

    code = "estimate-below-reserve"
    what = "Lot {lot} has a reserve above a low estimate of {low_estimate}."
    remedy = "Set a lower reserve first with: lotledger lot reserve {lot} AMOUNT"


class ReserveMetAlready(Refusal):
    """A reserve that the bidding has reached cannot be raised (rulebook 3.2)."""

    lot: LotId

    code = "reserve-met"
    what = "The bidding on lot {lot} has reached its reserve, which is not told here."
    remedy = "A reserve may still be lowered or lifted."


class ReserveBelowHouseBid(Refusal):
    """The house may not have bid at or above the reserve (rulebook 3.2)."""

    lot: LotId
    bid: Money

    code = "reserve-below-house-bid"
    what = "The house leads lot {lot} at {bid}, which only a reserve above it allows."
    remedy = "Set a reserve above {bid}, or let the lot pass."


class NoticeNeeded(Refusal):
    """Terms that bids were made under change only by a saleroom notice."""

    sale: SaleId

    code = "notice-needed"
    what = "Sale {sale} has bids, so its terms change only by a saleroom notice."
    remedy = "Say what the saleroom is told, with --notice, and why, with --reason."


class TermsFixed(Refusal):
    """Some terms cannot change once a lot was catalogued under them."""

    sale: SaleId
    field: str

    code = "terms-fixed"
    what = "The {field} of sale {sale} is fixed: lots were catalogued under it."
    remedy = "Announce another sale for other terms."
