"""A whole sale ends in the same bytes, root and reports, in a file and on a server.

Whoever types it is killed before and after commits on the way, and types it again.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from random import Random

import pytest

from ledger.store.ledger_file import open_database
from ledger.store.tree_reader import TreeReader
from projections.reports.books.registry import BOOKS
from tests.clerk import ROOT, Clerk
from tests.database_server import new_ledger
from tests.whole_sale import play

pytestmark = [pytest.mark.slow, pytest.mark.server]

PLAYER = """
import sys
from pathlib import Path
from tests.clerk import Clerk
from tests.dying import die_at
from tests.whole_sale import play

folder, place, commits, before = sys.argv[1:]
die_at(int(commits), before=bool(before))
play(Clerk(Path(folder), place))
"""


PRINTED = "2026-08-01T09:00-05:00"


def clerk_at(folder, place):
    folder.mkdir()
    return Clerk(folder, place)


def killed_on_the_way(clerk, dice):
    """Let a process type the sale, and die; say how many commits it came to."""
    words = [str(clerk.folder), clerk.ledger, str(dice.randrange(4, 30))]
    ended = subprocess.run(  # noqa: S603 (ourselves)
        [sys.executable, "-c", PLAYER, *words, dice.choice(("before", ""))],
        cwd=ROOT,
        check=False,
        stdout=subprocess.DEVNULL,
    )
    assert ended.returncode == -signal.SIGKILL


def log_of(clerk):
    """Return the entries with their positions, the keys, and the root over all."""
    with closing(open_database(str(clerk.ledger), new_id=None)) as database:
        tree = TreeReader(database)
        with database.reading() as connection:
            rows = [
                connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1").all()  # noqa: S608 (ours)
                for table in ("events", "command_keys", "moments", "checkpoints")
            ]
        return [list(map(tuple, each)) for each in rows], tree.root(tree.size())


def answers_of(clerk):
    """Return every report of the sale, as a file."""
    return {
        name: clerk(f"report {name} MAY26 --format csv --printed-at {PRINTED}")
        for name in BOOKS
    } | {line: clerk(line) for line in ("results MAY26 --json", "lots MAY26 --json")}


def test_the_same_story_ends_in_the_same_bytes_root_and_reports(tmp_path):
    dice = Random(16)
    places = {
        "whole": str(tmp_path / "whole.db"),
        "file": str(tmp_path / "lotledger.db"),
        "server": new_ledger(),
    }
    clerks = {name: clerk_at(tmp_path / name, at) for name, at in places.items()}
    logs, answers, words = {}, {}, {}
    for name, clerk in clerks.items():
        if name != "whole":
            killed_on_the_way(clerk, dice)
            killed_on_the_way(clerk, dice)
        words[name] = play(clerk)
        logs[name], answers[name] = log_of(clerk), answers_of(clerk)
    rows, _ = logs["whole"]
    assert len(rows[0]) > 80
    assert sum("Refused" in each for each in words["whole"]) == 1
    assert logs["file"] == logs["whole"]
    assert logs["server"] == logs["whole"]
    assert answers["file"] == answers["whole"]
    assert answers["server"] == answers["whole"]
    assert sum(each.code == 0 for each in answers["whole"].values()) > 20
    assert clerks["server"]("audit verify").code == 0
