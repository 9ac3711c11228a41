"""The walk of a session: which lot is up, and which come after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.identity import LotId, number_of
from ledger.lot.state import Lot
from presenters.lot import RESERVE_WORDS
from presenters.shape import Shape
from presenters.words import if_any

if TYPE_CHECKING:
    from collections.abc import Sequence

WALK_COLUMNS = (
    ("lot", "right"),
    ("title", "left"),
    ("stage", "left"),
    ("price", "right"),
    ("asking", "right"),
    ("reserve", "left"),
)


class WalkShape(Shape):
    """The walk of a session: the lot that is up, and those that come after it."""

    up: LotId | None
    """The lot that is up; null where none is."""
    next: tuple[LotId, ...]
    """The lots that come up after it, in their order."""


def walk_shape(up: Lot | None, coming: Sequence[Lot]) -> WalkShape:
    """Return a walk as its shape."""
    return WalkShape(
        up=None if up is None else up.id, next=tuple(lot.id for lot in coming)
    )


def walk_row(lot: Lot) -> tuple[object, ...]:
    """Write a lot as a row of the walk."""
    money = lot.listing.currency.write
    stage = "up" if lot.up is not None else "left for later" if lot.skipped else "next"
    return (
        number_of(lot.id),
        lot.listing.title,
        stage,
        if_any(money, lot.price) or "no bids",
        money(lot.asking),
        RESERVE_WORDS[lot.reserve_met],
    )
