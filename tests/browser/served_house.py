"""A house to look at in a browser: the demo, a sale of today, somebody of each role."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from commands.demo.people import BIDDERS, let_everybody_in, name_of
from commands.keeping import passphrase
from commands.session import LedgerSession
from ledger.house.vaults import open_vault_of
from ledger.identity import Role
from tests.clerk import Clerk, process
from tests.patience import PATIENCE

PASSWORD = "a password for looking"  # noqa: S105 (of a rehearsal, for a test)
DEMO = "HERITAGE-2025-12"
TODAY = "TODAY"
KEYS = "KEYS"
"""A sale in the room, of a session for each size of screen."""
OPENED = "OPENED"
"""A sale that is over; on its one lot the two highest bids of three were opened."""

EVENING = "EVENING"
"""A sale in the room that is over; the house bid on its one lot below the reserve."""

_TERMS = """\
sale = "TODAY"
title = "Books, Maps and Instruments"
house = "Heritage Auctions"
zone = "America/Chicago"
preset = "heritage-2025"

[[sessions]]
number = 1
name = "By the clock"
lots = "1-99"
kind = "timed"
starts = "{opens}"
closes = "{closes}"
stagger = "1 minute"
channels = ["mail", "fax", "internet"]

[[sessions]]
number = 2
name = "In the room"
lots = "101-199"
kind = "floor"
starts = "{starts}"
live_proxies_from = "{opens}"
channels = ["floor", "phone", "mail", "fax", "internet", "live"]
"""
_OPENED_TERMS = """\
sale = "OPENED"
title = "Letters and Manuscripts"
house = "Heritage Auctions"
zone = "America/Chicago"
preset = "heritage-2025"

[bidding]
openings = "winner-and-underbidder"

[[sessions]]
number = 1
name = "By the clock"
lots = "1-9"
kind = "timed"
starts = "2026-01-11 10:00"
closes = "2026-01-18 20:00"
channels = ["internet", "mail"]
"""
_OPENED_CATALOGUE = """\
lot,title,low_estimate,high_estimate,opening,reserve
1,A letter of Caroline Herschel,300,500,100,
"""
_EVENING_TERMS = """\
sale = "EVENING"
title = "An Evening of Clocks"
house = "Heritage Auctions"
zone = "America/Chicago"
preset = "heritage-2025"

[[sessions]]
number = 1
name = "In the room"
lots = "1-9"
kind = "floor"
starts = "2026-02-05 18:00"
proxies_end = "10 minutes before"
channels = ["floor", "phone", "internet", "live"]
"""
_EVENING_CATALOGUE = """\
lot,title,low_estimate,high_estimate,opening,reserve
1,A regulator by Riefler,300,500,60,200
"""
_CATALOGUE = """\
lot,title,description,category,low_estimate,high_estimate,opening,reserve,quantity
1,An armillary sphere of brass,"Paris, about 1780. On a turned stand.",Instruments,1500,2500,600,,1
2,Blaeu: the Grand Atlas in eleven volumes,"Amsterdam 1662. Contemporary vellum, coloured throughout. Some maps trimmed.",Maps,80000,120000,40000,60000,1
3,Three letters on comets,,Books,300,500,100,,1
101,A sextant by Ramsden,"London, signed and numbered.",Instruments,2000,3000,1000,,1
102,Six pocket globes,"Sold times the money.",Instruments,400,600,200,,1
103,Euclid: the Elements,"Venice 1482. The first printed edition.",Books,90000,150000,50000,,1
104,A pocket atlas of the counties,,Books,200,300,100,,1
105,A treatise on fortification,,Books,200,300,100,,1
106,An almanack for sailors,,Books,200,300,100,,1
107,A primer of fluxions,,Books,200,300,100,,1
108,A chart of the Baltic,,Maps,200,300,100,,1
109,A microscope in its box,,Instruments,200,300,100,,1
110,A pair of proportional dividers,,Instruments,200,300,100,,1
111,A sand-glass of four glasses,,Instruments,200,300,100,,1
112,A sundial for the pocket,,Instruments,200,300,100,,1
113,A pair of spectacles,,Instruments,200,300,100,,1
114,A rule for surveyors,,Instruments,200,300,100,,1
115,A compass for miners,,Instruments,200,300,100,,1
116,A scale for coins,,Instruments,200,300,100,,1
117,A sun compass,,Instruments,200,300,100,,1
118,A tide dial,,Instruments,200,300,100,,1
119,A box of weights,,Instruments,200,300,100,,1
"""  # noqa: E501 (as such a file is)
_KEYS_TERMS = """\
sale = "KEYS"
title = "A Session for Every Key"
house = "Heritage Auctions"
zone = "America/Chicago"
preset = "heritage-2025"

[[sessions]]
number = 1
name = "At a desk"
lots = "1-9"
kind = "floor"
starts = "{starts}"
channels = ["floor", "phone", "mail", "fax", "internet", "live"]

[[sessions]]
number = 2
name = "On a phone"
lots = "11-19"
kind = "floor"
starts = "{starts}"
channels = ["floor", "phone", "mail", "fax", "internet", "live"]
"""
_KEYS_CATALOGUE = """\
lot,title,low_estimate,high_estimate,opening,reserve
1,A sextant,2000,3000,1000,
2,A chart of the Baltic,2000,3000,1000,1500
3,A microscope,800,1200,,
4,A pocket globe,1000,1500,,
5,A map of the moon,700,900,350,
11,A sextant,2000,3000,1000,
12,A chart of the Baltic,2000,3000,1000,1500
13,A microscope,800,1200,,
14,A pocket globe,1000,1500,,
15,A map of the moon,700,900,350,
"""
_CLIENTS = f"""\
client,kind,client_class,paddle,credit_limit
{BIDDERS[0]},person,,42,5000
{BIDDERS[1]},person,,87,
"""


@dataclass(frozen=True)
class ServedHouse:
    """A house that is served, and where."""

    folder: Path
    address: str

    def name_of(self, role: Role) -> str:
        """Return the name that somebody of a role signs in with."""
        return name_of(role)


@contextmanager
def served_house(folder: Path):
    """Play the demo in a folder, begin a sale of today, and serve both."""
    clerk = Clerk(folder)
    clerk.does("demo --dir {folder}", folder=folder)
    _open_the_envelopes_of_a_sale(clerk)
    _play_an_evening(clerk)
    _begin_a_sale_of_today(clerk)
    _begin_a_sale_of_keys(clerk)
    clerk.does("vault new")
    let_in(clerk)
    with serving(clerk) as house:
        yield house


@contextmanager
def serving(clerk: Clerk, *options: str):
    """Serve the ledger of a clerk until it is left."""
    words = ["--ledger", str(clerk.ledger), "serve", "--port", "0", "--workers", "1"]
    words += options
    env = {"PYTHONPATH": os.getcwd()}  # noqa: PTH109
    started = process(words, cwd=clerk.folder, env=env)
    try:
        line = started.stdout.readline()
        assert "Serving" in line, started.stderr.read()
        port = line.split("127.0.0.1:")[1].split(".")[0]
        yield ServedHouse(clerk.folder, f"http://127.0.0.1:{port}")
    finally:
        started.send_signal(signal.SIGINT)
        _, err = started.communicate(timeout=PATIENCE)
        assert "Traceback" not in err, err


def _begin(
    clerk: Clerk,
    sale: str,
    terms: str,
    catalogue: str,
    *,
    at: str,
    bidders: str = _CLIENTS,
) -> None:
    """Announce a sale, with its lots and its bidders."""
    name = sale.lower()
    announced = clerk.writes(f"{name}.toml", terms)
    clerk.does("sale announce {f} --at {at}", f=announced, at=at)
    listed = clerk.writes(f"{name}.csv", catalogue)
    clerk.does(f"catalogue import {sale} {{f}} --at {{at}}", f=listed, at=at)
    enrolled = clerk.writes(f"{name}-clients.csv", bidders)
    clerk.does(f"client import {sale} {{f}} --at {{at}}", f=enrolled, at=at)


def _open_the_envelopes_of_a_sale(clerk: Clerk) -> None:
    third = f"{_CLIENTS}C-1201,person,,99,\n"
    at = "2026-01-05T12:00Z"
    _begin(clerk, OPENED, _OPENED_TERMS, _OPENED_CATALOGUE, at=at, bidders=third)
    for hour, paddle, maximum in ((12, 99, 250), (13, 42, 600), (14, 87, 900)):
        said = f"--maximum {maximum} --channel internet --at 2026-01-12T{hour}:00Z"
        clerk.does(f"bid OPENED/1 --paddle {paddle} {said}")
    clerk.does("sale run OPENED --at 2026-01-20T12:00Z")
    asks = "--question 'Was the last bid in time?' --bid 1#3 --at 2026-01-21T12:00Z"
    clerk.does(f"dispute open OPENED/1 {asks}")


def _play_an_evening(clerk: Clerk) -> None:
    at = "2026-02-01T12:00Z"
    _begin(clerk, EVENING, _EVENING_TERMS, _EVENING_CATALOGUE, at=at)
    for words, second in (
        ("open EVENING/1", 0),
        ("bid EVENING/1 --paddle 42 110", 10),
        ("bid EVENING/1 --house 150", 20),
        ("bid EVENING/1 --paddle 42 250", 30),
        ("hammer EVENING/1", 50),
    ):
        clerk.does(f"live {words} --at 2026-02-06T00:01:{second:02}Z")


def _begin_a_sale_of_today(clerk: Clerk) -> None:
    now = datetime.now(UTC) - timedelta(hours=6)
    moment = partial(datetime.strftime, format="%Y-%m-%d %H:%M")
    terms = _TERMS.format(
        opens=moment(now - timedelta(days=1)),
        closes=moment(now + timedelta(hours=3)),
        starts=moment(now - timedelta(minutes=5)),
    )
    at = (datetime.now(UTC) - timedelta(days=2)).isoformat(timespec="seconds")
    _begin(clerk, TODAY, terms, _CATALOGUE, at=at)


def _begin_a_sale_of_keys(clerk: Clerk) -> None:
    starts = datetime.now(UTC) - timedelta(hours=6, minutes=5)
    at = (datetime.now(UTC) - timedelta(days=2)).isoformat(timespec="seconds")
    terms = _KEYS_TERMS.format(starts=f"{starts:%Y-%m-%d %H:%M}")
    _begin(clerk, KEYS, terms, _KEYS_CATALOGUE, at=at)
    for lot in (1, 11):
        said = "--paddle 42 --maximum 1100 --channel internet --at {at}"
        clerk.does(f"bid KEYS/{lot} {said}", at=at)


def let_in(clerk: Clerk) -> None:
    """Give roles and passwords, as the demo does that is served."""
    with (
        LedgerSession(str(clerk.ledger)) as ledger,
        open_vault_of(house := ledger.house(), passphrase) as vault,
    ):
        let_everybody_in(house, vault, lambda: PASSWORD)
