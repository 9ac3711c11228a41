"""Replaying a whole sale: every decision of a million events taken again."""

from __future__ import annotations

import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.decoding import bid_bodies, bid_decoder
from benchmarks.ratio import Claim, in_turn, per_second, ratio
from benchmarks.raw import some_rows
from benchmarks.sale_of_bids import (
    LOTS,
    SALE,
    UNDER,
    lot_names,
    open_sale,
    signed,
    slip_for,
)
from commands.replay.sale import PROCESSES_MAX, cores
from ledger.entry import lot_stream
from ledger.house.command import Command, Verb
from ledger.house.transaction import HouseTransaction
from ledger.lot.bidding import Bidder, place_bid

BIDS_A_LOT = 2_000
ROUNDS = 3
DECODED = 100_000
TARGET = 60_000 / 400_000
"""60,000 events a second, on a machine that decodes 400,000 of them."""

MEGABYTES_MAX = 300
WATCH = """\
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A process counts what its parent held as well: this parent holds next to nothing."""
MAIN = "from commands.main import main; main(prog_name='lotledger')"
ROOT = Path(__file__).parents[1]


def measure(folder: Path, *, quick: bool) -> Iterator[Claim]:
    """Replay a sale by the command, and decode its bids as fast as pydantic can."""
    place = folder / "ours.db"
    bids = BIDS_A_LOT // 10 if quick else BIDS_A_LOT
    with open_sale(place) as house:
        for number in range(bids):
            house.do(_round(number), by=signed())
        events = house.head()
    bodies = bid_bodies(some_rows(place, DECODED))
    decoder, replay = bid_decoder(), Replay(place)
    replayed, decoded = in_turn(
        1 if quick else ROUNDS,
        replay.run,
        lambda _: deque(map(decoder.validate_json, bodies), maxlen=0),
    )
    yield Claim(
        what=f"replay a sale of {events:,} events by the command",
        against="pydantic decoding the same bids in one process, and nothing else",
        ours=per_second(replayed.wall, events),
        theirs=per_second(decoded.wall, len(bodies)),
        measured=ratio(decoded.wall, replayed.wall) * events / len(bodies),
        target=TARGET,
    )
    yield replay.memory()


def _round(number: int) -> Command:
    """Let one bid more be taken on every lot, decided once."""

    def decide(transaction: HouseTransaction) -> None:
        for place, lot in enumerate(lot_names(LOTS)):
            stream = lot_stream(lot)
            held = transaction.state(stream)
            slip = slip_for(held, number, place)
            events = place_bid(held, slip, bidder=Bidder(), under=UNDER)
            transaction.record(stream, events)

    return Command(Verb(name=f"round {number}"), {}, decide)


@dataclass
class Replay:
    """Replays a sale by the command, and keeps how large its processes became."""

    place: Path
    largest_kilobytes: int = 0

    def run(self, _: int) -> None:
        """Replay it once, in processes of its own; it finds no difference."""
        words = ["--ledger", str(self.place), "replay", "sale", SALE, "--json"]
        told = subprocess.run(  # noqa: S603 (it runs this Python, and nothing typed)
            [sys.executable, "-c", WATCH, sys.executable, "-c", MAIN, *words],
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        self.largest_kilobytes = max(self.largest_kilobytes, int(told.stdout))

    def memory(self) -> Claim:
        """Say what all of its processes may have held at once, at the most."""
        started = min(PROCESSES_MAX, cores())
        processes = 1 + started if started > 1 else 1
        largest = self.largest_kilobytes / 1024
        return Claim(
            what="memory of that replay",
            ours=f"{processes} of {largest:.0f} MB",
            measured=largest * processes,
            target=MEGABYTES_MAX,
            at_most=True,
            unit=" MB",
        )
