"""The standing that a bid leads to, recorded so that nobody need compute it again."""

from __future__ import annotations

from ledger.charges import premium
from ledger.contest import Claim, Contest, Outcome
from ledger.events.vocabulary import Standing
from ledger.identity import HOUSE
from ledger.increments import IncrementTable
from ledger.lot import Lot
from ledger.money import Minor
from ledger.terms import Rules
from ledger.terms.bidding import NextAsk
from ledger.terms.sessions import Session, SessionKind
from ledger.value import replace


def ladder_on(lot: Lot, rules: Rules) -> IncrementTable:
    """Return the ladder that a lot climbs: that of the terms, or the auctioneer's."""
    return rules.bidding.climbing_by(lot.increment).increments


def contest_on(lot: Lot, rules: Rules) -> Contest:
    """Return the lot's side of a contest, under the rules in force.

    In the room the call after the price is the one that the auctioneer made.
    """
    price = lot.price
    return Contest(
        rules.bidding.climbing_by(lot.increment),
        lot.listing.opening,
        lot.reserve,
        rules.room.proxy_wins_ties,
        None if lot.up is None or price is None else (price, lot.asking),
        asks_rungs=lot.listing.kind is SessionKind.FLOOR
        and rules.room.next_ask is NextAsk.RUNG,
    )


def standing_after(
    lot: Lot, outcome: Outcome, *, contest: Contest, rules: Rules, terms: int
) -> Standing:
    """Write an outcome down: price, asking, reserve, premium due, and why."""
    leader, price, reserve = outcome.leader, outcome.price, contest.reserve
    due = None
    if leader is not None and leader.paddle != HOUSE and not hides_class(lot, rules):
        due = premium_on(lot, leader, price, rules)
    return Standing(
        leader=None if leader is None else leader.paddle,
        price=price,
        asking=contest.asking(price),
        reserve_met=None if reserve is None else price >= reserve,
        premium=due,
        rule=outcome.rule,
        step=outcome.step,
        # It is somebody's maximum: a sealed lot leaves it out.
        against=None if lot.listing.sealed else outcome.against,
        terms=terms,
    )


def hides_class(lot: Lot, rules: Rules) -> bool:
    """Say whether the class of a bidder is left out, as a sealed amount may earn it."""
    may_be_earned = rules.premium.earned is not None
    return may_be_earned and lot.listing.sealed and lot.closed_at is None


def premium_on(lot: Lot, buyer: Claim, price: Minor, rules: Rules) -> Minor:
    """Charge the premium on the hammer price that a winning bid comes to."""
    return premium(
        lot.hammer(price),
        rules.premium,
        channel=buyer.channel,
        category=lot.listing.category,
        client_class=buyer.client_class,
    )


def with_client_class(
    lot: Lot, claim: Claim, *, rules: Rules, session: Session | None
) -> Claim:
    """Give a claim the class that sets its premium: the paddle's, or one it earned.

    Phillips: a written bid of the low estimate or more, 48 hours ahead, earns it for
    this and every later bid on the lot (rulebook 3.3).
    """
    earned, low = rules.premium.earned, lot.listing.low_estimate
    if earned is None or session is None or low is None:
        return claim
    written = claim.channel in earned.channels
    in_time = claim.received_at <= session.starts_at - earned.ahead
    if written and in_time and claim.maximum >= low * earned.share:
        return replace(claim, client_class=earned.client_class)
    before = (bid for bid in lot.claims if bid.paddle == claim.paddle)
    if any(bid.client_class == earned.client_class for bid in before):
        return replace(claim, client_class=earned.client_class)
    return claim
