"""The event of a review: what a person makes of an indicator."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from ledger.events.vocabulary import event
from ledger.identity import ClientId, SaleId
from ledger.seal import Seal
from ledger.value import later


class Decision(StrEnum):
    """What a reviewer makes of an indicator."""

    EXPLAINED = "explained"
    """There is an innocent reason."""
    WATCHED = "watched"
    """Nothing follows yet; it is looked at again."""
    PURSUED = "pursued"
    """Something follows: a question, a dispute, a report."""


@event("indicator-reviewed/1")
class IndicatorReviewed:
    """Somebody looked at an indicator, and decided what to make of it."""

    sale: SaleId | None
    """The sale that was looked at; None: all sales of a client."""
    client: ClientId | None
    """The client who was looked at, over all sales; None: a sale."""
    about: tuple[ClientId, ...]
    """The clients whom the indicator is about."""
    indication: str
    """The indicator, and of whom: ``shill-score:1010:C-301``."""
    points: int | None
    """How strong it was when it was looked at, of 100."""
    inputs: str | None
    """What that was worked out from, as JSON."""
    as_of: int
    """The last position that had been read."""
    decision: Decision
    finding: str
    """Why."""
    reviewed_by: str
    at: datetime
    seal: Seal | None = later(default=None)
    """The points and the inputs, where they are sealed: they may tell of maximums."""
