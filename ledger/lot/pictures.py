"""Which pictures a lot has."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.events.lot import LotEvent
from ledger.events.pictures import LotPictured, Picture
from ledger.lot.state import Lot


def picture(lot: Lot, pictures: Sequence[Picture]) -> tuple[LotEvent, ...]:
    """Give a lot its pictures, in place of those that it had; each stands once."""
    shown = tuple(dict.fromkeys(pictures))
    if shown == lot.pictures:
        return ()
    return (LotPictured(lot=lot.id, pictures=shown),)
