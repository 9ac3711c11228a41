"""Whole commands, from the shell's point of view: a new process each time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.ratio import Claim, in_turn, ratio
from benchmarks.sale_of_bids import lot_names, open_sale, rounds_of_bids, signed
from ledger.house.bids import take_bids

ROOT = Path(__file__).parents[1]
HISTORIES = ROOT.parent / "shared" / "data" / "ebay_bids.csv"
COLUMNS = (
    "--lot auctionid --bidder bidder --maximum bid --at bidtime --opening openbid "
    "--price price"
)

MAIN = "from commands.main import main; main()"
IMPORTS = "import click, pydantic, sqlalchemy, eventsourcing"
PARTS = (
    "import click, msgspec.json, eventsourcing.persistence, sqlalchemy.dialects.sqlite"
)
"""Some load most of themselves only when used; a ledger can do without one."""
ROUNDS = 15


def measure(folder: Path, *, quick: bool) -> Iterator[Claim]:
    """Start commands, and start Python with no more than what they are built on."""
    place, (lot,) = folder / "ours.db", lot_names(1)
    with open_sale(place, count=1) as house:
        bids = rounds_of_bids(16, count=1)
        house.do(take_bids([one for slips in bids for one in slips]), by=signed())
    shown = ("--ledger", str(place), "lot", "show", lot)
    imports, parts, help_, show = in_turn(
        5 if quick else ROUNDS,
        partial(_python, IMPORTS),
        partial(_python, PARTS),
        partial(_python, MAIN, "--help"),
        partial(_python, MAIN, *shown),
    )
    yield Claim(
        what="lotledger --help",
        ours=f"{median(help_.wall):.2f} s",
        measured=median(help_.wall),
        target=0.15,
        at_most=True,
        unit=" s",
    )
    packages = (
        (imports, "importing the packages that it is built on", 1.5),
        (parts, "importing those parts of them that any ledger needs", None),
    )
    for turns, told, target in packages:
        yield Claim(
            what="lotledger lot show",
            against=told,
            ours=f"{median(show.wall):.2f} s",
            theirs=f"{median(turns.wall):.2f} s",
            measured=ratio(show.wall, turns.wall),
            target=target,
            at_most=True,
        )
    yield from _histories(rounds=1 if quick else 5)


def _histories(*, rounds: int) -> Iterator[Claim]:
    """Replay the 2003 eBay histories, where they are at hand."""
    if not HISTORIES.exists():
        print(f"Not measured: replay csv, for want of {HISTORIES.name}.")
        return
    replay = ("replay", "csv", str(HISTORIES), "--terms", "ebay-2003", "--json")
    (times,) = in_turn(rounds, partial(_python, MAIN, *replay, *COLUMNS.split()))
    yield Claim(
        what="lotledger replay csv: 316 eBay lots, 5,204 bids",
        ours=f"{median(times.wall):.2f} s",
        measured=median(times.wall),
        target=2,
        at_most=True,
        unit=" s",
    )


def _python(code: str, *given: str | int) -> None:
    """Run a line of Python in a process of its own; the last is the round's number."""
    arguments = [str(one) for one in given[:-1]]
    subprocess.run(  # noqa: S603 (it runs this Python, and nothing typed by anybody)
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
