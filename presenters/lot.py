"""A lot: what scripts are told of it, its facts on a page, and its row in a list."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, cast

from ledger.events import MediaType, Picture, PurchaseRecorded, ReserveSet
from ledger.events.vocabulary import Rule, Stage
from ledger.identity import HOUSE, BidId, InvoiceId, LotId, Paddle, StatementId
from ledger.lot.state import Lot
from ledger.money import Currency, Minor
from presenters.changes import Changes, ChangeShape, change_shape
from presenters.event_sentences import sentence
from presenters.intake import ReceivedShape, received_shape
from presenters.shape import Amount, Decimals, Shape
from presenters.words import if_any
from projections.decisions import always_told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.entry import Entry
    from ledger.events import Event, LotEvent
    from ledger.sale import Sale
    from projections.catalogue import Listing
    from projections.premium import PremiumRow

SECRET = (PurchaseRecorded, ReserveSet)
"""What is decided on a lot, and whose amounts its page keeps to itself."""

RESERVE_WORDS = {None: "none", True: "met", False: "not met"}
RESERVE_MET = {words: met for met, words in RESERVE_WORDS.items()}

LOT_COLUMNS = (
    ("lot", "right"),
    ("title", "left"),
    ("stage", "left"),
    ("price", "right"),
    ("leader", "right"),
    ("bids", "right"),
    ("reserve", "left"),
    ("premium due", "right"),
)


class PictureShape(Shape):
    """A picture of a lot, which is kept beside the ledger."""

    sha256: str
    """The SHA-256 of its bytes, which it is kept under."""
    media_type: MediaType
    """What it is, as its first bytes say."""
    size: int
    """How many bytes it has."""


class LotShape(Shape):
    """A lot, from its bidding to its books."""

    lot: LotId
    """The lot: its sale and its number in the catalogue."""
    title: str
    """Its title in the catalogue."""
    stage: Stage
    """How far the lot has come."""
    currency: str
    """The currency of every amount, by ISO 4217."""
    opening: Amount
    """The opening bid."""
    price: Amount | None
    """Where the bidding stands or ended, or what the lot was sold for; per piece where
    sold times the money. Null before the first bid."""
    leader: Paddle | None
    """The paddle that leads, or led when bidding ended; ``HOUSE`` where the house bids
    for the consignor, null where nobody leads."""
    asking: Amount
    """The least that the next bidder must offer."""
    bids: int
    """How many bids were taken, without the house's own."""
    phones: int
    """How many bidders are registered by telephone."""
    tracking: int
    """How many clients follow the lot."""
    reserve_met: bool | None
    """Whether the reserve is met; null where there is none."""
    without_reserve: bool
    """Whether it was expressly put up without reserve."""
    intake: ReceivedShape | None
    """How it came into the house; null where nobody noted it."""
    pictures: tuple[PictureShape, ...]
    """Its pictures, in their order; empty where it has none."""
    premium_due: Amount | None
    """The buyer's premium: what the leader would owe while the lot is open, what the
    buyer owes once it is sold; null where nobody would owe any."""
    rule: Rule | None
    """The rule that decided the price."""
    terms_version: int | None
    """The version of the sale's terms that decided it, counted from 1."""
    hammer: Amount | None
    """The hammer price; null while the lot is not sold."""
    realised: Amount | None
    """Hammer price and premium together; null while the lot is not sold."""
    buyer: Paddle | None
    """The paddle that bought the lot."""
    ends_at: datetime
    """When bidding on the lot ends or ended."""
    invoice: InvoiceId | None
    """The invoice that the lot is on; null where there is none, or it was credited."""
    paid_on: date | None
    """Since when the buyer's cleared funds cover the lot."""
    released_on: date | None
    """The day on which the lot left the house."""
    release_authorised_by: str | None
    """The second person who let it leave before payment; null where it was paid."""
    ships_from: date | None
    """The first day that shipping is promised for."""
    ships_until: date | None
    """The last day that shipping is promised for."""
    statement: StatementId | None
    """The last statement that told its consignor of the lot."""
    settled_net: Amount | None
    """The proceeds for its consignor, as that statement says."""
    receipt_stated: bool
    """Whether somebody stated when a bid of the leader, or of the buyer, came."""
    own_lot_bids: tuple[BidId, ...]
    """The bids of its own consignor that stand."""
    changes: tuple[ChangeShape, ...]
    """What somebody corrected, taxed otherwise or released, and why."""
    position: int
    """The last position of the log that was read."""


class LotSummaryShape(Shape):
    """A lot in the list of its sale."""

    of: ClassVar = LotShape

    lot: LotId
    title: str
    stage: Stage
    price: Amount | None
    leader: Paddle | None
    asking: Amount
    bids: int
    phones: int
    tracking: int
    reserve_met: bool | None
    premium_due: Amount | None
    hammer: Amount | None
    realised: Amount | None
    ends_at: datetime
    receipt_stated: bool


def lot_changes(
    history: Sequence[Entry[Event]], lot: Lot, zone: str
) -> list[tuple[Entry[Event], str]]:
    """Say what was decided on a lot beside the bidding; no secret amount."""
    currency = lot.listing.currency
    return [
        (entry, sentence(cast("LotEvent", entry.event), currency, zone))
        for entry in history
        if always_told(entry.event) and not isinstance(entry.event, SECRET)
    ]


def lot_shape(lot: Lot, sale: Sale, changes: Changes, position: int) -> LotShape:
    """Return a lot as its events leave it, read up to a position."""
    money, books, sold = Decimals(lot.listing.currency), lot.books, lot.sold
    invoiced, released, settled = books.invoiced, books.released, books.settled
    return LotShape(
        lot=lot.id,
        title=lot.listing.title,
        stage=lot.stage,
        currency=lot.listing.currency.code,
        opening=money(lot.listing.opening),
        price=money(price_to_show(lot)),
        leader=None if lot.standing is None else lot.standing.leader,
        asking=money(lot.asking),
        bids=len(lot.claims),
        phones=sum(each.channel.value == "phone" for each in lot.registrations),
        tracking=len(lot.trackers),
        reserve_met=lot.reserve_met,
        without_reserve=lot.without_reserve,
        intake=received_shape(lot.received),
        pictures=tuple(map(picture_shape, lot.pictures)),
        premium_due=money(premium_of(lot)),
        rule=None if lot.standing is None else lot.standing.rule,
        terms_version=None if lot.standing is None else lot.standing.terms,
        hammer=None if sold is None else money(sold.hammer),
        realised=None if sold is None else money(sold.hammer + sold.premium),
        buyer=None if sold is None else sold.buyer,
        ends_at=lot.ends_at,
        invoice=None if invoiced is None else invoiced.invoice,
        paid_on=books.paid_on,
        released_on=None if released is None else released.released_on,
        release_authorised_by=None if released is None else released.authorised_by,
        ships_from=None if released is None else released.ships_from,
        ships_until=None if released is None else released.ships_until,
        statement=None if settled is None else settled.statement,
        settled_net=None if settled is None else money(settled.net),
        receipt_stated=lot.stated_by(bidder_to_show(lot)) is not None,
        own_lot_bids=own_lot_bids(lot, sale),
        changes=tuple(change_shape(entry, words) for entry, words in changes),
        position=position,
    )


def picture_shape(picture: Picture) -> PictureShape:
    """Return a picture as its shape."""
    return PictureShape(
        sha256=picture.sha256, media_type=picture.media_type, size=picture.size
    )


def lot_summary_shape(
    listing: Listing, lead: PremiumRow, *, stated: bool
) -> LotSummaryShape:
    """Return a lot as the catalogue lists it, with who leads it and at what cost."""
    money = Decimals(Currency(listing.currency))
    return LotSummaryShape(
        lot=listing.lot,
        title=listing.title,
        stage=listing.stage,
        price=money(listing.price),
        leader=lead.leader,
        asking=money(listing.asking),
        bids=listing.bids,
        phones=listing.phones,
        tracking=listing.tracking,
        reserve_met={"none": None, "met": True, "not met": False}[
            listing.reserve.value
        ],
        premium_due=None if lead.paddle is None else money(lead.premium),
        hammer=money(listing.hammer),
        realised=money(listing.realised),
        ends_at=listing.ends_at,
        receipt_stated=stated,
    )


def lot_row(listing: Listing, lead: PremiumRow) -> tuple[object, ...]:
    """Write a lot as a row of the list of its sale."""
    money = Currency(listing.currency).write
    return (
        listing.number,
        listing.title,
        listing.stage.value,
        if_any(money, listing.price),
        lead.paddle,
        listing.interest,
        listing.reserve.value,
        None if lead.paddle is None else if_any(money, lead.premium),
    )


def own_lot_bids(lot: Lot, sale: Sale) -> tuple[BidId, ...]:
    """Return the bids of a lot's own consignor that stand."""
    own = sale.paddles_of(lot.listing.consignor)
    return tuple(claim.bid for claim in lot.claims if claim.paddle in own)


def bidder_to_show(lot: Lot) -> Paddle | None:
    """Return who bought the lot, or leads it, or led it when bidding ended."""
    if lot.sold is not None:
        return lot.sold.buyer
    return None if lot.standing is None else lot.standing.leader


def price_to_show(lot: Lot) -> Minor | None:
    """Return what a piece stands at; once sold, also by agreement, what it went for."""
    return lot.price if lot.sold is None else lot.sold.price


def premium_of(lot: Lot) -> Minor | None:
    """Return the recorded premium of the buyer, or of the leader of an open lot."""
    if lot.sold is not None:
        return lot.sold.premium
    if lot.stage is not Stage.OPEN or lot.standing is None:
        return None
    return lot.standing.premium if lot.standing.leader not in {None, HOUSE} else None
