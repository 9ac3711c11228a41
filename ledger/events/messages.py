"""The event of a message: what was said to bidders, or among the staff."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from ledger.events.vocabulary import event
from ledger.identity import LotId, SaleId


class Audience(StrEnum):
    """Whom a message is for."""

    ROOM = "room"
    """Whoever follows the sale: bidders online, and the board on the wall."""
    STAFF = "staff"
    """The clerk and the auctioneer; no bidder is shown it."""


@event("message-told/1")
class MessageTold:
    """The clerk or the auctioneer said something to the room, or to each other."""

    sale: SaleId
    audience: Audience
    words: str
    lot: LotId | None
    """The lot that was up in the room then."""
    at: datetime
