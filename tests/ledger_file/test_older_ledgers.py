"""A ledger of an older version opens, steps, extends, reads and replays the same."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from hashlib import sha256

import pytest

from ledger.house import House
from tests.doc_sessions import Shell
from tests.older_ledgers import SAMPLES, answers, commands, files, positions, unpack

pytestmark = pytest.mark.slow


@pytest.fixture(params=SAMPLES)
def sample(request):
    return request.param


@pytest.fixture
def ledger(sample, tmp_path, monkeypatch):
    """Unpack a sample, and stay in its folder."""
    monkeypatch.chdir(tmp_path)
    return unpack(sample, tmp_path)


@pytest.fixture
def terminal(ledger):
    return Shell(ledger.parent)


def read_json(terminal, command):
    """Type a command, and read the JSON it prints before it remarks anything."""
    value, _ = json.JSONDecoder().raw_decode(terminal.type(command))
    return value


def log_digest(path, head):
    """Digest all that is stored of the log, without any of our own code."""
    digest = sha256()
    with closing(sqlite3.connect(path)) as connection:
        for row in connection.execute(
            "SELECT position, stream, version, type, state FROM events "
            "WHERE position <= ? ORDER BY position",
            (head,),
        ):
            digest.update(b"|".join(str(v).encode() for v in row[:4]) + b"|" + row[4])
    return digest.hexdigest()


def test_it_reads_the_same(sample, ledger, terminal):
    expected = answers(sample)
    for command, answer in expected["read"].items():
        told = read_json(terminal, command)
        if isinstance(answer, dict):
            told = {key: told[key] for key in answer}
        assert told == answer, command
    with House.open(str(ledger)) as house:
        assert house.head() == expected["head"]
        for moment, position in expected["known_at"].items():
            assert house.position_at(datetime.fromisoformat(moment)) == position
    assert log_digest(ledger, expected["head"]) == expected["log"]


@pytest.mark.slow
def test_its_views_are_as_the_log_has_it(terminal):
    assert terminal.type("lotledger views check").startswith(
        "all views: same as a rebuild"
    )


def test_its_filed_replays_are_as_they_were_filed(sample, terminal):
    dispute = read_json(terminal, "lotledger dispute show SPRING-2026/D1 --json")
    filed = [replay["digest"] for replay in dispute["replays"]]
    assert filed == answers(sample)["filed"]


@pytest.mark.slow
def test_it_is_extended(sample, ledger, terminal):
    head = answers(sample)["head"]
    answer = terminal.type("lotledger client add C-900 --at 2026-07-01T09:00-05:00")
    # Where another version records than before, that comes first.
    came = int(positions(answer)[0])
    assert came - head in (1, 2)
    answer = terminal.type(
        "lotledger pay receive HD-2026-00004 107.17 --method wire --cleared "
        "--at 2026-07-01T10:00-05:00"
    )
    assert positions(answer) == (str(came + 1), str(came + 3))
    assert log_digest(ledger, head) == answers(sample)["log"]
    replayed = read_json(terminal, "lotledger replay sale SPRING-2026 --json")
    assert replayed["differences"] == []
    assert terminal.type("lotledger views check").startswith(
        "all views: same as a rebuild"
    )


@pytest.mark.slow
def test_every_key_still_answers(sample, ledger, terminal):
    """A repeat of every command it was made by records nothing, and says so."""
    for name, text in files(sample).items():
        (ledger.parent / name).write_text(text, encoding="utf-8")
    asked = commands(sample)
    assert len(asked) == answers(sample)["commands"]
    for command, first in asked:
        again = terminal.type(command)
        if "Refused" in first.splitlines()[0]:
            assert terminal.ended == 1, command
            assert again.split(":")[0] == first.split(":")[0], command
            continue
        assert terminal.ended == 0, f"{command}\n{again}"
        if "--key" in command and positions(first):
            assert "Recorded before" in again, f"{command}\n{again}"
            assert positions(again) == positions(first), command
    with House.open(str(ledger)) as house:
        assert house.head() == answers(sample)["head"]
