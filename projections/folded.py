"""Text as it is compared where case is no difference, in every alphabet.

A database knows the small letters of its own locale at most, and a file A to Z alone.
"""

from __future__ import annotations

from unicodedata import normalize


def folded(text: str) -> str:
    """Return a text in small letters, each written in one way (NFKC)."""
    return normalize("NFKC", text).casefold()
