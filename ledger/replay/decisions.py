"""Recorded decisions, taken once more by the rules."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from ledger.events import (
    AskingSet,
    BidderRegistered,
    BidPlaced,
    BidRefused,
    BidRetracted,
    BidStruck,
    ClosingExtended,
    FairWarningGiven,
    HammerAmended,
    HouseBidPlaced,
    IncrementSet,
    LiveBidTaken,
    LotAmended,
    LotBooksEvent,
    LotCatalogued,
    LotEvent,
    LotOpened,
    LotPassed,
    LotPictured,
    LotReceived,
    LotReopened,
    LotResold,
    LotSkipped,
    LotSold,
    LotTracked,
    LotUntracked,
    LotWithdrawn,
    OpeningEvent,
    OpeningRule,
    RegistrationCancelled,
    ReopenedFor,
    ReserveSet,
    SaleRescinded,
    WithoutReserveDeclared,
)
from ledger.events.corrections import Correction
from ledger.events.sealed import must_be_read
from ledger.identity import HOUSE, number_of
from ledger.lot import Lot, corrections, hammer, intake, listing, resale, room, timed
from ledger.lot.bidding import place_bid, refuse_bid
from ledger.lot.evolve import ListingChange
from ledger.lot.openings import allowed_again
from ledger.lot.slip import slip_of
from ledger.refusals import Refusal, UnknownPaddle
from ledger.refusals.quoting import quotes_the_same
from ledger.replay.books import books_events
from ledger.replay.timeline import Moment
from ledger.terms.sessions import Session, SessionKind
from ledger.value import replace

Events: TypeAlias = tuple[LotEvent, ...]
RoomCall: TypeAlias = (
    LotOpened
    | LotSkipped
    | AskingSet
    | IncrementSet
    | FairWarningGiven
    | HouseBidPlaced
    | LotSold
    | LotPassed
)


def decided(lot: Lot | None, event: LotEvent, moment: Moment) -> Events:
    """Take the decision behind an event again, on the lot as it stood.

    Raises the Refusal that it meets now; a refused bid is an event, as ever.
    """
    if isinstance(event, LotCatalogued):
        return _catalogue_events(event, moment)
    assert lot is not None, "a lot's history begins in the catalogue"
    if isinstance(event, LotBooksEvent):
        return books_events(lot, event)
    if isinstance(event, LiveBidTaken):
        return _live_bid_events(lot, event, moment)
    if isinstance(event, BidRefused) and event.live:
        return _live_bid_events(lot, event, moment)
    if isinstance(event, BidPlaced | BidRefused):
        return _bid_events(lot, event, moment)
    if isinstance(event, ClosingExtended):
        return _extensions(lot, event, moment)
    if isinstance(event, OpeningEvent):
        return allowed_again(lot, event, under=moment.under)
    if isinstance(event, RoomCall):
        return _room_events(lot, event, moment)
    if isinstance(event, ListingChange):
        return _listing_events(lot, event, moment)
    return _correction_events(lot, event, moment)


def _catalogue_events(event: LotCatalogued, moment: Moment) -> Events:
    """Enter a lot again, at the place in its session that its closing time tells."""
    session = moment.under.session
    assert session is not None, "a lot is sold in a session"
    return listing.catalogue(
        _description(event),
        terms=moment.timeline.version(moment.position).terms,
        order=event.order,
        place=_lot_place(event, session),
        sealed=event.sealed,
    )


def _lot_place(event: LotCatalogued, session: Session) -> int:
    if session.kind is SessionKind.FLOOR or not session.stagger:
        return 0
    return (event.ends_at - session.first_end) // session.stagger


def _description(event: LotCatalogued | LotAmended) -> listing.Description:
    """Return a catalogue entry as the cataloguer wrote it."""
    return listing.Description(
        number=number_of(event.lot),
        title=event.title,
        description=event.description,
        category=event.category,
        low_estimate=event.low_estimate,
        high_estimate=event.high_estimate,
        opening=event.opening,
        quantity=event.quantity,
        quantity_mode=event.quantity_mode,
        consignor=event.consignor,
    )


def _listing_events(lot: Lot, event: ListingChange, moment: Moment) -> Events:
    under = moment.under
    match event:
        case ReserveSet(reserve=reserve):
            must_be_read(event)
            return listing.set_reserve(
                lot, reserve, rules=under.rules, terms=under.version
            )
        case LotAmended():
            return listing.amend(lot, _description(event))
        case LotWithdrawn():
            return listing.withdraw(lot)
        case WithoutReserveDeclared():
            return intake.declare_without_reserve(lot)
        case LotReceived() | LotPictured():
            return (event,)  # Neither moves any bidding.
        case LotTracked(client=client):
            return listing.track(lot, client)
        case LotUntracked(client=client):
            return listing.untrack(lot, client)
        case BidderRegistered(paddle=paddle, channel=channel, phone_line=line):
            moment.timeline.admit(moment.position, paddle)
            assert under.session is not None, "a lot is sold in a session"
            return listing.register(
                lot,
                paddle=paddle,
                channel=channel,
                phone_line=line,
                session=under.session,
            )
        case RegistrationCancelled(paddle=paddle, channel=channel):
            return listing.cancel_registration(lot, paddle=paddle, channel=channel)
        case _:
            assert_never(event)


def _bid_events(lot: Lot, event: BidPlaced | BidRefused, moment: Moment) -> Events:
    """Take a bid again, or refuse it again."""
    slip = slip_of(event)
    try:
        bidder = moment.timeline.admit(moment.position, slip.paddle)
        return place_bid(lot, slip, bidder=bidder, under=moment.under)
    except Refusal as no:
        no.on_clock(moment.timeline.last.terms.zone)
        return (_worded_as(event, refuse_bid(lot, slip, no), no),)


def _live_bid_events(
    lot: Lot, event: LiveBidTaken | BidRefused, moment: Moment
) -> Events:
    """Take a bid from the room again, as the auctioneer saw it, or refuse it again."""
    words = room.RoomBid(
        paddle=event.paddle,
        channel=event.channel,
        at=event.at if isinstance(event, LiveBidTaken) else event.received_at,
        amount=event.submitted,
        cut=event.cut,
        seen=event.seen if isinstance(event, BidRefused) else None,
        read_at=event.read_at,
    )
    try:
        if isinstance(event, BidRefused) and _is_by_house(event):
            return room.house_bid(lot, amount=words.amount, under=moment.under)
        bidder = moment.timeline.admit(moment.position, words.paddle)
        events = room.take_bid(lot, words, bidder=bidder, under=moment.under)
        moment.must_be_in_session(lot, event)
    except Refusal as no:
        no.on_clock(moment.timeline.last.terms.zone)
        events = (_worded_as(event, room.refuse_bid(lot, words, no), no),)
    return events


def _is_by_house(event: BidRefused) -> bool:
    """Say whether the house was refused, not a paddle that nobody has."""
    return event.paddle == HOUSE and event.code != UnknownPaddle.code


def _worded_as(recorded: LotEvent, refused: BidRefused, refusal: Refusal) -> BidRefused:
    """Word a refusal as it was worded that day, where it quotes the same values.

    Words are no evidence: what is held against the record is the code, and the values.
    """
    if not isinstance(recorded, BidRefused) or recorded.code != refused.code:
        return refused
    same = quotes_the_same(refusal, recorded.said)
    return replace(refused, said=recorded.said) if same else refused


def _room_events(lot: Lot, event: RoomCall, moment: Moment) -> Events:
    """Decide again what the auctioneer decided, or the clock."""
    under = moment.under
    match event:
        case LotOpened(at=at, rule=rule, asking=asking):
            amount = asking if rule is OpeningRule.CHOICE else None
            return room.open_lot(lot, at=at, amount=amount, under=under)
        case LotSkipped(at=at):
            return room.skip(lot, at=at)
        case AskingSet(at=at, asking=asking):
            return room.ask(lot, asking=asking, at=at, under=under)
        case IncrementSet(at=at, step=step):
            return room.set_increment(lot, step=step, at=at, under=under)
        case FairWarningGiven(at=at):
            return room.warn(lot, at=at)
        case HouseBidPlaced(amount=amount):
            return room.house_bid(lot, amount=amount, under=under)
        case LotSold(at=at) | LotPassed(at=at) if lot.up is None:
            # What is not up is closed by the clock.
            return hammer.close(lot, at=at, under=under)
        case LotPassed(at=at):
            return room.pass_lot(lot, at=at, under=under)
        case LotSold(at=at):
            return room.hammer(lot, at=at, under=under)
        case _:
            assert_never(event)


def _extensions(lot: Lot, event: ClosingExtended, moment: Moment) -> Events:
    """Let a late bid on another lot keep this one open again."""
    soft = None if (session := moment.under.session) is None else session.soft_close
    late = None if timed.is_by_own_bid(event) else moment.late(event.bid)
    if soft is None or late is None:
        return ()
    return timed.extensions_by_other_lot(lot, late, soft=soft)


def _correction_events(lot: Lot, event: Correction, moment: Moment) -> Events:
    """Put a lot right again, by what was chosen and who agreed."""
    under = moment.under
    match event:
        case BidRetracted(bids=bids, at=at):
            # The bid that was named is the last of those that went with it.
            return corrections.retract(lot, bids[-1], at=at, under=under)
        case BidStruck():
            return corrections.struck_again(lot, event, under=under)
        case LotReopened():
            return _reopening_events(lot, event, moment)
        case SaleRescinded(at=at, authorised_by=second):
            return corrections.rescind(lot, at=at, authorised_by=second)
        case LotResold():
            return resale.resold_again(lot, event, under=under)
        case HammerAmended(at=at, authorised_by=second):
            return corrections.amend_hammer(
                lot,
                buyer=event.buyer,
                price=event.price,
                channel=event.channel,
                client_class=event.client_class,
                at=at,
                authorised_by=second,
                under=under,
            )
        case _:
            assert_never(event)


def _reopening_events(lot: Lot, event: LotReopened, moment: Moment) -> Events:
    """Put a lot up again; the bid that came within the grace may have done it."""
    if event.why is ReopenedFor.LATE_BID and isinstance(moment.then, LiveBidTaken):
        moment.must_be_in_session(lot, moment.then)
        return _live_bid_events(lot, moment.then, moment)
    return corrections.reopen(
        lot,
        why=event.why,
        at=event.at,
        ends_at=event.ends_at,
        authorised_by=event.authorised_by,
        session_over=moment.session_over(lot),
    )
