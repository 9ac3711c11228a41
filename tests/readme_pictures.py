"""The pictures of pages that the README shows, which a test in a browser takes.

Take them again with: make pictures
"""

from __future__ import annotations

from pathlib import Path
from struct import unpack

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
SIZE = {"width": 1200, "height": 800}
PICTURES = {
    "lot": "A lot's page, as a bidder sees it who leads",
    "room": "The clerk's screen, with a lot on the block",
    "history": "A lot's history: the plot of its bidding, and why it has this price",
    "month": "The end of a month: what is done, and what is not",
}
"""By the name of its file, what is to be seen."""


def file_of(name: str) -> Path:
    """Return where a picture is."""
    return FOLDER / f"{name}.png"


def size_of(png: bytes) -> dict[str, int]:
    """Return how large a picture is, as its first chunk says (PNG, 11.2.1)."""
    width, height = unpack(">II", png[16:24])
    return {"width": width, "height": height}
