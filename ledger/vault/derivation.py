"""How a key is derived from another, for one purpose alone.

Apart from what locks, since commands that lock nothing derive keys: loading a cipher
would cost each of them a tenth of its time.
"""

from __future__ import annotations

import hmac
import os
from struct import Struct

KEY_BYTES = 32
_LENGTH = Struct(">I").pack


def framed(*parts: str | bytes) -> bytes:
    """Return parts as one text that no other parts give: each after its length."""
    whole = b""
    for part in parts:
        text = part if isinstance(part, bytes) else part.encode()
        whole += _LENGTH(len(text)) + text
    return whole


def derived(key: bytes, *purpose: str | bytes) -> bytes:
    """Derive a key for one purpose from another (HKDF with SHA-256, RFC 5869)."""
    return expanded(extracted(key), *purpose)


def extracted(key: bytes) -> bytes:
    """Return what keys are derived from another by: the first half of the HKDF."""
    return hmac.digest(bytes(KEY_BYTES), key, "sha256")


def expanded(extract: bytes, *purpose: str | bytes) -> bytes:
    """Derive a key for one purpose: the second half of the HKDF."""
    # One block of SHA-256 is a whole key, so that the first is all there is.
    return hmac.digest(extract, framed(*purpose) + b"\x01", "sha256")


def fresh() -> bytes:
    """Return a key, or a nonce of a commitment, that nobody can guess."""
    return os.urandom(KEY_BYTES)
