"""The walk of a session: which lot is up, and which come after it."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.lot import Lot, Stage


def up_now(lots: Iterable[Lot]) -> Lot | None:
    """Return the lot that is up in the room, if one is."""
    return next((lot for lot in lots if lot.up is not None), None)


def next_up(lots: Iterable[Lot], session: int) -> list[Lot]:
    """Return the lots of a session that are still to come, as they will.

    They come in sale order; those that were left for later come after the rest.
    """
    coming = [
        lot
        for lot in lots
        if lot.listing.session == session and lot.stage is Stage.OPEN and lot.up is None
    ]
    return sorted(coming, key=lambda lot: (lot.skipped, lot.listing.order))
