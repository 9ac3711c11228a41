"""Corrections of a lot, always by an addition: nothing recorded is removed.

A bid is taken out by its bidder, before the hammer, or by the house. After the hammer a
lot is put up again, its sale called off, sold on to another bidder, or its hammer
corrected; whatever changes who pays takes two people.
"""

from __future__ import annotations

from datetime import datetime

from ledger.contest import Claim
from ledger.events.corrections import (
    BidRetracted,
    BidStruck,
    HammerAmended,
    LotReopened,
    ReopenedFor,
    SaleRescinded,
)
from ledger.events.lot import LotEvent, LotSold
from ledger.identity import BidId, Channel, Paddle, number_of
from ledger.lot import Lot, Stage, timed
from ledger.lot.bidding import UnderTerms, must_be_whole
from ledger.lot.standing import premium_on
from ledger.lot.strike_policies import counts_without, left_without
from ledger.money import Minor
from ledger.refusals import (
    AboveTheirBid,
    BiddingOver,
    BidNotStanding,
    LaterEndNeeded,
    NoEndInTheRoom,
    NotReopenable,
    NotRetractable,
    NotSold,
    RetractedLate,
    SecondPersonNeeded,
    UnknownBid,
)
from ledger.terms.bidding import StrikePolicy
from ledger.terms.sessions import SessionKind


def retract(
    lot: Lot, bid: BidId, *, at: datetime, under: UnderTerms
) -> tuple[LotEvent, ...]:
    """Let a bidder take a bid back before the hammer, where the terms allow it.

    What that leaves is the policy of the terms; UCC 2-328(3) revives no earlier bid.
    """
    claim = _claim_to_remove(lot, bid)
    terms = under.rules.bidding
    if not terms.retractable:
        raise NotRetractable(lot=lot.id)
    due_at = timed.due_at(lot, under.session)
    by_the_clock = lot.listing.kind is SessionKind.TIMED
    if by_the_clock and due_at is not None and at >= due_at:
        raise RetractedLate(lot=lot.id, ended_at=due_at, at=at)
    left = left_without(lot, claim, terms.retraction, under=under)
    retracted = BidRetracted(
        lot=lot.id,
        bids=left.bids,
        paddle=claim.paddle,
        policy=terms.retraction,
        at=at,
        lead=left.lead,
        standing=left.standing,
        **counts_without(lot, left, under.rules),
    )
    return (retracted, *left.answer)


def strike(
    lot: Lot,
    bid: BidId,
    *,
    policy: StrikePolicy,
    at: datetime,
    authorised_by: str | None,
    under: UnderTerms,
    alone: bool = False,
) -> tuple[LotEvent, ...]:
    """Take a bid out for the house; a second person agrees if that moves the lead.

    While the lot is up in the room nobody has bought it, and the auctioneer decides.
    Where it goes alone, earlier bids of its paddle stand, whatever the policy.
    """
    claim = _claim_to_remove(lot, bid)
    left = left_without(lot, claim, policy, under=under, alone=alone)
    leader = None if lot.standing is None else lot.standing.leader
    if lot.up is None and left.leader != leader:
        named_second_person(lot, authorised_by)
    struck = BidStruck(
        lot=lot.id,
        bids=left.bids,
        paddle=claim.paddle,
        policy=policy,
        at=at,
        lead=left.lead,
        standing=left.standing,
        **counts_without(lot, left, under.rules),
        authorised_by=authorised_by,
        alone=alone,
    )
    return (struck, *left.answer)


def struck_again(
    lot: Lot, struck: BidStruck, *, under: UnderTerms
) -> tuple[LotEvent, ...]:
    """Strike a bid again, by what was chosen and who agreed."""
    return strike(
        lot,
        # The bid that was named is the last of those that went with it.
        struck.bids[-1],
        policy=struck.policy,
        at=struck.at,
        authorised_by=struck.authorised_by,
        under=under,
        alone=struck.alone,
    )


def _claim_to_remove(lot: Lot, bid: BidId) -> Claim:
    """Find a bid that counts, on a lot that is still bid for."""
    if lot.stage is not Stage.OPEN:
        raise BiddingOver(lot=lot.id, stage=lot.stage)
    return claim_of(lot, bid)


def claim_of(lot: Lot, bid: BidId) -> Claim:
    """Find a bid that counts; raises BidNotStanding and UnknownBid."""
    claim = lot.claims.find(bid)
    if claim is not None:
        return claim
    number, _, place = bid.partition("#")
    tried = place.isdecimal() and 1 <= int(place) <= lot.attempts
    if number == number_of(lot.id) and tried:
        raise BidNotStanding(lot=lot.id, bid=bid)
    raise UnknownBid(lot=lot.id, bid=bid)


def named_second_person(lot: Lot, second: str | None) -> str:
    """Return the second person; goes no further without one."""
    if second is None or not second.strip():
        raise SecondPersonNeeded(lot=lot.id)
    return second


def reopen(
    lot: Lot,
    *,
    why: ReopenedFor,
    at: datetime,
    ends_at: datetime | None,
    authorised_by: str | None,
    session_over: bool,
) -> tuple[LotEvent, ...]:
    """Put a lot up again that was sold or passed, where its bidding had ended.

    While its session is on that is the auctioneer's call (UCC 2-328(2)); afterwards it
    takes a second person. A timed lot needs a new end.
    """
    if lot.stage not in {Stage.SOLD, Stage.PASSED}:
        raise NotReopenable(lot=lot.id, stage=lot.stage)
    timed_lot = lot.listing.kind is SessionKind.TIMED
    if timed_lot and (ends_at is None or ends_at <= at):
        raise LaterEndNeeded(lot=lot.id, at=at)
    if not timed_lot and ends_at is not None:
        raise NoEndInTheRoom(lot=lot.id)
    if session_over:
        named_second_person(lot, authorised_by)
    reopened = LotReopened(
        lot=lot.id,
        why=why,
        at=at,
        ends_at=ends_at,
        standing=lot.standing,
        authorised_by=authorised_by,
    )
    return (reopened,)


def rescind(
    lot: Lot, *, at: datetime, authorised_by: str | None
) -> tuple[LotEvent, ...]:
    """Call the sale of a lot off."""
    sold = hammer_of(lot)
    rescinded = SaleRescinded(
        lot=lot.id,
        buyer=sold.buyer,
        hammer=sold.hammer,
        at=at,
        authorised_by=named_second_person(lot, authorised_by),
    )
    return (rescinded,)


def hammer_of(lot: Lot) -> LotSold:
    """Return the sale of a lot; raises NotSold."""
    if lot.sold is None:
        raise NotSold(lot=lot.id, stage=lot.stage)
    return lot.sold


def above_their_bid(lot: Lot, claim: Claim, price: Minor) -> AboveTheirBid:
    """Return the refusal of a price that a bid does not reach."""
    return AboveTheirBid(lot=lot.id, paddle=claim.paddle, price=lot.money(price))


def amend_hammer(
    lot: Lot,
    *,
    buyer: Paddle,
    price: Minor,
    channel: Channel,
    client_class: str | None,
    at: datetime,
    authorised_by: str | None,
    under: UnderTerms,
) -> tuple[LotEvent, ...]:
    """Correct what the hammer fell at, and for whom; the premium follows.

    The room may have been misheard, but a maximum was left in writing: it is kept to.
    """
    sold = hammer_of(lot)
    second = named_second_person(lot, authorised_by)
    if price != sold.price:
        must_be_whole(lot, price, under.rules)
    _must_be_within_absentee_maximum(lot, buyer, price)
    bought = Claim(BidId(""), buyer, price, at, channel, client_class)
    premium = premium_on(lot, bought, price, under.rules)
    if (sold.buyer, sold.price, sold.premium) == (buyer, price, premium):
        return ()
    amended = HammerAmended(
        lot=lot.id,
        buyer=buyer,
        price=price,
        hammer=lot.hammer(price),
        premium=premium,
        channel=channel,
        client_class=client_class,
        underbidder=None if sold.underbidder == buyer else sold.underbidder,
        was_buyer=sold.buyer,
        was_hammer=sold.hammer,
        at=at,
        terms=under.version,
        authorised_by=second,
    )
    return (amended,)


def _must_be_within_absentee_maximum(lot: Lot, buyer: Paddle, price: Minor) -> None:
    """Refuse a price above the maximum that a buyer left with the house."""
    # A tie that was broken leads above its maximum.
    led = lot.lead is not None and lot.lead.paddle == buyer
    claim = lot.lead if led else lot.claims.words().get(buyer)
    if claim is not None and not claim.live and price > claim.maximum:
        raise above_their_bid(lot, claim, price)
