"""Sealed amounts: a commitment that anybody can check, and a text for who has the keys.

A seal says nothing of what it holds, not even how long that is, but binds the house to
it: whoever is told the amounts and the nonce sees that these and no others were sealed.
What stands beside the commitment is opened by the key of the lot together with that of
the bidder, in the one place of the one log that it was sealed for.
"""

from __future__ import annotations

import hmac
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.value import value
from ledger.vault.derivation import framed

NONCE_BYTES = 32
_ROOM = 32
"""What is sealed is filled up to a multiple of this, so that its length says little."""
_MAXIMUM, _RESERVE = "lotledger/maximum/v1", "lotledger/reserve/v1"
_SEAL_KEY = "lotledger/seal-key/v1"


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


@value(kw_only=True)
class Seal:
    """A sealed amount as the log has it, both in base16."""

    commitment: str
    text: str
    """The nonce and what was sealed, locked."""


def commitment(committed: Committed, nonce: bytes) -> bytes:
    """Return what binds the house to an amount: nobody can guess it by the nonce.

    HMAC-SHA256, each part after its length, so that no two amounts share a text.
    """
    assert len(nonce) == NONCE_BYTES, "a nonce is as long as the hash"
    parts = framed(
        _MAXIMUM if committed.kind == "maximum" else _RESERVE,
        committed.ledger,
        committed.lot,
        committed.bid,
        committed.currency,
        committed.amount,
    )
    return hmac.digest(nonce, parts, "sha256")


def is_opened_by(commits: str, committed: Committed, nonce: bytes) -> bool:
    """Say whether a commitment was made to an amount, under a nonce."""
    made = commitment(committed, nonce).hex()
    return hmac.compare_digest(made.encode(), commits.encode())


def seal(
    content: bytes, committed: Committed, nonce: bytes, *, key: bytes, place: Place
) -> Seal:
    """Seal content with what it is committed to, for one place of a log."""
    commits = commitment(committed, nonce)
    text = _cipher(key, place).encrypt(
        _once(commits), nonce + _filled(content), _bound_to(place, commits)
    )
    return Seal(commitment=commits.hex(), text=text.hex())


def opened(sealed: Seal, *, key: bytes, place: Place) -> tuple[bytes, bytes]:
    """Return what was sealed and its nonce; raises NotOpened."""
    try:
        commits, text = bytes.fromhex(sealed.commitment), bytes.fromhex(sealed.text)
        whole = _cipher(key, place).decrypt(
            _once(commits), text, _bound_to(place, commits)
        )
    except (InvalidTag, ValueError) as fault:
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


def _cipher(key: bytes, place: Place) -> AESGCM:
    """Return the cipher of one place: HKDF-Expand, so that no key is used twice."""
    info = framed(place.ledger, place.stream, str(place.version), place.field)
    return AESGCM(hmac.digest(key, info + b"\x01", "sha256"))


def _once(commits: bytes) -> bytes:
    # A commitment is made under a nonce of its own, so that no two begin alike: also
    # where a transaction is undone, and another decided in the same place.
    return commits[:12]


def _bound_to(place: Place, commits: bytes) -> bytes:
    return framed(place.ledger, place.stream, str(place.version), place.field, commits)


def _filled(content: bytes) -> bytes:
    """Return content after its length, filled up so that most are equally long."""
    framed_content = len(content).to_bytes(2, "big") + content
    return framed_content + bytes(-len(framed_content) % _ROOM)
