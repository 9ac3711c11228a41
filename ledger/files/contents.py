"""The bytes of a file from outside, up to a limit that can be raised."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from ledger.files.problems import Faulty, Problem

LIMIT_MB = 64
"""No list of a sale is larger: what goes on and on is not what was meant."""
RAISED_BY = "LOTLEDGER_INPUT_MB"
"""The variable of the environment that raises the limit."""
_MB = 1_000_000


class Unreadable(NamedTuple):
    """What stands in the way of reading a file, and what to do about it."""

    actual: str
    remedy: str

    def problem(self, file: str, expected: str) -> Problem:
        """Return it as a problem with a file."""
        return Problem(
            file=file,
            line=None,
            field="",
            actual=self.actual,
            expected=expected,
            remedy=self.remedy,
        )


def contents(file: str, *, expected: str) -> bytes:
    """Read a file; raises Faulty where it cannot be read, or does not end."""
    read = read_file(Path(file))
    if isinstance(read, Unreadable):
        raise Faulty([read.problem(file, expected)])
    return read


def read_file(path: Path) -> bytes | Unreadable:
    """Read a file, or say why not; no more of it is read than the limit."""
    most = _limit_mb()
    try:
        with path.open("rb") as opened:
            read = opened.read(most * _MB + 1)
    except FileNotFoundError:
        return Unreadable("no such file", "Check the name.")
    except IsADirectoryError:
        return Unreadable("a folder", "Name a file in it.")
    except PermissionError:
        return Unreadable("a file that may not be read", "Check its permissions.")
    except (OSError, ValueError):
        return Unreadable("nothing readable", "Check the name.")
    if len(read) <= most * _MB:
        return read
    remedy = f"Check the name, or set {RAISED_BY} to more than {most}."
    return Unreadable(f"more than {most} MB", remedy)


def _limit_mb() -> int:
    """Return the limit; a variable that is no whole number above 0 raises nothing."""
    raised = os.environ.get(RAISED_BY, "")
    return int(raised) if raised.isdecimal() and int(raised[:9]) else LIMIT_MB
