"""Refusals of tax that the house itself accounts for."""

from __future__ import annotations

from datetime import date

from ledger.events.own_tax import PurchaseTaxKind
from ledger.refusals.refusal import Refusal


class NoSuchPurchaseTax(Refusal):
    """Not every country knows every way to account for a tax."""

    jurisdiction: str
    kind: PurchaseTaxKind

    code = "no-such-purchase-tax"
    what = "{jurisdiction} knows no tax on a purchase of the kind {kind}."
    remedy = "See the kinds, and where each is known, with: lotledger tax purchase -h"


class UnknownPurchaseTax(Refusal):
    """No such purchase was accounted for, or it was taken back already."""

    jurisdiction: str
    number: int

    code = "unknown-purchase-tax"
    what = "There is no purchase {number} of {jurisdiction} to take back."
    remedy = "See what was accounted for with: lotledger tax own {jurisdiction}"


class MarginNotNext(Refusal):
    """Periods follow each other, so that what is carried on is counted once."""

    jurisdiction: str
    through: date

    code = "margin-not-next"
    what = (
        "The global margin of {jurisdiction} is accounted for through {through}; a "
        "period begins after that, and opening stock belongs to the first."
    )
    remedy = (
        "To do the last period again, take it back with: "
        "lotledger tax reverse {jurisdiction} --margin --reason WHY"
    )


class MarginOfPeriodNeeded(Refusal):
    """Only what was accounted for can be taken back."""

    jurisdiction: str

    code = "margin-of-period-needed"
    what = "No global margin of {jurisdiction} is accounted for."
    remedy = "Account for one with: lotledger tax margin {jurisdiction} --from --to"
