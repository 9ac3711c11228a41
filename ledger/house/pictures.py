"""A command about a lot's pictures, and where they are kept: beside the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ledger.events.pictures import Picture
from ledger.house.command import Decide, command
from ledger.house.house import House
from ledger.house.lots import decide_on_lot
from ledger.identity import LotId
from ledger.keys.folder import put_file
from ledger.lot import pictures as rules
from ledger.refusals import PictureNotKept

FOLDER = "pictures"
MODE = 0o644
"""Anybody may see them."""


@command("picture a lot")
def picture(
    lot: LotId,
    pictures: Sequence[Picture],
    *,
    adds: bool | None = None,
    of: Sequence[str] | None = None,
) -> Decide:
    """Give a lot its pictures, in place of those that it had, or added behind them.

    ``of`` are those that they were chosen of, by their SHA-256, where that is said.
    """
    return decide_on_lot(
        lot,
        lambda current_lot, _: rules.picture(
            current_lot, pictures, adds=bool(adds), of=of
        ),
    )


def keep_picture(house: House, shown: Picture, content: bytes) -> None:
    """Put the file of a picture where pictures are kept, whole; raises PictureNotKept.

    It is named by what is in it: who keeps the same at once keeps the same file.
    """
    place = picture_place(house, shown.sha256)
    if place is None:
        why = "the ledger is on a server, and LOTLEDGER_FILES names no folder"
        raise PictureNotKept(sha256=shown.sha256, why=why)
    _put(place, lambda: content)


def picture_place(house: House, sha256: str) -> Path | None:
    """Return the file of a picture; None where no folder is known for them."""
    return house.beside(FOLDER, sha256)


def picture_files(house: House) -> list[Path]:
    """Return the files of all pictures that are kept here."""
    place = picture_place(house, "")
    if place is None or not place.is_dir():
        return []
    return [file for file in place.iterdir() if not file.name.startswith(".")]


def copy_pictures(house: House, beside: Path) -> int:
    """Copy the files of all pictures beside a copy of the ledger; returns how many.

    Those that are there stay: a file is named by what is in it.
    """
    target = beside / FOLDER / house.ledger_id()
    files = picture_files(house)
    for file in files:
        if not (target / file.name).exists():
            _put(target / file.name, file.read_bytes)
    return len(files)


def _put(place: Path, content: Callable[[], bytes]) -> None:
    try:
        put_file(place, content(), mode=MODE)
    except OSError as fault:
        why = f"{place} cannot be written: {fault.strerror}"
        raise PictureNotKept(sha256=place.name, why=why) from fault
