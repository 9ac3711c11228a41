"""One bit of the file is another: a sentence, or the same answer, never a wrong one."""

from __future__ import annotations

import re
from random import Random

import pytest

from tests.clerk import Clerk
from tests.older_ledgers import SAMPLES, unpack
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
    content = clerk.ledger.read_bytes()
    return content, {
        line: answer_of(copied(clerk.folder, content), line) for line in READS
    }


def copied(folder, content: bytes) -> Clerk:
    """Return a clerk of these bytes alone: what is asked may record a look."""
    clerk = Clerk(folder)
    for path in folder.iterdir():
        path.unlink()
    clerk.ledger.write_bytes(content)
    return clerk


def answer_of(clerk: Clerk, line: str):
    """Type a line; a traceback is raised. Moments of printing are left out."""
    answer = clerk(line)
    kept = [row for row in answer.out.splitlines() if "printed_at" not in row]
    return answer.code, kept, answer.err


def flip(folder, content: bytes, place: int, bit: int) -> Clerk:
    """Return a clerk whose ledger has one bit flipped, and no views yet."""
    spoilt = bytearray(content)
    spoilt[place] ^= 1 << bit
    return copied(folder, bytes(spoilt))


def must_not_be_served(clerk: Clerk, line: str, answers, where: str) -> None:
    """See that a line is answered as ever, or told in a sentence of our own."""
    code, _, err = answer = answer_of(clerk, line)
    where = f"{where}, {line!r}: {answer}"
    assert code in (0, 1, 3), where
    if code == 3:
        # What was not opened is said before; the answer ends as one that is no good.
        stopped = any(each.startswith("Stopped: ") for each in err.splitlines())
        assert stopped or line.startswith("report"), where
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


BID_OF_102 = rb'"paddle":"102",[^{}]*"standing":{[^{}]*},"seal":{'
HEX = rb'"commitment":"[0-9a-f]*?[0-9b-e]'
"""Up to a digit that is another digit by its last bit."""
BASE64 = rb'"text":"[^"]*?[B-Yb-y]'


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (BID_OF_102 + HEX, "bids list MAY26 --json"),
        (BID_OF_102 + rb"[^{}]*" + BASE64, "bids list MAY26 --json"),
        (BID_OF_102 + rb'[^{}]*"key":"C-2', "replay lot MAY26/2 --json"),
        (rb'"reserve":null,"standing":null,"seal":{' + HEX, "bids list MAY26 --json"),
        (rb'"leader":"102","price":7', "bids list MAY26 --json"),
        (rb'"received_at":"2026-05-19', "replay sale MAY26 --json"),
        (rb'"actor":"Sue', "report checks MAY26 --json"),
        (rb'"title":"A table', "lots MAY26 --json"),
    ],
)
def test_every_value_of_an_entry_is_noticed_wherever_it_is_read(
    value, line, whole, tmp_path
):
    """A seal, a price, a time, a name: by a command that reads it."""
    content, answers = whole
    is_noticed(content, value, line, tmp_path)
    assert answers[line][0] == 0


def test_a_maximum_in_plain_is_noticed_as_well(tmp_path):
    """That could have been: of a sale from before anything was sealed."""
    unpack("schema-2", tmp_path)
    clerk = Clerk(tmp_path)
    clerk.does("client add C-99")
    line = "bids list SPRING-2026 --json"
    content = clerk.ledger.read_bytes()
    assert answer_of(copied(tmp_path, content), line)[0] == 0
    is_noticed(content, rb'"maximum":[0-9]', line, tmp_path)


def is_noticed(content: bytes, value: bytes, line: str, folder) -> None:
    """See that a line stops where the last byte of a value is another."""
    found = re.search(value, content)
    assert found, value
    code, _, err = answer_of(flip(folder, content, found.end() - 1, 0), line)
    assert code == 3, (value, line, code)
    assert "is not as it was recorded" in err or line.startswith("report"), err


@pytest.mark.parametrize("sample", SAMPLES)
def test_an_older_ledger_that_nothing_hashes_is_not_called_valid(sample, tmp_path):
    """An amount that could have been as well is found by nobody there."""
    content = unpack(sample, tmp_path).read_bytes()
    found = re.search(rb'"submitted":[0-9]+', content)
    assert found
    for bit in (None, 0):
        clerk = Clerk(tmp_path)
        if bit is not None:
            clerk = flip(tmp_path, content, found.end() - 3, bit)
        first, *_ = clerk("audit verify").out.splitlines()
        assert "is valid" not in first
        assert "not found" in first or "altered" in first
    assert clerk("audit verify --json").code in (0, 3)
