"""Every way the house can say no.

A refusal is an answer, not a failure: nothing was sold or changed. It says what
happened, then what to do next. Codes are public: once released, a code keeps its
meaning. Where a bid meets several, the first in the order of this file is given, and a
refused bid is recorded with its code.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, dataclass_transform

from ledger.identity import Channel, ClientId, LotId, Paddle, SaleId
from ledger.money import Money

@dataclass_transform(kw_only_default=True, eq_default=False)
class Refusal(Exception):  # noqa: N818 (a refusal is an answer, not an error)
    """The house declined.

    Each kind names its fields as annotations, and is raised with all of them.
    """

    code: ClassVar[str]
    what: ClassVar[str]
    remedy: ClassVar[str]

    def __init__(self, **quoted: object) -> None:
        # A dataclass would do the same, and take a tenth of a short command to make.
        assert quoted.keys() == type(self).fields().keys(), f"{self.code} quotes others"
        super().__init__()
        vars(self).update(quoted)

    @classmethod
    def fields(cls) -> dict[str, object]:
        """Return what the wording may quote: names, each with its kind."""
        named: dict[str, object] = vars(cls).get("__annotations__", {})
        return named

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}".format_map(vars(self))

    @property
    def given(self) -> str:
        """The code that the caller is given."""
        return self.code


# What a command names must exist, and must not exist twice.


class UnknownSale(Refusal):
    """No such sale was announced."""

    sale: SaleId

    code = "unknown-sale"
    what = "No sale {sale} was announced here."
    remedy = "Announce it with: lotledger sale announce TERMS"


class SaleExists(Refusal):
    """A sale of this name was announced before."""

    sale: SaleId

    code = "sale-exists"
    what = "Sale {sale} was announced already, on other terms."
    remedy = "Change them with: lotledger sale amend TERMS"


class SaleIsClosed(Refusal):
    """The sale is over."""

    sale: SaleId

    code = "sale-closed"
    what = "Sale {sale} is closed."
    remedy = "See its results with: lotledger lots {sale}"


class UnknownLot(Refusal):
    """No such lot was catalogued."""

    lot: LotId

    code = "unknown-lot"
    what = "No lot {lot} is in the catalogue."
    remedy = "See what is with: lotledger lots SALE"


class LotExists(Refusal):
    """A lot of this number was catalogued before."""

    lot: LotId

    code = "lot-exists"
    what = "Lot {lot} is in the catalogue already."
    remedy = "Give the new lot another number, such as one with a letter."


class LotOutsideSessions(Refusal):
    """A lot number belongs to no session of the sale."""

    lot: LotId
    ranges: str

    code = "lot-outside-sessions"
    what = "Lot {lot} is in no session; the sale's sessions hold {ranges}."
    remedy = "Renumber the lot, or amend the terms."


class UnknownClient(Refusal):
    """No such client was enrolled."""

    client: ClientId

    code = "unknown-client"
    what = "No client {client} is enrolled."
    remedy = "Enrol them with: lotledger client add {client}"


class ClientExists(Refusal):
    """A client of this number was enrolled before."""

    client: ClientId

    code = "client-exists"
    what = "Client {client} is enrolled already."
    remedy = "Give the new client another number."


class UnknownCertificate(Refusal):
    """A client filed no such certificate."""

    client: ClientId
    jurisdiction: str
    number: str

    code = "unknown-certificate"
    what = "Client {client} has no certificate {number} of {jurisdiction} on file."
    remedy = "See what is with: lotledger client show {client}"


class CertificateExists(Refusal):
    """A client filed this certificate before."""

    client: ClientId
    jurisdiction: str
    number: str

    code = "certificate-exists"
    what = "Certificate {number} of {jurisdiction} is on file for client {client}."
    remedy = "Revoke it first where its dates have changed."


class PaddleTaken(Refusal):
    """A paddle number is in somebody's hands."""

    sale: SaleId
    paddle: Paddle
    client: ClientId

    code = "paddle-taken"
    what = "Paddle {paddle} of sale {sale} belongs to client {client}."
    remedy = "Issue another number."


class PaddleUnchanged(Refusal):
    """A paddle is as the command would make it."""

    paddle: Paddle
    state: str

    code = "paddle-unchanged"
    what = "Paddle {paddle} is {state} already."
    remedy = "Nothing needs doing."


# What stands in the way of a change to the catalogue or the terms.


class BidsExist(Refusal):
    """A lot that has bids keeps its description and opening bid."""

    lot: LotId

    code = "bids-exist"
    what = "Lot {lot} has bids, so its entry stays as it was when they were made."
    remedy = "Withdraw the lot with a reason, and catalogue it again."


class ReserveAboveEstimate(Refusal):
    """A reserve exceeds the low estimate (rulebook 3.2)."""

    lot: LotId
    reserve: Money
    low_estimate: Money

    code = "reserve-above-estimate"
    what = "A reserve of {reserve} on lot {lot} is above its low estimate, {low_estimate}."
    remedy = "Set a reserve of {low_estimate} or less, or amend the estimate."


class ReserveMetAlready(Refusal):
    """A reserve that the bidding has reached cannot be raised (rulebook 3.2)."""

    lot: LotId
    reserve: Money

    code = "reserve-met"
    what = "The bidding on lot {lot} has reached its reserve of {reserve}."
    remedy = "A reserve may still be lowered or lifted."


class ReserveBelowHouseBid(Refusal):
    """The house may not have bid at or above the reserve (rulebook 3.2)."""

    lot: LotId
    reserve: Money
    bid: Money

    code = "reserve-below-house-bid"
    what = "The house bid {bid} for the consignor of lot {lot}, above {reserve}."
    remedy = "Set a reserve above {bid}, or lift it after the lot is passed."


class NoticeNeeded(Refusal):
    """Terms that bids were made under change only by a saleroom notice."""

    sale: SaleId

    code = "notice-needed"
    what = "Sale {sale} has bids, so its terms change only by a saleroom notice."
    remedy = "Say what the saleroom is told, with --notice, and why, with --reason."


class TermsFixed(Refusal):
    """Some terms cannot change once a lot was catalogued under them."""

    sale: SaleId
    field: str

    code = "terms-fixed"
    what = "The {field} of sale {sale} is fixed: lots were catalogued under it."
    remedy = "Announce another sale for other terms."


# Why a bid is not taken, in order of precedence.


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


class BiddingClosed(Refusal):
    """A bid was received at or after the end of bidding."""

    lot: LotId
    ended_at: datetime
    received_at: datetime

    code = "bidding-closed"
    what = (
        "Bidding on lot {lot} ended at {ended_at:%Y-%m-%d %H:%M:%S %Z}; "
        "this bid was received at {received_at:%H:%M:%S}."
    )
    remedy = "If it came in time, enter it with --received-at."


class ChannelClosed(Refusal):
    """The session takes no bids that way."""

    lot: LotId
    channel: Channel
    channels: str

    code = "channel-not-taken"
    what = "Lot {lot} takes no bids by {channel}; its session takes {channels}."
    remedy = "Enter the channel that the bid came by."


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


class MaximumNotRaised(Refusal):
    """The leader bid again without offering more."""

    lot: LotId
    paddle: Paddle
    maximum: Money

    code = "maximum-not-raised"
    what = "Paddle {paddle} leads lot {lot}; {maximum} is no more than its maximum."
    remedy = "Let it stand, or bid more."


class MaximumBelowPrice(Refusal):
    """A maximum may be lowered to the price, not below it (rulebook 3.1, TradeMe)."""

    lot: LotId
    maximum: Money
    price: Money

    code = "maximum-below-price"
    what = "Lot {lot} stands at {price}; a maximum cannot be lowered to {maximum}."
    remedy = "Lower it to {price} at the least."


class OverCreditLimit(Refusal):
    """The maximum, with what the paddle leads and bought, exceeds its limit."""

    paddle: Paddle
    maximum: Money
    left: Money
    limit: Money

    code = "over-credit-limit"
    what = "Paddle {paddle} has {left} left of its limit of {limit}, less than {maximum}."
    remedy = "Bid {left} or less, or ask the accounts desk to raise the limit."


# Why a registration, a close or a repeated command is not taken.


class AlreadyRegistered(Refusal):
    """The paddle is registered for the lot that way."""

    lot: LotId
    paddle: Paddle
    channel: Channel

    code = "already-registered"
    what = "Paddle {paddle} is registered for lot {lot} by {channel}."
    remedy = "Nothing needs doing."


class LineTaken(Refusal):
    """A phone line can call one bidder at a time."""

    lot: LotId
    line: int
    paddle: Paddle

    code = "line-taken"
    what = "Line {line} calls paddle {paddle} for lot {lot}."
    remedy = "Choose another line."


class NotRegistered(Refusal):
    """The paddle is not registered for the lot that way."""

    lot: LotId
    paddle: Paddle
    channel: Channel

    code = "not-registered"
    what = "Paddle {paddle} is not registered for lot {lot} by {channel}."
    remedy = "See who is with: lotledger lot show {lot}"


class BiddingGoesOn(Refusal):
    """A lot cannot close before its bidding has ended."""

    lot: LotId
    ends_at: datetime
    at: datetime

    code = "bidding-goes-on"
    what = (
        "Bidding on lot {lot} goes on until {ends_at:%Y-%m-%d %H:%M:%S %Z}; "
        "it is {at:%Y-%m-%d %H:%M:%S}."
    )
    remedy = "Close it then, or give the moment with --at."


class ReasonNeeded(Refusal):
    """A correction says why."""

    command: str

    code = "reason-needed"
    what = "To {command} is a correction, and a correction says why."
    remedy = "Give the reason with --reason."


class KeyUsed(Refusal):
    """A command key stands for one command for ever."""

    key: str
    position: int

    code = "key-used"
    what = "Key {key} was used at position {position} for another command."
    remedy = "Use a new key; to repeat a command, repeat it word for word."


class RecordedRefusal(Refusal):
    """A bid that the house refused, in the words that it recorded."""

    bid_code: str
    said: str

    code = "recorded-refusal"
    what = "{said}"
    remedy = ""

    def __str__(self) -> str:
        return self.said

    @property
    def given(self) -> str:
        return self.bid_code
