"""Base 64 as notes have it: one way to write each sequence of bytes, and no other."""

from __future__ import annotations

from base64 import b64decode, b64encode


class NoteInvalid(Exception):
    """A note, or a part of one, is not written or not signed as it must be."""


def encoded(data: bytes) -> str:
    """Write bytes in Base 64 (RFC 4648, section 4)."""
    return b64encode(data).decode()


def decoded(base64: str) -> bytes:
    """Read Base 64; raises NoteInvalid where it is written in another way."""
    try:
        data = b64decode(base64, validate=True)
    except ValueError as fault:
        raise NoteInvalid(f"{base64!r} is no Base 64.") from fault
    if encoded(data) != base64:
        raise NoteInvalid(f"{base64!r} is not how these bytes are written in Base 64.")
    return data
