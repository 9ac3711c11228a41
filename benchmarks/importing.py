"""Importing many bids at once: one instruction, one commit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from sqlite3 import Connection

from benchmarks.ratio import Claim, in_turn, microseconds, ratio
from benchmarks.raw import insert_in_batches, raw_table, stored_rows
from benchmarks.sale_of_bids import open_sale, rounds_of_bids, signed
from ledger.house.bids import take_bids
from ledger.lot.bidding import LotSlip

BIDS_A_LOT = 40
BATCH_ROWS = 1_000
ROUNDS = 7


def measure(folder: Path, *, quick: bool) -> Iterator[Claim]:
    """Import a sale's bids into a new ledger each time, and insert the same rows."""
    slips = [one for bids in rounds_of_bids(8 if quick else BIDS_A_LOT) for one in bids]
    ours, batches, once = _run(folder, slips, rounds=3 if quick else ROUNDS)
    sides = (
        (batches, f"{BATCH_ROWS:,} rows a commit", 0.5),
        (once, "one commit", None),
    )
    for times, told, target in sides:
        yield Claim(
            what=f"import {len(slips):,} bids in one instruction",
            against=f"raw sqlite3, inserting the same bytes, {told}",
            ours=microseconds(ours, len(slips)),
            theirs=microseconds(times, len(slips)),
            measured=ratio(times, ours),
            target=target,
        )


def _run(
    folder: Path, slips: Sequence[LotSlip], *, rounds: int
) -> tuple[Sequence[float], ...]:
    """Let our house and raw tables take the same bids, each time from the start."""
    rehearsed = folder / "rehearsed.db"
    with open_sale(rehearsed) as house:
        house.do(take_bids(slips), by=signed())
    rows = stored_rows(rehearsed)[-len(slips) :]
    with ExitStack() as held:

        def table(name: str) -> Connection:
            return held.enter_context(raw_table(folder / name, rehearsed))

        houses = [
            held.enter_context(open_sale(folder / f"ours-{number}.db"))
            for number in range(rounds)
        ]
        batches = [table(f"batches-{number}.db") for number in range(rounds)]
        once = [table(f"once-{number}.db") for number in range(rounds)]
        return in_turn(
            rounds,
            lambda turn: houses[turn].do(take_bids(slips), by=signed()),
            lambda turn: insert_in_batches(batches[turn], rows, size=BATCH_ROWS),
            lambda turn: insert_in_batches(once[turn], rows, size=len(rows)),
        )
