"""Timestamps of an authority: openssl verifies ours, and neither of us a forgery."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ledger.proof.timestamp import (
    REPLY_BYTES_MAX,
    TimestampInvalid,
    read_trust,
    stamped_bytes,
    timestamp_request,
    verified_timestamp,
)
from tests.foreign.authority import authority
from tests.sample_log import WITNESS, SampleLog, plain_entries

pytestmark = pytest.mark.slow

LOG = SampleLog(plain_entries(300))
STAMPED = stamped_bytes(LOG.note(300))


def trusted(*, middle=False):
    return read_trust(authority(middle=middle).trusted.read_bytes())


def test_what_is_stamped_is_what_the_log_signed():
    assert stamped_bytes(LOG.note(300, WITNESS)) == LOG.note(300).data


@pytest.mark.parametrize("middle", [False, True], ids=["root", "one between"])
def test_openssl_and_we_verify_a_timestamp(middle):
    house, before = authority(middle=middle), datetime.now(UTC)
    reply = house.reply(timestamp_request(STAMPED))
    stamp = verified_timestamp(reply, STAMPED, trusted(middle=middle))
    assert house.accepts(STAMPED, reply)
    assert stamp.authority == "CN=Test authority stamps"
    assert abs(stamp.at - before) < timedelta(seconds=10)
    assert stamp.serial > 0


def test_a_timestamp_of_something_else_is_none():
    house = authority()
    reply = house.reply(timestamp_request(STAMPED))
    for other in (LOG.note(299).data, STAMPED + b"\n", LOG.note(300, WITNESS).data):
        assert not house.accepts(other, reply)
        with pytest.raises(TimestampInvalid, match="Mismatch between messages"):
            verified_timestamp(reply, other, trusted())


def test_a_timestamp_of_another_authority_is_none():
    reply = authority("Somebody").reply(timestamp_request(STAMPED))
    assert not authority().accepts(STAMPED, reply)
    with pytest.raises(TimestampInvalid, match="by an authority that is trusted"):
        verified_timestamp(reply, STAMPED, trusted())


def test_a_refusal_of_the_authority_is_told():
    request = bytearray(timestamp_request(STAMPED))
    at = request.index(bytes.fromhex("608648016503040201"))
    request[at + 8] = 3  # SHA-512, which this authority does not stamp.
    reply = authority().reply(bytes(request))
    with pytest.raises(TimestampInvalid, match="The authority declined: '"):
        verified_timestamp(reply, STAMPED, trusted())


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (b"", "not one of RFC 3161"),
        (b"<html>Not found</html>", "not one of RFC 3161"),
        (b"0" * (REPLY_BYTES_MAX + 1), "one has 1000000 at most"),
    ],
)
def test_what_is_no_reply_is_told_so(reply, sentence):
    with pytest.raises(TimestampInvalid, match=sentence):
        verified_timestamp(reply, STAMPED, trusted())


@pytest.mark.parametrize(
    ("pem", "sentence"),
    [(b"", "no certificate in PEM"), (b"-----BEGIN CERTIFICATE-----\n", "in PEM")],
)
def test_what_is_no_certificate_is_told_so(pem, sentence):
    with pytest.raises(TimestampInvalid, match=sentence):
        read_trust(pem)


def test_a_chain_without_its_root_trusts_nobody():
    middle = authority(middle=True).folder / "middle.pem"
    with pytest.raises(TimestampInvalid, match="no root among"):
        read_trust(middle.read_bytes())


@pytest.mark.parametrize("seed", range(16))
def test_a_reply_that_was_altered_never_tells_another_time(seed):
    dice = random.Random(seed)
    reply = authority().reply(timestamp_request(STAMPED))
    good = verified_timestamp(reply, STAMPED, trusted())
    accepted = 0
    for _ in range(100):
        altered = bytearray(reply)
        altered[dice.randrange(len(altered))] ^= 1 << dice.randrange(8)
        try:
            stamp = verified_timestamp(bytes(altered), STAMPED, trusted())
        except TimestampInvalid:
            continue
        # Some bytes of a reply are signed by nobody, and none of them tells the time.
        accepted += 1
        assert replace(stamp, authority=good.authority) == good
    assert accepted < 10
