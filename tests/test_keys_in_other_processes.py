"""A vault that a passphrase opens is open in every process that replays a sale."""

from __future__ import annotations

import pytest

from commands.keeping import WORDS_FILE
from ledger.house import House
from ledger.house.keys_at_hand import KeysAtHand
from ledger.house.replays import recompute_sale
from ledger.house.stamp import Recording
from ledger.keys.folder import KeyFolder
from ledger.vault.opening import make_vault
from ledger.verification import rules
from tests.clerk import Clerk
from tests.sale_of_tests import LEDGER, SALE, bid, by, place, sale_of_tests
from tests.story import clock

pytestmark = pytest.mark.slow

WORDS = "a long passphrase"
SEALED = "2 bids and reserves are sealed, and their keys are not here."


@pytest.fixture
def clerk(tmp_path, monkeypatch):
    """A clerk of a live ledger with two sealed bids, its vault locked with words."""
    keys, ledger = tmp_path / "keys", tmp_path / "ledger"
    for folder in (keys, ledger):
        folder.mkdir(mode=0o700)
    monkeypatch.setenv("LOTLEDGER_KEYS", str(keys))
    recording = Recording(clock=lambda: clock("10:00"))
    with House.open(
        place(ledger), new_id=LEDGER, recording=recording, keys=KeyFolder(keys)
    ) as house:
        folder = KeyFolder(keys).of_ledger(LEDGER)
        make_vault(folder, LEDGER, apart_from=house.folder, words=WORDS).close()
        house.keys_at_hand.passphrase = lambda: WORDS
        house.do(sale_of_tests(), by=by())
        house.do(bid(1, "101", 150), by=by())
        house.do(bid(1, "102", 130), by=by())
    monkeypatch.setattr(rules, "EVENTS_PER_PROCESS", 1)
    monkeypatch.setattr("commands.replay.sale.EVENTS_PER_PROCESS", 1)
    monkeypatch.setattr("commands.replay.sale.cores", lambda: 2)
    return Clerk(ledger)


@pytest.fixture
def words(tmp_path):
    file = tmp_path / "words"
    file.write_text(f"{WORDS}\n")
    return str(file)


def sealed_to(keys, ledger, processes):
    """Count what stays sealed to processes that decide the sale again."""
    with House.open(ledger) as house:
        recounts = recompute_sale(
            house, SALE, place=ledger, processes=processes, keys=keys(house)
        )
        return sum(recount.sealed for recount in recounts)


def test_each_process_opens_it_and_the_words_are_asked_for_once(clerk, tmp_path):
    asked = []

    def words():
        asked.append(WORDS)
        return WORDS

    def keys(house):
        at_hand = KeysAtHand(house, KeyFolder(tmp_path / "keys"), birth="live")
        at_hand.passphrase = words
        return at_hand

    assert sealed_to(keys, str(clerk.ledger), processes=2) == 0
    assert asked == [WORDS]


def test_without_the_words_it_stays_sealed(clerk):
    assert sealed_to(lambda house: house.keys_at_hand, str(clerk.ledger), 2) == 2


@pytest.mark.parametrize("line", ["audit verify", "replay sale MAY26"])
def test_a_file_of_words_opens_it_to_a_command(clerk, words, monkeypatch, line):
    monkeypatch.setenv(WORDS_FILE, words)
    assert "Not decided again" not in clerk.does(line)


def test_without_that_file_a_verification_asks_nobody(clerk):
    assert SEALED in clerk.does("audit verify")


def test_a_file_that_cannot_be_read_is_no_finding(clerk, tmp_path, monkeypatch):
    monkeypatch.setenv(WORDS_FILE, str(tmp_path / "none"))
    answer = clerk("audit verify")
    assert answer.code == 2
    assert "cannot be read" in answer.err
