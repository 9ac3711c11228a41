"""The day of a sale, and the time of supply that the law may want beside it."""

from __future__ import annotations

from datetime import date

from ledger.terms.house import HouseSettings
from ledger.terms.paper import SupplyDay


def supplied_on(
    settings: HouseSettings, *, sold_on: tuple[date, ...], issued_on: date
) -> date | None:
    """Return the time of supply, by the house's choice; None where it made none.

    Of several days of a sale it is the last. Section 14 (4) no. 6 UStG and article 226
    (7) of directive 2006/112/EC want it told; which day it is depends on when the buyer
    may dispose of a lot, so that the house must say.
    """
    match settings.print.supply:
        case SupplyDay.SALE:
            return max(sold_on, default=None)
        case SupplyDay.INVOICE:
            return issued_on
    return None
