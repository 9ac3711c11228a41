"""A lot's lines in the auditor's history, walked to the bidding on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger.events.vocabulary import Rule
from ledger.identity import HOUSE, LotId, Paddle
from ledger.indicators.bidding import Bid, LotBidding, TakenOut
from projections.bids import HistoryKind

if TYPE_CHECKING:
    from ledger.money import Minor
    from projections.bids import BidRow
    from projections.catalogue import Listing

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

DISCOVERED = (Rule.OWN_MAXIMUM, Rule.TIE_EARLIER, Rule.TIE_BOOK)
"""The rules by which a price is the leader's own maximum, and so tells it."""

NameOf = Callable[[Paddle], str]


def seconds(at: datetime) -> Fraction:
    """Return a moment as seconds, to the microsecond."""
    return Fraction((at - EPOCH) // MICROSECOND, 1_000_000)


class LotWalk:
    """The bidding on one lot, as far as its lines were heard."""

    def __init__(self, name_of: NameOf) -> None:
        self._name_of = name_of
        self.withdrawn = False
        self._bids: list[Bid] = []
        self._taken_out: list[TakenOut] = []
        self._by_bid: dict[str, BidRow] = {}
        self._leader: Paddle | None = None
        self._price: Minor | None = None
        self._winner: Paddle | None = None
        self._second: Paddle | None = None
        self._open = True
        self._mark: int | None = None

    def hear(self, line: BidRow) -> None:
        """Follow one more line; bids that were refused led to nothing."""
        match line.kind:
            case HistoryKind.BID | HistoryKind.LIVE:
                self._on_bid(line)
            case HistoryKind.RETRACTED | HistoryKind.STRUCK:
                self._on_taken_out(line)
            case HistoryKind.SOLD | HistoryKind.AMENDED:
                self._winner, self._price = line.paddle, line.price
                self._open, self._mark = False, line.position
            case HistoryKind.PASSED:
                self._open, self._mark = False, line.position
            case HistoryKind.REOPENED:
                self._open, self._winner = True, None
            case HistoryKind.RESCINDED:
                self._on_rescinded(line)
            case HistoryKind.RESOLD:
                self._second, self._price = line.paddle, line.price
                self._mark = line.position
            case HistoryKind.WITHDRAWN:
                self.withdrawn = True
        self._stand(line)

    def _stand(self, line: BidRow) -> None:
        """Note where a line left the bidding, if it says so."""
        if line.rule is not None:
            self._leader, self._price = line.leader, line.price

    def _on_bid(self, line: BidRow) -> None:
        assert line.paddle is not None, "somebody bid"
        assert line.received_at is not None, "a bid came at some time"
        amount = line.maximum if line.maximum is not None else line.amount
        if amount is None:
            # It is sealed: it counts at the price that it led to, as all could see.
            amount = line.price
        assert amount is not None, "a bid leads to a price"
        answered = line.leader not in {line.paddle, HOUSE}
        self._bids.append(
            Bid(
                bidder=self._name_of(line.paddle),
                amount=amount,
                at=seconds(line.received_at),
                mark=line.position,
                price=self._price,
                leader=self._named(self._leader),
                leads=line.leader == line.paddle,
                discovers=answered and line.rule in DISCOVERED,
                called=line.kind is HistoryKind.LIVE,
            )
        )
        if line.bid is not None:
            self._by_bid[line.bid] = line

    def _on_taken_out(self, line: BidRow) -> None:
        out = [self._by_bid.get(bid) for bid in (line.out or "").split()]
        amounts = [
            each.maximum if each.maximum is not None else each.amount or 0
            for each in out
            if each is not None
        ]
        if line.paddle is not None and amounts:
            self._take_out(line.paddle, max(amounts), line.position, was_sale=False)

    def _on_rescinded(self, line: BidRow) -> None:
        if line.paddle is not None and line.amount is not None:
            self._take_out(line.paddle, line.amount, line.position, was_sale=True)

    def _take_out(
        self, paddle: Paddle, amount: Minor, mark: int, *, was_sale: bool
    ) -> None:
        self._taken_out.append(
            TakenOut(
                bidder=self._name_of(paddle),
                amount=amount,
                mark=mark,
                was_sale=was_sale,
            )
        )

    def bidding(self, lot: LotId, listing: Listing, seller: str | None) -> LotBidding:
        """Return the bidding on the lot; who leads it has it, while it is open."""
        winner = self._leader if self._open else self._winner
        return LotBidding(
            lot=lot,
            seller=seller,
            category=listing.category,
            currency=listing.currency,
            bids=tuple(self._bids),
            winner=self._named(winner),
            price=self._price,
            opening=listing.opening,
            estimate=listing.high_estimate or listing.low_estimate,
            taken_out=tuple(self._taken_out),
            second=self._named(self._second),
            mark=self._mark,
        )

    def _named(self, paddle: Paddle | None) -> str | None:
        return None if paddle in {None, HOUSE} else self._name_of(Paddle(f"{paddle}"))
