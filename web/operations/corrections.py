"""Corrections: what was recorded wrong is put right by recording another event."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ledger.house import corrections
from ledger.house.command import Command
from ledger.identity import BidId, LotId, Paddle
from ledger.terms.bidding import StrikePolicy
from web.amounts import AmountText, price_if_any
from web.answers import what_was_recorded
from web.derived import asks_for
from web.fields import Moment, PaddleText, SecondPerson
from web.operation import Said, does
from web.reading import LedgerReading


class StrikeBody(Said, frozen=True, kw_only=True):
    """How a bid is struck."""

    policy: StrikePolicy
    """What becomes of the bidding."""
    authorised_by: SecondPerson | None = None
    """The second person, where one is needed."""


class ReopeningBody(Said, frozen=True, kw_only=True):
    """How a lot is put up again."""

    ends_at: Moment | None = None
    """The new end of a timed lot."""
    authorised_by: SecondPerson | None = None
    """The second person, where one is needed."""


class RescissionBody(Said, frozen=True, kw_only=True):
    """How the sale of a lot is called off."""

    authorised_by: SecondPerson | None = None
    """The second person."""


class ResaleBody(Said, frozen=True, kw_only=True):
    """How a lot is sold to the underbidder, once its buyer is gone."""

    bid: Annotated[int, Meta(ge=1)] | None = None
    """The number of the bid that buys it; the underbidder's, where nothing is said."""
    price: AmountText | None = None
    """What it is sold for; what the bid comes to, where nothing is said."""
    authorised_by: SecondPerson | None = None
    """The second person."""


class HammerBody(Said, frozen=True, kw_only=True):
    """What a hammer should have been recorded as."""

    buyer: PaddleText | None = None
    """Who bought it, where that was wrong."""
    price: AmountText | None = None
    """What it was knocked down at, where that was wrong."""
    authorised_by: SecondPerson | None = None
    """The second person."""


def retract_bid(reading: LedgerReading, lot: LotId, bid: BidId) -> Command:
    """Take a bid back for its bidder, before the hammer; needs a reason."""
    return corrections.retract(lot, bid, at=reading.at)


def strike_bid(
    reading: LedgerReading, lot: LotId, bid: BidId, body: StrikeBody
) -> Command:
    """Take a bid out for the house, and say what becomes of the bidding."""
    return corrections.strike(
        lot,
        bid,
        policy=body.policy,
        at=reading.at,
        authorised_by=body.authorised_by,
    )


def reopen_lot(reading: LedgerReading, lot: LotId, body: ReopeningBody) -> Command:
    """Put a lot up again that was sold or passed; needs a reason."""
    return corrections.reopen(
        lot,
        at=reading.at,
        ends_at=body.ends_at,
        authorised_by=body.authorised_by,
    )


def rescind_sale(reading: LedgerReading, lot: LotId, body: RescissionBody) -> Command:
    """Call the sale of a lot off; needs a reason."""
    return corrections.rescind(lot, at=reading.at, authorised_by=body.authorised_by)


def resell_lot(reading: LedgerReading, lot: LotId, body: ResaleBody) -> Command:
    """Sell a lot to an underbidder, once its sale was called off; needs a reason."""
    number = lot.rpartition("/")[2]
    return corrections.resell(
        lot,
        at=reading.at,
        authorised_by=body.authorised_by,
        bid=None if body.bid is None else BidId(f"{number}#{body.bid}"),
        price=price_if_any(body.price, reading.currency_of(lot)),
    )


def amend_hammer(reading: LedgerReading, lot: LotId, body: HammerBody) -> Command:
    """Put right to whom a lot was knocked down, or at what; needs a reason."""
    return corrections.amend_hammer(
        lot,
        at=reading.at,
        authorised_by=body.authorised_by,
        buyer=None if body.buyer is None else Paddle(body.buyer),
        price=price_if_any(body.price, reading.currency_of(lot)),
    )


_LOT = "/sales/{sale}/lots/{number}"
_BID = f"{_LOT}/bids/{{bid}}"

OPERATIONS = (
    does(f"{_BID}/retraction", "retract a bid", retract_bid, what_was_recorded),
    does(f"{_BID}/strike", "strike a bid", strike_bid, what_was_recorded),
    does(f"{_LOT}/reopening", "reopen a lot", reopen_lot, what_was_recorded),
    does(f"{_LOT}/rescission", "call a sale off", rescind_sale, what_was_recorded),
    does(f"{_LOT}/resale", "resell a lot", resell_lot, what_was_recorded),
    does(
        f"{_LOT}/hammer",
        "amend a hammer",
        amend_hammer,
        what_was_recorded,
        method="PUT",
    ),
    asks_for(f"{_BID}/take-back", corrections.take_back),
    asks_for(f"{_LOT}/agreement", corrections.sell_by_agreement),
)
