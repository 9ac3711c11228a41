"""How a key is derived from another, for one purpose alone.

Apart from what locks, since commands that lock nothing derive keys: loading a cipher
would cost each of them a tenth of its time.
"""

from __future__ import annotations

import hmac
import os

KEY_BYTES = 32


def framed(*parts: str | bytes) -> bytes:
    """Return parts as one text that no other parts give: each after its length."""
    texts = (part.encode() if isinstance(part, str) else part for part in parts)
    return b"".join(len(text).to_bytes(4, "big") + text for text in texts)


def derived(key: bytes, *purpose: str | bytes) -> bytes:
    """Derive a key for one purpose from another (HKDF with SHA-256, RFC 5869)."""
    extracted = hmac.digest(bytes(KEY_BYTES), key, "sha256")
    # One block of SHA-256 is a whole key, so that the first is all there is.
    return hmac.digest(extracted, framed(*purpose) + b"\x01", "sha256")


def fresh() -> bytes:
    """Return a key, or a nonce of a commitment, that nobody can guess."""
    return os.urandom(KEY_BYTES)
