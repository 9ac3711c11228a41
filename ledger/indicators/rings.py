"""Rings of bidders: who wins in turn, who covers whom, who keeps out of whose way."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from math import comb

from ledger.indicators.bidding import Bidding, LotBidding
from ledger.indicators.catalogue import BIDS_WITHHELD, COVER_BIDS, WINNERS_IN_TURN
from ledger.indicators.indication import Indication, sorted_marks, tempered

MET_MIN = 3
"""Who met less often shows no habit."""
EXPECTED_MIN = 2
"""By chance two would have met on so many lots, or there is nothing to miss."""

Pair = tuple[str, str]


def rings(bidding: Bidding) -> Iterator[Indication]:
    """Tell of every two that met often, or hardly ever though one might expect it."""
    met: dict[Pair, list[LotBidding]] = defaultdict(list)
    for lot in bidding.lots:
        for pair in combinations(sorted(lot.bidders), 2):
            met[pair].append(lot)
    for pair, lots in met.items():
        if len(lots) >= MET_MIN:
            yield from _winners_in_turn(pair, lots)
            yield from _cover_bids(pair, lots)
            yield from _cover_bids((pair[1], pair[0]), lots)
    yield from _bids_withheld(bidding)


def _winners_in_turn(pair: Pair, lots: Sequence[LotBidding]) -> Iterator[Indication]:
    wins = Counter(lot.winner for lot in lots)
    fewer = min(wins[pair[0]], wins[pair[1]])
    if not fewer:
        return
    shown = [lot for lot in lots if lot.winner in pair]
    winners = [lot.winner for lot in shown]
    yield Indication(
        indicator=WINNERS_IN_TURN,
        bidder=pair[0],
        other=pair[1],
        strength=tempered(2 * fewer, len(lots)),
        inputs=(
            ("met", len(lots)),
            ("won", wins[pair[0]]),
            ("other_won", wins[pair[1]]),
            ("turns", sum(a != b for a, b in pairwise(winners))),
        ),
        lots=tuple(lot.lot for lot in shown),
        marks=sorted_marks(lot.mark for lot in shown),
    )


def _cover_bids(pair: Pair, lots: Sequence[LotBidding]) -> Iterator[Indication]:
    """Tell where the first is always second to the other, and never wins."""
    cover, buyer = pair
    if any(lot.winner == cover for lot in lots):
        return
    covered = [lot for lot in lots if _second_on(lot) == cover and lot.winner == buyer]
    if len(covered) < MET_MIN:
        return
    bids = (bid for lot in covered for bid in lot.bids if bid.bidder == cover)
    yield Indication(
        indicator=COVER_BIDS,
        bidder=cover,
        other=buyer,
        strength=tempered(len(covered), len(lots)),
        inputs=(("second", len(covered)), ("met", len(lots))),
        lots=tuple(lot.lot for lot in covered),
        marks=sorted_marks(bid.mark for bid in bids),
    )


def _second_on(lot: LotBidding) -> str | None:
    """Return who bid most on a lot but for its winner; of equal bids, the first."""
    best: dict[str, int] = {}
    for bid in lot.bids:
        if bid.bidder != lot.winner:
            best[bid.bidder] = max(best.get(bid.bidder, 0), bid.amount)
    return max(best, key=best.__getitem__, default=None)


def _bids_withheld(bidding: Bidding) -> Iterator[Indication]:
    """Tell where two hardly met within a category, though both bid on much of it."""
    categories: dict[str | None, list[LotBidding]] = defaultdict(list)
    for lot in bidding.lots:
        if lot.bids:
            categories[lot.category].append(lot)
    for category, lots in categories.items():
        on: dict[str, set[int]] = defaultdict(set)
        for place, lot in enumerate(lots):
            for bidder in lot.bidders:
                on[bidder].add(place)
        for first, second in _busy_pairs(on, len(lots)):
            common = len(on[first] & on[second])
            strength = _unlikeliness(common, len(on[first]), len(on[second]), len(lots))
            shown = [lots[place] for place in sorted(on[first] | on[second])]
            begun = (
                _first_mark(lot, each) for lot in shown for each in (first, second)
            )
            yield Indication(
                indicator=BIDS_WITHHELD,
                bidder=first,
                other=second,
                strength=strength,
                inputs=(
                    ("category", category or "all lots"),
                    ("lots", len(lots)),
                    ("joined", len(on[first])),
                    ("other_joined", len(on[second])),
                    ("both", common),
                ),
                lots=tuple(lot.lot for lot in shown),
                marks=sorted_marks(begun),
            )


def _first_mark(lot: LotBidding, bidder: str) -> int | None:
    return next((bid.mark for bid in lot.bids if bid.bidder == bidder), None)


def _busy_pairs(on: dict[str, set[int]], lots: int) -> Iterator[Pair]:
    """Yield pairs who by chance would have met on more lots than they did."""
    busiest = sorted(on, key=lambda bidder: (-len(on[bidder]), bidder))
    for place, bidder in enumerate(busiest, start=1):
        for other in busiest[place:]:
            expected = Fraction(len(on[bidder]) * len(on[other]), lots)
            if expected < EXPECTED_MIN:
                # Those who come after bid on no more lots.
                break
            if len(on[bidder] & on[other]) < expected:
                yield min(bidder, other), max(bidder, other)


def _unlikeliness(common: int, first: int, second: int, lots: int) -> Fraction:
    """Return 1 less twice the chance that two meet on so few of all lots, or fewer.

    The second's lots are drawn from all without looking at the first's. What comes
    about every other time is no sign.
    """
    ways = sum(
        comb(first, met) * comb(lots - first, second - met) for met in range(common + 1)
    )
    return max(Fraction(0), 1 - Fraction(2 * ways, comb(lots, second)))
