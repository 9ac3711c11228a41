"""What the paddles of a sale may have to pay so far, beside their next bid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ledger.contest import Claim, Contest
from ledger.identity import LotId, Paddle
from ledger.lot import Lot, Stage
from ledger.money import Minor
from ledger.terms.bidding import BiddingTerms


class Commitments:
    """The amount that each lot binds, and whom: one paddle to a lot.

    It is kept from bid to bid, so that a list of bids is read once, not once a lot.
    """

    def __init__(self, lots: Iterable[Lot], terms: BiddingTerms) -> None:
        self._terms = terms
        self._by_lot: dict[LotId, tuple[Paddle, Minor]] = {}
        self._by_paddle: Counter[Paddle] = Counter()
        for lot in lots:
            self.take(lot)

    def take(self, lot: Lot) -> None:
        """Take in a lot as it stands now."""
        if (before := self._by_lot.pop(lot.id, None)) is not None:
            self._by_paddle[before[0]] -= before[1]
        if (now := _commitment(lot, self._terms)) is not None:
            self._by_lot[lot.id] = now
            self._by_paddle[now[0]] += now[1]

    def beside(self, lot: LotId, paddle: Paddle) -> Minor:
        """Return what a paddle may have to pay for all lots but one."""
        bound, amount = self._by_lot.get(lot, (None, 0))
        return self._by_paddle[paddle] - (amount if bound == paddle else 0)


def _commitment(lot: Lot, terms: BiddingTerms) -> tuple[Paddle, Minor] | None:
    """Return who may have to pay for a lot, and how much: its hammer, or a maximum."""
    if lot.sold is not None:
        return lot.sold.buyer, lot.sold.hammer
    if lot.stage is not Stage.OPEN or lot.lead is None:
        return None
    return lot.lead.paddle, most_to_pay(lot, lot.lead, terms)


def most_to_pay(lot: Lot, lead: Claim, terms: BiddingTerms) -> Minor:
    """Return the highest hammer at which the bid that leads may buy a lot.

    A bidder who may break a tie may have to pay one increment more.
    """
    most = lead.maximum
    if lead.break_tie and terms.break_ties:
        climbing = terms.climbing_by(lot.increment)
        contest = Contest(climbing, lot.listing.opening, lot.reserve)
        most = contest.above(most)
    return lot.hammer(most)
