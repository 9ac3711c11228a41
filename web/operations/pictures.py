"""Pictures of a lot: sent one by one, put in order, taken away."""

from __future__ import annotations

from typing import Annotated

from ledger.files.pictures import read_picture
from ledger.house import House, pictures
from ledger.house.command import Command
from ledger.identity import LotId
from web.answers import what_was_recorded
from web.fields import exactly
from web.operation import Said, does
from web.problem import HttpProblem
from web.reading import LedgerReading
from web.uploads import FileBody, read_upload


class PicturesBody(Said, frozen=True, kw_only=True):
    """The pictures of a lot, of those that it has."""

    kept: tuple[Annotated[str, exactly("[0-9a-f]{64}")], ...] = ()
    """Those that are kept, by their SHA-256, in their order; none by itself."""


def add_picture(
    house: House, reading: LedgerReading, lot: LotId, body: FileBody
) -> Command:
    """Add a picture behind those that a lot has: PNG, JPEG or WebP."""
    has = reading.house.lot(lot).pictures
    read = read_upload(body, lambda place: read_picture(str(place)))
    pictures.keep_picture(house, read.picture, read.content)
    return pictures.picture(lot, (*has, read.picture))


def order_pictures(reading: LedgerReading, lot: LotId, body: PicturesBody) -> Command:
    """Say which pictures of those that it has a lot keeps, and in which order."""
    has = {each.sha256: each for each in reading.house.lot(lot).pictures}
    for sha256 in body.kept:
        if sha256 not in has:
            words = f"Lot {lot} has no picture {sha256}. Send its file to add it."
            raise HttpProblem(422, "unknown-picture", "No such picture", words)
    return pictures.picture(lot, [has[sha256] for sha256 in body.kept])


_PICTURES = "/sales/{sale}/lots/{number}/pictures"

OPERATIONS = (
    does(_PICTURES, "picture a lot", add_picture, what_was_recorded, takes_time=True),
    does(_PICTURES, "picture a lot", order_pictures, what_was_recorded, method="PUT"),
)
