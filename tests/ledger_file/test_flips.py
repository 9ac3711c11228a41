"""One bit of the file is another: a sentence, or the same answer, never a wrong one."""

from __future__ import annotations

from random import Random

import pytest

from tests.clerk import Clerk
from tests.questions import OWN_WORDS, READS, WRITES
from tests.settling_clerk import clerk_who_settled

pytestmark = pytest.mark.slow

FLIPS = 50
"""So many bits by the dice of one seed; with all seeds a thousand."""
ASKED = 2
"""So many lines are typed at each."""
VERIFIED = 10
"""One of so many flips is verified as well: that reads all there is."""


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


def must_not_be_served(clerk: Clerk, line: str, answers, where: str) -> None:
    """See that a line is answered as ever, or told in a sentence of our own."""
    code, _, err = answer = answer_of(clerk, line)
    where = f"{where}, {line!r}: {answer}"
    assert code in (0, 1, 3), where
    if code == 3:
        assert err.startswith("Stopped: ") or line.startswith("report"), where
        assert not OWN_WORDS & set(err.split()), where
    elif code == 0 and line in answers:
        assert answer == answers[line], where


@pytest.mark.parametrize("seed", range(20))
def test_no_flipped_bit_is_answered_wrongly_or_with_a_traceback(seed, whole, tmp_path):
    content, answers = whole
    dice = Random(seed)
    for number in range(FLIPS):
        place, bit = dice.randrange(len(content)), dice.randrange(8)
        lines = dice.sample(READS + WRITES, ASKED)
        where = f"bit {bit} of byte {place}"
        if number % VERIFIED == 0:
            verified = flip(tmp_path, content, place, bit)("audit verify --json")
            assert verified.code in (0, 3), where
        for line in lines:
            clerk = flip(tmp_path, content, place, bit)
            must_not_be_served(clerk, line, answers, where)


def test_every_value_of_an_entry_is_noticed_wherever_it_is_read(whole, tmp_path):
    """A maximum that could have been, a time, a name: by a command that reads it."""
    content, answers = whole
    for value, line in (
        (b'"maximum":90000', "bids list MAY26 --json"),
        (b'"received_at":"2026-05-19', "replay sale MAY26 --json"),
        (b'"actor":"Sue', "report checks MAY26 --json"),
        (b'"title":"A table', "lots MAY26 --json"),
    ):
        at = content.index(value) + len(value) - 1
        clerk = flip(tmp_path, content, at, 0)
        code, _, err = answer_of(clerk, line)
        assert code == 3, (value, line, code)
        assert "is not as it was recorded" in err or line.startswith("report"), err
        assert answers[line][0] == 0
