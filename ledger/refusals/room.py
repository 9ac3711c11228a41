"""Refusals of an auctioneer's call."""

from __future__ import annotations

from datetime import datetime

from ledger.identity import LotId, Paddle, SaleId
from ledger.money import Money
from ledger.refusals.refusal import Refusal, Words


class NotCried(Refusal):
    """A lot of a timed session closes by the clock."""

    lot: LotId

    code = "not-cried"
    what = "Lot {lot} is sold by the clock, and never comes up in the room."
    remedy = "Close it when it is due, with: lotledger sale run SALE"


class NotUp(Refusal):
    """The room bids for the lot that is up, and for no other."""

    lot: LotId

    code = "not-up"
    what = "Lot {lot} is not up in the room."
    remedy = "Put it up with: lotledger live open {lot}"


class SessionNotBegun(Refusal):
    """A lot is cried from the hour on that was announced."""

    lot: LotId
    session: int
    starts_at: datetime
    at: datetime

    code = "session-not-begun"
    what = (
        "Session {session} of lot {lot} begins at {starts_at:%Y-%m-%d %H:%M:%S %Z}; "
        "it is {at:%Y-%m-%d %H:%M:%S %Z}."
    )
    remedy = "Wait until then, or open it on purpose with --early and --reason."


class SessionOver(Refusal):
    """A session that was closed does not come back."""

    sale: SaleId
    session: int

    code = "session-over"
    what = "Session {session} of sale {sale} is over."
    remedy = "Put a lot right with: lotledger correct"


class SessionGoesOn(Refusal):
    """A session is over once each of its lots was sold, passed or withdrawn."""

    sale: SaleId
    session: int
    lots: str

    code = "session-goes-on"
    what = "Session {session} of sale {sale} has lots still to come: {lots}."
    remedy = "Put them up, or withdraw them, and close the session then."


class OpeningSettled(Refusal):
    """The auctioneer chooses where nothing else says how a lot opens (rulebook 1)."""

    lot: LotId
    why: Words

    code = "opening-settled"
    what = "Lot {lot} does not open at the auctioneer's choice: {why}."
    remedy = "Open it so, then ask for another: lotledger live ask {lot} AMOUNT"


class OpeningOutOfRange(Refusal):
    """A lot opens between two shares of its low estimate (rulebook 1)."""

    lot: LotId
    amount: Money
    least: Money
    most: Money

    code = "opening-out-of-range"
    what = "Lot {lot} cannot open at {amount}: the terms allow {least} to {most}."
    remedy = "Open it within that, or without an amount."


class IncrementTooSmall(Refusal):
    """Bidding climbs."""

    lot: LotId
    step: Money

    code = "increment-too-small"
    what = "Lot {lot} cannot climb by {step}."
    remedy = "Give an increment above nothing, or go back to the ladder of the terms."


class LeadsAlready(Refusal):
    """Nobody bids against themselves (rulebook 2.2)."""

    lot: LotId
    paddle: Paddle
    price: Money

    code = "leads-already"
    what = "Paddle {paddle} leads lot {lot} at {price} already."
    remedy = "Wait until somebody else bids."


class AskingMovedOn(Refusal):
    """A bid answers what was asked when it was called, and nothing asked since."""

    lot: LotId
    seen: Money
    asking: Money

    code = "asking-moved-on"
    what = "Lot {lot} asks {asking} now; this bid was called when it asked {seen}."
    remedy = "Look at it again, and call anew."


class NoCutBid(Refusal):
    """A bid of half an increment is not always taken (rulebook 2.3)."""

    lot: LotId
    why: Words

    code = "no-cut-bid"
    what = "The bidding on lot {lot} cannot be cut: {why}."
    remedy = "Bid what is asked."


class GraceOver(Refusal):
    """A bid came too late after the hammer (rulebook 2.4)."""

    lot: LotId
    seconds: int
    until: datetime

    code = "grace-over"
    what = (
        "Lot {lot} took bids for {seconds} seconds after the hammer, until "
        "{until:%Y-%m-%d %H:%M:%S %Z}."
    )
    remedy = "Have it reopened by the auctioneer, with: lotledger live reopen {lot}"


class NoHouseBid(Refusal):
    """The house bids for the consignor below the reserve, and nowhere else."""

    lot: LotId
    why: Words

    code = "no-house-bid"
    what = "The house cannot bid for the consignor of lot {lot}: {why}."
    remedy = "Take a bid from the room, or pass the lot."


class AskingTooLow(Refusal):
    """What is asked lies above what is bid."""

    lot: LotId
    asking: Money
    price: Money

    code = "asking-too-low"
    what = "Lot {lot} stands at {price}, so {asking} cannot be asked."
    remedy = "Ask for more than {price}."


class NothingToSell(Refusal):
    """A lot without bids, or with nobody in the lead, is not sold."""

    lot: LotId
    why: Words

    code = "nothing-to-sell"
    what = "Lot {lot} cannot be knocked down: {why}."
    remedy = "Take a bid, or pass it with: lotledger live pass {lot}"
