"""The event that says which pictures a lot has: by what is in them, never by a name."""

from __future__ import annotations

from enum import StrEnum

from ledger.events.vocabulary import event
from ledger.identity import LotId
from ledger.value import value


class MediaType(StrEnum):
    """What a picture is, as browsers are told."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"


@value(kw_only=True)
class Picture:
    """A picture, which is kept beside the ledger under the digest of its bytes."""

    sha256: str
    """The SHA-256 of its bytes."""
    media_type: MediaType
    """What it is, as its first bytes say."""
    size: int
    """How many bytes it has."""


@event("lot-pictured/1")
class LotPictured:
    """The house said which pictures a lot has: all of them, in their order."""

    lot: LotId
    pictures: tuple[Picture, ...]
