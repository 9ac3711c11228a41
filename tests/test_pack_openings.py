"""Openings that were tampered with, in a pack: by its verifier, by Go, and by hand.

The forger has the ledger and its key, and makes all of it fit but the commitments.
"""

from __future__ import annotations

from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from commands.main import main
from ledger.terms.bidding import Openings
from tests.forger import make_tree_anew
from tests.ledger_file.tampering import Hand
from tests.packed import GO, judged, public_commands, typed
from tests.sale_of_tests import new_house, place
from tests.sealed_sale import ENTRIES, closed

pytestmark = pytest.mark.slow


def as_it_was(_):
    """Leave the openings as they are."""


def wrong_amount(openings):
    openings[0]["maximum"] += 1_000


def wrong_nonce(openings):
    openings[0]["nonce"] = "00" * 32


def another_bid(openings):
    openings[0]["nonce"] = openings[1]["nonce"]
    openings[0]["maximum"] = openings[1]["maximum"]


TAMPERED = pytest.mark.parametrize("change", [wrong_amount, wrong_nonce, another_bid])


def packed(folder, change):
    """Return the pack of a lot whose openings were changed, unpacked as well."""
    with new_house(folder, closed, entries=ENTRIES, openings=Openings.ALL):
        pass
    hand = Hand(place(folder))
    entry = hand.entry(at := hand.find("maximums-opened", lot="MAY26/1"))
    change(entry["body"]["openings"])
    hand.write(at, entry)
    hand.save()
    make_tree_anew(place(folder))
    pack = folder / "lot.zip"
    words = ["--ledger", place(folder), "audit", "pack", "MAY26/1", "--out", str(pack)]
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 0, answer.output
    with ZipFile(pack) as archive:
        archive.extractall(folder / "pack")
    return pack, answer.stdout.splitlines()[-1]


@TAMPERED
def test_the_verifier_of_the_pack_names_what_was_opened_otherwise(tmp_path, change):
    pack, vkey = packed(tmp_path, change)
    code, verdict = judged(pack, "--key", vkey)
    assert code == 3
    assert any(
        "bid 1#1, as another than was sealed" in each for each in verdict["altered"]
    )


def by_hand(folder, vkey):
    page = (folder / "pack" / "README.html").read_text("utf-8")
    commands = [each for each in public_commands(page) if "openssl dgst" in each]
    (answer,) = (typed(each, folder / "pack", vkey) for each in commands)
    return answer[1]


def test_the_commands_of_the_page_hold_an_opening_against_its_seal(tmp_path):
    _, vkey = packed(tmp_path, as_it_was)
    assert "it was opened as it was sealed" in by_hand(tmp_path, vkey)


@TAMPERED
def test_the_commands_of_the_page_find_what_was_opened_otherwise(tmp_path, change):
    _, vkey = packed(tmp_path, change)
    assert "it was opened as it was sealed" not in by_hand(tmp_path, vkey)


def by_go(folder, vkey):
    page = (folder / "pack" / "README.html").read_text("utf-8")
    (command,) = (
        each for each in public_commands(page) if each.count(".tlog-proof") == 2
    )
    return typed(command, folder / "pack", vkey)[1]


@pytest.mark.skipif(GO is None, reason="Go and golang.org/x/mod are not installed")
def test_a_program_in_go_holds_an_opening_against_its_seal(tmp_path):
    _, vkey = packed(tmp_path, as_it_was)
    answer = by_go(tmp_path, vkey)
    assert 'opened: position 14 is "30000" in minor units of USD' in answer


@pytest.mark.skipif(GO is None, reason="Go and golang.org/x/mod are not installed")
@TAMPERED
def test_a_program_in_go_finds_what_was_opened_otherwise(tmp_path, change):
    _, vkey = packed(tmp_path, change)
    answer = by_go(tmp_path, vkey)
    assert "not opened: position 14 was opened as another than was sealed" in answer


def test_prices_and_openings_are_told_of_a_pack_as_it_was(tmp_path):
    pack, vkey = packed(tmp_path, as_it_was)
    code, verdict = judged(pack, "--key", vkey)
    assert code == 0
    assert "Opened amounts: 5, each as it was sealed." in verdict["proven"]
    assert any(each.startswith("Prices: 3 follow") for each in verdict["proven"])
