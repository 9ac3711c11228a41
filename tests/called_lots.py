"""Lots by a line each: who called what and when, as an English auction goes."""

from __future__ import annotations

import re
from fractions import Fraction

from ledger.indicators.bidding import Bid, Bidding, LotBidding

CALL = re.compile(r"(\w+?)(\d+)@(\d+)")


def lot(number, seller, calls, *, winner="", **more):
    """Return a lot of which each call stands: ``A100@0 B150@5``.

    The last caller has it, unless another winner is named; None: nobody has.
    """
    bids, price, leader = [], None, None
    for place, (bidder, amount, at) in enumerate(CALL.findall(calls), start=1):
        bids.append(
            Bid(
                bidder=bidder,
                amount=int(amount),
                at=Fraction(at),
                mark=100 * int(number) + place,
                price=price,
                leader=leader,
            )
        )
        price, leader = int(amount), bidder
    return LotBidding(
        lot=f"{number}",
        seller=seller,
        bids=tuple(bids),
        winner=leader if winner == "" else winner,
        price=price,
        mark=100 * int(number) + 99,
        **more,
    )


def bidding(*lots, **more):
    """Return the bidding on some lots."""
    return Bidding.of(lots, **more)


def of_code(ranked, code):
    """Return the indications of one kind, the strongest first."""
    return [
        each.indication for each in ranked if each.indication.indicator.code == code
    ]
