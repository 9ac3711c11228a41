"""The changes that a what-if assumes: bids left out, other rules, another close."""

from __future__ import annotations

from datetime import datetime

from ledger.identity import HOUSE, BidId, Paddle
from ledger.terms import Rules, Terms
from ledger.terms.bidding import StrikePolicy
from ledger.value import value


@value(kw_only=True)
class Wish:
    """The changes that a what-if assumes."""

    without: tuple[BidId, ...] = ()
    """Bids that were never made."""
    without_paddles: tuple[Paddle, ...] = ()
    """Bidders who never came; the house among them bids for no consignor."""
    terms: Rules | Terms | None = None
    """Other rules; of a sale's terms also what a late bid does in each session."""
    closes_at: datetime | None = None
    """When the lot closes, before any late bid."""
    policy: StrikePolicy | None = None
    """The bids were made, and are struck when the bidding ends, by this policy."""

    @property
    def takes_out(self) -> bool:
        """Say whether bids are to be left out that may be struck: not the house's."""
        return bool(self.without or {*self.without_paddles} - {HOUSE})

    @property
    def house_is_silent(self) -> bool:
        """Say whether the house is not to bid for the consignor."""
        return HOUSE in self.without_paddles

    def names(self, bid: BidId, paddle: Paddle) -> bool:
        """Say whether a bid is to be left out."""
        return bid in self.without or paddle in self.without_paddles
