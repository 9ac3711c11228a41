"""Which pictures a lot has."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.events.lot import LotEvent
from ledger.events.pictures import LotPictured, Picture
from ledger.lot.state import Lot
from ledger.refusals import LotMovedOn


def picture(
    lot: Lot,
    pictures: Sequence[Picture],
    *,
    adds: bool = False,
    of: Sequence[str] | None = None,
) -> tuple[LotEvent, ...]:
    """Give a lot its pictures, in place of those that it had or behind them.

    Each stands once. ``of`` are those that they were chosen of, by their SHA-256: a lot
    that has others by now has moved on.
    """
    if of is not None and list(of) != [each.sha256 for each in lot.pictures]:
        raise LotMovedOn(lot=lot.id, now="it has other pictures")
    shown = tuple(dict.fromkeys((*lot.pictures, *pictures) if adds else pictures))
    if shown == lot.pictures:
        return ()
    return (LotPictured(lot=lot.id, pictures=shown),)
