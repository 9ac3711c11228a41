"""Give a lot its pictures, in place of those that it had."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import LOT
from commands.recording import record
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.files.pictures import ReadPicture
    from ledger.house import House
    from ledger.identity import LotId


@click.command()
@click.argument("name", type=LOT, metavar="SALE/LOT")
@click.argument(
    "files",
    type=click.Path(),
    nargs=-1,
    metavar="[FILE]...",
)
@attributed
@click.pass_obj
def pictures(
    ledger: LedgerSession,
    name: LotId,
    files: tuple[str, ...],
    *,
    by: Attribution,
    at: datetime,
) -> None:
    """Give SALE/LOT its pictures, in place of those that it had; no FILE: none.

    Each is PNG, JPEG or WebP, of 10 MB at most. They are kept in the folder pictures
    beside the ledger, and the record names them by their SHA-256, not by their names.

    Example: lotledger lot pictures HERITAGE-2025-12/50061 front.jpg back.jpg
    """
    from ledger.files.pictures import read_picture
    from ledger.house.pictures import picture
    from presenters.words import counted

    house = ledger.house()
    house.lot(name)
    read = [read_picture(file) for file in files]
    for each in read:
        _keep(house, each)
    shown = list(dict.fromkeys(each.picture for each in read))
    sentence = f"Lot {name} has {counted(len(shown), 'picture')}."
    record(house, picture(name, shown), by, sentence)


def _keep(house: House, read: ReadPicture) -> None:
    """Put a picture beside the ledger; raises Refused where it cannot be."""
    from commands.errors import Refused
    from commands.written_file import write_file
    from ledger.house.pictures import picture_place

    place = picture_place(house, read.picture.sha256)
    if place is None:
        what = "The ledger is on a server, and in no folder that pictures stand beside"
        raise Refused("Refused", f"{what}. Keep pictures with a ledger in a file.")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        what = f"{place.parent} cannot be made: {fault.strerror}"
        raise Refused("Stopped", f"{what}. See to its disk and folder.") from fault
    write_file(place, read.content)
