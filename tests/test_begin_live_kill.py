"""A ledger that goes live, killed at any moment: it has gone live, or is as it was."""

from __future__ import annotations

import shutil
from time import monotonic, sleep

import pytest

from tests.clerk import Clerk, process
from tests.older_ledgers import unpack
from tests.patience import PATIENCE
from tests.stranger import asked, is_sound

pytestmark = pytest.mark.slow

KILLS = 8
LINE = ("begin-live", "--reason", "the season begins", "--key", "once")
ROWS = "SELECT * FROM events ORDER BY position"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Unpack a ledger of the first release, brought to the schema of today."""
    folder = tmp_path_factory.mktemp("told")
    clerk = Clerk(folder, unpack("schema-1", folder))
    assert clerk("ledger show --json").json["times"] == "told"
    return clerk


def begin_live(ledger, *, within=None):
    """Let a process begin, and kill it after a while; return its exit code."""
    worker = process(["--ledger", str(ledger), *LINE])
    if within is not None:
        sleep(within)
        worker.kill()
    worker.communicate(timeout=PATIENCE)
    return worker.returncode


def test_it_is_all_or_nothing_whenever_it_is_killed(told, tmp_path):
    before = asked(told.ledger, ROWS)
    whole = tmp_path / "whole.db"
    shutil.copy(told.ledger, whole)
    begun = monotonic()
    assert begin_live(whole) == 0
    life = monotonic() - begun
    added = len(asked(whole, ROWS)) - len(before)
    assert added > 0
    for kill in range(KILLS):
        ledger = tmp_path / f"{kill}.db"
        shutil.copy(told.ledger, ledger)
        begin_live(ledger, within=life * (0.4 + 0.6 * kill / (KILLS - 1)))
        assert is_sound(ledger)
        rows = asked(ledger, ROWS)
        assert rows[: len(before)] == before, "what was there keeps its bytes"
        assert len(rows) - len(before) in {0, added}, "all of it, or nothing"
        assert begin_live(ledger) == 0, "the same command goes on, or was recorded"
        after = asked(ledger, ROWS)
        assert (after[: len(rows)], len(after)) == (rows, len(before) + added)
