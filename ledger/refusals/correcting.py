"""Refusals of a correction."""

from __future__ import annotations

from datetime import datetime

from ledger.identity import BidId, LotId, Paddle
from ledger.money import Money
from ledger.refusals.refusal import Refusal


class SecondPersonNeeded(Refusal):
    """A correction that changes who pays is made by two people."""

    lot: LotId

    code = "second-person-needed"
    what = "This changes who pays for lot {lot}, and one person alone may not."
    remedy = "Use lotledger correct, and name who authorises it, with --authorised-by."


class SamePerson(Refusal):
    """Nobody is their own second person."""

    person: str

    code = "same-person"
    what = "{person} cannot be the second person as well as the first."
    remedy = "Let somebody else authorise it, with --authorised-by."


class UnknownBid(Refusal):
    """No such bid was ever tried on the lot."""

    lot: LotId
    bid: BidId

    code = "unknown-bid"
    what = "Nobody ever tried a bid {bid} on lot {lot}."
    remedy = "See its bids with: lotledger bids list {lot}"


class BidNotStanding(Refusal):
    """Only a bid that counts can be taken out, or sold on."""

    lot: LotId
    bid: BidId

    code = "bid-not-standing"
    what = "Bid {bid} does not count on lot {lot}: it was refused, or taken out before."
    remedy = "See its bids with: lotledger bids list {lot}"


class BiddingOver(Refusal):
    """A bid is taken out while there is bidding, not after the hammer."""

    lot: LotId
    stage: str

    code = "bidding-over"
    what = "Lot {lot} is {stage}, so no bid is taken out of its bidding."
    remedy = (
        "If it was sold or passed, put it up again first, with: "
        "lotledger correct reopen {lot} --reason TEXT"
    )


class NotRetractable(Refusal):
    """The terms hold bidders to their bids."""

    lot: LotId

    code = "not-retractable"
    what = "The terms hold bidders on lot {lot} to their bids."
    remedy = (
        "If it must go all the same, strike it: "
        "lotledger correct strike {lot} BID --policy POLICY --reason TEXT"
    )


class RetractedLate(Refusal):
    """A bid on a timed lot is retracted before the lot falls due (UCC 2-328(3))."""

    lot: LotId
    ended_at: datetime
    at: datetime

    code = "retracted-late"
    what = (
        "Bidding on lot {lot} ended at {ended_at:%Y-%m-%d %H:%M:%S %Z}, and it is "
        "{at:%Y-%m-%d %H:%M:%S %Z}: too late for a bidder to retract."
    )
    remedy = (
        "If it must go all the same, strike it: "
        "lotledger correct strike {lot} BID --policy POLICY --reason TEXT"
    )


class NotReopenable(Refusal):
    """Only a lot that was sold or passed is put up again."""

    lot: LotId
    stage: str

    code = "not-reopenable"
    what = "Lot {lot} is {stage}; only a lot that was sold or passed is put up again."
    remedy = "See how it stands with: lotledger lot show {lot}"


class LaterEndNeeded(Refusal):
    """A timed lot that is put up again closes at a later moment than now."""

    lot: LotId
    at: datetime

    code = "later-end-needed"
    what = (
        "Lot {lot} is closed by the clock: to be put up again it needs a new end, "
        "later than {at:%Y-%m-%d %H:%M:%S %Z}."
    )
    remedy = (
        "Say when it closes: lotledger correct reopen {lot} --ends-at TIME "
        "--reason TEXT"
    )


class NoEndInTheRoom(Refusal):
    """A lot that is cried in the room ends with the hammer, not by the clock."""

    lot: LotId

    code = "no-end-in-the-room"
    what = "Lot {lot} is cried in the room, so no clock ends it."
    remedy = "Leave --ends-at out; it is up again at once."


class AnotherIsUp(Refusal):
    """One lot of a session is up at a time, also where it comes up again."""

    lot: LotId
    up: LotId

    code = "another-is-up"
    what = "Lot {up} is up in the room, so lot {lot} cannot be put up now."
    remedy = "Let the hammer fall on lot {up} first, or pass it."


class NotSold(Refusal):
    """Only a lot that is sold can be called off, or have its hammer put right."""

    lot: LotId
    stage: str

    code = "not-sold"
    what = "Lot {lot} is {stage}, not sold."
    remedy = "See how it stands with: lotledger lot show {lot}"


class NoSecondChance(Refusal):
    """A second chance follows a sale that was called off, or a lot that was passed."""

    lot: LotId
    stage: str

    code = "no-second-chance"
    what = (
        "Lot {lot} is {stage}; a second chance follows a sale that was called off, "
        "or a lot that was passed."
    )
    remedy = (
        "If it is sold, call that off first: "
        "lotledger correct rescind {lot} --reason TEXT --authorised-by NAME"
    )


class NobodyElseBid(Refusal):
    """There is no bid that a lot could be sold on."""

    lot: LotId

    code = "nobody-else-bid"
    what = "No bid on lot {lot} is left that it could be sold on."
    remedy = (
        "Sell it by agreement, with --paddle and --price, or offer it again in another "
        "sale."
    )


class NoPriceAgreed(Refusal):
    """Where no bid is sold on, nothing says the price but what was agreed."""

    lot: LotId
    paddle: Paddle

    code = "no-price-agreed"
    what = "Lot {lot} is sold to paddle {paddle} by agreement, and at no price."
    remedy = "Say the price that was agreed, with --price."


class BuyerCalledOff(Refusal):
    """Whose sale was called off has no second chance."""

    lot: LotId
    paddle: Paddle

    code = "buyer-called-off"
    what = "The sale of lot {lot} to paddle {paddle} was called off."
    remedy = "Name a bid of another paddle, with --bid."


class AboveTheirBid(Refusal):
    """Nobody pays more than they bid."""

    lot: LotId
    paddle: Paddle
    price: Money

    code = "above-their-bid"
    what = "Paddle {paddle} bid less than {price} for lot {lot}; how much is not told."
    remedy = "Name a lower price, with --price: what they bid at the most."
