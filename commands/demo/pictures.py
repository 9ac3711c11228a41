"""Pictures of the demo that is served: drawings of our own, for some of its lots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.demo.people import acting, name_of
from commands.demo.sale import examples
from ledger.identity import Role, SaleId, lot_id

if TYPE_CHECKING:
    from ledger.house import House

_OF_THE_DEMO = {"50061": "report"}
_OF_TODAY = {
    "1": "armillary-sphere",
    "2": "atlas",
    "101": "sextant",
    "102": "globes",
    "110": "map-of-the-moon",
}


def show_pictures(house: House, demo: SaleId, today: SaleId) -> None:
    """Give lots of both sales their pictures, once."""
    from ledger.files.pictures import read_picture
    from ledger.house.pictures import keep_picture, picture

    for sale, files in ((demo, _OF_THE_DEMO), (today, _OF_TODAY)):
        for number, file in files.items():
            lot = lot_id(sale, number)
            if not house.lot(lot).pictures:
                place = examples().with_name("pictures") / f"{file}.webp"
                read = read_picture(str(place))
                keep_picture(house, read.picture, read.content)
                shown = picture(lot, (read.picture,))
                house.do(shown, by=acting(name_of(Role.CLERK), Role.CLERK))
