"""The places of labels beside their marks, so that none covers another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Spot(NamedTuple):
    """A place on the paper, in points from its lower left corner."""

    x: float
    y: float


CORNERS = (Spot(5, 6), Spot(-5, 6), Spot(5, -12), Spot(-5, -12))
"""How far a label may begin, or to the left of the mark end, from its mark."""

HEIGHT = 9.0
LETTER = 5.2
MARK = 8.0
"""How high a label is, how wide each letter, and a mark, in points."""


def corners(labels: Iterable[tuple[Spot, str]]) -> list[Spot | None]:
    """Choose a corner of each mark for its label; None where all are taken."""
    named = list(labels)
    taken = [(Spot(at.x - MARK / 2, at.y - MARK / 2), MARK) for at, _ in named]
    chosen: list[Spot | None] = []
    for mark, text in named:
        width = LETTER * len(text)
        free = (
            c
            for c in CORNERS
            if _is_free(_lower_left_corner(mark, c, width), width, taken)
        )
        corner = next(free, None)
        chosen.append(corner)
        if corner is not None:
            taken.append((_lower_left_corner(mark, corner, width), width))
    return chosen


def _lower_left_corner(mark: Spot, corner: Spot, width: float) -> Spot:
    """Return the lower left corner of a label."""
    left = mark.x + corner.x - (width if corner.x < 0 else 0)
    return Spot(left, mark.y + corner.y)


def _is_free(spot: Spot, width: float, taken: Iterable[tuple[Spot, float]]) -> bool:
    return all(
        abs(spot.y - other.y) >= HEIGHT
        or spot.x + width <= other.x
        or other.x + wide <= spot.x
        for other, wide in taken
    )
