"""Letters that cannot be printed as they are, and how they are written instead."""

from __future__ import annotations

from ledger.visible import is_unseen


def with_codes(text: str) -> str:
    """Write all that has no shape of its own by its code, ``[U+0007]``."""
    return by_code(text, frozenset(filter(is_unseen, text)))


def by_code(text: str, letters: frozenset[str]) -> str:
    """Write some letters of a text by their codes: ``[U+6F22]``."""
    return text.translate({ord(letter): f"[U+{ord(letter):04X}]" for letter in letters})
