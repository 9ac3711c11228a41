"""A ledger verified: valid as it is recorded, and every kind of change told."""

from __future__ import annotations

from random import Random

import pytest

from tests.ledger_file.tampering import Hand
from tests.settling_clerk import clerk_who_settled
from tests.stranger import change_by_hand

pytestmark = pytest.mark.slow


@pytest.fixture
def clerk(tmp_path):
    return clerk_who_settled(tmp_path)


def kinds(answer):
    """Return the kinds of findings, each with its first position."""
    return {
        finding["kind"]: finding["earliest"]["position"]
        for finding in answer.json["alterations"]
    }


def test_a_ledger_as_it_was_recorded_is_valid(clerk):
    answer = clerk("audit verify")
    assert (answer.code, answer.err) == (0, "")
    first, *_, last = answer.out.splitlines()
    assert first.endswith(
        f"is valid: it agrees with itself up to position {clerk.events()}."
    )
    assert last.startswith("Not covered: ")
    assert "Trust: self-consistent." in answer.out
    shape = clerk("audit verify --json").json
    assert (shape["verdict"], shape["alterations"]) == ("valid", [])
    assert shape["as_of_position"] == clerk.events()


def test_nothing_is_changed_by_it_and_views_are_not_begun(clerk):
    def files():
        return {
            path.name: path.read_bytes()
            for path in clerk.folder.iterdir()
            if not path.name.endswith(("-lock", "-shm", "-wal"))
        }

    change_by_hand(clerk.views, "UPDATE results_1 SET hammer_minor = 5")
    before = files()
    assert clerk("audit verify").code == 3
    assert files() == before
    clerk.views.unlink()
    answer = clerk("audit verify")
    assert (answer.code, clerk.views.exists()) == (0, False)
    assert "There are no views beside the ledger" in answer.out


def test_a_flipped_bit_is_no_traceback_and_never_another_answer(clerk):
    """A few by the dice; a thousand: test_flips."""
    line = "bids list MAY26 --json"
    content, answer, dice = clerk.ledger.read_bytes(), clerk(line), Random(5)
    first, last = content.index(b'{"entry":2'), content.rindex(b'{"entry":2')
    for _ in range(6):
        clerk.views.unlink(missing_ok=True)
        spoilt = bytearray(content)
        spoilt[dice.randrange(first, last)] ^= 1 << dice.randrange(8)
        clerk.ledger.write_bytes(spoilt)
        told = clerk(line)
        assert told.code == 3 or told == answer
        assert clerk("audit verify").code == (3 if told.code == 3 else 0)


def test_a_change_is_told_with_what_it_touches(clerk):
    hand = Hand(clerk.ledger)
    at = hand.edit(hand.find("bid-placed", bid="2#1"), maximum=950000)
    hand.save()
    answer = clerk("audit verify --json")
    assert answer.code == 3
    shape = answer.json
    assert shape["verdict"] == "altered"
    first = shape["alterations"][0]["earliest"]
    assert first["position"] == at
    assert first["lots_touched"] == ["MAY26/2"]
    assert first["invoices_touched"] == ["TH-2026-00002"]
    assert set(first["people_touched"]) == {"Sue", "C-2"}
    told = clerk("audit verify")
    assert told.code == 3
    assert f"position {at}" in told.out
    assert "Lots: MAY26/2" in told.out
    assert "are the evidence" in told.out
    assert "rebuild" not in told.out
