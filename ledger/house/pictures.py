"""A command about a lot's pictures, and where they are kept: beside the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ledger.events.pictures import Picture
from ledger.house.command import Decide, command
from ledger.house.house import House
from ledger.house.lots import decide_on_lot
from ledger.identity import LotId
from ledger.lot import pictures as rules

FOLDER = "pictures"


@command("picture a lot")
def picture(lot: LotId, pictures: Sequence[Picture]) -> Decide:
    """Give a lot its pictures, in place of those that it had."""
    return decide_on_lot(
        lot, lambda current_lot, _: rules.picture(current_lot, pictures)
    )


def picture_place(house: House, sha256: str) -> Path | None:
    """Return the file of a picture; None where the ledger is in no folder."""
    return house.beside(FOLDER, sha256)
