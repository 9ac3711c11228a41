"""Files and arguments that dice have spoilt: a sentence in time, nothing recorded."""

from __future__ import annotations

import re
import resource
import signal
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from tests.clerk import CATALOGUE, CLIENTS, TERMS, clerk_of_a_sale
from tests.settling_clerk import RATES, SETTLEMENT

pytestmark = pytest.mark.slow

CASES = 25
"""So many by the dice of each target."""

SECONDS = 120
"""Long past what any answer takes: an alarm, not a measure."""

MEMORY = 1024**3
MEMORY_MAP = Path("/proc/self/statm")
"""What a process has; where the system does not say so, only time is limited."""

BIDS = """\
lot,paddle,maximum,channel,received_at
1,101,200,internet,2026-05-19T10:00:00-05:00
2,102,900,mail,2026-05-19T10:01:00-05:00
"""
FILES = {
    "terms check {f}": TERMS,
    "terms premium {f} 5000": TERMS,
    "catalogue import MAY26 {f} --dry-run": CATALOGUE,
    "client import MAY26 {f} --dry-run": CLIENTS,
    "bids import MAY26 {f} --dry-run": BIDS,
    "tax import {f} --dry-run": RATES,
    "sale settlement MAY26 {f} --dry-run": SETTLEMENT,
}
WORDS = {
    "lot": "lot show MAY26/1 --json",
    "lots": "lots MAY26",
    "bid": "bid MAY26/1 --paddle 999 --maximum 80 --at 2026-05-19T10:00-05:00",
    "replay": "replay lot MAY26/1 --without 1#1",
    "report": "report trial-balance MAY26 --as-of 5",
    "live": "live next MAY26",
}
ODD = (
    *("", " ", "\0", "\x1b[31m", "\u202e", "\u00e9", "\U0001d7d9", "-1", "0", "1e9"),
    *(",", ";", "\t", "\n\n", "[", "[[", "{" * 3_000, "=", "null", "1/0", "NaN", "#"),
    *("2026-02-30", "T24:61", "../..", "=cmd()", "MAY26/1", "$", "€", "\ufeff"),
    *("9" * 5_000, '"'),
)

ODD_VALUES = (*ODD, "[" * 20_000, "{a=" * 5_000)


def spoilt(text: str, dice: Random) -> bytes:
    """Return a text with a few things done to it that people and programs do."""
    for _ in range(dice.randrange(1, 4)):
        at, to = sorted(dice.randrange(len(text) + 1) for _ in range(2))
        match dice.randrange(6):
            case 5:
                # A value of a table, or a cell, is another one as a whole.
                values = list(re.finditer(r"(?<== )[^\n]+|(?<=,)[^,\n]+", text))
                start, end = dice.choice(values).span() if values else (at, to)
                text = text[:start] + dice.choice(ODD_VALUES) + text[end:]
            case 0:
                text = text[:at] + dice.choice(ODD) + text[at:]
            case 1:
                text = text[:at] + text[min(to, at + 8) :]
            case 2:
                text = text[:to] + text[at:]
            case 3:
                lines = text.splitlines(keepends=True)
                dice.shuffle(lines)
                text = "".join(lines)
            case _:
                text = text.replace(dice.choice(text or " "), dice.choice(ODD), 2)
    coding = dice.choice(("utf-8", "utf-8", "utf-16", "cp1252"))
    return text.encode(coding, errors="replace")


@contextmanager
def limits():
    """Let nothing take for ever, nor all of the memory."""

    def too_long(*_):
        raise AssertionError("no answer in time")

    before = signal.signal(signal.SIGALRM, too_long)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if MEMORY_MAP.exists():
        used = int(MEMORY_MAP.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, hard))
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_a_sale(tmp_path)


@pytest.mark.parametrize("line", FILES)
def test_a_spoilt_file_gets_a_sentence(clerk, line):
    dice, before = Random(line), clerk.ledger.read_bytes()
    for case in range(CASES):
        file = clerk.writes("spoilt", spoilt(FILES[line], dice))
        with limits():
            answer = clerk(line, f=file)
        assert answer.code in (0, 1, 2), (case, answer)
        assert answer.code == 0 or answer.err.strip(), case
    assert clerk.ledger.read_bytes() == before, "nothing is recorded"


@pytest.mark.parametrize("name", WORDS)
def test_spoilt_arguments_get_a_sentence(clerk, name):
    dice, words = Random(name), WORDS[name].split()
    for case in range(CASES):
        typed = list(words)
        for _ in range(dice.randrange(1, 3)):
            place = dice.randrange(1, len(typed))
            match dice.randrange(4):
                case 0:
                    typed[place] = dice.choice(ODD)
                case 1:
                    typed.insert(place, dice.choice(ODD))
                case 2:
                    typed[place] += dice.choice(ODD)
                case _:
                    del typed[place]
            if len(typed) < 2:
                break
        with limits():
            answer = clerk.type(typed)
        assert answer.code in (0, 1, 2), (case, typed, answer)
        assert answer.code == 0 or answer.err.strip(), (case, typed)
