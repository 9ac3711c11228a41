"""The events of what the law wants on file of a lot and a sale, before it is held."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from ledger.events.vocabulary import event
from ledger.identity import ClientId, LotId, SaleId
from ledger.value import value


@event("lot-received/1")
class LotReceived:
    """A lot came into the house: whose it is, who brought it, where it is kept.

    People stand here by the house's numbers for them (NY GBL § 25).
    """

    lot: LotId
    received_on: date
    owner: ClientId
    """The beneficial owner, who need not be the consignor."""
    deliverer: ClientId
    prior_owner: ClientId | None
    prior_location: str | None
    """Where it was before it came, such as a town; no address of a person."""
    storage: str
    """Where the house keeps it."""
    marks: str | None
    """Marks, signatures and numbers on it."""
    contract: str | None
    """The contract that it was consigned under."""


@event("without-reserve-declared/1")
class WithoutReserveDeclared:
    """A lot was expressly put up without reserve (UCC 2-328(3))."""

    lot: LotId


@event("seller-bidding-announced/1")
class SellerBiddingAnnounced:
    """Bidders were told that the seller, or the house for them, may bid.

    UCC 2-328(4); 16 TAC 67.70.
    """

    sale: SaleId
    notice: str
    """Where and how: ``catalogue, page 3; from the rostrum before lot 1``."""


class KeptRecords(StrEnum):
    """What a law says how long to keep."""

    SALE = "sale"
    """Who consigned, bid and bought, at what; contracts and settlements."""
    TAX = "tax"
    """Invoices, credit notes, statements and the books."""
    DUE_DILIGENCE = "due-diligence"
    """Who clients are, and what was checked about them."""


@value(kw_only=True)
class RetentionRule:
    """How long records are kept: whole years, by whose law, and where it says so."""

    jurisdiction: str
    """Whose law: ``US-TX``."""
    records: KeptRecords
    """Which records."""
    years: int
    """How many years."""
    from_year_end: bool
    """Counted from the end of the year of the sale, not from the sale."""
    source: str
    """Where the law says so."""

    def kept_until(self, sold_on: date) -> date:
        """Return the last day on which records of a sale must be kept."""
        year = sold_on.year + self.years
        if self.from_year_end:
            return date(year, 12, 31)
        if (sold_on.month, sold_on.day) == (2, 29):
            return date(year, 3, 1)
        return sold_on.replace(year=year)


@event("retention-set/1")
class RetentionSet:
    """The house said which laws keep the records of a sale; all of them at once."""

    sale: SaleId
    rules: tuple[RetentionRule, ...]


LotIntakeEvent: TypeAlias = LotReceived | WithoutReserveDeclared
SaleIntakeEvent: TypeAlias = SellerBiddingAnnounced | RetentionSet
