"""The matrix of deliberate changes: each is found, and named by its position.

With the views left as they were, and with the views deleted, so that only the ledger's
own file can tell.
"""

from __future__ import annotations

import shutil
from inspect import isfunction

import pytest

from tests.clerk import Clerk
from tests.ledger_file import changes
from tests.ledger_file.tampering import Hand

pytestmark = pytest.mark.slow

CHANGES = {
    name: change
    for name, change in vars(changes).items()
    if isfunction(change) and change.__module__ == changes.__name__ and name[0] != "_"
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Return the folder of a demo that was played, with views that heard all of it."""
    clerk = Clerk(tmp_path_factory.mktemp("demo"))
    clerk.does("demo --dir {dir}", dir=clerk.folder)
    clerk.does("lots HERITAGE-2025-12")
    return clerk.folder


def changed(demo, folder, change):
    """Return a clerk of a copy that was changed, and the position that it was at."""
    for name in ("lotledger.db", "lotledger.db-views"):
        shutil.copy(demo / name, folder)
    clerk = Clerk(folder)
    hand = Hand(clerk.ledger)
    position = change(hand)
    hand.save()
    return clerk, position


def must_be_found(answer, position):
    """See that a change was found, and its position first or among those of a kind."""
    assert (answer.code, answer.err) == (3, ""), answer
    shape = answer.json
    assert shape["verdict"] == "altered"
    if position is not None:
        named = {p for kind in shape["alterations"] for p in kind["positions"]}
        assert position in named, shape["alterations"]
    assert all(kind["count"] for kind in shape["alterations"])


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_found_while_the_views_are_left(demo, tmp_path, name):
    clerk, position = changed(demo, tmp_path, CHANGES[name])
    must_be_found(clerk("audit verify --json"), position)


@pytest.mark.parametrize("name", list(CHANGES)[::4])
def test_people_are_told_what_is_the_evidence(demo, tmp_path, name):
    told = changed(demo, tmp_path, CHANGES[name])[0]("audit verify")
    assert told.code == 3
    assert "are the evidence" in told.out


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_found_without_views(demo, tmp_path, name):
    clerk, position = changed(demo, tmp_path, CHANGES[name])
    clerk.views.unlink()
    must_be_found(clerk("audit verify --json"), position)
