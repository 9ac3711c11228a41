"""One bit of the file is another: a sentence, or the same answer, never a wrong one.

A ratchet. What nothing can notice until the log is hashed is named in NOT_COVERED: one
value of an entry replaced by another that could have been. Whatever else answers in
silence what it did not answer before fails, and so does every traceback.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from random import Random

import pytest

from tests.clerk import Clerk
from tests.questions import OWN_WORDS, READS, WRITES
from tests.settling_clerk import clerk_who_settled

pytestmark = pytest.mark.slow

FLIPS = 50
"""So many bits by the dice of one seed."""

COVERED = {"entry", "stream", "version", "type", "id", "ledger"}
HASHED = {"terms", "terms_hash", "rules", "rules_hash"}
NOT_COVERED = "a value of an entry other than where it stands and what is hashed"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return the file of a settled sale, and what is answered from it."""
    clerk = clerk_who_settled(tmp_path_factory.mktemp("whole"))
    clerk.views.unlink()
    return clerk.ledger.read_bytes(), {line: answer_of(clerk, line) for line in READS}


def answer_of(clerk: Clerk, line: str):
    """Type a line; a traceback is raised. Moments of printing are left out."""
    answer = clerk(line)
    kept = [row for row in answer.out.splitlines() if "printed_at" not in row]
    return answer.code, kept, answer.err


def flip(folder, content: bytes, place: int, bit: int) -> Clerk:
    """Return a clerk whose ledger has one bit flipped, and no views yet."""
    spoilt = bytearray(content)
    spoilt[place] ^= 1 << bit
    clerk = Clerk(folder)
    for path in folder.iterdir():
        path.unlink()
    clerk.ledger.write_bytes(spoilt)
    return clerk


def is_covered(before: bytes, after: bytes, folder) -> bool:
    """Say whether a changed file ought to have been noticed, and where it was not."""
    old, new = (rows_of(content, folder) for content in (before, after))
    changed = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    if len(changed) != 1 or changed[0][0][:4] != changed[0][1][:4]:
        return True
    try:
        entry, other = (json.loads(row[4]) for row in changed[0])
    except ValueError:
        return True
    envelope = {name for name in entry | other if entry.get(name) != other.get(name)}
    if envelope & COVERED:
        return True
    body, as_read = entry["body"], other["body"]
    fields = {name for name in body | as_read if body.get(name) != as_read.get(name)}
    return bool(fields & HASHED)


def rows_of(content: bytes, folder) -> list[tuple]:
    """Read the log of a file without any of our own code."""
    path = folder / "apart.db"
    path.write_bytes(content)
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        return connection.execute("SELECT * FROM events ORDER BY position").fetchall()


@pytest.mark.parametrize("seed", range(3))
def test_no_flipped_bit_is_answered_wrongly_or_with_a_traceback(seed, whole, tmp_path):
    content, answers = whole
    dice = Random(seed)
    for _ in range(FLIPS):
        place, bit = dice.randrange(len(content)), dice.randrange(8)
        line = dice.choice(READS + WRITES)
        clerk = flip(tmp_path, content, place, bit)
        spoilt = clerk.ledger.read_bytes()
        answer = answer_of(clerk, line)
        where = f"bit {bit} of byte {place}, {line!r}: {answer}"
        assert answer[0] in (0, 1, 3), where
        if answer[0] == 3:
            assert answer[2].startswith("Stopped: ") or line.startswith("report"), where
            assert not OWN_WORDS & set(answer[2].split()), where
        elif line in answers and answer != answers[line] and answer[0] == 0:
            assert not is_covered(content, spoilt, tmp_path), where


def test_the_ratchet_finds_what_nobody_noticed(whole, tmp_path):
    """A row that is changed where it stands is covered; a maximum is not yet."""
    content, _ = whole
    at = content.index(b'"maximum":90000')
    clerk = flip(tmp_path, content, at + len(b'"maximum":'), 0)
    assert not is_covered(content, clerk.ledger.read_bytes(), tmp_path)
    at = content.index(b'"stream":"lot:MAY26/2"')
    clerk = flip(tmp_path, content, at + len(b'"stream":"lot:MAY2'), 0)
    assert is_covered(content, clerk.ledger.read_bytes(), tmp_path)
