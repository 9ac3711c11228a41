"""Taking bids one at a time, each durable before its caller is answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeAlias

from benchmarks.gathered import gather
from benchmarks.library import ALONE, CACHED, SHARED, Saleroom, open_saleroom
from benchmarks.ratio import (
    Claim,
    Turns,
    in_turn,
    microseconds,
    patience,
    rate,
    ratio,
)
from benchmarks.raw import (
    Row,
    insert_in_batches,
    insert_one_by_one,
    raw_table,
    stored_rows,
)
from benchmarks.sale_of_bids import (
    BIDS_A_LOT,
    FIRST_BIDS,
    LOTS,
    lot_names,
    open_sale,
    rounds_of_bids,
    shared_out,
    take_one_by_one,
)
from ledger.house import House
from ledger.lot.slip import LotSlip

CALLERS = 64
P99_MS = 10
OWN_MICROSECONDS = 60
IN_MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of our own is made in it)
"""Where files are kept in memory, if anywhere."""
ROUNDS_A_TURN = 2
"""Bids that each lot gets in one side's turn: enough to keep 64 callers busy."""

LIBRARY = (
    "the library with its cache",
    "the library, its cache lending what it holds, not copies",
    "the library, lending, and never looking for other writers",
)

Slices: TypeAlias = Sequence[Sequence[LotSlip]]


def measure(folder: Path, *, quick: bool) -> Iterator[Claim]:
    """Run the sale on our house and on its rivals, some bids each in turn."""
    rounds = rounds_of_bids(4 if quick else BIDS_A_LOT)
    slices = [
        [slip for slips in rounds[first : first + ROUNDS_A_TURN] for slip in slips]
        for first in range(0, len(rounds), ROUNDS_A_TURN)
    ]
    waited: list[float] = []
    sides = _run(folder, slices, waited)
    bids = len(slices[0])
    yield from _claims(sides, bids=bids)
    what = "64 callers, gathered, how long the slowest of a hundred waits"
    yield patience(what, waited, at_most=P99_MS)
    if IN_MEMORY.is_dir():
        yield _own_work(slices)
    if (few := FIRST_BIDS // ROUNDS_A_TURN) < len(slices):
        # The same run as far as that: a lot of few bids is cheaper to copy.
        first = [turns.first(few) for turns in sides]
        yield from _claims(first, bids=bids, when=f", the first {FIRST_BIDS} of a lot")


def _claims(sides: Sequence[Turns], *, bids: int, when: str = "") -> Iterator[Claim]:
    ours, raw, many, gathered, *library = sides
    one = f"one caller, {LOTS} lots, one durable bid a commit{when}"
    for told, turns, target in zip(LIBRARY, library, (2.5, None, None), strict=True):
        yield rate(one, told, ours, turns, bids=bids, target=target)
        yield _work(told, ours, turns, bids=bids)
    bytes_ = "raw sqlite3, inserting the same bytes"
    yield rate(one, bytes_, ours, raw, bids=bids, target=0.5)
    yield _work(bytes_, ours, raw, bids=bids)
    together = f"{CALLERS} callers, one durable bid each at a time"
    alone = f"{LIBRARY[0]}, one caller"
    for how, turns, target in (("gathered", gathered, 12), ("threads", many, None)):
        what = f"{together}, {how}{when}"
        yield rate(what, alone, turns, library[0], bids=bids, target=target)


def _work(against: str, ours: Turns, theirs: Turns, *, bids: int) -> Claim:
    """Tell the processor time of a bid, where no disk and no other program counts."""
    return Claim(
        what="the same, processor time a bid",
        against=against,
        ours=microseconds(ours.processor, bids),
        theirs=microseconds(theirs.processor, bids),
        measured=ratio(theirs.processor, ours.processor),
    )


def _own_work(slices: Slices) -> Claim:
    """Tell the processor time of a bid beyond its commit, where no disk is waited for.

    The commit is what raw sqlite3 takes to insert the same bytes.
    """
    with TemporaryDirectory(dir=IN_MEMORY) as place, ExitStack() as held:
        folder = Path(place)
        before, rows = _rehearse(folder / "rehearsed.db", slices)
        house = held.enter_context(open_sale(folder / "ours.db"))
        table = held.enter_context(
            raw_table(folder / "raw.db", folder / "rehearsed.db")
        )
        insert_in_batches(table, before, size=len(before))
        ours, raw = in_turn(
            len(slices),
            lambda turn: take_one_by_one(house, slices[turn]),
            lambda turn: insert_one_by_one(table, rows[turn]),
        )
    bids = len(slices[0])
    own = [
        (a - b) / bids * 1e6 for a, b in zip(ours.processor, raw.processor, strict=True)
    ]
    return Claim(
        what="one caller, in memory, processor time of a bid beyond its commit",
        against="raw sqlite3, inserting the same bytes",
        ours=microseconds(ours.processor, bids),
        theirs=microseconds(raw.processor, bids),
        measured=median(own),
        target=OWN_MICROSECONDS,
        at_most=True,
        unit=" µs",
    )


def _run(folder: Path, slices: Slices, waited: list[float]) -> tuple[Turns, ...]:
    """Let every side take the bids of each turn, one side after the other.

    How long each bid waited of those that are gathered is added to what is given.
    """
    rehearsed = folder / "rehearsed.db"
    before, rows = _rehearse(rehearsed, slices)
    with ExitStack() as held:
        house = held.enter_context(open_sale(folder / "ours.db"))
        busy = held.enter_context(open_sale(folder / "many.db"))
        open_to_all = held.enter_context(open_sale(folder / "gathered.db"))
        callers = held.enter_context(ThreadPoolExecutor(CALLERS))
        table = held.enter_context(raw_table(folder / "raw.db", rehearsed))
        insert_in_batches(table, before, size=len(before))
        rooms = [
            held.enter_context(closing(open_saleroom(folder / name, env, count=LOTS)))
            for name, env in (("cached", CACHED), ("shared", SHARED), ("alone", ALONE))
        ]
        turns = in_turn(
            len(slices),
            lambda turn: take_one_by_one(house, slices[turn]),
            lambda turn: insert_one_by_one(table, rows[turn]),
            lambda turn: take_together(callers, busy, slices[turn]),
            lambda turn: waited.extend(
                gather(open_to_all, slices[turn], callers=CALLERS)
            ),
            *(partial(_take_in, room, slices) for room in rooms),
        )
        for lot in lot_names():
            prices = {room.price(lot) for room in rooms}
            prices |= {each.lot(lot).price for each in (house, busy, open_to_all)}
            assert len(prices) == 1, f"all sides did the same job, but for {lot}"
    return turns


def _rehearse(place: Path, slices: Slices) -> tuple[list[Row], list[list[Row]]]:
    """Run the sale once, uncounted; returns the rows before its bids, then by turn."""
    with open_sale(place) as house:
        before = house.head()
        for slips in slices:
            take_one_by_one(house, slips)
    rows = stored_rows(place)
    size = len(slices[0])
    firsts = range(before, len(rows), size)
    return rows[:before], [rows[first : first + size] for first in firsts]


def _take_in(room: Saleroom, slices: Slices, turn: int) -> None:
    room.take_one_by_one(slices[turn])


def take_together(
    callers: ThreadPoolExecutor, house: House, slips: Sequence[LotSlip]
) -> None:
    """Let the callers share the bids out by lot, and wait until all are answered."""
    shares = shared_out(slips, CALLERS)
    for _ in callers.map(partial(take_one_by_one, house), shares):
        pass
