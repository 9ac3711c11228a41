"""Whoever has the file tries every amount against all that stands in it.

They know all but the amounts, have every constant of the program, and take each value
of the file for the key. Each construction is tried on a house that does as it should,
and on one from which what protects it was taken out: there they find the amount.
"""

from __future__ import annotations

import hmac
import json
import re
import sqlite3
from base64 import b64decode
from contextlib import closing, contextmanager
from hashlib import sha256

import pytest

from ledger.house import bids, lots
from ledger.house.approvals import request
from ledger.house.keys_at_hand import KeysAtHand
from ledger.house.shown import opened_replays
from ledger.identity import Channel, Paddle
from ledger.lot.slip import LotSlip, Slip
from ledger.refusals import Refusal
from ledger.vault.sealing import committed, committed_words
from ledger.vault.secrets import DerivedSecrets
from tests.disputed import D1, WISHES, filed, opened
from tests.sale_of_tests import LEDGER, bid, by, lot, new_house, place, usd
from tests.story import clock

pytestmark = pytest.mark.slow

TRIED = range(1, 1001)
"""Every whole dollar up to a thousand: each rung of a sale that bids by tens."""
BID, RIVAL, IMPORTED, STATED, RESERVE, REFUSED = 870, 640, 530, 410, 290, 20
FOUND = 100
"""The price that the lot would have without the leader's bid."""
SHEET = "lot,paddle,maximum\n2,101,{}\n"


def slips(dollars, stated="09:30"):
    return [
        LotSlip(
            lot(2),
            Slip(
                paddle=Paddle("101"),
                submitted=usd(dollars),
                channel=Channel.MAIL,
                received_at=clock(stated),
                entered_at=clock("10:00"),
            ),
        )
    ]


def stated_bid(dollars):
    return bids.bid(
        lot(3),
        paddle=Paddle("101"),
        maximum=usd(dollars),
        at=clock("10:00"),
        received_at=clock("09:00"),
        authorised_by="u-x",
    )


def approvals(mark):
    """Ask a second person for a bid, and for a list of bids."""
    yield "a bid", lambda dollars: asked(stated_bid(dollars), mark)
    sheet = lambda dollars: bids.take_bids(slips(dollars), authorised_by="u-x")  # noqa: E731
    yield "a list", lambda dollars: asked(sheet(dollars), mark)


def asked(command, mark):
    return request(command, by(), ledger=LEDGER, key="K-1", mark=mark)


@contextmanager
def sold_from(folder):
    """Keep a sale in which an amount of every kind is hidden."""
    with new_house(folder, durable=False) as house:
        house.do(lots.set_reserve(lot(3), usd(RESERVE)), by=by("reserve"))
        house.do(bid(1, "101", RIVAL), by=by("rival"))
        house.do(bid(1, "102", BID), by=by("bid"))
        with pytest.raises(Refusal):
            house.do(bid(1, "103", REFUSED), by=by("refused"))
        mark = house.keys_at_hand.mark_of
        plain_key = sha256(SHEET.format(IMPORTED).encode()).hexdigest()
        listed = by(f"bids {mark(plain_key)}")
        house.do(bids.take_bids(slips(IMPORTED)), by=listed)
        opened(house)
        filed(house, WISHES["a bid"])
        yield house


def handed_out(house):
    """Return the files that ask a second person, as text."""
    for _, ask in approvals(house.keys_at_hand.mark_of):
        yield json.dumps(ask(STATED).arguments) + ask(STATED).digest


def read(house, folder):
    """Return every value that may be a hash, of the file and of what is handed out."""
    with closing(sqlite3.connect(place(folder))) as connection:
        content = "\n".join(connection.iterdump())
    content += "\n".join(handed_out(house))
    # What a database writes in hex may be an entry's text.
    content += "".join(
        bytes.fromhex(each).decode(errors="ignore")
        for each in re.findall(r"X'([0-9A-Fa-f]+)'", content)
    )
    hexes = set(re.findall(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", content))
    encoded = re.findall(r"[A-Za-z0-9+/]{43}=", content)
    return hexes | {b64decode(each).hex() for each in encoded}


def hashed(text, key):
    return (
        sha256(text).hexdigest()
        if key is None
        else hmac.digest(key, text, "sha256").hex()
    )


def constructions(house):
    """Return what each amount would leave in the file, by what it may have come from.

    Each is a function of dollars and of a key, or of None where there is none.
    """

    def digest_of(make):
        return lambda dollars, key: make(dollars).digest(key).partition(":")[2]

    def amount(kind, number, name):
        return lambda dollars, key: hashed(
            committed(
                kind,
                ledger=LEDGER,
                lot=lot(number),
                bid=name,
                currency="USD",
                amount=usd(dollars),
            ),
            key or bytes(32),
        )

    def import_key(dollars, key):
        plain = sha256(SHEET.format(dollars).encode()).hexdigest()
        return hashed(plain.encode(), key)

    def approval(ask):
        def left(dollars, key):
            mark = lambda text: hashed(text.encode(), key)  # noqa: E731
            return dict(approvals(mark))[ask](dollars).digest

        return left

    (replay,) = opened_replays(house, D1).values()
    words = f"{replay.inputs}\n{replay.result}"

    def replayed(dollars, key):
        told = words.replace(f'"{FOUND}.00"', f'"{dollars}.00"')
        return hashed(committed_words(LEDGER, D1, "1", words=told), key or bytes(32))

    return {
        "digest of a bid": (BID, digest_of(lambda dollars: bid(1, "102", dollars))),
        "digest of a list": (
            IMPORTED,
            digest_of(lambda dollars: bids.take_bids(slips(dollars))),
        ),
        "digest of a reserve": (
            RESERVE,
            digest_of(lambda dollars: lots.set_reserve(lot(3), usd(dollars))),
        ),
        "key of an import": (IMPORTED, import_key),
        "approval of a bid": (STATED, approval("a bid")),
        "approval of a list": (STATED, approval("a list")),
        "bid": (BID, amount("maximum", 1, "1#2")),
        "refused bid": (REFUSED, amount("maximum", 1, "1#3")),
        "reserve": (RESERVE, amount("reserve", 3, "2")),
        "replay": (FOUND, replayed),
    }


def guessed(left, values, *, keys, tried):
    """Return the amounts that leave, under one of the keys, what is in the file."""
    return {
        dollars for key in keys for dollars in tried if left(dollars, key) in values
    }


KINDS = (
    *("digest of a bid", "digest of a list", "digest of a reserve"),
    *("key of an import", "approval of a bid", "approval of a list"),
    *("bid", "refused bid", "reserve", "replay"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_no_amount_is_found_by_trying(tmp_path, kind):
    with sold_from(tmp_path) as house:
        values = read(house, tmp_path)
        assert len(values) > 15
        hidden, left = constructions(house)[kind]
        assert guessed(left, values, keys=[None], tried=TRIED) == set()
        # Who guesses the amount is not sure of it, whatever of the file is the key.
        keys = map(bytes.fromhex, sorted(values))
        assert guessed(left, values, keys=keys, tried=[hidden]) == set()


PLAIN = {
    "marks": (KeysAtHand, "_mark_key", lambda *_: None),
    "digests": (KeysAtHand, "digest_key", lambda *_: None),
    "nonces": (DerivedSecrets, "nonce", lambda *_: bytes(32)),
}
NEEDS = {
    "marks": ("key of an import", "approval of a bid", "approval of a list"),
    "digests": ("digest of a bid", "digest of a list", "digest of a reserve"),
    "nonces": ("bid", "refused bid", "reserve", "replay"),
}


@pytest.mark.parametrize(
    ("gone", "kind"), [(gone, kind) for gone, kinds in NEEDS.items() for kind in kinds]
)
def test_where_the_protection_is_taken_out_it_is_found(
    tmp_path, monkeypatch, gone, kind
):
    monkeypatch.setattr(*PLAIN[gone])
    with sold_from(tmp_path) as house:
        hidden, left = constructions(house)[kind]
        values = read(house, tmp_path)
        assert guessed(left, values, keys=[None], tried=TRIED) == {hidden}


def test_each_kind_has_a_house_in_which_it_is_found():
    assert sorted(KINDS) == sorted(kind for kinds in NEEDS.values() for kind in kinds)
