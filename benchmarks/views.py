"""Rebuilding every view from the first event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.decoding import bid_bodies, bid_decoder
from benchmarks.ratio import Claim, in_turn, per_second, ratio
from benchmarks.raw import stored_rows
from benchmarks.sale_of_bids import open_sale, rounds_of_bids, signed
from ledger.house import House
from ledger.house.bids import take_bids
from projections.views import VIEWS, Views

ROUNDS = 3
LOTS = 2_500
BIDS_A_LOT = 40
TARGET = 30_000 / 400_000
"""30,000 events a second, on a machine that decodes 400,000 of them."""
TARGET_OF_TWO = 1 / 4
AGAINST = "pydantic decoding the same bids in one process, and nothing else"


def measure(folder: Path, *, quick: bool) -> Iterator[Claim]:
    """Rebuild the views of a sale, and decode its bids as fast as pydantic can.

    What one process works is compared by its own time; how long two take, by the clock.
    """
    place = folder / "ours.db"
    lots = LOTS // 5 if quick else LOTS
    with open_sale(place, count=lots) as house:
        for slips in rounds_of_bids(BIDS_A_LOT, count=lots):
            house.do(take_bids(slips), by=signed())
        bodies = bid_bodies(stored_rows(place))
        decoder = bid_decoder()
        with Views(house, str(place)) as views:
            by_one, by_two, decoded = in_turn(
                ROUNDS,
                lambda _: views.rebuild([]),
                lambda _: views.rebuild([], opens=House.open),
                lambda _: [decoder.validate_json(body) for body in bodies],
            )
        events = house.head()
    what = f"rebuild all {len(VIEWS)} views, {events:,} events"
    for ours, theirs, how, target in (
        (by_one.processor, decoded.processor, "processor time", TARGET),
        (by_two.wall, decoded.wall, "two processes, by the clock", TARGET_OF_TWO),
    ):
        yield Claim(
            what=f"{what}, {how}",
            against=AGAINST,
            ours=per_second(ours, events),
            theirs=per_second(theirs, len(bodies)),
            measured=ratio(theirs, ours) * events / len(bodies),
            target=target,
        )
