"""The demo, killed before and after commits and played again, has the same bytes."""

from __future__ import annotations

import signal
import subprocess
import sys
from random import Random

import pytest

from commands.demo.command import LEDGER_ID, play_all
from commands.demo.sale import examples
from ledger.files.terms_file import read_terms
from ledger.house import House
from tests.clerk import ROOT
from tests.rehearsal import REHEARSAL
from tests.stranger import asked, is_sound

pytestmark = pytest.mark.slow

PLAYER = """
import sys
from tests.dying import die_at
from tests.ledger_file.test_killed_demo import play

place, commits, before = sys.argv[1:]
die_at(int(commits), before=before == "before")
play(place)
"""
KILLS = 4


def play(place: str) -> None:
    """Play the demo's sale, or whatever of it is not on record yet."""
    terms = read_terms(examples() / "terms.toml")
    with House.open(place, new_id=LEDGER_ID, recording=REHEARSAL) as house:
        play_all(house, terms)


def log(place: str) -> list[tuple]:
    return asked(place, "SELECT * FROM events ORDER BY position")


def test_the_demo_has_the_same_bytes_however_often_it_is_killed(tmp_path):
    dice = Random(29)
    killed, whole = str(tmp_path / "killed.db"), str(tmp_path / "whole.db")
    play(whole)
    commits = len(asked(whole, "SELECT key FROM command_keys"))
    left = commits
    for _ in range(KILLS):
        nth = dice.randrange(1, max(2, left // 2))
        words = [killed, str(nth), dice.choice(("before", "after"))]
        ended = subprocess.run(  # noqa: S603 (ourselves)
            [sys.executable, "-c", PLAYER, *words], cwd=ROOT, check=False
        )
        assert ended.returncode == -signal.SIGKILL
        left = commits - len(asked(killed, "SELECT key FROM command_keys"))
    assert log(killed) != log(whole), "it was killed before its end"
    play(killed)
    assert log(killed) == log(whole)
    assert is_sound(killed)
