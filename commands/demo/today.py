"""A sale of today beside the demo's: lots that close by the clock, a room to run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from commands.demo.people import BIDDERS, acting, name_of
from commands.written_file import write_file
from ledger.clock import machine_clock
from ledger.identity import Paddle, Role, SaleId

if TYPE_CHECKING:
    from ledger.house import House
    from ledger.house.command import Command

_PADDLES = dict(zip(BIDDERS, (Paddle("42"), Paddle("87")), strict=True))
_TERMS = """\
sale = "{sale}"
title = "Books, Maps and Instruments"
house = "Heritage Auctions"
zone = "UTC"
preset = "heritage-2025"

[[sessions]]
number = 1
name = "By the clock"
lots = "1-5"
kind = "timed"
starts = "{opens}"
closes = "{closes}"
stagger = "10 minutes"
channels = ["mail", "fax", "internet"]

[[sessions]]
number = 2
name = "In the room"
lots = "101-110"
kind = "floor"
starts = "{starts}"
live_proxies_from = "{opens}"
channels = ["floor", "phone", "mail", "fax", "internet", "live"]

[[information]]
about = "viewing"
text = "Each day of the sale from 9:00, in the saleroom."

[[information]]
about = "shipping"
category = "Maps"
text = "Maps are sent rolled, which takes a week longer."
"""
_CATALOGUE = """\
lot,title,description,category,low_estimate,high_estimate,opening,reserve
1,An armillary sphere,"Paris, about 1780. On a stand.",Instruments,1500,2500,600,
2,Blaeu: the Grand Atlas,"Amsterdam 1662. Eleven volumes.",Maps,80000,120000,40000,60000
3,Three letters on comets,,Books,300,500,100,
4,A pocket dial of silver,"Signed, with a compass.",Instruments,600,900,300,
5,A view of the harbour,"Copper engraving, coloured.",Maps,200,300,100,
101,A sextant by Ramsden,"London, signed and numbered.",Instruments,2000,3000,1000,
102,A pair of globes,"Terrestrial and celestial, 1820.",Instruments,4000,6000,2000,
103,Euclid: the Elements,"Venice 1482. The first edition.",Books,90000,150000,50000,
104,A pocket atlas of the counties,,Books,200,300,100,
105,A treatise on fortification,,Books,200,300,100,
106,An almanack for sailors,,Books,200,300,100,
107,A primer of fluxions,,Books,200,300,100,
108,A chart of the Baltic,"With soundings.",Maps,500,700,250,
109,A microscope in its box,"With six slides.",Instruments,800,1200,400,
110,A map of the moon,"After the drawing of 1647.",Maps,700,900,350,
"""


def begin_a_sale_of_today(house: House, folder: Path) -> SaleId:
    """Announce a sale that is on, with its lots and both bidders, once a day."""
    now = machine_clock()
    sale = SaleId(f"TODAY-{now:%Y-%m-%d}")
    if sale not in house.sale_names():
        for command in _steps(sale, folder, now):
            house.do(command, by=acting(name_of(Role.CLERK), Role.CLERK))
    return sale


def _steps(sale: SaleId, folder: Path, now: datetime) -> Iterator[Command]:
    from ledger.files.catalogue_file import read_catalogue
    from ledger.files.terms_file import read_terms
    from ledger.house import clients, lots, sales

    def at(**later: int) -> str:
        return f"{now + timedelta(**later):%Y-%m-%d %H:%M}"

    described = _TERMS.format(
        sale=sale, opens=at(hours=-1), closes=at(minutes=30), starts=at(minutes=-1)
    )
    listed = write_file(folder / f"{sale}.csv", _CATALOGUE.encode())
    terms = read_terms(write_file(folder / f"{sale}.toml", described.encode()))
    yield sales.announce(terms)
    yield lots.catalogue(sale, read_catalogue(listed, terms=terms).entries)
    for client, paddle in _PADDLES.items():
        yield clients.enrol(client)
        yield sales.issue_paddle(sale, paddle, client=client, limit=None)
