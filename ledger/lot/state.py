"""The state of a lot."""

from __future__ import annotations

from datetime import date, datetime

from ledger.contest import Claim
from ledger.events.bookkeeping import (
    ConsignorSettled,
    ExportLapsed,
    ExportProofFiled,
    LotInvoiced,
    LotReleased,
    PurchaseRecorded,
)
from ledger.events.intake import LotReceived
from ledger.events.lot import (
    LotCatalogued,
    LotPassed,
    LotSold,
    PassReason,
    QuantityMode,
)
from ledger.events.pictures import Picture
from ledger.events.vocabulary import Stage, Standing
from ledger.identity import Channel, ClientId, CreditNoteId, LotId, Paddle
from ledger.increments import Increment
from ledger.lot.claims import Claims
from ledger.money import Minor, Money
from ledger.terms.tax import TaxScheme
from ledger.value import value


@value
class Registration:
    """A paddle that will bid on the lot when it comes up."""

    paddle: Paddle
    channel: Channel
    phone_line: int | None


@value
class Call:
    """A lot that is up in the room."""

    opened_at: datetime
    asking: Minor
    """What is asked while there is no bid."""
    warned: bool = False
    """Fair warning was given, and nobody has bid since."""


@value
class LotBooks:
    """The tax of a lot, and how far its invoice and its proceeds have come."""

    scheme: TaxScheme | None = None
    """None: as its category says."""
    resale_right: bool | None = None
    """None: as its category says."""
    export: ExportProofFiled | ExportLapsed | None = None
    """What became of the proof of its export; None: nothing was said."""
    purchase: PurchaseRecorded | None = None
    """What the house bought it for, where it is the house's own."""
    invoiced: LotInvoiced | None = None
    """The invoice it stands on; None before it, and after that was credited."""
    credited: CreditNoteId | None = None
    """What took it off the invoice that it stood on last."""
    paid_on: date | None = None
    """Since when the buyer's money is good."""
    released: LotReleased | None = None
    settled: ConsignorSettled | None = None
    """What its consignor was told last."""


UNBOOKED = LotBooks()


@value
class Lot:
    """A lot as the house knows it at one moment."""

    listing: LotCatalogued
    claims: Claims
    ends_at: datetime
    """Floor: when proxy bids end. Timed: when the lot closes, as far as extended."""
    stage: Stage = Stage.OPEN
    reserve: Minor | None = None
    reserve_unread: bool = False
    """A reserve may stand, which is sealed and cannot be read here."""
    standing: Standing | None = None
    lead: Claim | None = None
    """The bid that leads; the house's own, where the house leads for the consignor."""
    under: Claim | None = None
    """The best bid of anybody else, the house's own apart."""
    third: Claim | None = None
    """The best bid but ``under``, while no bidder leads: a tie, or the house leads."""
    attempts: int = 0
    """Bids tried, the refused ones included: the next is numbered one higher."""
    registrations: tuple[Registration, ...] = ()
    trackers: frozenset[ClientId] = frozenset()
    sold: LotSold | None = None
    """The hammer, as it was last put right."""
    passed: LotPassed | None = None
    """How its bidding ended last without a sale."""
    up: Call | None = None
    skipped: bool = False
    """The auctioneer left it for later."""
    extensions: int = 0
    closed_at: datetime | None = None
    """When the hammer fell, or the lot was passed."""
    room_asked: Minor | None = None
    """What the room was asked for first, where the book held no bid."""
    increment: Increment | None = None
    """What the auctioneer climbs by for the rest of the lot; None: as the terms do."""
    called_off: tuple[Paddle, ...] = ()
    """Buyers whose sale was called off, in that order."""
    books: LotBooks = UNBOOKED
    received: LotReceived | None = None
    """How it came into the house, as noted last."""
    without_reserve: bool = False
    """Expressly: no reserve may be set any more."""
    pictures: tuple[Picture, ...] = ()

    @property
    def id(self) -> LotId:
        """The lot's name: ``MAY26/14``."""
        return self.listing.lot

    @property
    def price(self) -> Minor | None:
        """The price that the bidding has reached, None before the first bid."""
        return None if self.standing is None else self.standing.price

    @property
    def reserve_met(self) -> bool | None:
        """Whether the reserve is met; None where there is none."""
        if self.reserve is None and not self.reserve_unread:
            return None
        return self.standing is not None and bool(self.standing.reserve_met)

    @property
    def opening_asked(self) -> Minor:
        """The first asking: the opening bid, or another amount in the room."""
        return self.listing.opening if self.room_asked is None else self.room_asked

    @property
    def asking(self) -> Minor:
        """The least that the next bidder must offer."""
        if self.standing is not None:
            return self.standing.asking
        return self.opening_asked if self.up is None else self.up.asking

    def stated_by(self, paddle: Paddle | None) -> Claim | None:
        """Return the last bid of a paddle of which somebody stated when it came."""
        stated = [
            claim
            for claim in self.claims
            if claim.paddle == paddle and claim.entered_at is not None
        ]
        return stated[-1] if stated else None

    @property
    def is_without_its_bids(self) -> bool:
        """Say whether it was bid on, and nothing of that is known here."""
        if self.standing is not None:
            return False
        if self.passed is not None:
            return self.passed.reason is not PassReason.NO_BIDS
        return self.sold is not None

    @property
    def pieces(self) -> int:
        """The factor of the winning bid: the quantity, where sold times the money."""
        times_the_money = self.listing.quantity_mode is QuantityMode.TIMES_THE_MONEY
        return self.listing.quantity if times_the_money else 1

    def hammer(self, price: Minor) -> Minor:
        """Return what a winning bid comes to: times the quantity, where sold so."""
        return price * self.pieces

    def money(self, amount: Minor) -> Money:
        """Put an amount into words, in the lot's currency."""
        return Money(amount, self.listing.currency)
