"""The events of a lot, in the order a sale meets them.

Amounts are whole minor units of the lot's currency; times are UTC. A bid is complete:
what was submitted, what it became, how and when it came, and where it left the lot.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from ledger.events.bookkeeping import LotBooksEvent
from ledger.events.corrections import Correction
from ledger.events.intake import LotIntakeEvent
from ledger.events.openings import OpeningEvent
from ledger.events.pictures import LotPictured
from ledger.events.room import (
    AskingSet,
    FairWarningGiven,
    IncrementSet,
    LiveBidTaken,
    LotOpened,
    LotSkipped,
)
from ledger.events.vocabulary import Standing, arrived_at, event
from ledger.identity import BidId, Channel, ClientId, LotId, Paddle
from ledger.increments import OffIncrement
from ledger.money import Currency, Minor
from ledger.seal import Seal
from ledger.terms.sessions import ExtensionScope, ExtensionTrigger, SessionKind
from ledger.value import later


class QuantityMode(StrEnum):
    """How a lot of several pieces is sold (rulebook 3.5)."""

    ALL_ONE_MONEY = "all-one-money"
    """One price buys all pieces."""
    TIMES_THE_MONEY = "times-the-money"
    """Bids are per piece; the hammer price is the bid times the quantity."""


class PassReason(StrEnum):
    """Why a lot did not sell."""

    NO_BIDS = "no-bids"
    RESERVE_NOT_MET = "reserve-not-met"
    TIED = "tied"
    """Equal maximums under terms that put the lot up again."""
    DISCRETION = "discretion"
    """The auctioneer would not sell at what was bid."""


@event("lot-catalogued/1")
class LotCatalogued:
    """A lot was entered in the catalogue of a sale."""

    lot: LotId
    session: int
    order: int
    """Its place in the sale, from 1."""
    kind: SessionKind
    ends_at: datetime
    """Floor: when proxy bids end. Timed: when the lot closes."""
    currency: Currency
    title: str
    description: str
    category: str | None
    low_estimate: Minor | None
    high_estimate: Minor | None
    opening: Minor
    quantity: int
    quantity_mode: QuantityMode
    consignor: ClientId | None
    sealed: bool = later(default=False)
    """Its maximums and reserves are sealed."""


@event("lot-amended/1")
class LotAmended:
    """The catalogue entry was corrected before the first bid; it is given whole."""

    lot: LotId
    title: str
    description: str
    category: str | None
    low_estimate: Minor | None
    high_estimate: Minor | None
    opening: Minor
    quantity: int
    quantity_mode: QuantityMode
    consignor: ClientId | None


@event("lot-withdrawn/1")
class LotWithdrawn:
    """The house took a lot out of the sale."""

    lot: LotId


@event("reserve-set/1")
class ReserveSet:
    """The consignor's reserve was set, changed or lifted."""

    lot: LotId
    reserve: Minor | None
    standing: Standing | None
    """Where that leaves the bidding; None before the first bid."""
    seal: Seal | None = later(default=None)
    """What was sealed: the reserve then stands here as None."""


@event("lot-tracked/1")
class LotTracked:
    """A client asked to be told about a lot."""

    lot: LotId
    client: ClientId


@event("lot-untracked/1")
class LotUntracked:
    """A client stopped following a lot."""

    lot: LotId
    client: ClientId


@event("bidder-registered/1")
class BidderRegistered:
    """A paddle arranged to bid on a lot when it comes up, as by telephone."""

    lot: LotId
    paddle: Paddle
    channel: Channel
    phone_line: int | None
    """Which of the house's lines will call them; never their own number."""


@event("registration-cancelled/1")
class RegistrationCancelled:
    """A paddle will not bid on the lot that way after all."""

    lot: LotId
    paddle: Paddle
    channel: Channel


@event("bid-placed/1")
class BidPlaced:
    """A bidder told the house to buy for them, up to a maximum nobody else may see."""

    lot: LotId
    bid: BidId
    paddle: Paddle
    client_class: str | None
    """The class that sets this buyer's premium: the paddle's, or one the bid earned."""
    submitted: Minor | None
    maximum: Minor | None
    """What the submitted amount became under ``off_increment``."""
    off_increment: OffIncrement
    static: bool
    """Placed at its own amount, not as a maximum to bid up to."""
    break_tie: bool
    """The bidder allows one increment more to win a tie."""
    channel: Channel
    received_at: datetime
    """What decides a tie: when it was entered, unless another time was stated."""
    entered_at: datetime
    standing: Standing
    read_at: datetime | None = later(default=None)
    """When a service or a console read it: whether it was in time, and no tie."""
    seal: Seal | None = later(default=None)
    """Both amounts, where they are sealed: they stand here as None."""

    @property
    def arrived_at(self) -> datetime:
        """Return what decides whether it was in time."""
        return arrived_at(self.received_at, self.entered_at, self.read_at)


@event("bid-refused/1")
class BidRefused:
    """Somebody tried to bid, and was told no."""

    lot: LotId
    bid: BidId
    paddle: Paddle
    submitted: Minor | None
    static: bool
    break_tie: bool
    live: bool
    """Called in the room, and not left with the house."""
    cut: bool
    channel: Channel
    received_at: datetime
    entered_at: datetime
    code: str
    said: str
    """The sentence that the bidder was given."""
    read_at: datetime | None = later(default=None)
    """When a service or a console read it: whether it was in time, and no tie."""
    seen: Minor | None = later(default=None)
    """What was asked when it was called, where the caller said so."""
    seal: Seal | None = later(default=None)
    """The amount and the sentence, where they are sealed."""


@event("house-bid-placed/1")
class HouseBidPlaced:
    """The house bid for the consignor, below the reserve."""

    lot: LotId
    amount: Minor
    standing: Standing


@event("closing-extended/1")
class ClosingExtended:
    """A late bid moved the close of a timed lot (rulebook 3.4)."""

    lot: LotId
    bid: BidId
    """The bid that came late: on this lot, or on another of its group or session."""
    scope: ExtensionScope
    trigger: ExtensionTrigger
    ended_at: datetime
    """When the lot would have closed."""
    ends_at: datetime
    """When it closes now."""


@event("lot-sold/1")
class LotSold:
    """The hammer fell."""

    lot: LotId
    buyer: Paddle
    price: Minor
    """The winning bid: per piece where sold times the money."""
    hammer: Minor
    premium: Minor
    underbidder: Paddle | None
    channel: Channel
    client_class: str | None
    at: datetime
    terms: int


@event("lot-passed/1")
class LotPassed:
    """Bidding ended without a sale."""

    lot: LotId
    highest: Minor | None
    reason: PassReason
    at: datetime
    terms: int


LotEvent: TypeAlias = (
    LotCatalogued
    | LotAmended
    | LotWithdrawn
    | LotIntakeEvent
    | LotPictured
    | ReserveSet
    | LotTracked
    | LotUntracked
    | BidderRegistered
    | RegistrationCancelled
    | BidPlaced
    | BidRefused
    | HouseBidPlaced
    | ClosingExtended
    | LotOpened
    | LotSkipped
    | LiveBidTaken
    | AskingSet
    | IncrementSet
    | FairWarningGiven
    | LotSold
    | LotPassed
    | OpeningEvent
    | Correction
    | LotBooksEvent
)
