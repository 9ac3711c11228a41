"""Letters that cannot be printed as they are, and how they are written instead."""

from __future__ import annotations

import unicodedata

_UNSEEN = {"Cc", "Cn", "Co", "Cs", "Zl", "Zp"}
_TURNS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
"""Marks that turn the direction of text, and so can make a title read otherwise."""


def with_codes(text: str) -> str:
    """Write all that has no shape of its own by its code, ``[U+0007]``."""
    return by_code(text, frozenset(filter(_is_unseen, text)))


def by_code(text: str, letters: frozenset[str]) -> str:
    """Write some letters of a text by their codes: ``[U+6F22]``."""
    return text.translate({ord(letter): f"[U+{ord(letter):04X}]" for letter in letters})


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSEEN or ord(letter) in _TURNS
