"""What the vault's own key is locked with: a key file, or a passphrase."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from unicodedata import normalize

from ledger.refusals import VaultClosed
from ledger.vault.cipher import NotUnlocked, locked, unlocked
from ledger.vault.derivation import KEY_BYTES, fresh

Passphrase: TypeAlias = Callable[[], str]
"""Asks for a passphrase, or reads it from where it is kept; asked once it is needed."""

_CONTEXT = "lotledger/vault-root/v1"
_MEGABYTES_MAX = 256


@dataclass(frozen=True, slots=True)
class Stretching:
    """How long it takes to try a passphrase (scrypt, RFC 7914)."""

    salt: bytes
    cost: int = 2**17
    """OWASP's Password Storage Cheat Sheet: 2^17 with blocks of 8 and one lane."""
    block: int = 8
    lanes: int = 1

    def key(self, passphrase: str) -> bytes:
        """Return the key that a passphrase gives."""
        return hashlib.scrypt(
            # Keyboards write an accent as one sign or as two.
            normalize("NFC", passphrase).encode(),
            salt=self.salt,
            n=self.cost,
            r=self.block,
            p=self.lanes,
            maxmem=_MEGABYTES_MAX * 2**20,
            dklen=KEY_BYTES,
        )


@dataclass(frozen=True, slots=True)
class Wrapping:
    """The vault's own key, locked."""

    text: bytes
    stretching: Stretching | None
    """How the passphrase gives the key; None: a key file has it."""

    def root(self, key: bytes, ledger_id: str) -> bytes:
        """Return the vault's own key; raises VaultClosed."""
        try:
            return unlocked(key, self.text, _CONTEXT, ledger_id)
        except NotUnlocked:
            if self.stretching is None:
                raise VaultClosed(
                    why="vault.key beside it is the key of another vault",
                    to_do="Bring back the file vault.key that belongs to it.",
                ) from None
            raise VaultClosed(
                why="the passphrase is not the one it was locked with",
                to_do="Give it again.",
            ) from None


def wrapped(
    root: bytes, ledger_id: str, *, key: bytes, stretching: Stretching | None = None
) -> Wrapping:
    """Lock the vault's own key under a key: of a file, or from a passphrase."""
    return Wrapping(locked(key, root, _CONTEXT, ledger_id), stretching)


def wrapped_in_passphrase(root: bytes, ledger_id: str, passphrase: str) -> Wrapping:
    """Lock the vault's own key under a passphrase."""
    stretching = Stretching(salt=fresh())
    key = stretching.key(passphrase)
    return wrapped(root, ledger_id, key=key, stretching=stretching)
