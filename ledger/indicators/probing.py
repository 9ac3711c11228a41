"""Discover and stop: a rival's maximum is felt for from below, found, and left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ledger.indicators.bidding import Bid, Bidding, LotBidding
from ledger.indicators.catalogue import DISCOVER_AND_STOP
from ledger.indicators.indication import Indication, sorted_marks, tempered

PROBES_MIN = 2
"""Bids below a maximum before it is found: one alone is a bid like any other."""


def probing(bidding: Bidding) -> Iterator[Indication]:
    """Tell who found a rival's maximum and stopped, on how many of the lots lost."""
    probed: dict[str, list[tuple[LotBidding, Sequence[Bid]]]] = defaultdict(list)
    for lot in bidding.lots:
        for bidder, probes in _probes_on(lot):
            probed[bidder].append((lot, probes))
    for bidder, lots in probed.items():
        lost = len(bidding.lost(bidder))
        yield Indication(
            indicator=DISCOVER_AND_STOP,
            bidder=bidder,
            strength=tempered(len(lots), lost),
            inputs=(
                ("discovered", len(lots)),
                ("lost", lost),
                ("probes", sum(len(probes) for _, probes in lots)),
            ),
            lots=tuple(lot.lot for lot, _ in lots),
            marks=sorted_marks(bid.mark for _, probes in lots for bid in probes),
        )


def _probes_on(lot: LotBidding) -> Iterator[tuple[str, Sequence[Bid]]]:
    """Yield each bidder whose last bids on a lot are probes that found a maximum."""
    for bidder in lot.bidders:
        own = [bid for bid in lot.bids if bid.bidder == bidder]
        last = own[-1]
        if not last.discovers or lot.winner == bidder:
            continue
        probes = [last]
        for bid in reversed(own[:-1]):
            # The rival led throughout, and answered each of them.
            if bid.leads or bid.leader != last.leader:
                break
            probes.insert(0, bid)
        if len(probes) >= PROBES_MIN:
            yield bidder, probes
