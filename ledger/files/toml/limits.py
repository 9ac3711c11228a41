"""The limits of a TOML file: how deep it goes, and how long a bare value may be.

Beyond either, the parser of the standard library breaks down in the middle of its work,
and so would whatever reads the values: such a file is refused before it is parsed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ledger.files.toml.lines import STRING

DEPTH_MAX = 32
"""No file of this product goes deeper than 6."""
BARE_MAX = 200
"""No number, word or day of this product is longer than 40 characters."""

_PART = re.compile(
    rf"(?P<text>{STRING.pattern})|(?P<comment>\#[^\n]*)|(?P<opening>[\[{{])"
    r"|(?P<closing>[\]}])|(?P<dot>\.)|(?P<end>[\n,=])"
    r"|(?P<bare>[^\s\[\]{},=#.\"']+)",
    re.DOTALL,
)


class Excess(NamedTuple):
    """A place at which a file goes beyond a limit, in the words of a problem."""

    line: int
    actual: str
    expected: str
    remedy: str


def excess(text: str) -> Excess | None:
    """Return the first place at which a text goes beyond a limit, if any does."""
    depth = dots = 0
    for part in _PART.finditer(text):
        match part.lastgroup:
            case "opening":
                depth, dots = depth + 1, 0
            case "closing":
                depth = max(0, depth - 1)
            case "dot":
                dots += 1
            case "end":
                dots = 0
            case "bare" if len(part[0]) > BARE_MAX:
                return _too_long(_line(text, part), part[0])
        if max(depth, dots) > DEPTH_MAX:
            return _too_deep(_line(text, part))
    return None


def _line(text: str, part: re.Match[str]) -> int:
    return text.count("\n", 0, part.start()) + 1


def _too_deep(line: int) -> Excess:
    actual = f"more than {DEPTH_MAX} tables or lists within each other"
    return Excess(line, actual, "what a file of this kind holds", "Take them out.")


def _too_long(line: int, written: str) -> Excess:
    is_number = written.lstrip("+-").replace("_", "").isdecimal()
    actual = f"{len(written):,} {'digits' if is_number else 'characters'}"
    expected = f"at most {BARE_MAX} outside of quotes"
    return Excess(line, actual, expected, "Check the figure, or quote the text.")
