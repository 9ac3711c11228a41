"""Bid shielding: a high bid keeps others out, is taken back, and an ally is next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ledger.indicators.bidding import Bidding, LotBidding, TakenOut
from ledger.indicators.catalogue import BID_SHIELDING
from ledger.indicators.indication import (
    Indication,
    only_currency,
    saturating,
    sorted_marks,
)


def shielding(bidding: Bidding) -> Iterator[Indication]:
    """Tell whose high bids were taken back, and who got the lots for less."""
    shielded: dict[tuple[str, str], list[tuple[LotBidding, TakenOut]]] = defaultdict(
        list
    )
    for lot in bidding.lots:
        for taken in _shields_on(lot):
            assert lot.final_bidder is not None, "somebody got it"
            shielded[taken.bidder, lot.final_bidder].append((lot, taken))
    for (bidder, ally), lots in shielded.items():
        high = sum(taken.amount for _, taken in lots)
        low = sum(lot.price or 0 for lot, _ in lots)
        code = only_currency(lot.currency for lot, _ in lots)
        yield Indication(
            indicator=BID_SHIELDING,
            bidder=bidder,
            other=ally,
            strength=saturating(len(lots), 1),
            inputs=(
                ("lots", len(lots)),
                ("called_off", sum(taken.was_sale for _, taken in lots)),
            ),
            amounts=(("taken_back", high), ("sold_for", low)) if code else (),
            currency=code,
            lots=tuple(lot.lot for lot, _ in lots),
            marks=sorted_marks(
                mark for lot, taken in lots for mark in (taken.mark, lot.mark)
            ),
        )


def _shields_on(lot: LotBidding) -> Iterator[TakenOut]:
    """Yield the last of each bidder's bids that somebody else got a lot in spite of."""
    last = {taken.bidder: taken for taken in lot.taken_out}
    for taken in last.values():
        lower = lot.price is not None and taken.amount > lot.price
        if lot.final_bidder not in (None, taken.bidder) and lower:
            yield taken
