"""How bytes are locked under a key, bound to what they are and where they stand."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE_BYTES = 12


class NotUnlocked(Exception):
    """Bytes were locked under another key, for another place, or were changed."""


def framed(*parts: str | bytes) -> bytes:
    """Return parts as one text that no other parts give: each after its length."""
    texts = (part.encode() if isinstance(part, str) else part for part in parts)
    return b"".join(len(text).to_bytes(4, "big") + text for text in texts)


def derived(key: bytes, *purpose: str | bytes) -> bytes:
    """Derive a key for one purpose from another (HKDF, RFC 5869)."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=framed(*purpose)).derive(key)


def fresh() -> bytes:
    """Return a key, or a nonce of a commitment, that nobody can guess."""
    return os.urandom(KEY_BYTES)


def locked(key: bytes, content: bytes, *context: str | bytes) -> bytes:
    """Lock content under a key (AES-256-GCM), for one context alone."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, framed(*context))


def unlocked(key: bytes, text: bytes, *context: str | bytes) -> bytes:
    """Return what was locked under a key for a context; raises NotUnlocked."""
    nonce, ciphertext = text[:_NONCE_BYTES], text[_NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, framed(*context))
    except (InvalidTag, ValueError) as fault:
        raise NotUnlocked from fault
