"""Sealing: what it costs a bid, an import and the loading of a lot, and what it tells.

The rival is our own house with sealing turned off, on the same bids in the same run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from unittest.mock import patch

from benchmarks.ratio import Claim, in_turn, microseconds, per_second, ratio
from benchmarks.sale_of_bids import (
    BIDS_A_LOT,
    ENDS_AT,
    LOTS,
    lot_names,
    open_sale,
    rounds_of_bids,
    signed,
    take_one_by_one,
)
from ledger.house import House
from ledger.house.bids import close_lot, take_bids
from ledger.house.transaction import HouseTransaction
from ledger.identity import LotId
from ledger.lot.slip import LotSlip
from ledger.value import replace

LOTS_A_TURN = 50
ROUNDS = 7
AGAINST = "our own house, which seals nothing"


def measure(folder: Path, *, quick: bool) -> Iterator[Claim]:
    """Take, import and load the same bids, sealed and plain."""
    rounds = rounds_of_bids(8 if quick else BIDS_A_LOT)
    yield _taken(folder, rounds)
    yield _imported(folder, [slip for slips in rounds for slip in slips])
    yield from _loaded(folder)
    yield _timings(folder, rounds)


def _plain_sale(place: Path) -> House:
    """Begin the sale in a house that seals nothing."""
    with sealing_nothing():
        return open_sale(place)


def sealing_nothing() -> AbstractContextManager[object]:
    """Let sales that are announced meanwhile be plain."""
    return patch.object(HouseTransaction, "is_sealing", new=False)


def _taken(folder: Path, rounds: Sequence[Sequence[LotSlip]]) -> Claim:
    with (
        open_sale(folder / "taken.db") as sealed,
        _plain_sale(folder / "taken-plain.db") as plain,
    ):
        ours, theirs = in_turn(
            len(rounds),
            lambda turn: take_one_by_one(sealed, rounds[turn]),
            lambda turn: take_one_by_one(plain, rounds[turn]),
        )
    return Claim(
        what="one durable bid a commit",
        against=AGAINST,
        ours=per_second(ours.wall, LOTS),
        theirs=per_second(theirs.wall, LOTS),
        measured=ratio(theirs.wall, ours.wall),
        target=0.9,
    )


def _imported(folder: Path, slips: Sequence[LotSlip]) -> Claim:
    walls: tuple[list[float], list[float]] = ([], [])
    for number in range(ROUNDS):
        with (
            open_sale(folder / f"import-{number}.db") as sealed,
            _plain_sale(folder / f"import-{number}-plain.db") as plain,
        ):
            turns = in_turn(
                1, partial(_take, sealed, slips), partial(_take, plain, slips)
            )
        for wall, turn in zip(walls, turns, strict=True):
            wall.extend(turn.wall)
    ours, theirs = walls
    return Claim(
        what=f"import {len(slips):,} bids in one command",
        against=AGAINST,
        ours=microseconds(ours, len(slips)),
        theirs=microseconds(theirs, len(slips)),
        measured=ratio(theirs, ours),
        target=0.7,
    )


def _take(house: House, slips: Sequence[LotSlip], _: int) -> None:
    house.do(take_bids(slips), by=signed())


def _loaded(folder: Path) -> Iterator[Claim]:
    lots = lot_names()
    turns = [lots[at : at + LOTS_A_TURN] for at in range(0, LOTS, LOTS_A_TURN)]
    slips = [slip for slips in rounds_of_bids(BIDS_A_LOT) for slip in slips]
    with (
        open_sale(folder / "loaded.db") as sealed,
        _plain_sale(folder / "loaded-plain.db") as plain,
    ):
        houses = (sealed, plain)
        for house in houses:
            house.do(take_bids(slips), by=signed())
        for what, target in (("an open lot", 0.4), ("a closed lot", 0.8)):
            if what == "a closed lot":
                for house in houses:
                    for lot in lots:
                        house.do(close_lot(lot, at=ENDS_AT), by=signed())
            ours, theirs = in_turn(
                len(turns),
                lambda turn: _load(sealed, turns[turn]),
                lambda turn: _load(plain, turns[turn]),
            )
            events = LOTS_A_TURN * (BIDS_A_LOT + 1)
            yield Claim(
                what=f"load {what} of {BIDS_A_LOT} bids, processor time an event",
                against=AGAINST,
                ours=microseconds(ours.processor, events),
                theirs=microseconds(theirs.processor, events),
                measured=ratio(theirs.processor, ours.processor),
                target=target,
            )


def _load(house: House, lots: Sequence[LotId]) -> None:
    """Load lots from their events, with what an open one decides by."""
    records = house.as_of(house.head())
    for name in lots:
        lot = records.lot(name)
        if lot.closed_at is None and lot.lead is not None:
            lot.lead.maximum  # noqa: B018 (it is opened)


def _timings(folder: Path, rounds: Sequence[Sequence[LotSlip]]) -> Claim:
    """Take bids whose hidden maximums differ, and tell how far the times lie apart."""
    times: tuple[list[float], list[float]] = ([], [])
    few = rounds[0][:LOTS_A_TURN]
    with (
        open_sale(folder / "low.db") as low,
        open_sale(folder / "high.db") as high,
    ):
        for round_ in rounds:
            for slip in round_[: len(few)]:
                for house, factor, told in ((low, 1, 0), (high, 100, 1)):
                    lot = house.lot(slip.lot)
                    offered = lot.asking * factor
                    bid = replace(slip, slip=replace(slip.slip, submitted=offered))
                    began = perf_counter()
                    house.do(take_bids([bid]), by=signed())
                    times[told].append(perf_counter() - began)
    small, great = map(median, times)
    return Claim(
        what="a bid of what is asked, and one of a hundred times that: median apart",
        against="the median of the smaller",
        ours=f"{abs(great - small) * 1e6:,.1f} us",
        theirs=f"{small * 1e6:,.1f} us",
        measured=abs(great - small) / small,
        target=0.1,
        at_most=True,
    )
