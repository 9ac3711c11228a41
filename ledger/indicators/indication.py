"""An indication: how far the bidding looks like a pattern, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from ledger.indicators.catalogue import Indicator
from ledger.money import Minor
from ledger.value import value

POINTS = 100
"""All points that there are: the bidding is just as the pattern says."""

Input = int | Fraction | str


@value(kw_only=True)
class Indication:
    """How far the bidding of somebody looks like a pattern."""

    indicator: Indicator
    bidder: str
    other: str | None = None
    """The second bidder, where it takes two."""
    sellers: tuple[str | None, ...] = ()
    """Whose lots they are, where that is part of the pattern."""
    strength: Fraction
    """From 0 to 1; what it is worked out from is told by the inputs."""
    inputs: tuple[tuple[str, Input], ...]
    """What went in, by name: enough to work it out again by hand."""
    amounts: tuple[tuple[str, Minor], ...] = ()
    """What went in of amounts, where all lots are in one currency."""
    currency: str | None = None
    """Which that is."""
    lots: tuple[str, ...] = ()
    """The lots that show it."""
    marks: tuple[int, ...] = ()
    """The positions in the log, or lines of the file, that show it."""

    def __post_init__(self) -> None:
        assert 0 <= self.strength <= 1, f"{self.reference}: {self.strength}"

    @property
    def reference(self) -> str:
        """The name that a review goes by: ``shill-score:1010:C-301``."""
        sellers = (seller or "-" for seller in self.sellers)
        parts = (self.bidder, *([] if self.other is None else [self.other]), *sellers)
        return ":".join((self.indicator.code, *parts))

    @property
    def points(self) -> int:
        """The strength in whole points of 100, halves up."""
        return int(self.strength * POINTS + Fraction(1, 2))


def tempered(shown: int, of: int) -> Fraction:
    """Return how many of so many show it, as if one more did not.

    A single lot never comes to more than a half, however it went: it takes several.
    """
    return Fraction(shown, of + 1)


def saturating(shown: Fraction | int, half: int) -> Fraction:
    """Return how much of something there is, where so much of it is worth a half."""
    return Fraction(shown) / (shown + half)


def only_currency(codes: Iterable[str]) -> str | None:
    """Return the one currency of some lots; None where they have several."""
    first, *others = {*codes}
    return None if others or not first else first


def sorted_marks(marks: Iterable[int | None]) -> tuple[int, ...]:
    """Return positions in their order, each once, and none that is missing."""
    return tuple(sorted({mark for mark in marks if mark is not None}))
