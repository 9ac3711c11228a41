"""Rebuilding every view from the first event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.decoding import bid_bodies, bid_decoder
from benchmarks.ratio import Claim, in_turn, per_second, ratio
from benchmarks.raw import stored_rows
from benchmarks.sale_of_bids import BIDS_A_LOT, open_sale, rounds_of_bids, signed
from ledger.house.bids import take_bids
from projections.views import VIEWS, Views

ROUNDS = 7
TARGET = 30_000 / 400_000
"""30,000 events a second, on a machine that decodes 400,000 of them."""


def measure(folder: Path, *, quick: bool) -> Iterator[Claim]:
    """Rebuild the views of a sale, and decode its bids as fast as pydantic can."""
    place = folder / "ours.db"
    rounds = rounds_of_bids(8 if quick else BIDS_A_LOT)
    with open_sale(place) as house:
        house.do(take_bids([one for bids in rounds for one in bids]), by=signed())
        bodies = bid_bodies(stored_rows(place))
        decoder = bid_decoder()
        with Views(house, str(place)) as views:
            rebuilt, decoded = in_turn(
                3 if quick else ROUNDS,
                lambda _: views.rebuild([]),
                lambda _: [decoder.validate_json(body) for body in bodies],
            )
        events = house.head()
    yield Claim(
        what=f"rebuild all {len(VIEWS)} views, {events:,} events, processor time",
        against="pydantic decoding the same bids, and nothing else",
        ours=per_second(rebuilt.processor, events),
        theirs=per_second(decoded.processor, len(bodies)),
        measured=ratio(decoded.processor, rebuilt.processor) * events / len(bodies),
        target=TARGET,
    )
