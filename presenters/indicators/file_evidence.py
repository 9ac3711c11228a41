"""What a bid history of another house has for the indicators."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger.indicators.bidding import Bid, Bidding, LotBidding
from ledger.replay.foreign import HistoricBid, history_steps
from presenters.indicators.lot_walk import DISCOVERED, seconds

if TYPE_CHECKING:
    from ledger.files.history_file import ForeignLot, History
    from ledger.replay.foreign import HistoryStep
    from ledger.terms import Rules


def file_bidding(history: History, rules: Rules, *, called: bool) -> Bidding:
    """Return the bidding of a file, run through the rules to see who led when.

    A bid that the rules refuse was one to the house that published it.
    """
    lots = [_lot_bidding(lot, rules, called=called) for lot in history.lots]
    times = (bid.at for lot in history.lots for bid in lot.bids)
    in_seconds = isinstance(next(times, None), datetime)
    return Bidding.of(lots, in_seconds=in_seconds)


def _lot_bidding(lot: ForeignLot, rules: Rules, *, called: bool) -> LotBidding:
    steps = list(
        history_steps(
            lot.lot,
            (HistoricBid(bid.bidder, bid.maximum, bid.line) for bid in lot.bids),
            opening=lot.opening,
            rules=rules,
            called=called,
        )
    )
    last = steps[-1].after
    standing = last.standing
    return LotBidding(
        lot=lot.lot,
        seller=lot.seller,
        category=lot.category,
        currency=rules.currency.code,
        bids=tuple(
            _bid(step, _instant(bid.at), called=called)
            for step, bid in zip(steps, lot.bids, strict=True)
        ),
        winner=None if standing is None else standing.leader,
        price=last.price if lot.announced is None else lot.announced,
        opening=lot.opening,
        mark=lot.bids[-1].line,
    )


def _instant(at: Decimal | datetime) -> Fraction:
    return seconds(at) if isinstance(at, datetime) else Fraction(at)


def _bid(step: HistoryStep, at: Fraction, *, called: bool) -> Bid:
    before, after = step.before.standing, step.after.standing
    bidder = step.bid.paddle
    leader = None if after is None else after.leader
    answered = step.code is None and leader not in {None, bidder}
    return Bid(
        bidder=bidder,
        amount=step.bid.maximum,
        at=at,
        mark=step.bid.line,
        price=step.before.price,
        leader=None if before is None else before.leader,
        leads=leader == bidder,
        discovers=answered and after is not None and after.rule in DISCOVERED,
        called=called,
    )
