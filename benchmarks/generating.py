"""Write a ledger of sales by seed: ``python -m benchmarks.generating FILE --events N``.

Whole sales are added until the ledger has so many events, and the next one is open: its
late rush has not come yet. The same seed makes the same sales, however many there are.
"""

from __future__ import annotations

import gc
import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from datetime import timedelta
from itertools import count
from pathlib import Path
from time import perf_counter

from benchmarks.sales_by_seed import BIDS_A_LOT, LOTS, Plan, SeededHouse, begin
from benchmarks.sealing import sealing_nothing
from benchmarks.settled_by_seed import settle
from commands.main import GARBAGE_THRESHOLD

SEED = 2025
REST = timedelta(days=3)
BEFORE_RUSH = timedelta(hours=12)


def generate(
    place: Path,
    *,
    events: int,
    seed: int = SEED,
    lots: int = LOTS,
    bids_a_lot: int = BIDS_A_LOT,
    sealed: bool = True,
) -> int:
    """Write sales to a new ledger until it has so many events; return how many."""
    with nullcontext() if sealed else sealing_nothing():
        return _generate(begin(place, seed=seed), events, lots, bids_a_lot)


def _generate(seeded: SeededHouse, events: int, lots: int, bids_a_lot: int) -> int:
    began = perf_counter()
    with seeded.house as house:
        for number in count(1):
            plan = Plan(number, lots, bids_a_lot, seeded.now + REST)
            seeded.play(plan)
            settle(seeded, plan)
            head = house.head()
            rate = head / (perf_counter() - began)
            print(f"{plan.sale}: {head:,} events, {rate:,.0f}/s", file=sys.stderr)
            if head >= events:
                coming = Plan(number + 1, lots, bids_a_lot, seeded.now + REST)
                seeded.play_until(coming, coming.closes - BEFORE_RUSH)
                return house.head()
    raise AssertionError("there is always another sale")


def main() -> None:
    """Write the ledger that is asked for."""
    parser = ArgumentParser(prog="python -m benchmarks.generating", description=__doc__)
    parser.add_argument("place", metavar="FILE", type=Path, help="a new ledger")
    parser.add_argument("--events", type=int, required=True, help="at least so many")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--plain", action="store_true", help="seal nothing: quicker")
    asked = parser.parse_args()
    if asked.place.exists():
        parser.error(f"{asked.place} is there already. Name a new file.")
    gc.set_threshold(GARBAGE_THRESHOLD)
    head = generate(
        asked.place, events=asked.events, seed=asked.seed, sealed=not asked.plain
    )
    print(f"{asked.place}: {head:,} events by seed {asked.seed}.")


if __name__ == "__main__":
    main()
