"""What older versions wrote stays readable, and means what it meant."""

from __future__ import annotations

import json
from hashlib import sha256
from random import Random

import pytest

from ledger.damage import LedgerDamaged
from ledger.entry import StreamId
from ledger.events import NAMES, SaleAnnounced, SettlementSet, TermsAmended
from ledger.events.former import FORMER, Terms1
from ledger.house import House, sales
from ledger.identity import ROOM_CHANNELS, SaleId
from ledger.refusals import SaleExists
from ledger.store import json_text
from ledger.store.codec import Codec, Row, names_of
from ledger.store.terms_text import (
    content_hash,
    former_hashes,
    read_terms,
    write_first_terms,
    write_terms,
)
from ledger.terms.bidding import NextAsk
from ledger.terms.tax import TaxRounding
from ledger.value import replace, without_later
from tests.older_ledgers import unpack
from tests.random_values import made_up
from tests.sale_of_tests import LEDGER, by
from tests.stranger import asked

CODEC = Codec()
STREAM = StreamId("sale:MAY26")
SPRING = SaleId("SPRING-2026")
HEAD = {
    "stream": STREAM,
    "version": 1,
    "id": "a4888629-ad21-5194-a343-6f0f0b72d7a4",
    "ledger": LEDGER,
    "actor": "clerk@example",
    "role": "clerk",
    "on_behalf_of": None,
    "reason": None,
    "recorded_at": "2026-05-20T14:01:00Z",
    "key": None,
    "causation": None,
}
"""What stands around every event, but for its name."""


def row_of(name: str, body: bytes) -> Row:
    """Put the text of an event into an entry, as an older version did."""
    told = {"stream": STREAM, "version": 1, "type": name} | HEAD
    head = json.dumps(told, separators=(",", ":")).encode()
    return 1, STREAM, 1, name, head[:-1] + b',"body":' + body + b"}"


def written(name: str, seed: object = 0) -> tuple[object, bytes]:
    """Make up an event of a former shape, and write it as it was written."""
    before = made_up(FORMER[name], Random(f"{name} {seed}"))
    return before, json_text.encoder(FORMER[name])(before)


@pytest.mark.parametrize("name", sorted(FORMER))
def test_a_former_event_is_read_as_one_of_today(name):
    for seed in range(12):
        before, text = written(name, seed)
        row = row_of(name, text)
        entry = CODEC.stored_entry(row)
        assert entry.event == CODEC.stored_event(row) == before.upcast()
        assert type(entry.event) in NAMES.values()
        assert entry.type == name, "an entry tells the name that it is stored under"


@pytest.mark.parametrize("name", sorted(FORMER))
def test_it_is_read_as_strictly_as_before(name):
    """What only today's shape knows was not written then: it is a stranger."""
    before, text = written(name)
    today = json_text.encoder(type(before.upcast()))(before.upcast())
    for stranger in (today, text[:-1] + b',"x":1}', text.replace(b":", b": ", 1)):
        with pytest.raises(LedgerDamaged):
            CODEC.stored_event(row_of(name, stranger))


@pytest.mark.parametrize("name", sorted(FORMER))
def test_today_s_name_does_not_take_a_former_text(name):
    before, text = written(name)
    today = {shape: stored for stored, shape in NAMES.items()}[type(before.upcast())]
    with pytest.raises(LedgerDamaged):
        CODEC.stored_event(row_of(today, text))


def test_former_and_new_events_are_found_under_all_their_names():
    assert names_of((SaleAnnounced,)) == {"sale-announced/1", "sale-announced/2"}
    assert names_of((TermsAmended, SettlementSet)) == {
        *("terms-amended/1", "terms-amended/2"),
        *("settlement-set/1", "settlement-set/2"),
    }


def test_a_rule_that_was_mended_is_written_out_as_it_was():
    for seed in range(12):
        announced, _ = written("sale-announced/1", seed)
        room = announced.upcast().terms.rules.room
        assert room.next_ask is NextAsk.ADD
        assert room.grace_channels == ROOM_CHANNELS
        settled, _ = written("settlement-set/1", seed)
        assert settled.upcast().rules.tax.rounding is TaxRounding.LINE


def test_the_hash_of_terms_is_of_the_text_that_is_stored(tmp_path):
    """An outsider finds it without any of our own code."""
    found = asked(
        unpack("schema-1", tmp_path),
        "SELECT position, stream, version, type, state FROM events WHERE type IN "
        "('sale-announced/1', 'terms-amended/1', 'settlement-set/1')",
    )
    assert {row[3] for row in found} == set(FORMER)
    for row in found:
        stored = json.loads(row[4])["body"]
        key = "rules" if "rules" in stored else "terms"
        text = json.dumps(stored[key], ensure_ascii=False, separators=(",", ":"))
        assert text.encode() in row[4]
        terms = getattr(CODEC.stored_event(row), key)
        assert sha256(text.encode()).hexdigest() == stored[f"{key}_hash"]
        assert former_hashes(terms) == (stored[f"{key}_hash"],)
        assert content_hash(terms) != stored[f"{key}_hash"]


def test_terms_on_file_are_read_in_either_shape():
    for seed in range(12):
        before = without_later(made_up(Terms1, Random(f"on file {seed}")))
        text = json_text.encoder(Terms1)(before).decode()
        assert read_terms(text) == before.upcast()
        assert write_first_terms(before.upcast()) == text
        assert read_terms(write_terms(before.upcast())) == before.upcast()
        rules = json_text.encoder(type(before.rules))(before.rules).decode()
        assert read_terms(rules) == before.rules.upcast()
        half = json.loads(write_terms(before.upcast()))
        del half["rules"]["room"]["grace_channels"]
        with pytest.raises(LedgerDamaged):
            read_terms(json.dumps(half))


def test_an_older_sale_announced_again_from_its_file_changes_nothing(tmp_path):
    """What the file leaves out means the mended rule now; the file says the same."""
    with House.open(str(unpack("schema-1", tmp_path))) as house:
        head = house.head()
        last = house.sale(SPRING).terms
        room = replace(last.rules.room, next_ask=NextAsk.RUNG)
        mended = replace(last, rules=replace(last.rules, room=room))
        assert last.rules.room.next_ask is NextAsk.ADD
        assert house.do(sales.announce(mended), by=by()).events == ()
        assert house.head() == head
        with pytest.raises(SaleExists):
            house.do(sales.announce(replace(last, title="Another")), by=by())
