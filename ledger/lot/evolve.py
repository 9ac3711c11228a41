"""Evolve a lot by its events: as recorded, whatever the rules would say today."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias, assert_never

from ledger.contest import Claim
from ledger.events.bookkeeping import LotBooksEvent
from ledger.events.corrections import (
    BidRetracted,
    BidStruck,
    HammerAmended,
    LotReopened,
    LotResold,
    SaleRescinded,
)
from ledger.events.intake import LotReceived, WithoutReserveDeclared
from ledger.events.lot import (
    BidderRegistered,
    BidPlaced,
    BidRefused,
    ClosingExtended,
    HouseBidPlaced,
    LotAmended,
    LotCatalogued,
    LotEvent,
    LotPassed,
    LotSold,
    LotTracked,
    LotUntracked,
    LotWithdrawn,
    RegistrationCancelled,
    ReserveSet,
)
from ledger.events.openings import MaximumsOpened, ReserveOpened
from ledger.events.pictures import LotPictured
from ledger.events.room import LiveBidTaken
from ledger.events.sealed import is_read
from ledger.events.vocabulary import Stage, Standing
from ledger.identity import HOUSE, BidId, Channel
from ledger.lot.books import with_books
from ledger.lot.changes import (
    Places,
    RoomCall,
    after_call,
    closed,
    lot_after_correction,
    places_after,
    raised_in,
    with_live_bid,
)
from ledger.lot.claims import Claims
from ledger.lot.state import Lot, Registration
from ledger.money import Minor
from ledger.seal import Locked
from ledger.value import replace


def evolve(lot: Lot | None, event: LotEvent) -> Lot:
    """Return the lot as it stands after one more event."""
    if isinstance(event, LotCatalogued):
        assert lot is None, "a lot is catalogued once"
        return Lot(event, Claims(), event.ends_at)
    assert lot is not None, "a lot's history begins in the catalogue"
    assert lot.id == event.lot, "a lot hears only its own events"
    if isinstance(event, RoomCall):
        return after_call(lot, event)
    match event:
        case BidPlaced():
            return _lot_with_bids(lot, (event,))
        case BidRefused():
            return replace(lot, attempts=lot.attempts + 1)
        case HouseBidPlaced():
            return _lot_with_house_bid(lot, event)
        case LotSold(at=at):
            return replace(closed(lot, Stage.SOLD, at), sold=event)
        case LotPassed(at=at):
            return replace(closed(lot, Stage.PASSED, at), passed=event)
        case ClosingExtended(ends_at=ends_at):
            return replace(lot, ends_at=ends_at, extensions=lot.extensions + 1)
        case LiveBidTaken():
            return with_live_bid(lot, event)
        case (
            BidRetracted()
            | BidStruck()
            | LotReopened()
            | SaleRescinded()
            | LotResold()
            | HammerAmended()
        ):
            return lot_after_correction(lot, event)
        case MaximumsOpened() | ReserveOpened():
            # The house knew it before: it is told to everybody else.
            return lot
        case _:
            return _lot_after_listing_or_books(lot, event)


def evolve_all(events: Iterable[LotEvent], lot: Lot | None) -> Lot | None:
    """Return the lot as it stands after some more events, bids by the run."""
    bids: list[BidPlaced] = []
    for event in events:
        if lot is not None and isinstance(event, BidPlaced):
            bids.append(event)
        else:
            lot, bids = evolve(_lot_after_bids(lot, bids), event), []
    return _lot_after_bids(lot, bids)


def _lot_after_bids(lot: Lot | None, bids: list[BidPlaced]) -> Lot | None:
    return _lot_with_bids(lot, bids) if lot is not None and bids else lot


ListingChange: TypeAlias = (
    LotAmended
    | LotWithdrawn
    | ReserveSet
    | LotReceived
    | WithoutReserveDeclared
    | LotPictured
    | LotTracked
    | LotUntracked
    | BidderRegistered
    | RegistrationCancelled
)


def _lot_after_listing_or_books(lot: Lot, event: ListingChange | LotBooksEvent) -> Lot:
    if isinstance(event, LotBooksEvent):
        return with_books(lot, event)
    return _lot_after_listing_change(lot, event)


def _lot_after_listing_change(lot: Lot, event: ListingChange) -> Lot:
    match event:
        case BidderRegistered(paddle=paddle, channel=channel, phone_line=line):
            added = Registration(paddle, channel, line)
            return replace(lot, registrations=(*lot.registrations, added))
        case RegistrationCancelled(paddle=paddle, channel=channel):
            left = tuple(
                registration
                for registration in lot.registrations
                if (registration.paddle, registration.channel) != (paddle, channel)
            )
            return replace(lot, registrations=left)
        case LotTracked(client=client):
            return replace(lot, trackers=lot.trackers | {client})
        case LotUntracked(client=client):
            return replace(lot, trackers=lot.trackers - {client})
        case LotWithdrawn():
            return replace(lot, stage=Stage.WITHDRAWN, up=None)
        case ReserveSet(reserve=reserve, standing=standing):
            return replace(
                lot,
                reserve=reserve,
                reserve_unread=not is_read(event),
                standing=standing or lot.standing,
            )
        case LotReceived():
            return replace(lot, received=event)
        case WithoutReserveDeclared():
            return replace(lot, without_reserve=True)
        case LotPictured(pictures=pictures):
            return replace(lot, pictures=pictures)
        case LotAmended():
            return replace(lot, listing=_amended_listing(lot.listing, event))
        case _:
            assert_never(event)


def _amended_listing(listing: LotCatalogued, event: LotAmended) -> LotCatalogued:
    return replace(
        listing,
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


def _lot_with_bids(lot: Lot, events: Iterable[BidPlaced]) -> Lot:
    """Keep claims, and who leads by them: as recorded, not as some rule says today."""
    name, standing, claims = lot.id, lot.standing, []
    places: Places = (lot.lead, lot.under, lot.third)
    for event in events:
        assert event.lot == name, "a lot hears only its own events"
        claim = Claim(
            event.bid,
            event.paddle,
            _word_of(event),
            event.received_at,
            event.channel,
            event.client_class,
            event.static,
            event.break_tie,
            entered_at=(
                None if event.received_at == event.entered_at else event.entered_at
            ),
            raises=raised_in(standing, places[0], event.paddle),
        )
        standing = event.standing
        places = places_after(places, claim, standing)
        claims.append(claim)
    return _lot_with_claims(lot, claims, standing, places)


def _word_of(event: BidPlaced) -> Minor | Locked:
    if event.seal is not None:
        return event.seal.locked
    assert event.maximum is not None, "what is not sealed is told"
    return event.maximum


def _lot_with_claims(
    lot: Lot, claims: list[Claim], standing: Standing | None, places: Places
) -> Lot:
    lead, under, third = places
    up = None if lot.up is None else replace(lot.up, warned=False)
    return replace(
        lot,
        claims=lot.claims.adding(*claims),
        standing=standing,
        lead=lead,
        under=under,
        third=third,
        attempts=lot.attempts + len(claims),
        up=up,
    )


def _lot_with_house_bid(lot: Lot, event: HouseBidPlaced) -> Lot:
    up = None if lot.up is None else replace(lot.up, warned=False)
    if event.standing.leader != HOUSE:
        return replace(lot, standing=event.standing, up=up)
    lead, under, third = lot.lead, lot.under, lot.third
    if lead is not None and lead.paddle != HOUSE:
        # The house answers the leader, who was better than everybody else.
        under, third = lead, under
    if lead is not None:
        received_at = lead.received_at
    else:
        assert up is not None, "the house answers a bid, or opens in the room"
        received_at = up.opened_at
    house = Claim(
        BidId(""), HOUSE, event.amount, received_at, Channel.FLOOR, static=True
    )
    return replace(
        lot, standing=event.standing, lead=house, under=under, third=third, up=up
    )
