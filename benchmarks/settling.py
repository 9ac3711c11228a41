"""Settling a sale: bills, statements, the books brought up to date, and the journal."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from statistics import median

from benchmarks.ratio import Claim, Turns, in_turn, ratio
from benchmarks.sale_of_bids import SALE, lot_names
from benchmarks.sale_to_settle import Size, sell
from commands.main import main
from ledger.house import House
from projections.journal import postings
from projections.views import Views

ROOT = Path(__file__).parents[1]
MAIN = "from commands.main import main; main(prog_name='lotledger')"
ISSUED_AT = "2028-12-01T10:00Z"

LOTS = 10_000
SECONDS_MAX = 60
SMALL, MIDDLE, LARGE = 1_000, 5_000, 20_000
TIMES_MAX = 1.5
"""How much dearer a lot of the largest sale may be than one of the smallest."""
PRINT_SECONDS_MAX = 1
ROUNDS = 3
PRINTED = 9


def measure(folder: Path, *, quick: bool) -> Iterator[Claim]:
    """Settle a sale, settle sales of other sizes, and print one of the bills."""
    size = Size.of(LOTS // 10 if quick else LOTS)
    place = folder / "whole.db"
    yield _whole(place, size)
    yield from _files(place, size)
    yield _printed(place, rounds=3 if quick else PRINTED)
    yield from _by_size(folder, tenth=quick, rounds=1 if quick else ROUNDS)


def _whole(place: Path, size: Size) -> Claim:
    """Settle by the command, each document durable before the next one."""
    sell(place, size)
    settled, read = in_turn(
        1,
        partial(_lotledger, place, *_settling()),
        lambda _: _read_journal(place),
    )
    taken = settled.wall[0] + read.wall[0]
    return Claim(
        what=f"settle {_told(size)}; catch the views up, read the journal",
        ours=f"{settled.wall[0]:.1f} + {read.wall[0]:.1f} s",
        measured=taken,
        target=SECONDS_MAX,
        at_most=True,
        unit=" s",
    )


def _files(place: Path, size: Size) -> Iterator[Claim]:
    """Write what an accountant takes away; how long that takes is told, no more."""
    for told, report, form in (
        ("workbook", "settlement", "xlsx"),
        ("Beancount file", "journal", "beancount"),
    ):
        out = str(place.with_suffix(f".{form}"))
        asked = ("report", report, SALE, "--format", form, "--out", out)
        (written,) = in_turn(1, partial(_lotledger, place, *asked))
        yield Claim(
            what=f"lotledger report {report} {form}: the {told} of {size.lots:,} lots",
            ours=f"{written.wall[0]:.1f} s",
            measured=written.wall[0],
            unit=" s",
        )


def _printed(place: Path, *, rounds: int) -> Claim:
    """Print a bill, and show a lot: both start the same, and read one stream."""
    (lot,) = lot_names(1)
    out = str(place.parent / "printed")
    bill, shown = in_turn(
        rounds,
        partial(_lotledger, place, "print", _first_bill(place), "--out", out),
        partial(_lotledger, place, "lot", "show", lot),
    )
    more = [a - b for a, b in zip(bill.wall, shown.wall, strict=True)]
    return Claim(
        what="lotledger print: one invoice, beyond a start",
        against="lotledger lot show",
        ours=f"{median(bill.wall):.2f} s",
        theirs=f"{median(shown.wall):.2f} s",
        measured=median(more),
        target=PRINT_SECONDS_MAX,
        at_most=True,
        unit=" s",
    )


def _by_size(folder: Path, *, tenth: bool, rounds: int) -> Iterator[Claim]:
    """Settle sales of three sizes in turn; buyers and consignors grow with the lots."""
    # What a process loads once is loaded before anybody counts.
    _Sales(folder, Size.of(100), 1).settle(0)
    sizes = [Size.of(lots // 10 if tenth else lots) for lots in (SMALL, MIDDLE, LARGE)]
    turns = in_turn(rounds, *(_Sales(folder, size, rounds).settle for size in sizes))
    small, *others = [
        _a_lot(taken, size) for taken, size in zip(turns, sizes, strict=True)
    ]
    for size, taken in zip(sizes[1:], others, strict=True):
        yield Claim(
            what=f"a lot of {size.lots:,} that are settled, processor time",
            against=f"a lot of {sizes[0].lots:,}",
            ours=_microseconds(taken),
            theirs=_microseconds(small),
            measured=ratio(taken, small),
            target=TIMES_MAX,
            at_most=True,
        )


class _Sales:
    """Sales of one size, one for each round."""

    def __init__(self, folder: Path, size: Size, rounds: int) -> None:
        names = [f"sale-of-{size.lots}-{number}.db" for number in range(rounds)]
        self._places = [folder / name for name in names]
        for place in self._places:
            sell(place, size)

    def settle(self, number: int) -> None:
        """Settle a sale in this very process, whose work can be told from waiting."""
        place = self._places[number]
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            main(["--ledger", str(place), *_settling()], standalone_mode=False)
        _read_journal(place)


def _read_journal(place: Path) -> None:
    """Bring every view up to date, and read all postings."""
    with House.open(str(place)) as house, Views(house, str(place)) as views:
        with views.asked() as db:
            found = postings(db, SALE)
        assert sum(one.amount for one in found) == 0, "debits are credits"


def _first_bill(place: Path) -> str:
    with House.open(str(place)) as house:
        return house.invoices(SALE)[0].issued.invoice


def _settling() -> tuple[str, ...]:
    return ("settle", SALE, "--at", ISSUED_AT)


def _told(size: Size) -> str:
    return f"{size.lots:,} lots, {size.buyers} buyers, {size.consignors} consignors"


def _a_lot(turns: Turns, size: Size) -> list[float]:
    return [seconds / size.lots for seconds in turns.processor]


def _microseconds(taken: list[float]) -> str:
    return f"{median(taken) * 1e6:,.0f} µs"


def _lotledger(place: Path, *words: str | int) -> None:
    """Run a command in a process of its own; the last is the round's number."""
    typed = ["--ledger", str(place), *map(str, words[:-1])]
    subprocess.run(  # noqa: S603 (it runs this Python, and nothing typed by anybody)
        [sys.executable, "-c", MAIN, *typed],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
