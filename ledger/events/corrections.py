"""The events that put a lot right: each names what it sets aside, and removes nothing.

Why, and who says so, stands in the attribution of each; a correction that changes who
pays also names the second person who authorised it.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from ledger.events.vocabulary import Standing, event
from ledger.identity import BidId, Channel, LotId, Paddle
from ledger.money import Minor
from ledger.terms.bidding import StrikePolicy
from ledger.value import later


class ReopenedFor(StrEnum):
    """What a lot was put up again for."""

    LATE_BID = "late-bid"
    """A bid came within the grace that the terms allow after the hammer."""
    AUCTIONEER = "auctioneer"
    """The auctioneer, or the house, took the hammer back."""


@event("bid-retracted/1")
class BidRetracted:
    """A bidder took a bid back before the hammer."""

    lot: LotId
    bids: tuple[BidId, ...]
    """The bids that were taken out, in the order they were entered."""
    paddle: Paddle
    policy: StrikePolicy
    at: datetime
    lead: BidId | None
    """The bid that leads now; None where nobody leads, or the house does."""
    standing: Standing | None
    """Where that leaves the bidding; None where it begins again, and no bid counts."""
    asking: Minor
    """What is asked now."""
    left: int
    """How many bids count now."""
    channel: Channel | None
    """How the bid that leads came; None where nobody leads, or the house does."""
    client_class: str | None
    """The class that sets its premium."""
    under: BidId | None = later(default=None)
    """The bid that is under the leader's now, where maximums are sealed."""
    third: BidId | None = later(default=None)
    """The bid under that, where no bidder leads."""


@event("bid-struck/1")
class BidStruck:
    """The house struck bids out: they no longer count, and stay on record."""

    lot: LotId
    bids: tuple[BidId, ...]
    """The bids that were taken out, in the order they were entered."""
    paddle: Paddle
    policy: StrikePolicy
    at: datetime
    lead: BidId | None
    """The bid that leads now; None where nobody leads, or the house does."""
    standing: Standing | None
    """Where that leaves the bidding; None where it begins again, and no bid counts."""
    asking: Minor
    """What is asked now."""
    left: int
    """How many bids count now."""
    channel: Channel | None
    """How the bid that leads came; None where nobody leads, or the house does."""
    client_class: str | None
    """The class that sets its premium."""
    authorised_by: str | None
    """The second person; None while the lot is up and nobody has bought it."""
    under: BidId | None = later(default=None)
    """The bid that is under the leader's now, where maximums are sealed."""
    third: BidId | None = later(default=None)
    """The bid under that, where no bidder leads."""
    alone: bool = later(default=False)
    """Whether a call was taken back, and its paddle's earlier ones were let stand."""


@event("lot-reopened/1")
class LotReopened:
    """A lot that was sold or passed was put up again, where its bidding had ended."""

    lot: LotId
    why: ReopenedFor
    at: datetime
    ends_at: datetime | None
    """A timed lot: when it closes now."""
    standing: Standing | None
    authorised_by: str | None
    """The second person; None while the session is on."""


@event("sale-rescinded/1")
class SaleRescinded:
    """The sale of a lot was called off after the hammer."""

    lot: LotId
    buyer: Paddle
    hammer: Minor
    at: datetime
    authorised_by: str


@event("lot-resold/1")
class LotResold:
    """A lot that was called off, or bought in, was sold by a second chance."""

    lot: LotId
    buyer: Paddle
    bid: BidId
    """The bid that the offer was made on; empty where the price was agreed."""
    price: Minor
    hammer: Minor
    premium: Minor
    channel: Channel
    client_class: str | None
    at: datetime
    terms: int
    authorised_by: str
    agreed: bool = later(default=False)
    """It was an after-sale: the buyer had not bid so much, or at all."""


@event("hammer-amended/1")
class HammerAmended:
    """The hammer price, or the buyer, had been written down wrong."""

    lot: LotId
    buyer: Paddle
    price: Minor
    hammer: Minor
    premium: Minor
    channel: Channel
    client_class: str | None
    underbidder: Paddle | None
    was_buyer: Paddle
    was_hammer: Minor
    at: datetime
    terms: int
    authorised_by: str


Correction: TypeAlias = (
    BidRetracted | BidStruck | LotReopened | SaleRescinded | LotResold | HammerAmended
)
