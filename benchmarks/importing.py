"""Importing many bids at once: one command, one commit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.ratio import Claim, Turns, in_turn, joined, microseconds, ratio
from benchmarks.raw import Row, insert_in_batches, raw_table, stored_rows
from benchmarks.sale_of_bids import BIDS_A_LOT, open_sale, rounds_of_bids, signed
from ledger.house.bids import take_bids
from ledger.lot.slip import LotSlip

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
    for rival, told, target in sides:
        yield Claim(
            what=f"import {len(slips):,} bids in one command",
            against=f"raw sqlite3, inserting the same bytes, {told}",
            ours=microseconds(ours.wall, len(slips)),
            theirs=microseconds(rival.wall, len(slips)),
            measured=ratio(rival.wall, ours.wall),
            target=target,
        )


def _run(folder: Path, slips: Sequence[LotSlip], *, rounds: int) -> tuple[Turns, ...]:
    """Let our house and raw tables take the same bids, each time from the start."""
    rehearsed = folder / "rehearsed.db"
    with open_sale(rehearsed) as house:
        house.do(take_bids(slips), by=signed())
    rows = stored_rows(rehearsed)[-len(slips) :]
    taken = [
        _once(folder / str(number), rehearsed, slips, rows) for number in range(rounds)
    ]
    return tuple(joined(turns) for turns in zip(*taken, strict=True))


def _once(
    folder: Path, like: Path, slips: Sequence[LotSlip], rows: Sequence[Row]
) -> tuple[Turns, ...]:
    folder.mkdir()
    with (
        open_sale(folder / "ours.db") as house,
        raw_table(folder / "batches.db", like) as batches,
        raw_table(folder / "once.db", like) as once,
    ):
        return in_turn(
            1,
            lambda _: house.do(take_bids(slips), by=signed()),
            lambda _: insert_in_batches(batches, rows, size=BATCH_ROWS),
            lambda _: insert_in_batches(once, rows, size=len(rows)),
        )
