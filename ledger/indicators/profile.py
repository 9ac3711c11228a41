"""The eight features of the UCI Shill Bidding Dataset, of a bidder and a seller.

Each is a mean over the lots that were joined, turned so that 1 is most like a shill. A
lot on which nobody else bid shows nothing and counts as 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.indicators.bidding import Bid, Bidding, LotBidding
from ledger.indicators.catalogue import PROFILE
from ledger.indicators.indication import Indication, sorted_marks
from ledger.indicators.ratings import LOST_MIN, NOTHING

FEATURES = (
    "tendency",
    "bidding_ratio",
    "successive_outbidding",
    "last_bidding",
    "early_bidding",
    "winning",
    "auction_bids",
    "starting_price",
)
TWICE, THRICE = 2, 3


class Profiles:
    """What is usual on the lots that are looked at, and who differs from it how."""

    def __init__(self, bidding: Bidding) -> None:
        self._bidding = bidding
        bids = [len(lot.bids) for lot in bidding.lots if lot.bids]
        self._usual_bids = _mean(bids)
        openings: dict[str, list[int]] = defaultdict(list)
        for lot in bidding.lots:
            if lot.opening is not None:
                openings[lot.currency].append(lot.opening)
        self._usual_openings = {code: _mean(each) for code, each in openings.items()}

    def single(self) -> Iterator[Indication]:
        """Profile each bidder on the lots of each seller of whom they lost some."""
        for bidder, lots in self._bidding.by_bidder.items():
            sellers = dict.fromkeys(lot.seller for lot in lots)
            for seller in sellers:
                joined = [lot for lot in lots if lot.seller == seller]
                lost = [lot for lot in joined if lot.winner != bidder]
                if len(lost) >= LOST_MIN:
                    tendency = self._tendency(len(joined), len(lots))
                    yield self._indication(bidder, joined, tendency)

    def _tendency(self, joined: int, of_all: int) -> Fraction:
        """Return how far a bidder keeps to one seller: of a single one, nothing."""
        one_seller = len(self._bidding.by_seller) == 1
        return NOTHING if one_seller else Fraction(joined, of_all)

    def _indication(
        self, bidder: str, joined: Sequence[LotBidding], tendency: Fraction
    ) -> Indication:
        rows = [self._features_on(lot, bidder) for lot in joined]
        means = [sum(column, NOTHING) / len(rows) for column in zip(*rows, strict=True)]
        features = (tendency, *means)
        own = (bid for lot in joined for bid in lot.bids if bid.bidder == bidder)
        return Indication(
            indicator=PROFILE,
            bidder=bidder,
            sellers=(joined[0].seller,),
            strength=sum(features, NOTHING) / len(features),
            inputs=(
                ("joined", len(joined)),
                *zip(FEATURES, features, strict=True),
            ),
            lots=tuple(lot.lot for lot in joined),
            marks=sorted_marks(bid.mark for bid in own),
        )

    def _features_on(self, lot: LotBidding, bidder: str) -> tuple[Fraction, ...]:
        """Return all features on one lot but the tendency."""
        if len(lot.bidders) == 1:
            return (NOTHING,) * (len(FEATURES) - 1)
        own = [bid for bid in lot.bids if bid.bidder == bidder]
        begins = min(bid.at for bid in lot.bids)
        ends = max(bid.at for bid in lot.bids)
        lasted = ends - begins
        last, first = max(bid.at for bid in own), min(bid.at for bid in own)
        return (
            Fraction(len(own), len(lot.bids)),
            _successive(own),
            (ends - last) / lasted if lasted else NOTHING,
            (ends - first) / lasted if lasted else NOTHING,
            Fraction(lot.winner != bidder),
            max(NOTHING, 1 - self._usual_bids / len(lot.bids)),
            self._low_start(lot),
        )

    def _low_start(self, lot: LotBidding) -> Fraction:
        usual = self._usual_openings.get(lot.currency)
        if lot.opening is None or not usual:
            return NOTHING
        return max(NOTHING, 1 - lot.opening / usual)


def _mean(numbers: Sequence[int]) -> Fraction:
    return Fraction(sum(numbers), len(numbers)) if numbers else NOTHING


def _successive(own: Sequence[Bid]) -> Fraction:
    """Return whether a bidder outbid themselves: a half for twice, 1 for more."""
    longest = run = 1
    for bid in own[1:]:
        run = run + 1 if bid.leader == bid.bidder else 1
        longest = max(longest, run)
    if longest >= THRICE:
        return Fraction(1)
    return Fraction(1, 2) if longest == TWICE else NOTHING
