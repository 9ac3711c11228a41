"""Sealed amounts: a commitment that anybody can check, and a text for who has the keys.

A seal says nothing of what it holds, not even how long that is, but binds the house to
it: whoever is told the amounts and the nonce sees that these and no others were sealed.
What stands beside the commitment is opened by the key of the lot together with that of
the bidder, in the one place of the one log that it was sealed for.
"""

from __future__ import annotations

import hmac
from base64 import b64decode
from binascii import b2a_base64
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from typing import Literal, Protocol, TypeAlias

from ledger.money import Minor
from ledger.seal import Seal
from ledger.vault.derivation import framed

NONCE_BYTES = 32
ROOM = 32
"""What is sealed is filled up to a multiple of this, so that its length says little."""
ROOM_FOR_WORDS = 512
"""The same for sentences, which quote amounts of any length."""
ROOM_FOR_LINES = 4096
"""The same for what is sealed whole, whose length tells how much was found."""
Kind: TypeAlias = Literal["maximum", "reserve"]
_KINDS: Mapping[Kind, str] = {
    "maximum": "lotledger/maximum/v1",
    "reserve": "lotledger/reserve/v1",
}
_SEAL_KEY = "lotledger/seal-key/v1"
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))
_INNER_REST, _OUTER_REST = b"\x36" * NONCE_BYTES, b"\x5c" * NONCE_BYTES
"""What a key is filled up with, each byte of it changed, before what it is to hash."""


class Cipher(Protocol):
    """What locks and unlocks under one key: AES-256-GCM."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """Lock data, bound to what goes with it."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """Unlock data that what goes with it is bound to."""


class NotOpened(Exception):
    """A seal was made with other keys, for another place, or was changed."""


class Sealer:
    """Seals and opens in one stream of one log: moved elsewhere a seal opens nothing.

    No two seals share a key stream: each begins with what its own nonce gave.
    """

    __slots__ = ("_cipher", "_where")

    def __init__(self, key: bytes, *, ledger: str, stream: str, field: str) -> None:
        self._cipher = _cipher_kind()(key)
        self._where = framed(ledger, stream, field)

    def seal(
        self,
        content: bytes,
        committed_text: bytes,
        nonce: bytes,
        *,
        version: int,
        key_name: str = "",
        earns: bool = False,
        room: int = ROOM,
    ) -> Seal:
        """Seal content for one place, with what it is committed to."""
        commits = commitment(committed_text, nonce)
        # Most are equally long: filled up after their length.
        whole = nonce + len(content).to_bytes(2, "big") + content
        whole += bytes((NONCE_BYTES - len(whole)) % room)
        bound = self._bound(version, commits)
        text = self._cipher.encrypt(_once(commits), whole, bound)
        return Seal(
            commitment=commits.hex(),
            text=b2a_base64(text, newline=False).decode(),
            key=key_name,
            earns=earns,
        )

    def opened(self, sealed: Seal, *, version: int) -> tuple[bytes, bytes]:
        """Return what was sealed in a place and its nonce; raises NotOpened."""
        try:
            commits = bytes.fromhex(sealed.commitment)
            text = b64decode(sealed.text, validate=True)
            whole = self._cipher.decrypt(
                _once(commits), text, self._bound(version, commits)
            )
        except _faults() as fault:
            raise NotOpened from fault
        nonce, filled = whole[:NONCE_BYTES], whole[NONCE_BYTES:]
        length = int.from_bytes(filled[:2], "big")
        return filled[2 : 2 + length], nonce

    def _bound(self, version: int, commits: bytes) -> bytes:
        # What is framed is followed by parts of one length each.
        return self._where + version.to_bytes(8, "big") + commits


def committed(
    kind: Kind, *, ledger: str, lot: str, bid: str, currency: str, amount: Minor | None
) -> bytes:
    """Write what a commitment binds the house to: no two amounts share a text.

    Each part stands after its length. ``bid`` is, of a reserve, which of the lot's
    reserves, from 1; the amount is in minor units, empty where a reserve was lifted.
    """
    same_for_a_lot = _framed_once(_KINDS[kind], ledger, lot)
    own = framed(bid, currency, "" if amount is None else str(amount))
    return same_for_a_lot + own


def committed_words(ledger: str, *place: str, words: str) -> bytes:
    """Write what a commitment to words binds the house to, in the place they have."""
    return framed("lotledger/words/v1", ledger, *place, words)


def commitment(committed_text: bytes, nonce: bytes) -> bytes:
    """Return what binds the house to an amount: nobody can guess it by the nonce."""
    assert len(nonce) == NONCE_BYTES, "a nonce is as long as the hash"
    # An HMAC with a key of this length, by its two hashes: two thirds of the time.
    inner = sha256(nonce.translate(_INNER) + _INNER_REST + committed_text).digest()
    return sha256(nonce.translate(_OUTER) + _OUTER_REST + inner).digest()


def is_opened_by(commits: str, committed_text: bytes, nonce: bytes) -> bool:
    """Say whether a commitment was made to an amount, under a nonce."""
    made = commitment(committed_text, nonce).hex()
    return hmac.compare_digest(made.encode(), commits.encode())


def key_of(lot_key: bytes, bidder_key: bytes) -> bytes:
    """Return the key of a bidder's bids on a lot: gone with either of the two.

    HKDF (RFC 5869) of both, the lot's as its salt.
    """
    extracted = hmac.digest(lot_key, bidder_key, "sha256")
    return hmac.digest(extracted, framed(_SEAL_KEY) + b"\x01", "sha256")


@lru_cache(maxsize=4096)
def _framed_once(*parts: str) -> bytes:
    return framed(*parts)


@cache
def _cipher_kind() -> Callable[[bytes], Cipher]:
    # Commands that open nothing do without: it takes a tenth of their time to load.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    return AESGCM


@cache
def _faults() -> tuple[type[Exception], ...]:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415

    return (InvalidTag, ValueError)


def _once(commits: bytes) -> bytes:
    # A commitment is made under a nonce of its own, so that no two begin alike: also
    # where a transaction is undone, and another decided in the same place.
    return commits[:12]
