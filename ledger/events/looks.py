"""The event of a look: somebody was shown what is sealed, or whose person it is."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from ledger.events.vocabulary import event
from ledger.identity import ClientId, LotId
from ledger.value import later


class LookKind(StrEnum):
    """What is looked at."""

    MAXIMUM = "maximum"
    """What bidders would go up to."""
    RESERVE = "reserve"
    """What a lot is not sold below."""
    PERSON = "person"
    """Whose name, address or papers they are."""
    RECORD = "record"
    """What an auditor is answered, whatever it tells."""


@event("looked/1")
class Looked:
    """Somebody asked to see what few may, and it was recorded before it was shown."""

    looked_at: LookKind
    lots: tuple[LotId, ...]
    """The lots whose maximums or reserves were shown."""
    clients: tuple[ClientId, ...]
    """The clients whose persons were shown, or users by their short names."""
    purpose: str
    session: str | None
    """Within what was signed in to; None: a day of one name is a session."""
    at: datetime
    addresses: tuple[str, ...] = later(default=())
    """What of the record an auditor was answered, by its address at the service."""
