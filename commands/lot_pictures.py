"""Give a lot its pictures, in place of those that it had."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import LOT
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.identity import LotId


@click.command()
@click.argument("name", type=LOT, metavar="SALE/LOT")
@click.argument(
    "files",
    type=click.Path(),
    nargs=-1,
    metavar="[FILE]...",
)
@click.option("--add", is_flag=True, help="Add them behind those that it has.")
@attributed
@click.pass_obj
def pictures(
    ledger: LedgerSession,
    name: LotId,
    files: tuple[str, ...],
    *,
    add: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Give SALE/LOT its pictures, in place of those that it had; no FILE: none.

    Each is PNG, JPEG or WebP, of 10 MB at most. They are kept in the folder pictures
    beside the ledger, and the record names them by their SHA-256, not by their names.

    Example: lotledger lot pictures HERITAGE-2025-12/50061 front.jpg back.jpg
    """
    from ledger.files.pictures import read_picture
    from ledger.house.pictures import keep_picture, picture
    from presenters.recorded import position_sentence
    from presenters.words import counted

    house = ledger.house()
    house.lot(name)
    read = [read_picture(file) for file in files]
    for each in read:
        keep_picture(house, each.picture, each.content)
    shown = list(dict.fromkeys(each.picture for each in read))
    recorded = house.do(picture(name, shown, adds=add or None), by=by)
    has = counted(len(house.lot(name).pictures), "picture")
    click.echo(f"Lot {name} has {has}. {position_sentence(recorded)}")
