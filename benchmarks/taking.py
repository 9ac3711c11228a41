"""Taking bids one at a time, each durable before its caller is answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import TypeAlias

from benchmarks.library import ALONE, CACHED, SHARED, Saleroom, open_saleroom
from benchmarks.ratio import Claim, in_turn, per_second, ratio
from benchmarks.raw import (
    Row,
    insert_in_batches,
    insert_one_by_one,
    raw_table,
    stored_rows,
)
from benchmarks.sale_of_bids import (
    BIDS_A_LOT,
    LOTS,
    open_sale,
    rounds_of_bids,
    take_one_by_one,
)
from ledger.house import House
from ledger.lot.bidding import LotSlip

CALLERS = 64
ROUNDS_A_TURN = 2
"""Bids that each lot gets in one side's turn: enough to keep 64 callers busy."""

LIBRARY = (
    "the library with its cache",
    "the library, its cache lending what it holds",
    "the same, never looking for other writers",
)

Turns: TypeAlias = Sequence[Sequence[LotSlip]]


def measure(folder: Path, *, quick: bool) -> Iterator[Claim]:
    """Run the sale on our house and on its rivals, some bids each in turn."""
    rounds = rounds_of_bids(4 if quick else BIDS_A_LOT)
    turns = [
        [slip for slips in rounds[first : first + ROUNDS_A_TURN] for slip in slips]
        for first in range(0, len(rounds), ROUNDS_A_TURN)
    ]
    bids = len(turns[0])
    ours, raw, many, *library = _run(folder, turns)
    one = f"one caller, {LOTS} lots, one durable bid a commit"
    for told, times, target in zip(LIBRARY, library, (3, None, None), strict=True):
        yield Claim(
            what=one,
            against=told,
            ours=per_second(ours, bids),
            theirs=per_second(times, bids),
            measured=ratio(times, ours),
            target=target,
        )
    yield Claim(
        what=one,
        against="raw sqlite3, inserting the same bytes",
        ours=per_second(ours, bids),
        theirs=per_second(raw, bids),
        measured=ratio(raw, ours),
        target=0.5,
    )
    yield Claim(
        what=f"{CALLERS} callers, one durable bid each at a time",
        against="the library with its cache, one caller",
        ours=per_second(many, bids),
        theirs=per_second(library[0], bids),
        measured=ratio(library[0], many),
        target=6,
    )


def _run(folder: Path, turns: Turns) -> tuple[Sequence[float], ...]:
    """Let every side take the bids of each turn, one side after the other."""
    rehearsed = folder / "rehearsed.db"
    before, rows = _rehearse(rehearsed, turns)
    with ExitStack() as held:
        house = held.enter_context(open_sale(folder / "ours.db"))
        busy = held.enter_context(open_sale(folder / "many.db"))
        callers = held.enter_context(ThreadPoolExecutor(CALLERS))
        table = held.enter_context(raw_table(folder / "raw.db", rehearsed))
        insert_in_batches(table, before, size=len(before))
        rooms = [
            held.enter_context(closing(open_saleroom(folder / name, env, count=LOTS)))
            for name, env in (("cached", CACHED), ("shared", SHARED), ("alone", ALONE))
        ]
        return in_turn(
            len(turns),
            lambda turn: take_one_by_one(house, turns[turn]),
            lambda turn: insert_one_by_one(table, rows[turn]),
            lambda turn: _take_together(callers, busy, turns[turn]),
            *(partial(_take_in, room, turns) for room in rooms),
        )


def _rehearse(place: Path, turns: Turns) -> tuple[list[Row], list[list[Row]]]:
    """Run the sale once, uncounted; returns the rows before its bids, then by turn."""
    with open_sale(place) as house:
        before = house.head()
        for slips in turns:
            take_one_by_one(house, slips)
    rows = stored_rows(place)
    size = len(turns[0])
    firsts = range(before, len(rows), size)
    return rows[:before], [rows[first : first + size] for first in firsts]


def _take_in(room: Saleroom, turns: Turns, turn: int) -> None:
    room.take_one_by_one(turns[turn])


def _take_together(
    callers: ThreadPoolExecutor, house: House, slips: Sequence[LotSlip]
) -> None:
    """Let the callers share the bids out by lot, and wait until all are answered."""
    shares: list[list[LotSlip]] = [[] for _ in range(CALLERS)]
    for place, slip in enumerate(slips):
        shares[place % LOTS % CALLERS].append(slip)
    for _ in callers.map(partial(take_one_by_one, house), shares):
        pass
