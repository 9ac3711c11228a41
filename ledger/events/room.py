"""The events of a lot while it is up in the room.

A bid taken in the room records where it leaves the lot once the book has answered it:
what the room hears as two calls is one fact.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from ledger.events.vocabulary import Standing, event
from ledger.identity import BidId, Channel, LotId, Paddle
from ledger.increments import OffIncrement
from ledger.money import Minor
from ledger.value import later


class OpeningRule(StrEnum):
    """What a lot opened at in the room, and why (rulebook 1, 2.5 and 3.2)."""

    BOOK = "book"
    """Two or more bids in the book: where they had brought it."""
    OPENING_BID = "opening-bid"
    """One bid in the book, or none: the opening bid."""
    RESERVE = "reserve"
    """The book had brought it to the reserve, or the house had bid below it."""
    CHOICE = "choice"
    """The auctioneer's choice between two shares of the low estimate."""


@event("lot-opened/1")
class LotOpened:
    """The auctioneer put a lot up in the room."""

    lot: LotId
    rule: OpeningRule
    asking: Minor
    """What the room was asked for first."""
    at: datetime
    standing: Standing | None
    """Where the book had brought it; None where it held no bid."""


@event("lot-skipped/1")
class LotSkipped:
    """The auctioneer left a lot for later: it comes up after the rest."""

    lot: LotId
    at: datetime


@event("live-bid-taken/1")
class LiveBidTaken:
    """The auctioneer took a bid in the room, and the book answered it."""

    lot: LotId
    bid: BidId
    paddle: Paddle
    client_class: str | None
    submitted: Minor
    amount: Minor
    """What was called; what was submitted became it under ``off_increment``."""
    off_increment: OffIncrement
    cut: bool
    """A bid of half an increment."""
    channel: Channel
    at: datetime
    standing: Standing
    read_at: datetime | None = later(default=None)
    """When a service or a console read it: whether it was in time, and no tie."""


@event("asking-set/1")
class AskingSet:
    """The auctioneer asked for another amount than the increments give."""

    lot: LotId
    asking: Minor
    at: datetime
    standing: Standing | None
    """None before the first bid."""


@event("increment-set/1")
class IncrementSet:
    """The auctioneer chose by how much the rest of the lot climbs."""

    lot: LotId
    step: Minor | None
    """What the lot climbs by from then on; None: by the ladder of the terms again."""
    start: Minor | None
    """The rung from which it climbs so; None with the ladder of the terms."""
    asking: Minor
    at: datetime
    standing: Standing | None
    """None before the first bid."""


@event("fair-warning-given/1")
class FairWarningGiven:
    """The auctioneer said that the hammer was about to fall."""

    lot: LotId
    at: datetime
