"""Pictures of a lot: sent one by one, put in order, taken away."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, TypeAlias

from msgspec import Meta

from ledger.files.pictures import PICTURE_MAX, read_picture
from ledger.house import House, pictures
from ledger.house.command import Command
from ledger.identity import LotId
from web.answers import what_was_recorded
from web.misread import exactly
from web.operation import Said, does
from web.problem import HttpProblem
from web.reading import LedgerReading
from web.sizes import BODY_BYTES_MAX
from web.uploads import FileBody, read_upload

Digest: TypeAlias = Annotated[str, exactly("[0-9a-f]{64}", "a SHA-256 in hexadecimal")]


class PictureBody(FileBody, frozen=True, kw_only=True):
    """A picture, as it is on the sender's machine."""

    content: Annotated[bytes, Meta(max_length=PICTURE_MAX)]
    """Its bytes, in Base 64: of 10 MB at most."""


class PicturesBody(Said, frozen=True, kw_only=True):
    """The pictures of a lot, of those that it has."""

    kept: tuple[Digest, ...] = ()
    """Those that are kept, by their SHA-256, in their order; none by itself."""
    of: tuple[Digest, ...] | None = None
    """Those that the lot had as they were chosen; where it has others by now, nothing
    is changed. Where nothing is said, it is not looked at."""


def add_picture(
    house: House, reading: LedgerReading, lot: LotId, body: PictureBody
) -> Command:
    """Add a picture behind those that a lot has: PNG, JPEG or WebP."""
    reading.house.lot(lot)
    read = read_upload(body, lambda place: read_picture(str(place)))
    pictures.keep_picture(house, read.picture, read.content)
    return pictures.picture(lot, (read.picture,), adds=True)


def order_pictures(reading: LedgerReading, lot: LotId, body: PicturesBody) -> Command:
    """Say which pictures of those that it has a lot keeps, and in which order."""
    has = {each.sha256: each for each in reading.house.lot(lot).pictures}
    for sha256 in body.kept:
        if sha256 not in has:
            words = f"Lot {lot} has no picture {sha256}. Send its file to add it."
            raise HttpProblem(422, "unknown-picture", "No such picture", words)
    kept = [has[sha256] for sha256 in body.kept]
    return pictures.picture(lot, kept, of=body.of)


_SENT_MAX = PICTURE_MAX * 4 // 3 + BODY_BYTES_MAX
"""In Base 64 every three bytes are four; the rest is for what is said beside it."""
_PICTURES = "/sales/{sale}/lots/{number}/pictures"

OPERATIONS = (
    replace(
        does(
            _PICTURES, "picture a lot", add_picture, what_was_recorded, takes_time=True
        ),
        body_bytes_max=_SENT_MAX,
    ),
    does(_PICTURES, "picture a lot", order_pictures, what_was_recorded, method="PUT"),
)
