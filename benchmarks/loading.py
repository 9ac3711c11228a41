"""Loading lots from their events: many short histories, and a very long one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from benchmarks.library import Saleroom, open_saleroom
from benchmarks.ratio import Claim, in_turn, microseconds, ratio
from benchmarks.sale_of_bids import (
    BIDS_A_LOT,
    LOTS,
    lot_names,
    open_sale,
    rounds_of_bids,
    signed,
)
from ledger.house import House
from ledger.house.bids import take_bids
from ledger.identity import LotId

LOTS_A_TURN = 50
LENGTHS = (1_000, 10_000, 100_000)
ROUNDS = 5


def measure(folder: Path, *, quick: bool) -> Iterator[Claim]:
    """Load a sale's lots one by one, then lots with ever longer histories."""
    yield _many_lots(folder)
    yield from _long_lots(folder, LENGTHS[:2] if quick else LENGTHS)


def _many_lots(folder: Path) -> Claim:
    rounds = rounds_of_bids(BIDS_A_LOT)
    lots = lot_names()
    turns = [lots[at : at + LOTS_A_TURN] for at in range(0, LOTS, LOTS_A_TURN)]
    place = folder / "library.db"
    with closing(open_saleroom(place, {}, count=LOTS)) as room:
        room.take_at_once(rounds)
        ids = room.ids
    with (
        open_sale(folder / "ours.db") as house,
        closing(Saleroom(place, {})) as room,
    ):
        house.do(take_bids([one for bids in rounds for one in bids]), by=signed())
        ours, library = in_turn(
            len(turns),
            lambda turn: load(house, turns[turn]),
            lambda turn: [room.repository.get(ids[lot]) for lot in turns[turn]],
        )
    events = LOTS_A_TURN * (BIDS_A_LOT + 1)
    return Claim(
        what=f"load {LOTS} lots of {BIDS_A_LOT} bids, processor time an event",
        against="the library's repository.get, without cache",
        ours=microseconds(ours.processor, events),
        theirs=microseconds(library.processor, events),
        measured=ratio(library.processor, ours.processor),
        target=7,
    )


def _long_lots(folder: Path, lengths: Sequence[int]) -> Iterator[Claim]:
    """Load one lot whose history is ever longer: an event must not cost more."""
    slips = [one for bids in rounds_of_bids(lengths[-1], count=1) for one in bids]
    (lot,) = lot_names(1)
    with ExitStack() as held:
        houses = [
            held.enter_context(open_sale(folder / f"{length}.db", count=1))
            for length in lengths
        ]
        for house, length in zip(houses, lengths, strict=True):
            house.do(take_bids(slips[:length]), by=signed())
        loads = in_turn(
            ROUNDS, *(lambda _, house=house: load(house, [lot]) for house in houses)
        )
    short, once = lengths[0], loads[0].processor
    for length, turns in zip(lengths[1:], loads[1:], strict=True):
        yield Claim(
            what=f"load one lot of {length:,} bids, processor time an event",
            against=f"our own lot of {short:,} bids",
            ours=microseconds(turns.processor, length),
            theirs=microseconds(once, short),
            measured=ratio(turns.processor, once) * short / length,
            target=1.5,
            at_most=True,
        )


def load(house: House, lots: Sequence[LotId]) -> None:
    """Load lots from their events, and not as the house has them at hand."""
    records = house.as_of(house.head())
    for lot in lots:
        records.lot(lot)
