"""What a replay on file tells of a sealed lot, before it is on record who looks."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from commands import looking
from ledger.damage import LedgerDamaged
from ledger.entry import dispute_stream
from ledger.events import Looked, ReplayFiled
from ledger.events.sealed import as_stored
from ledger.house import House, shown
from ledger.house.shown import opened_replays
from ledger.identity import BidId
from ledger.replay.wish import Wish
from ledger.value import replace
from ledger.vault.sealing import committed_words, is_opened_by
from ledger.verification.seals import sale_seals
from presenters.dispute import account_facts, account_shape
from presenters.dispute_account import account_of
from tests.clerk import Clerk, clerk_of_a_sale
from tests.disputed import D1, filed, opened
from tests.sale_of_tests import SALE, all_entries, bid, by, new_house
from tests.sealed_lots import SEALS

pytestmark = pytest.mark.slow

LATER = "--at 2026-05-21T10:00Z"
WISH = Wish(without=(BidId("1#2"),))


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path, durable=False) as house:
        house.do(bid(1, "101", 300), by=by())
        house.do(bid(1, "102", 450), by=by())
        opened(house)
        yield house


def stored(house):
    """Return the last entry of a ledger, as the file has it."""
    text = house.tree().entry(house.head())
    return text, json.loads(text)["body"]


def test_the_log_has_neither_what_was_asked_nor_what_was_found(house):
    replay = filed(house, WISH)
    text, body = stored(house)
    assert replay.result
    assert (body["inputs"], body["result"], body["digest"]) == (None, None, None)
    for secret in (b"100.00", b"1#2", sha256(replay.result.encode()).hexdigest()):
        assert (secret if isinstance(secret, bytes) else secret.encode()) not in text


def test_it_is_bound_to_both_by_its_seal(house):
    replay = filed(house, WISH)
    (found,) = opened_replays(house, D1).values()
    assert replace(found, seal=None) == replace(replay, seal=None)
    words = f"{replay.inputs}\n{replay.result}"
    text = committed_words(house.ledger_id(), D1, "1", words=words)
    assert is_opened_by(found.seal.commitment, text, found.seal.locked.nonce)
    other = committed_words(house.ledger_id(), D1, "2", words=words)
    assert not is_opened_by(found.seal.commitment, other, found.seal.locked.nonce)


def test_two_results_are_equally_long_in_the_log(house):
    texts = []
    for wish in (WISH, None):
        filed(house, wish)
        texts.append(stored(house)[1])
    assert len(texts[0]["seal"]["text"]) == len(texts[1]["seal"]["text"])


def test_what_was_filed_under_another_number_stops_the_house():
    event = ReplayFiled(
        dispute=D1,
        number=1,
        as_of=7,
        inputs="{}",
        result="{}",
        digest="",
        at=by().recorded_at,
    )
    place = {"stream": dispute_stream(D1), "version": 2}
    sealed = as_stored(SEALS.sealed_whole(event, **place))
    assert SEALS.opened(sealed, **place).result == "{}"
    with pytest.raises(LedgerDamaged, match="one of the two was changed"):
        SEALS.opened(replace(sealed, number=2), **place)


def test_the_dispute_that_is_kept_in_memory_has_no_result(house):
    filed(house, WISH)
    assert house.dispute(D1).replays == 1
    assert "100.00" not in repr(house.dispute(D1))


def test_masked_it_says_that_it_is_there_and_no_more(house):
    replay = filed(house, WISH)
    account = account_of(house, D1, masked=True)
    (shape,) = account_shape(account, 1).replays
    assert (shape.inputs, shape.result, shape.digest, shape.today) == (None,) * 4
    assert shape.commitment == replay.seal.commitment
    facts = dict(account_facts(account, "UTC"))
    assert facts["replay 1"] == "what it asked and found is sealed"


def disputed(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    for paddle, most in (("101", 300), ("102", 450)):
        clerk.does(
            f"bid MAY26/1 --paddle {paddle} --maximum {most} "
            "--at 2026-05-02T09:00-05:00"
        )
    clerk.does(f"dispute open MAY26/1 --question Why? {LATER}")
    return clerk


def looks(clerk):
    with House.open(str(clerk.ledger)) as house:
        return [
            entry.event.purpose
            for entry in all_entries(house)
            if isinstance(entry.event, Looked)
        ]


@pytest.mark.parametrize(
    ("line", "purpose"),
    [
        (f"dispute file-replay MAY26/D1 --without 1#1 {LATER}", "file a replay"),
        ("dispute show MAY26/D1", "show a dispute"),
        ("dispute summary MAY26/D1 --out {f}", "print a dispute"),
    ],
)
def test_whoever_is_shown_one_is_on_record(tmp_path, line, purpose):
    clerk = disputed(tmp_path)
    before = looks(clerk)
    assert purpose not in before
    clerk.does(line, f=tmp_path / "d1.html")
    assert looks(clerk) == [*before, purpose]


def copied(clerk):
    """Return whoever has a copy of the ledger, which takes no entries."""
    copy = clerk.folder / "copy.db"
    clerk.does("backup {f}", f=copy)
    return Clerk(clerk.folder, copy)


def test_in_a_copy_where_no_look_is_recorded_it_stays_sealed(tmp_path):
    clerk = disputed(tmp_path)
    clerk.does(f"dispute file-replay MAY26/D1 --without 1#2 {LATER}")
    copy = copied(clerk)
    shown = copy("dispute show MAY26/D1 --json")
    assert "It stays masked" in shown.err
    (replay,) = shown.json["replays"]
    assert (replay["result"], replay["digest_holds"]) == (None, None)
    page = tmp_path / "d1.html"
    copy.does("dispute summary MAY26/D1 --out {f}", f=page)
    text = page.read_text(encoding="utf-8")
    assert "What is sealed is not told on this page. Readable by anybody" in text
    assert "bid up to a sealed amount" in text
    for told in ("what if", "$450", "$300"):
        assert told not in text


def test_it_is_counted_among_what_is_sealed(house):
    filed(house, WISH)
    counts = [
        (lot.sealed_replays, lot.plain_replays) for lot in sale_seals(house, SALE).lots
    ]
    assert counts[0] == (1, 0)
    assert set(counts[1:]) <= {(0, 0)}


READABLE = "Readable by anybody: this is a rehearsal"


def test_whatever_says_sealed_says_who_can_read_it(tmp_path):
    clerk = disputed(tmp_path)
    history = clerk.does("audit history MAY26/1")
    assert "a sealed amount" in history
    assert READABLE in history
    assert READABLE not in clerk.does("audit history C-1 --filter kind:client-enrolled")
    written = tmp_path / "history.html"
    clerk.does("audit history MAY26/1 --format html --out {f}", f=written)
    assert READABLE in written.read_text(encoding="utf-8")
    copy = copied(clerk)
    for line in (
        "bids list MAY26",
        "bids list MAY26 --json",
        "replay lot MAY26/1 --step",
    ):
        masked = copy(line)
        assert READABLE in masked.err, line
        assert "450" not in masked.out
    page = tmp_path / "lot.html"
    copy.does("replay lot MAY26/1 --html {f}", f=page)
    text = page.read_text(encoding="utf-8")
    assert READABLE in text
    assert "this page tells maximums" not in text
    clerk.does("replay lot MAY26/1 --html {f}", f=page)
    assert "this page tells maximums" in page.read_text(encoding="utf-8")


def test_a_long_history_is_opened_part_by_part(tmp_path, monkeypatch):
    """What is opened of one part is not kept while the next is read."""
    clerk = disputed(tmp_path)
    whole = clerk.does("bids list MAY26 --json")
    assert '"450.00"' in whole
    parts = []
    opened = shown.opened_amounts_at

    def noted(records, positions):
        parts.append(list(positions))
        return opened(records, parts[-1])

    monkeypatch.setattr(shown, "opened_amounts_at", noted)
    monkeypatch.setattr(looking, "LINES_AT_ONCE", 2)
    assert clerk.does("bids list MAY26 --json") == whole
    assert len(parts) > 1
    assert max(map(len, parts)) <= 2
