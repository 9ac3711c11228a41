"""What each command costs as a ledger grows: ``python -m benchmarks.growing FILE ...``.

The files are ledgers of sales by seed, of several sizes, the smallest first. Each
command runs in a process of its own: how long it worked, what its caller waited, and
its most memory. Then one process asks all of them in turn for what must not grow. Bids
are taken on the sale that is open; ``--whole`` adds what reads the log from end to end.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

from benchmarks.asking import growth, open_lots
from benchmarks.generating import generate
from benchmarks.ratio import Claim, show
from commands.main import GARBAGE_THRESHOLD
from ledger.house import House
from ledger.identity import SaleId, lot_id

MAIN = "from commands.main import main; main(prog_name='lotledger')"
ROOT = Path(__file__).parents[1]
SIZES = 10_000, 100_000
QUICK_SIZES = 5_000, 20_000
WHOLE = {
    "audit verify": ["audit", "verify"],
    "views check": ["views", "check"],
    "audit census": ["audit", "census"],
    "audit meetings": ["audit", "meetings"],
    "report journal": ["report", "journal", "--format", "csv"],
    "report journal, to Beancount": ["report", "journal", "--format", "beancount"],
    "report client-account": ["report", "client-account"],
    "report number-gaps": ["report", "number-gaps"],
    "report checks": ["report", "checks"],
}
"""What reads the log from end to end, or tells of every sale."""


def measure(folder: Path, *, quick: bool) -> Iterator[Claim]:
    """Generate a small ledger and a larger one, and ask both the same."""
    places = []
    for events in QUICK_SIZES if quick else SIZES:
        places.append(folder / f"{events}.ledger")
        generate(places[-1], events=events)
    yield from growth(places)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command cost."""

    waited: float
    worked: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.waited:.2f} s, {self.worked:.2f} cpu, {self.megabytes:.0f} MB"


def questions(place: Path) -> dict[str, list[str]]:
    """Return the commands to be measured on a ledger, by what they are."""
    with House.open(str(place)) as house:
        head, sales = house.head(), house.sale_names()
        sale = sales[(len(sales) - 1) // 2]
        moment = house.sale_history(sale)[-1].by.recorded_at.isoformat()
        bid = _bid(house)
    lot, middle = lot_id(SaleId(sale), "3"), str(head * 3 // 4)
    return {
        "bid": bid,
        "lot show": ["lot", "show", lot],
        "lot show --as-of POSITION": ["lot", "show", lot, "--as-of", middle],
        "lot show --as-of TIME": ["lot", "show", lot, "--as-of", moment],
        "bids list LOT --as-of": ["bids", "list", lot, "--as-of", middle],
        "lots SALE --as-of": ["lots", sale, "--as-of", middle],
        "results SALE --as-of": ["results", sale, "--as-of", middle],
        "report invoices SALE --as-of": _report("invoices", sale, middle),
        "report trial-balance SALE --as-of": _report("trial-balance", sale, middle),
        "audit checkpoint": ["audit", "checkpoint"],
        "audit prove ENTRY": ["audit", "prove", "100", "--out", f"{place}.proof"],
        "the first question: lots SALE": ["lots", sale],
        "lots SALE": ["lots", sale],
        "bids list SALE --json": ["bids", "list", sale, "--json"],
        "results SALE": ["results", sale],
        "replay sale SALE": ["replay", "sale", sale],
        "report trial-balance": ["report", "trial-balance"],
    }


def _bid(house: House) -> list[str]:
    """Return a bid on the sale that is open: of ten times what its lot asks."""
    (newest,) = house.entries_at([house.head()])
    lot = open_lots(house)[0]
    leads = lot.standing is not None and lot.standing.leader == "150"
    paddle = "151" if leads else "150"
    maximum = str(lot.asking // 10)
    words = ["bid", lot.id, "--paddle", paddle, "--maximum", maximum, "--sure"]
    return [*words, "--at", newest.by.recorded_at.isoformat()]


def _report(name: str, sale: str, position: str) -> list[str]:
    return ["report", name, sale, "--as-of", position]


def cost_of(place: Path, words: list[str]) -> Cost:
    """Run a command, and count what it took."""
    typed = [sys.executable, "-c", MAIN, "--ledger", str(place), *words]
    began = perf_counter()
    process = subprocess.Popen(  # noqa: S603 (it runs this Python)
        typed, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None, "it is a pipe"
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    waited = perf_counter() - began
    assert os.waitstatus_to_exitcode(status) == 0, f"{' '.join(words)}: {said}"
    return Cost(waited, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def main() -> None:
    """Measure ledgers, the smallest first, and print a table."""
    parser = ArgumentParser(prog="python -m benchmarks.growing", description=__doc__)
    parser.add_argument("places", metavar="FILE", type=Path, nargs="+")
    parser.add_argument("--whole", action="store_true", help="read whole logs, too")
    parsed = parser.parse_args()
    places: list[Path] = [place.absolute() for place in parsed.places]
    asked = [(place, questions(place)) for place in places]
    for place, words in asked:
        Path(f"{place}.proof").unlink(missing_ok=True)
        if parsed.whole:
            words.update(WHOLE)
    table = Table("what is asked", *(place.name for place in places))
    for what in asked[0][1]:
        costs = [str(cost_of(at, words[what])) for at, words in asked]
        print(f"{what}: {'; '.join(costs)}", file=sys.stderr)
        table.add_row(what, *costs)
    Console(width=140).print(table)
    gc.set_threshold(GARBAGE_THRESHOLD)
    show("growth", growth(places))


if __name__ == "__main__":
    main()
