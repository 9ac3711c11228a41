"""Refusals of a bid, in order of precedence: the first that applies is given."""

from __future__ import annotations

from datetime import datetime

from ledger.identity import Channel, LotId, Paddle, SaleId
from ledger.money import Money
from ledger.refusals.refusal import Refusal, Words


class UnknownPaddle(Refusal):
    """No such paddle was issued in this sale."""

    sale: SaleId
    paddle: Paddle

    code = "unknown-paddle"
    what = "No paddle {paddle} was issued in sale {sale}."
    remedy = "Issue it with: lotledger paddle issue {sale} {paddle} --client CLIENT"


class PaddleIsSuspended(Refusal):
    """A suspended paddle may not bid."""

    paddle: Paddle

    code = "paddle-suspended"
    what = "Paddle {paddle} is suspended."
    remedy = "Refer the bidder to the accounts desk."


class LotNotOpen(Refusal):
    """A lot that was sold, passed or withdrawn takes no bids."""

    lot: LotId
    stage: str

    code = "lot-not-open"
    what = "Lot {lot} is {stage}, so it takes no bids."
    remedy = "See what is open with: lotledger lots SALE --open"


class ReceivedInTime(Refusal):
    """A bid came before the bidding ended, and was entered after the hammer."""

    lot: LotId
    stage: str
    received_at: datetime
    early: Words
    ended_at: datetime
    way: Words

    code = LotNotOpen.code
    earlier = (LotNotOpen.what,)
    what = (
        "Lot {lot} is {stage}, so it takes no bids; this one was received in time, at "
        "{received_at:%Y-%m-%d %H:%M:%S %Z}: {early} before the bidding ended at "
        "{ended_at:%Y-%m-%d %H:%M:%S %Z}."
    )
    remedy = "Reopen it with: {way}; then enter the bid with --received-at"


class ReceivedLater(Refusal):
    """A bid cannot be entered before it was received."""

    lot: LotId
    received_at: datetime
    entered_at: datetime

    code = "received-later"
    what = (
        "A bid on lot {lot} entered at {entered_at:%Y-%m-%d %H:%M:%S %Z} cannot have "
        "been received at {received_at:%Y-%m-%d %H:%M:%S %Z}."
    )
    remedy = "Check the time and the zone of --received-at."


class BiddingNotOpen(Refusal):
    """A bid was received before bidding began, or before live bidding did."""

    lot: LotId
    channel: Channel
    opens_at: datetime
    received_at: datetime

    code = "bidding-not-open"
    what = (
        "Lot {lot} takes bids by {channel} from {opens_at:%Y-%m-%d %H:%M:%S %Z}; "
        "this bid was received at {received_at:%Y-%m-%d %H:%M:%S %Z}."
    )
    remedy = "Enter it again then, or check when it was received."


class BiddingClosed(Refusal):
    """A bid was received at or after the end of bidding."""

    lot: LotId
    ended_at: datetime
    received_at: datetime

    code = "bidding-closed"
    what = (
        "Bidding on lot {lot} ended at {ended_at:%Y-%m-%d %H:%M:%S %Z}; "
        "this bid was received at {received_at:%Y-%m-%d %H:%M:%S %Z}."
    )
    remedy = (
        "A bid that came in time by mail or fax is entered with --received-at; by "
        "another channel that takes --reason and a second person, --authorised-by, too."
    )


class ChannelClosed(Refusal):
    """The session takes no bids that way."""

    lot: LotId
    channel: Channel
    channels: str

    code = "channel-not-taken"
    what = "Lot {lot} takes no bids by {channel}; its session takes {channels}."
    remedy = "Enter the channel that the bid came by."


class PriorBiddersOnly(Refusal):
    """The extension is for those who bid before it (rulebook 3.4, RR Auction)."""

    lot: LotId
    paddle: Paddle
    since: datetime

    code = "prior-bidders-only"
    what = (
        "Lot {lot} takes bids only from those who bid on it before "
        "{since:%Y-%m-%d %H:%M:%S %Z}; paddle {paddle} did not."
    )
    remedy = (
        "An earlier bid of theirs that came by mail or fax is entered with "
        "--received-at; by another channel that takes --reason and a second person, "
        "--authorised-by, too."
    )


class NotWholeUnits(Refusal):
    """The terms take whole amounts only (rulebook 2.2.4)."""

    lot: LotId
    submitted: Money

    code = "not-whole-units"
    what = "Lot {lot} takes whole amounts; {submitted} is not one."
    remedy = "Drop the cents, or go up to the next whole amount."


class OffTheLadder(Refusal):
    """The channel takes amounts on the increment ladder only (rulebook 3.5)."""

    lot: LotId
    submitted: Money
    lower: Money
    higher: Money

    code = "off-increment"
    what = "{submitted} is between the calls {lower} and {higher} of lot {lot}."
    remedy = "Bid {lower} or {higher}."


class BidBelowAsking(Refusal):
    """A maximum does not reach the asking bid (rulebook 2.2.3)."""

    lot: LotId
    maximum: Money
    asking: Money

    code = "bid-below-asking"
    what = "Lot {lot} asks {asking}; a maximum of {maximum} does not reach it."
    remedy = "Bid {asking} or more."


class RoundedBelowAsking(BidBelowAsking):
    """The same of an amount that was rounded: nobody wrote what does not reach."""

    lot: LotId
    submitted: Money
    maximum: Money
    asking: Money

    what = (
        "Lot {lot} asks {asking}; {submitted} was written, and rounded to {maximum} "
        "it does not reach it."
    )
    earlier = (BidBelowAsking.what,)


class MaximumNotRaised(Refusal):
    """The leader bid again without offering more."""

    lot: LotId
    paddle: Paddle
    maximum: Money

    code = "maximum-not-raised"
    what = "Paddle {paddle} leads lot {lot}; {maximum} is no more than its maximum."
    remedy = "Let it stand, or bid more."


class RoundedNotRaised(MaximumNotRaised):
    """The same of an amount that was rounded."""

    lot: LotId
    paddle: Paddle
    submitted: Money
    maximum: Money

    what = (
        "Paddle {paddle} leads lot {lot}; {submitted} was written, and rounded to "
        "{maximum} it is no more than its maximum."
    )
    earlier = (MaximumNotRaised.what,)


class MaximumBelowPrice(Refusal):
    """A maximum may be lowered to the price, not below it (rulebook 3.1, TradeMe)."""

    lot: LotId
    maximum: Money
    price: Money

    code = "maximum-below-price"
    what = "Lot {lot} stands at {price}; a maximum cannot be lowered to {maximum}."
    remedy = "Lower it to {price} at the least."


class RoundedBelowPrice(MaximumBelowPrice):
    """The same of an amount that was rounded."""

    lot: LotId
    submitted: Money
    maximum: Money
    price: Money

    what = (
        "Lot {lot} stands at {price}; {submitted} was written, and a maximum cannot be "
        "lowered to {maximum}, to which it was rounded."
    )
    earlier = (MaximumBelowPrice.what,)


class OverCreditLimit(Refusal):
    """The maximum, with what the paddle leads and bought, exceeds its limit."""

    paddle: Paddle
    maximum: Money
    left: Money
    limit: Money

    code = "over-credit-limit"
    what = (
        "Paddle {paddle} has {left} left of its limit of {limit}, less than {maximum}."
    )
    remedy = "Stay within {left}, or ask the accounts desk to raise the limit."


class RoundedOverLimit(OverCreditLimit):
    """The same of an amount that was rounded; all pieces of the lot may cost more."""

    paddle: Paddle
    submitted: Money
    rounded: Money
    maximum: Money
    left: Money
    limit: Money

    what = (
        "Paddle {paddle} has {left} left of its limit of {limit}, less than {maximum}: "
        "{submitted} was written, and rounded to {rounded}."
    )
    earlier = (OverCreditLimit.what,)
