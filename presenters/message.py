"""What was said to the room of a sale, or among the staff."""

from __future__ import annotations

from datetime import datetime

from ledger.entry import Entry
from ledger.events import Audience, Event, MessageTold
from ledger.identity import LotId, Role
from presenters.shape import Shape


class MessageShape(Shape):
    """What the clerk or the auctioneer said."""

    position: int
    """Where it stands in the log."""
    at: datetime
    """When it was said."""
    audience: Audience
    """Whom it is for: everybody, or the staff alone."""
    words: str
    """What was said."""
    lot: LotId | None
    """The lot that was up then."""
    role: Role
    """As what whoever said it had signed in, or said they act."""


def message_shape(entry: Entry[Event]) -> MessageShape:
    """Return a message as its shape."""
    message = entry.event
    assert isinstance(message, MessageTold), "it is an entry of something that was said"
    return MessageShape(
        position=entry.position,
        at=message.at,
        audience=message.audience,
        words=message.words,
        lot=message.lot,
        role=entry.by.role,
    )
