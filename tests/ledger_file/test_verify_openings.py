"""Openings that were tampered with: ``audit verify`` names lot, bid and position.

The forger makes the tree anew, so that nothing else tells of it.
"""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from commands.main import main
from ledger.house import House, sales
from ledger.refusals import KeyErased
from ledger.terms.bidding import Openings
from ledger.vault.secrets import DerivedSecrets, KeyKind
from tests.forger import make_tree_anew
from tests.ledger_file.tampering import Hand
from tests.sale_of_tests import SALE, by, new_house, place
from tests.sealed_sale import ENTRIES, bid_upon, closed
from tests.story import clock

pytestmark = pytest.mark.slow

ALL = Openings.ALL


@pytest.fixture
def ledger(tmp_path):
    with new_house(tmp_path, closed, entries=ENTRIES, openings=ALL):
        pass
    return place(tmp_path)


def verified(ledger, code):
    answer = CliRunner().invoke(main, ["--ledger", ledger, "audit", "verify", "--json"])
    assert answer.exit_code == code, answer.output
    return json.loads(answer.stdout)


def found(ledger, change):
    """Forge the ledger, and return what the first opening that differs is said to be.

    The change takes a hand, and the entry that opens the bids of the first lot.
    """
    hand = Hand(ledger)
    at = hand.find("maximums-opened")
    entry = hand.entry(at)
    change(hand, entry)
    hand.write(at, entry)
    hand.save()
    make_tree_anew(ledger)
    shape = verified(ledger, 3)
    kinds = {each["kind"]: each for each in shape["alterations"]}
    assert shape["verdict"] == "altered"
    assert set(kinds) <= {"opening", "rules", "views", "views-file"}, kinds
    assert kinds["opening"]["positions"] == [at]
    return kinds["opening"]["earliest"]


def wrong_amount(_, entry):
    entry["body"]["openings"][1]["maximum"] += 1_000


def wrong_nonce(_, entry):
    entry["body"]["openings"][1]["nonce"] = "00" * 32


def no_nonce(_, entry):
    entry["body"]["openings"][1]["nonce"] = "not in base16"


def nonces_exchanged(_, entry):
    first, second, *_ = entry["body"]["openings"]
    first["nonce"], second["nonce"] = second["nonce"], first["nonce"]


@pytest.mark.parametrize(
    ("change", "bid"),
    [
        (wrong_amount, "1#2"),
        (wrong_nonce, "1#2"),
        (no_nonce, "1#2"),
        (nonces_exchanged, "1#1"),
    ],
)
def test_an_opening_of_what_was_not_sealed_is_named(ledger, change, bid):
    first = found(ledger, change)
    assert f"lot MAY26/1: it opens bid {bid} as another amount" in first["what"]
    assert first["lots_touched"] == ["MAY26/1"]


def bid_of_another_lot(hand, entry):
    opening = entry["body"]["openings"][1]
    other = hand.find("bid-placed", bid="2#2")
    opening["bid"], opening["position"] = "2#2", other


def the_same_twice(_, entry):
    openings = entry["body"]["openings"]
    openings.append(openings[0])


@pytest.mark.parametrize("change", [bid_of_another_lot, the_same_twice])
def test_an_opening_of_another_bid_is_named(ledger, change):
    first = found(ledger, change)
    assert "lot MAY26/1: it opens what was not sealed there" in first["what"]


def test_a_reserve_that_was_opened_otherwise_is_named(ledger):
    hand = Hand(ledger)
    at = hand.edit(hand.find("reserve-opened"), reserve=1)
    hand.save()
    make_tree_anew(ledger)
    (opening,) = [
        each for each in verified(ledger, 3)["alterations"] if each["kind"] == "opening"
    ]
    assert opening["positions"] == [at]
    assert "opens the reserve as another amount" in opening["earliest"]["what"]


def test_what_was_opened_as_it_was_sealed_is_valid(ledger):
    shape = verified(ledger, 0)
    assert shape["verdict"] == "valid"
    assert not any("opened" in each for each in shape["remarks"])


def test_what_the_terms_open_and_nothing_opened_is_named_as_not_opened(
    tmp_path, monkeypatch
):
    key = DerivedSecrets.key

    def key_unless_lost(self, kind, subject):
        if (kind, subject) == (KeyKind.CLIENT, "C-101"):
            raise KeyErased(kind=kind.value, subject=subject)
        return key(self, kind, subject)

    with new_house(tmp_path, bid_upon, entries=ENTRIES, openings=ALL):
        pass
    with monkeypatch.context() as lost:
        lost.setattr(DerivedSecrets, "key", key_unless_lost)
        with House.open(place(tmp_path)) as house:
            house.do(sales.close_sale(SALE, at=clock("15:30")), by=by())
    remarks = verified(place(tmp_path), 0)["remarks"]
    assert (
        "Not opened, though the terms open it by now: 2 sealed amounts of MAY26/1, "
        "MAY26/2." in remarks
    )
