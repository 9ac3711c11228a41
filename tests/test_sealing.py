"""Sealed amounts: what a seal says, what it binds to, and who opens it."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from hashlib import sha256

import pytest

from ledger.seal import Seal
from ledger.value import replace
from ledger.vault import sealing
from ledger.vault.sealing import NotOpened, Sealer

NONCE = bytes(range(32))
KEY = sealing.key_of(b"l" * 32, b"c" * 32)
STREAM = {"ledger": "one", "stream": "lot:MAY26/14", "field": "seal"}
VERSION = 3
SEALER = Sealer(KEY, **STREAM)
MAXIMUM = {
    "kind": "maximum",
    "ledger": "one",
    "lot": "MAY26/14",
    "bid": "14#1",
    "currency": "USD",
    "amount": 50_000,
}
CHANGES = {
    "ledger": "another",
    "lot": "MAY26/15",
    "bid": "14#2",
    "currency": "EUR",
    "amount": 50_001,
    "kind": "reserve",
}


def sealed(content=b"50000", **changes):
    return SEALER.seal(content, text_of(**changes), NONCE, version=VERSION)


def text_of(**changes):
    return sealing.committed(**MAXIMUM | changes)


def test_what_was_sealed_is_opened_in_its_place():
    assert SEALER.opened(sealed(), version=VERSION) == (b"50000", NONCE)


def test_a_commitment_is_made_as_its_page_says():
    """By hand, and with nothing of ours: an outsider does it so."""
    parts = ("lotledger/maximum/v1", "one", "MAY26/14", "14#1", "USD", "50000")
    text = b"".join(len(part).to_bytes(4, "big") + part.encode() for part in parts)
    assert sealed().commitment == hmac.new(NONCE, text, sha256).hexdigest()


@pytest.mark.parametrize("part", CHANGES)
def test_a_commitment_binds_to_every_part(part):
    other = text_of(**{part: CHANGES[part]})
    assert sealing.is_opened_by(sealed().commitment, text_of(), NONCE)
    assert not sealing.is_opened_by(sealed().commitment, other, NONCE)


def test_no_parts_run_into_each_other():
    """A lot of one name and a bid of another never have the text of a third."""
    one = text_of(lot="MAY26/1", bid="414#1")
    other = text_of(lot="MAY26/14", bid="14#1")
    assert sealing.commitment(one, NONCE) != sealing.commitment(other, NONCE)


def test_a_commitment_opens_under_its_own_nonce_alone():
    assert not sealing.is_opened_by(sealed().commitment, text_of(), bytes(32))


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"ledger": "another"},
        {"stream": "lot:MAY26/15"},
        {"version": 4},
        {"field": "reserve"},
    ],
)
def test_a_seal_that_was_moved_opens_nothing(elsewhere):
    place = STREAM | {"version": VERSION} | elsewhere
    version = place.pop("version")
    with pytest.raises(NotOpened):
        Sealer(KEY, **place).opened(sealed(), version=version)


def test_a_seal_beside_another_commitment_opens_nothing():
    """AES-GCM does not commit to its key: the two are bound together."""
    swapped = replace(sealed(), commitment=sealed(amount="60000").commitment)
    with pytest.raises(NotOpened):
        SEALER.opened(swapped, version=VERSION)


@pytest.mark.parametrize("place", [0, 31, 32, -1])
def test_a_seal_that_was_changed_opens_nothing(place):
    text = bytearray(b64decode(sealed().text))
    text[place] ^= 1
    with pytest.raises(NotOpened):
        SEALER.opened(replace(sealed(), text=b64encode(text).decode()), version=VERSION)


@pytest.mark.parametrize("text", ["", "00", "no hex", "zz" * 90])
def test_what_is_no_seal_opens_nothing(text):
    with pytest.raises(NotOpened):
        SEALER.opened(replace(sealed(), text=text), version=VERSION)


@pytest.mark.parametrize(
    ("lot_key", "bidder_key"),
    [(b"L" * 32, b"c" * 32), (b"l" * 32, b"C" * 32), (b"c" * 32, b"l" * 32)],
)
def test_neither_key_alone_opens_it(lot_key, bidder_key):
    other = Sealer(sealing.key_of(lot_key, bidder_key), **STREAM)
    with pytest.raises(NotOpened):
        other.opened(sealed(), version=VERSION)


def test_a_seal_is_as_long_whatever_the_amount():
    """A yen or a hundred million dinars, three amounts of them."""
    lengths = {
        len(sealed(content).text)
        for content in (b"[1,1,1]", b"[1,1]", b"[999999999,999999999,0]", b"")
    }
    assert len(lengths) == 1


def test_one_amount_sealed_twice_looks_otherwise():
    other = SEALER.seal(b"50000", text_of(), bytes(32), version=VERSION)
    assert (other.commitment, other.text) != (sealed().commitment, sealed().text)
    assert isinstance(other, Seal)


def test_what_was_undone_in_a_place_says_nothing_of_what_stands_there():
    """It may still be on a disk: no two texts are locked with the same bits."""
    undone = SEALER.seal(b"60000", text_of(), bytes(32), version=VERSION)
    pairs = zip(b64decode(sealed().text), b64decode(undone.text), strict=True)
    assert bytes(one ^ other for one, other in pairs)[:32] != NONCE
