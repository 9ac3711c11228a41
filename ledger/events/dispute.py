"""The events of a dispute: a question about a lot, and how it was answered."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import TypeAlias

from ledger.events.vocabulary import event
from ledger.identity import BidId, DisputeId, LotId, Paddle
from ledger.seal import Seal
from ledger.value import later


class Ruling(StrEnum):
    """What a dispute came to."""

    UPHELD = "upheld"
    """Whoever raised it was right."""
    DISMISSED = "dismissed"
    """The record stands as it is."""
    SETTLED = "settled"
    """The parties agreed on something else."""


@event("dispute-opened/1")
class DisputeOpened:
    """Somebody questioned what became of a lot."""

    dispute: DisputeId
    lot: LotId
    bids: tuple[BidId, ...]
    """The bids in question; none means the lot as a whole."""
    raised_by: Paddle | None
    question: str
    at: datetime


@event("replay-filed/1")
class ReplayFiled:
    """A replay was put on file, with what went in and what came out."""

    dispute: DisputeId
    number: int
    """Counted from 1 within the dispute."""
    as_of: int
    """The last position that the replay had read."""
    inputs: str | None
    """What was asked, as JSON: enough to run it again."""
    result: str | None
    """What was found, as JSON."""
    digest: str | None
    """SHA-256 of the result, as filed."""
    at: datetime
    seal: Seal | None = later(default=None)
    """What was asked and found, where it is sealed: they stand here as None, as does
    the digest, by which results could be tried."""


def digest_of(result: str) -> str:
    """Return the SHA-256 of a result as it is filed, in hexadecimal."""
    return sha256(result.encode()).hexdigest()


@event("finding-recorded/1")
class FindingRecorded:
    """Somebody wrote down what the dispute came to."""

    dispute: DisputeId
    ruling: Ruling
    finding: str
    found_by: str
    at: datetime


@event("dispute-signed-off/1")
class DisputeSignedOff:
    """A second person agreed with the finding, and the dispute was over."""

    dispute: DisputeId
    signed_by: str
    at: datetime


DisputeEvent: TypeAlias = (
    DisputeOpened | ReplayFiled | FindingRecorded | DisputeSignedOff
)
