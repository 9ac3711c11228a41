"""What must not cost more as a ledger grows, asked of several sizes in turn.

One seed makes the same first sale in all of them, so each is asked about the same lots:
what differs is how much stands beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.ratio import Claim, in_turn, microseconds, ratio
from benchmarks.sale_of_bids import REHEARSAL
from ledger.entry import Attribution
from ledger.house import House
from ledger.house.bids import bid
from ledger.identity import Channel, Paddle, Role, SaleId
from ledger.lot import Lot, Stage
from ledger.proof.tree import leaf_hash, verify_inclusion

FIRST_SALE = SaleId("SEED-1")
PADDLES = Paddle("150"), Paddle("151")
ROUNDS = 25
QUESTIONS = 40
"""So many are asked of a ledger in one turn, about as many lots."""
ABOVE_PROXIES = 100
"""The first bids are so many times what is asked: no proxy is as high."""
STEP = 1.3
GROWS_AT_MOST = 1.3
OPENS_WITHIN = 0.3


class GrownLedger:
    """One ledger of sales by seed, open to be asked again and again."""

    def __init__(self, place: Path) -> None:
        self._place = str(place)
        self._house = house = House.open(self._place, recording=REHEARSAL)
        self.close = house.close
        self.head = house.head()
        self._root = house.tree().root(self.head)
        self._sold = house.lot_names(FIRST_SALE)[:QUESTIONS]
        since = max(house.history(lot)[-1].position for lot in self._sold)
        self._positions = _spread(since, self.head)
        """All over the log, once the first sale was over."""
        entries = house.entries_at(self._positions)
        self._moments = [entry.by.recorded_at for entry in entries]
        self._open = open_lots(house)[:QUESTIONS]
        self._now = self._moments[-1]

    def opening(self, _turn: int) -> None:
        """Open the ledger, and ask how far it goes."""
        with House.open(self._place) as house:
            house.head()

    def bids(self, turn: int) -> None:
        """Take a durable bid on each of some lots, higher than the turn before."""
        at = self._now + timedelta(seconds=turn)
        by = Attribution(actor="ann", role=Role.CLERK, recorded_at=at)
        for lot in self._open:
            taken = bid(
                lot.id,
                paddle=PADDLES[turn % 2],
                maximum=round(lot.asking * STEP**turn) * ABOVE_PROXIES,
                at=at,
                channel=Channel.INTERNET,
            )
            self._house.do(taken, by=by)

    def shown(self, _turn: int) -> None:
        """Show lots from their events."""
        for lot in self._sold:
            self._house.lot_and_history(lot)

    def shown_at_positions(self, _turn: int) -> None:
        """Show lots as they stood at positions."""
        for lot, position in zip(self._sold, self._positions, strict=True):
            self._house.as_of(position).lot_and_history(lot)

    def shown_at_times(self, _turn: int) -> None:
        """Show lots as they stood at moments."""
        for lot, moment in zip(self._sold, self._moments, strict=True):
            position = self._house.position_at(moment)
            self._house.as_of(position).lot_and_history(lot)

    def proved(self, _turn: int) -> None:
        """Prove entries from all over the log, and verify each proof."""
        tree = self._house.tree()
        for position in _spread(0, self.head):
            proof = tree.inclusion(position, self.head)
            leaf = leaf_hash(tree.entry(position))
            verify_inclusion(leaf, position - 1, self.head, proof, self._root)


def open_lots(house: House) -> list[Lot]:
    """Return the lots of the last sale, which is open."""
    lots = house.lots(SaleId(house.sale_names()[-1]))
    return [lot for lot in lots if lot.stage is Stage.OPEN]


def _spread(first: int, last: int) -> list[int]:
    """Return positions that stand as far from one another, up to the last."""
    return [
        first + (last - first) * place // QUESTIONS for place in range(1, QUESTIONS + 1)
    ]


Ask = Callable[[GrownLedger, int], None]

ASKED: Mapping[str, Ask] = {
    "one durable bid a commit": GrownLedger.bids,
    "a lot, from its events": GrownLedger.shown,
    "a lot as of a position": GrownLedger.shown_at_positions,
    "a lot as of a time": GrownLedger.shown_at_times,
    "prove one entry, and verify the proof": GrownLedger.proved,
}


def growth(places: Sequence[Path]) -> Iterator[Claim]:
    """Ask ledgers, the smallest first, in turn for what must not cost more."""
    with ExitStack() as opened:
        small, *larger = (
            opened.enter_context(closing(GrownLedger(place))) for place in places
        )
        for ledger in (small, *larger):
            yield _opening(ledger)
        for what, ask in ASKED.items():
            asked = (partial(ask, ledger) for ledger in (small, *larger))
            first, *others = in_turn(ROUNDS, *asked)
            for ledger, turns in zip(larger, others, strict=True):
                yield Claim(
                    what=f"{what}, in {ledger.head:,} events",
                    against=f"the same in {small.head:,}",
                    ours=microseconds(turns.processor, QUESTIONS),
                    theirs=microseconds(first.processor, QUESTIONS),
                    measured=ratio(turns.processor, first.processor),
                    target=GROWS_AT_MOST,
                    at_most=True,
                )


def _opening(ledger: GrownLedger) -> Claim:
    (turns,) = in_turn(ROUNDS, ledger.opening)
    waited = median(turns.wall)
    return Claim(
        what=f"open a ledger of {ledger.head:,} events",
        ours=f"{waited * 1000:.1f} ms",
        measured=waited,
        target=OPENS_WITHIN,
        at_most=True,
        unit=" s",
    )
