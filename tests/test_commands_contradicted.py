"""A checkpoint that was kept is compared at its own size, whatever came since."""

from __future__ import annotations

import pytest

from tests.clerk import clerk_of_a_sale

pytestmark = pytest.mark.slow

BID = "bid MAY26/1 --paddle {} --maximum 90 --at 2026-05-03T09:00-05:00"
LATER = "bid MAY26/2 --paddle 101 --maximum 900 --at 2026-05-04T09:00-05:00"


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_a_sale(tmp_path)


def policy_of(clerk):
    key = clerk("key show --json").json["keys"][-1]["key"]
    return clerk.writes("policy", f"log {key}\nquorum none\n")


def two_histories(clerk, tmp_path):
    """Return the checkpoints of two histories of one log, at one size."""
    (tmp_path / "other").mkdir()
    other = clerk_of_a_sale(tmp_path / "other")
    clerk.does(BID.format(102))
    other.does(BID.format(101))
    own = clerk.writes("own", clerk.does("audit checkpoint"))
    kept = clerk.writes("kept", other.does("audit checkpoint"))
    assert own.read_text().split("\n")[1] == kept.read_text().split("\n")[1]
    return own, kept


def test_two_checkpoints_of_one_size_contradict_one_another(clerk, tmp_path):
    own, kept = two_histories(clerk, tmp_path)
    line = "audit check {f} --policy {p} --old {o}"
    answer = clerk(line, f=own, p=policy_of(clerk), o=kept)
    assert (answer.code, answer.out) == (3, "")
    assert "contradicts what you kept" in answer.err
    assert clerk(line, f=own, p=policy_of(clerk), o=own).code == 0


def test_a_ledger_that_grew_is_held_against_an_older_checkpoint(clerk, tmp_path):
    own, kept = two_histories(clerk, tmp_path)
    clerk.does(LATER)
    assert clerk("audit verify --checkpoint {f}", f=own).code == 0
    answer = clerk("audit verify --json --checkpoint {f}", f=kept)
    assert (answer.code, answer.json["verdict"]) == (3, "contradicts")


def test_a_folder_that_grew_is_held_against_an_older_checkpoint(clerk, tmp_path):
    own, kept = two_histories(clerk, tmp_path)
    clerk.does(LATER)
    folder, policy = clerk.folder / "tiles", policy_of(clerk)
    clerk.does("audit tiles {f}", f=folder)
    line = "audit check {f} --policy {p} --old {o}"
    assert clerk(line, f=folder, p=policy, o=own).code == 0
    assert clerk(line, f=folder, p=policy, o=kept).code == 3
