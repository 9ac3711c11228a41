"""Sealed amounts: a commitment that anybody can check, and a text for who has the keys.

A seal says nothing of what it holds, not even how long that is, but binds the house to
it: whoever is told the amounts and the nonce sees that these and no others were sealed.
What stands beside the commitment is opened by the key of the lot together with that of
the bidder, in the one place of the one log that it was sealed for.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Literal, Protocol

from ledger.seal import Seal
from ledger.value import value
from ledger.vault.derivation import framed

NONCE_BYTES = 32
ROOM = 32
"""What is sealed is filled up to a multiple of this, so that its length says little."""
ROOM_FOR_WORDS = 512
"""The same for sentences, which quote amounts of any length."""
_MAXIMUM, _RESERVE = "lotledger/maximum/v1", "lotledger/reserve/v1"
_SEAL_KEY = "lotledger/seal-key/v1"


class Cipher(Protocol):
    """What locks and unlocks under one key: AES-256-GCM."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """Lock data, bound to what goes with it."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """Unlock data that what goes with it is bound to."""


class NotOpened(Exception):
    """A seal was made with other keys, for another place, or was changed."""


@value(kw_only=True)
class Place:
    """Where in a log something is sealed: a seal that was moved there opens nothing."""

    ledger: str
    stream: str
    version: int
    field: str


@value(kw_only=True)
class Committed:
    """What a commitment binds the house to."""

    kind: Literal["maximum", "reserve"]
    ledger: str
    lot: str
    bid: str
    """Of a reserve: which of the lot's reserves, from 1."""
    currency: str
    amount: str
    """In minor units; empty where a reserve was lifted."""


def commitment(committed: Committed, nonce: bytes) -> bytes:
    """Return what binds the house to an amount: nobody can guess it by the nonce.

    HMAC-SHA256, each part after its length, so that no two amounts share a text.
    """
    assert len(nonce) == NONCE_BYTES, "a nonce is as long as the hash"
    kind = _MAXIMUM if committed.kind == "maximum" else _RESERVE
    parts = _framed_once(kind, committed.ledger, committed.lot)
    parts += framed(committed.bid, committed.currency, committed.amount)
    return hmac.digest(nonce, parts, "sha256")


def is_opened_by(commits: str, committed: Committed, nonce: bytes) -> bool:
    """Say whether a commitment was made to an amount, under a nonce."""
    made = commitment(committed, nonce).hex()
    return hmac.compare_digest(made.encode(), commits.encode())


def seal(
    content: bytes,
    committed: Committed,
    nonce: bytes,
    *,
    cipher: Cipher,
    place: Place,
    key_name: str = "",
    earns: bool = False,
    room: int = ROOM,
) -> Seal:
    """Seal content with what it is committed to, for one place of a log."""
    commits = commitment(committed, nonce)
    text = cipher.encrypt(
        _once(commits), nonce + _filled(content, room), _bound_to(place, commits)
    )
    return Seal(
        commitment=commits.hex(),
        text=b64encode(text).decode(),
        key=key_name,
        earns=earns,
    )


def opened(sealed: Seal, *, cipher: Cipher, place: Place) -> tuple[bytes, bytes]:
    """Return what was sealed and its nonce; raises NotOpened."""
    try:
        commits = bytes.fromhex(sealed.commitment)
        text = b64decode(sealed.text, validate=True)
        whole = cipher.decrypt(_once(commits), text, _bound_to(place, commits))
    except _faults() as fault:
        raise NotOpened from fault
    nonce, filled = whole[:NONCE_BYTES], whole[NONCE_BYTES:]
    length = int.from_bytes(filled[:2], "big")
    return filled[2 : 2 + length], nonce


def key_of(lot_key: bytes, bidder_key: bytes) -> bytes:
    """Return the key of a bidder's bids on a lot: gone with either of the two.

    HKDF (RFC 5869) of both, the lot's as its salt.
    """
    extracted = hmac.digest(lot_key, bidder_key, "sha256")
    return hmac.digest(extracted, framed(_SEAL_KEY) + b"\x01", "sha256")


def cipher_of(key: bytes) -> Cipher:
    """Return what seals and opens under a key.

    No two seals share a key stream: each begins with what its own nonce gave. Each is
    bound to its place, so that the same key opens it nowhere else.
    """
    return _cipher_kind()(key)


@lru_cache
def _framed_once(*parts: str) -> bytes:
    """Frame what many seals of a lot have in common."""
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


def _bound_to(place: Place, commits: bytes) -> bytes:
    # What is framed is followed by parts of one length each.
    where = _framed_once(place.ledger, place.stream, place.field)
    return where + place.version.to_bytes(8, "big") + commits


def _filled(content: bytes, room: int) -> bytes:
    """Return content after its length, filled up so that most are equally long."""
    framed_content = len(content).to_bytes(2, "big") + content
    return framed_content + bytes(-len(framed_content) % room)
