"""How bytes are locked under a key, bound to what they are and where they stand."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.vault.derivation import framed

_NONCE_BYTES = 12


class NotUnlocked(Exception):
    """Bytes were locked under another key, for another place, or were changed."""


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
