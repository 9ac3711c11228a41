"""Standard output and standard error: full, closed, or read by nobody."""

from __future__ import annotations

import os
import shlex
from functools import partial
from pathlib import Path

import pytest

from tests.clerk import clerk_of_a_sale, process

pytestmark = pytest.mark.slow

FULL = Path("/dev/full")
has_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no full disk")
UNWRITABLE = "Stopped: The answer cannot be written: No space left on device. "
BID = "bid MAY26/1 --paddle 101 --maximum 80 --at 2026-05-02T09:00-05:00"


@pytest.fixture(params=[None, "1"], ids=["buffered", "unbuffered"])
def run(request, tmp_path):
    """Run a line in a process of its own, where Python keeps what it writes or not."""
    clerk = clerk_of_a_sale(tmp_path)

    def start(line, **more):
        words = ["--ledger", clerk.ledger, *shlex.split(line)]
        env = {"PYTHONUNBUFFERED": request.param, "LOTLEDGER_ACTOR": "Sue"}
        return process(words, env=env, **more)

    start.clerk = clerk
    return start


def fill(*numbers):
    """Let streams of the process that is being started go to a full disk."""
    for number in numbers:
        os.dup2(os.open(FULL, os.O_WRONLY), number)


ANSWERS = [
    "--help",
    "completion bash",
    "lots MAY26",
    "report trial-balance --format csv",
]


@has_full
@pytest.mark.parametrize("line", ANSWERS)
def test_a_full_disk_is_told_in_a_sentence(run, line):
    asked = run(line, preexec_fn=partial(fill, 1))
    _, told = asked.communicate()
    assert (asked.returncode, told) == (
        1,
        f"{UNWRITABLE}What is recorded stays recorded.\n",
    )


@has_full
def test_what_is_recorded_stays_recorded_where_its_answer_cannot_be_written(run):
    before = run.clerk.events()
    asked = run(BID, preexec_fn=partial(fill, 1))
    _, told = asked.communicate()
    assert (asked.returncode, told.count("\n")) == (1, 1)
    assert told.endswith("What is recorded stays recorded.\n")
    assert run.clerk.events() == before + 1
    assert [bid["amount"] for bid in run.clerk("bids list MAY26/1 --json").json]


ENDS = [("terms presets", 0), ("lots NOPE", 1), ("lotz", 2)]


@pytest.mark.parametrize(("line", "code"), ENDS)
@pytest.mark.parametrize(
    "lose", [pytest.param(fill, marks=has_full), os.close], ids=["full", "closed"]
)
def test_talk_that_is_lost_changes_no_answer(run, line, code, lose):
    asked = run(line, preexec_fn=partial(lose, 2))
    out, _ = asked.communicate()
    assert asked.returncode == code
    assert bool(out) == (code == 0), "talk goes to no other stream"


@has_full
def test_both_streams_are_full(run):
    asked = run(BID, preexec_fn=partial(fill, 1, 2))
    asked.communicate()
    assert asked.returncode == 1


def test_a_refused_row_that_nobody_hears_of_does_not_stop_the_import(run):
    rows = "1,101,10,mail,2026-05-02T10:00Z\n1,101,80,mail,2026-05-02T10:00Z\n"
    file = run.clerk.writes(
        "bids.csv", f"lot,paddle,maximum,channel,received_at\n{rows}"
    )
    asked = run(f"bids import MAY26 {file}", preexec_fn=partial(os.close, 2))
    out, _ = asked.communicate()
    assert (asked.returncode, "1" in out) == (0, True)


def test_nobody_reads_the_answer(run):
    with run("--help") as asked:
        asked.stdout.close()
        assert asked.stderr.read() == ""
    assert asked.returncode == 1


def test_nobody_reads_the_talk(run):
    with run("lots NOPE") as asked:
        asked.stderr.close()
        assert asked.stdout.read() == ""
    assert asked.returncode == 1


def test_a_closed_output_is_told_before_anything_is_recorded(run):
    before = run.clerk.events()
    asked = run("paddle limit MAY26 101 5", preexec_fn=partial(os.close, 1))
    _, told = asked.communicate()
    assert asked.returncode == 1
    assert told.startswith("Stopped: Standard output is closed")
    assert run.clerk.events() == before
