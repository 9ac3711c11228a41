"""The changes of a lot by the room and by corrections, as they were recorded."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias, assert_never

from ledger.contest import Claim
from ledger.events.corrections import (
    BidRetracted,
    BidStruck,
    Correction,
    HammerAmended,
    LotReopened,
    LotResold,
    SaleRescinded,
)
from ledger.events.lot import LotSold
from ledger.events.room import (
    AskingSet,
    FairWarningGiven,
    IncrementSet,
    LiveBidTaken,
    LotOpened,
    LotSkipped,
)
from ledger.events.vocabulary import Stage, Standing
from ledger.identity import HOUSE, BidId, Paddle
from ledger.increments import Increment
from ledger.lot.claims import Claims, better
from ledger.lot.state import Call, Lot
from ledger.seal import Locked
from ledger.terms.sessions import SessionKind
from ledger.value import replace

Places: TypeAlias = tuple[Claim | None, Claim | None, Claim | None]
"""Who leads, who is under them, and who is third.

There is a third only while no bidder leads: a tie, or the house leads.
"""


def raised_in(
    standing: Standing | None, lead: Claim | None, paddle: Paddle
) -> BidId | None:
    """Return the first bid of a lead that a paddle's next bid raises, None: none.

    By the record of who led, which is never sealed, and not by any maximum.
    """
    if standing is None or lead is None or standing.leader != paddle:
        return None
    return lead.raises or lead.bid


def places_after(before: Places, claim: Claim, standing: Standing) -> Places:
    """Return who leads by a claim, who is under them, and who is third."""
    lead, under, third = before
    paddle, leader, price = claim.paddle, standing.leader, standing.price
    if leader == paddle:
        if lead is not None and lead.paddle not in (paddle, HOUSE):
            under = lead
        elif under is not None and under.paddle == paddle:
            under = third
        return claim if price is None else claim.at(price), under, None
    if leader is None:
        assert lead is not None, "a tie takes two"
        if not _is_sealed_in_turn(claim, lead) and better(claim, lead) is claim:
            return None, claim, lead
        return None, lead, claim
    if (
        under is None
        or under.paddle == paddle
        or _is_sealed_in_turn(claim, lead)
        or better(claim, under) is claim
    ):
        under = claim
    return lead if lead is None or price is None else lead.at(price), under, None


def _is_sealed_in_turn(claim: Claim, lead: Claim | None) -> bool:
    """Say whether a sealed bid was received after the leader's.

    It reached what was asked then, beyond all but the leader's: where a bid stands
    among the others is seen without opening any.
    """
    if lead is None or not isinstance(claim.word, Locked):
        return False
    return claim.received_at >= lead.received_at


def closed(lot: Lot, stage: Stage, at: datetime) -> Lot:
    """Return a lot whose bidding is over."""
    return replace(lot, stage=stage, up=None, closed_at=at)


RoomCall: TypeAlias = (
    LotOpened | LotSkipped | AskingSet | IncrementSet | FairWarningGiven
)
"""A word of the auctioneer that is neither a bid nor a hammer."""


def after_call(lot: Lot, event: RoomCall) -> Lot:
    """Return a lot after a word of the auctioneer."""
    match event:
        case LotOpened(asking=asking, at=at, standing=standing):
            first = asking if standing is None else lot.room_asked
            return replace(lot, up=Call(at, asking), skipped=False, room_asked=first)
        case LotSkipped():
            return replace(lot, up=None, skipped=True)
        case AskingSet(asking=asking, standing=standing):
            call = replace(_room_call_of(lot), asking=asking, warned=False)
            first = asking if standing is None else lot.room_asked
            return replace(lot, up=call, standing=standing, room_asked=first)
        case IncrementSet(step=step, start=start, asking=asking, standing=standing):
            own = None if step is None or start is None else Increment(start, step)
            call = replace(_room_call_of(lot), asking=asking, warned=False)
            return replace(lot, up=call, standing=standing, increment=own)
        case FairWarningGiven():
            return replace(lot, up=replace(_room_call_of(lot), warned=True))
        case _:
            assert_never(event)


def _room_call_of(lot: Lot) -> Call:
    assert lot.up is not None, "a lot is up before anything is called on it"
    return lot.up


def with_live_bid(lot: Lot, event: LiveBidTaken) -> Lot:
    """Return a lot after a bid that the auctioneer took."""
    claim = Claim(
        event.bid,
        event.paddle,
        event.amount,
        event.at,
        event.channel,
        event.client_class,
        static=True,
        live=True,
        cut=event.cut,
        raises=raised_in(lot.standing, lot.lead, event.paddle),
    )
    before = lot.lead, lot.under, lot.third
    lead, under, third = places_after(before, claim, event.standing)
    return replace(
        lot,
        claims=lot.claims.adding(claim),
        standing=event.standing,
        lead=lead,
        under=under,
        third=third,
        attempts=lot.attempts + 1,
        up=replace(_room_call_of(lot), warned=False),
    )


def lot_after_correction(lot: Lot, event: Correction) -> Lot:
    """Return a lot after a correction."""
    match event:
        case BidRetracted() | BidStruck():
            return _lot_after_taking_out(lot, event)
        case LotReopened():
            return _reopened_lot(lot, event)
        case SaleRescinded(buyer=buyer):
            off = (*lot.called_off, buyer)
            return replace(lot, stage=Stage.RESCINDED, sold=None, called_off=off)
        case LotResold():
            return replace(lot, stage=Stage.SOLD, sold=_hammer_of_resale(event))
        case HammerAmended():
            return replace(lot, sold=_amended_hammer(lot, event))
        case _:
            assert_never(event)


def _lot_after_taking_out(lot: Lot, event: BidRetracted | BidStruck) -> Lot:
    """Leave bids out; where no standing is left, no earlier bid is revived."""
    if event.standing is None:
        return _lot_without_bids(lot)
    claims = lot.claims.without(event.bids)
    lead = _leading_claim(lot, claims, event.lead, event.standing)
    if event.under is None:
        under, third = claims.under(None if lead is None else lead.paddle)
    else:
        under = claims.find(event.under)
        third = None if event.third is None else claims.find(event.third)
    return replace(
        lot,
        claims=claims,
        standing=event.standing,
        lead=lead,
        under=under,
        third=third,
        up=None if lot.up is None else replace(lot.up, warned=False),
    )


def _lot_without_bids(lot: Lot) -> Lot:
    call = None if lot.up is None else Call(lot.up.opened_at, lot.opening_asked)
    return replace(
        lot, claims=Claims(), standing=None, lead=None, under=None, third=None, up=call
    )


def _leading_claim(
    lot: Lot, claims: Claims, bid: BidId | None, standing: Standing
) -> Claim | None:
    """Find the bid that leads; the house's own stays where it was."""
    if standing.leader == HOUSE:
        return lot.lead
    lead = None if bid is None else claims.find(bid)
    assert bid is None or lead is not None, "a bid that stands leads"
    if lead is not None and standing.price is not None:
        return lead.at(standing.price)
    return lead


def _reopened_lot(lot: Lot, event: LotReopened) -> Lot:
    floor = lot.listing.kind is SessionKind.FLOOR
    return replace(
        lot,
        stage=Stage.OPEN,
        sold=None,
        closed_at=None,
        standing=event.standing,
        ends_at=event.ends_at or lot.ends_at,
        up=Call(event.at, lot.asking) if floor else None,
    )


def _hammer_of_resale(event: LotResold) -> LotSold:
    return LotSold(
        lot=event.lot,
        buyer=event.buyer,
        price=event.price,
        hammer=event.hammer,
        premium=event.premium,
        underbidder=None,
        channel=event.channel,
        client_class=event.client_class,
        at=event.at,
        terms=event.terms,
    )


def _amended_hammer(lot: Lot, event: HammerAmended) -> LotSold:
    assert lot.sold is not None, "only a hammer that fell can be amended"
    return replace(
        lot.sold,
        buyer=event.buyer,
        underbidder=event.underbidder,
        price=event.price,
        hammer=event.hammer,
        premium=event.premium,
        channel=event.channel,
        client_class=event.client_class,
        terms=event.terms,
    )
