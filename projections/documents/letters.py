"""Letters that cannot be printed as they are, and how they are written instead."""

from __future__ import annotations

import unicodedata

_UNSEEN = {"Cc", "Cn", "Co", "Cs", "Zl", "Zp"}
_TURNS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
"""Marks that turn the direction of text, and so can make a title read otherwise."""


def coded(text: str, lacking: frozenset[str] = frozenset()) -> str:
    """Write by its code, ``[U+6F22]``, what is lacking, and all that has no shape."""
    return "".join(
        f"[U+{ord(letter):04X}]" if letter in lacking or _is_unseen(letter) else letter
        for letter in text
    )


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSEEN or ord(letter) in _TURNS
