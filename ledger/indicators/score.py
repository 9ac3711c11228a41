"""Shill scores: of single bidders, of two together, and over two sellers together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from ledger.indicators.bidding import Bidding, LotBidding
from ledger.indicators.catalogue import (
    SELLERS_TOGETHER,
    SHILL_SCORE,
    SHILLS_TOGETHER,
    Indicator,
)
from ledger.indicators.indication import Indication, Input, sorted_marks
from ledger.indicators.ratings import LOST_MIN, NAMES, LotHabits, Ratings, rate

Weights = Sequence[int]
Rated = Mapping[tuple[str, str | None], Ratings]
"""The ratings of each bidder who lost enough lots of a seller."""


class Scores:
    """The lots of each seller, and everybody's ratings on them."""

    def __init__(self, bidding: Bidding, weights: Weights) -> None:
        self._weights = weights
        # A lot that nobody bid on could not be joined.
        self.lots = {
            seller: [LotHabits.of(lot) for lot in lots if lot.bids]
            for seller, lots in bidding.by_seller.items()
        }
        self._bidding = bidding
        self.rated = dict(self._ratings())

    def _ratings(self) -> Iterator[tuple[tuple[str, str | None], Ratings]]:
        for bidder in self._bidding.by_bidder:
            lost = _by_seller(self._bidding.lost(bidder))
            for seller, lots in lost.items():
                if len(lots) >= LOST_MIN:
                    yield (bidder, seller), rate(self.lots[seller], {bidder})

    def single(self) -> Iterator[Indication]:
        """Score each bidder on the lots of each seller."""
        for (bidder, seller), ratings in self.rated.items():
            yield self._indication(SHILL_SCORE, (bidder,), (seller,), ratings)

    def pairs(self) -> Iterator[Indication]:
        """Score two bidders as one, where they met on a seller's lots, or never did.

        Those who never met must have shared most of the lots out between them.
        """
        by_seller: dict[str | None, list[str]] = defaultdict(list)
        for bidder, seller in self.rated:
            by_seller[seller].append(bidder)
        for seller, bidders in by_seller.items():
            for pair in _likely_pairs(self.lots[seller], bidders):
                yield from self._together(SHILLS_TOGETHER, pair, (seller,))

    def sellers(self) -> Iterator[Indication]:
        """Score a bidder on the lots of two sellers as if they were one's."""
        by_bidder: dict[str, list[str | None]] = defaultdict(list)
        for bidder, seller in self.rated:
            if seller is not None:
                by_bidder[bidder].append(seller)
        for bidder, sellers in by_bidder.items():
            for pair in combinations(sellers, 2):
                yield from self._together(SELLERS_TOGETHER, (bidder,), pair)

    def _together(
        self,
        indicator: Indicator,
        bidders: tuple[str, ...],
        sellers: tuple[str | None, ...],
    ) -> Iterator[Indication]:
        lots = [lot for seller in sellers for lot in self.lots[seller]]
        ratings = rate(lots, bidders)
        alone = [
            self.rated[bidder, seller].score(self._weights)
            for bidder in bidders
            for seller in sellers
        ]
        if ratings.score(self._weights) > max(alone):
            best = ("best_alone", max(alone))
            yield self._indication(indicator, bidders, sellers, ratings, best)

    def _indication(
        self,
        indicator: Indicator,
        bidders: tuple[str, ...],
        sellers: tuple[str | None, ...],
        ratings: Ratings,
        *more: tuple[str, Fraction],
    ) -> Indication:
        shown = [
            habits.lot
            for seller in sellers
            for habits in self.lots[seller]
            if _joined_and_lost(habits, bidders)
        ]
        bids = (bid for lot in shown for bid in lot.bids if bid.bidder in bidders)
        counts = ("joined", "won", "of", "bids", "all_bids")
        inputs: list[tuple[str, Input]] = [(n, getattr(ratings, n)) for n in counts]
        inputs += [(name, getattr(ratings, name)) for name in NAMES]
        return Indication(
            indicator=indicator,
            bidder=bidders[0],
            other=bidders[1] if bidders[1:] else None,
            sellers=sellers,
            strength=ratings.score(self._weights),
            inputs=(*inputs, *more),
            lots=tuple(lot.lot for lot in shown),
            marks=sorted_marks(bid.mark for bid in bids),
        )


def _joined_and_lost(habits: LotHabits, bidders: tuple[str, ...]) -> bool:
    own = sum(bidder in habits.habits for bidder in bidders)
    return 0 < own < len(habits.habits) and habits.lot.winner not in bidders


def _by_seller(
    lots: Sequence[LotBidding],
) -> dict[str | None, list[LotBidding]]:
    sorted_out: dict[str | None, list[LotBidding]] = defaultdict(list)
    for lot in lots:
        sorted_out[lot.seller].append(lot)
    return sorted_out


def _likely_pairs(
    lots: Sequence[LotHabits], bidders: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield who met on several lots, or never and lost half of all between them.

    Each of those who never met must have lost a quarter, or one shares nothing.
    """
    lost: dict[str, int] = dict.fromkeys(bidders, 0)
    met: dict[tuple[str, str], int] = defaultdict(int)
    for habits in lots:
        present = sorted(bidder for bidder in habits.habits if bidder in lost)
        for bidder in present:
            lost[bidder] += habits.lot.winner != bidder
        for pair in combinations(present, 2):
            met[pair] += 1
    yield from (pair for pair, times in met.items() if times >= LOST_MIN)
    often = [bidder for bidder in sorted(lost) if 4 * lost[bidder] >= len(lots)]
    for pair in combinations(often, 2):
        if pair not in met and 2 * sum(lost[each] for each in pair) >= len(lots):
            yield pair
