"""Read a picture: what it is by its first bytes, whatever its name says."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from ledger.events.pictures import MediaType, Picture
from ledger.files.contents import MB, contents
from ledger.files.problems import faulty_file

PICTURE_MAX = 10 * MB
"""A larger picture keeps whoever looks waiting."""
_EXPECTED = "a picture (PNG, JPEG or WebP) of 10 MB at most"


class ReadPicture(NamedTuple):
    """A picture with its bytes."""

    picture: Picture
    content: bytes


def read_picture(file: str) -> ReadPicture:
    """Read a picture; raises Faulty where it is none, or too large."""
    content = contents(file, expected=_EXPECTED)
    if len(content) > PICTURE_MAX:
        actual, remedy = f"more than {PICTURE_MAX // MB} MB", "Make it smaller."
        raise faulty_file(file, actual, remedy, expected=_EXPECTED)
    media_type = _media_type(content)
    if media_type is None:
        actual, remedy = "something else", "Name a picture, or save it as one of these."
        raise faulty_file(file, actual, remedy, expected=_EXPECTED)
    digest = sha256(content).hexdigest()
    picture = Picture(sha256=digest, media_type=media_type, size=len(content))
    return ReadPicture(picture, content)


def _media_type(content: bytes) -> MediaType | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return MediaType.WEBP
    return None
