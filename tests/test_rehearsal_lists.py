"""What a terminal and a script are shown of a rehearsal: marked, and in its shape."""

from __future__ import annotations

import pytest

from projections.rehearsal import MARK
from tests.clerk import Clerk
from tests.settling_clerk import clerk_who_can_settle

pytestmark = pytest.mark.slow

READ = [
    "lots MAY26",
    "live next MAY26",
    "lot show MAY26/1",
    "bids list MAY26",
    "bids list MAY26/1 --paddle 101",
    "results MAY26",
    "sale show MAY26",
    "client show C-1",
    "replay lot MAY26/1 --step",
    "replay sale MAY26",
    "invoice list MAY26",
    "pay list MAY26",
    "statement list MAY26",
]


@pytest.fixture(scope="module")
def rehearsing(tmp_path_factory):
    return clerk_who_can_settle(tmp_path_factory.mktemp("rehearsal"))


@pytest.mark.parametrize("line", READ)
def test_it_says_so_once_on_standard_error(rehearsing, line):
    for form in ("", " --json"):
        answer = rehearsing(line + form)
        assert (answer.code, answer.err.count(MARK)) == (0, 1), form
        assert MARK not in answer.out
    assert answer.json is not None


def test_a_list_for_scripts_stays_a_list(rehearsing):
    rows = rehearsing("lots MAY26 --json").json
    assert all("lot" in row for row in rows)


def test_what_reads_no_ledger_says_nothing(rehearsing):
    assert MARK not in rehearsing("terms presets").err
    assert MARK not in rehearsing("views list").err


def test_a_live_ledger_is_not_marked(tmp_path, monkeypatch):
    monkeypatch.setenv("LOTLEDGER_REHEARSAL", "")
    clerk = Clerk(tmp_path)
    clerk.does("client add C-1 --kind person")
    shown = clerk("client show C-1")
    assert (shown.code, shown.err) == (0, "")
