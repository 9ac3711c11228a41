r"""Letters that no reader sees, or that steer what shows them, written as codes.

A control character moves a cursor, a mark of direction makes a line read otherwise, and
a letter without a shape tells two names apart that look the same. Every medium shows
them by their codes: ``\x1b``, ``\u202e``.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from unicodedata import bidirectional, category

_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
_SHAPELESS = {
    *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
    *range(0x180B, 0x1810),
    *range(0xFE00, 0xFE10),
    *range(0xE0100, 0xE01F0),
}
"""Letters and marks that Unicode passes over in silence, though it calls them so."""
_JOINERS = "\u200c\u200d\ufe0e\ufe0f"
"""Between letters that join, and after pictures, these only choose a shape."""
_JOINED = {"Mn", "Mc", "So", "Sk"}


def visible(text: str, keep: str = "") -> str:
    """Write what cannot be seen of a text by its code, but for the letters to keep."""
    if text.isascii() and text.rstrip(keep).isprintable():
        return text
    before = pairwise(f" {text}")
    return "".join(
        letter
        if letter in keep or not is_unseen(letter) or _is_shaped(earlier, letter)
        else code(letter)
        for earlier, letter in before
    )


def code(letter: str) -> str:
    """Write a letter by its code."""
    return letter.encode("unicode_escape").decode()


@lru_cache(4096)
def is_unseen(letter: str) -> bool:
    """Say whether a letter has no shape of its own, or steers those beside it."""
    return category(letter) in _UNSEEN or ord(letter) in _SHAPELESS


def _is_shaped(earlier: str, letter: str) -> bool:
    """Say whether a joiner stands where scripts and pictures have it."""
    if letter not in _JOINERS:
        return False
    joins = category(earlier) in _JOINED or earlier in _JOINERS[2:]
    return joins or bidirectional(earlier) == "AL"
