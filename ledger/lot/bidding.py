"""What a lot allows once it is catalogued: bids, and the close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ledger.charges import premium
from ledger.contest import Claim, Contest, Outcome
from ledger.events.lot import (
    BidPlaced,
    BidRefused,
    HouseBidPlaced,
    LotEvent,
    LotPassed,
    LotSold,
    PassReason,
)
from ledger.events.vocabulary import Rule, Standing
from ledger.identity import HOUSE, BidId, Channel, Paddle, number_of
from ledger.increments import OffIncrement
from ledger.lot import Lot, Stage
from ledger.money import Minor
from ledger.refusals import (
    BidBelowAsking,
    BiddingClosed,
    BiddingGoesOn,
    ChannelClosed,
    LotNotOpen,
    MaximumBelowPrice,
    MaximumNotRaised,
    NotWholeUnits,
    OffTheLadder,
    OverCreditLimit,
    Refusal,
)
from ledger.terms import Rules
from ledger.terms.sessions import Session, SessionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A bid as it reaches the clerk: who, how much, how, and when.

    ``received_at`` decides ties and lateness; ``entered_at`` is when it was typed.
    """

    paddle: Paddle
    submitted: Minor
    channel: Channel
    received_at: datetime
    entered_at: datetime
    static: bool = False
    break_tie: bool = False


@dataclass(frozen=True, slots=True)
class Bidder:
    """What the sale knows of a paddle: its class, its limit, what is left of it."""

    client_class: str | None = None
    limit: Minor | None = None
    left: Minor | None = None


@dataclass(frozen=True, slots=True)
class UnderTerms:
    """The rules in force for a lot: of which version, and of which session if any."""

    rules: Rules
    version: int = 1
    session: Session | None = None


def place_bid(
    lot: Lot, slip: Slip, *, bidder: Bidder, under: UnderTerms
) -> tuple[LotEvent, ...]:
    """Take a bid, contest the lead with it, and let the house answer for the consignor.

    Raises the first refusal that applies, in the order of ``ledger.refusals``.
    """
    _admit(lot, slip, under.session)
    rules = under.rules
    rule = rules.bidding.off_increment_rule(slip.channel)
    maximum = _normalised(lot, slip, rules, rule)
    claim = Claim(
        next_bid(lot),
        slip.paddle,
        maximum,
        slip.received_at,
        slip.channel,
        _class_of(lot, slip, maximum, bidder, under),
        slip.static,
        slip.break_tie,
    )
    contest = Contest(rules.bidding, lot.listing.opening, lot.reserve)
    outcome = _outcome(lot, claim, contest)
    _must_afford(lot, slip.paddle, maximum, bidder)
    placed = BidPlaced(
        lot=lot.id,
        bid=claim.bid,
        paddle=claim.paddle,
        client_class=claim.client_class,
        submitted=slip.submitted,
        maximum=maximum,
        off_increment=rule,
        static=slip.static,
        break_tie=slip.break_tie,
        channel=slip.channel,
        received_at=slip.received_at,
        entered_at=slip.entered_at,
        standing=_standing(lot, outcome, contest, under),
    )
    answer = contest.answered(outcome)
    if answer is None:
        return (placed,)
    amount, answered = answer
    house = HouseBidPlaced(
        lot=lot.id,
        amount=amount,
        standing=_standing(lot, answered, contest, under),
    )
    return (placed, house)


def next_bid(lot: Lot) -> BidId:
    """Number the next bid on a lot, refused ones included: ``50001#3``."""
    return BidId(f"{number_of(lot.id)}#{lot.attempts + 1}")


def _admit(lot: Lot, slip: Slip, session: Session | None) -> None:
    """Refuse a bid that comes after the lot, after the time, or the wrong way."""
    if lot.stage is not Stage.OPEN:
        raise LotNotOpen(lot=lot.id, stage=lot.stage)
    ends_at = lot.listing.ends_at
    live = slip.channel is Channel.LIVE and lot.listing.kind is SessionKind.FLOOR
    if slip.received_at >= ends_at and not live:
        raise BiddingClosed(lot=lot.id, ended_at=ends_at, received_at=slip.received_at)
    if session is not None and slip.channel not in session.channels:
        channels = ", ".join(session.channels)
        raise ChannelClosed(lot=lot.id, channel=slip.channel, channels=channels)


def _normalised(lot: Lot, slip: Slip, rules: Rules, rule: OffIncrement) -> Minor:
    """Bring the submitted amount onto the ladder, as its channel wants it."""
    submitted = slip.submitted
    if rules.bidding.whole_units and submitted % lot.listing.currency.unit:
        raise NotWholeUnits(lot=lot.id, submitted=lot.money(submitted))
    table = rules.bidding.increments
    maximum = table.normalise(submitted, rule)
    if maximum is None:
        raise OffTheLadder(
            lot=lot.id,
            submitted=lot.money(submitted),
            lower=lot.money(table.at_or_below(submitted)),
            higher=lot.money(table.next_rung(submitted)),
        )
    return maximum


def _class_of(
    lot: Lot, slip: Slip, maximum: Minor, bidder: Bidder, under: UnderTerms
) -> str | None:
    """Return the class that sets the premium: earned on this lot, or the paddle's own.

    Phillips: a written bid of the low estimate or more, 48 hours ahead, earns it for
    this and every later bid on the lot (rulebook 3.3).
    """
    earned, session = under.rules.premium.earned, under.session
    low = lot.listing.low_estimate
    if earned is None or session is None or low is None:
        return bidder.client_class
    written = slip.channel in earned.channels
    in_time = slip.received_at <= session.starts_at - earned.ahead
    if written and in_time and maximum >= low * earned.share:
        return earned.client_class
    before = (one for one in lot.claims if one.paddle == slip.paddle)
    if any(one.client_class == earned.client_class for one in before):
        return earned.client_class
    return bidder.client_class


def _outcome(lot: Lot, claim: Claim, contest: Contest) -> Outcome:
    """Let a claim stand alone, raise itself, or meet the leader."""
    lead, price = lot.lead, lot.price
    if lead is not None and lead.paddle == claim.paddle:
        assert price is not None, "a leader leads at a price"
        return _self_raise(lot, lead, claim, price, contest)
    # A bid received before the leader's, and entered after it, ties at the price.
    early = lead is not None and claim.received_at < lead.received_at
    least = price if early and price is not None else lot.asking
    if claim.maximum < least:
        raise BidBelowAsking(
            lot=lot.id, maximum=lot.money(claim.maximum), asking=lot.money(least)
        )
    if lead is None or price is None:
        return contest.first(claim, lot.asking)
    outcome = contest.meet(lead, claim, price)
    assert outcome.price >= price, "a price never falls"
    return outcome


def _self_raise(
    lot: Lot, held: Claim, claim: Claim, price: Minor, contest: Contest
) -> Outcome:
    """Let a leader raise a maximum, or lower it where the terms allow."""
    if claim.maximum > held.maximum:
        return contest.raised(held, claim, lot.under, price)
    if claim.maximum == held.maximum or not contest.terms.lowering:
        raise MaximumNotRaised(
            lot=lot.id, paddle=claim.paddle, maximum=lot.money(claim.maximum)
        )
    if claim.maximum < price:
        raise MaximumBelowPrice(
            lot=lot.id, maximum=lot.money(claim.maximum), price=lot.money(price)
        )
    return Outcome(claim, price, Rule.MAXIMUM_LOWERED)


def _must_afford(lot: Lot, paddle: Paddle, maximum: Minor, bidder: Bidder) -> None:
    if bidder.limit is None or bidder.left is None:
        return
    if lot.hammer(maximum) > bidder.left:
        raise OverCreditLimit(
            paddle=paddle,
            maximum=lot.money(lot.hammer(maximum)),
            left=lot.money(bidder.left),
            limit=lot.money(bidder.limit),
        )


def _standing(
    lot: Lot, outcome: Outcome, contest: Contest, under: UnderTerms
) -> Standing:
    return standing_after(
        lot, outcome, contest=contest, rules=under.rules, terms=under.version
    )


def standing_after(
    lot: Lot, outcome: Outcome, *, contest: Contest, rules: Rules, terms: int
) -> Standing:
    """Write an outcome down: price, asking, reserve, premium due, and why."""
    leader, price, reserve = outcome.leader, outcome.price, contest.reserve
    due = None
    if leader is not None and leader.paddle != HOUSE:
        due = _premium(lot, leader, price, rules)
    return Standing(
        leader=None if leader is None else leader.paddle,
        price=price,
        asking=contest.above(price),
        reserve_met=None if reserve is None else price >= reserve,
        premium=due,
        rule=outcome.rule,
        step=outcome.step,
        against=outcome.against,
        terms=terms,
    )


def _premium(lot: Lot, buyer: Claim, price: Minor, rules: Rules) -> Minor:
    """Charge the premium on the hammer price that a winning bid comes to."""
    return premium(
        lot.hammer(price),
        rules.premium,
        channel=buyer.channel,
        category=lot.listing.category,
        client_class=buyer.client_class,
    )


def refuse_bid(lot: Lot, slip: Slip, no: Refusal) -> BidRefused:
    """Write down who tried to bid what, when, and why not."""
    return BidRefused(
        lot=lot.id,
        bid=next_bid(lot),
        paddle=slip.paddle,
        submitted=slip.submitted,
        channel=slip.channel,
        received_at=slip.received_at,
        entered_at=slip.entered_at,
        code=no.code,
        said=str(no),
    )


def close(lot: Lot, *, at: datetime, under: UnderTerms) -> tuple[LotEvent, ...]:
    """Drop the hammer once bidding has ended: sell at or above the reserve, else pass.

    A lot that is closed already stays as it is: closing twice changes nothing.
    """
    if lot.stage is not Stage.OPEN:
        return ()
    if at < lot.listing.ends_at:
        raise BiddingGoesOn(lot=lot.id, ends_at=lot.listing.ends_at, at=at)
    standing = lot.standing
    if standing is None:
        return (_passed(lot, PassReason.NO_BIDS, at, under.version),)
    if standing.reserve_met is False or standing.leader == HOUSE:
        return (_passed(lot, PassReason.RESERVE_NOT_MET, at, under.version),)
    if lot.lead is None:
        return (_passed(lot, PassReason.TIED, at, under.version),)
    assert standing.price is not None, "a leader leads at a price"
    sold = LotSold(
        lot=lot.id,
        buyer=lot.lead.paddle,
        price=standing.price,
        hammer=lot.hammer(standing.price),
        premium=_premium(lot, lot.lead, standing.price, under.rules),
        underbidder=None if lot.under is None else lot.under.paddle,
        channel=lot.lead.channel,
        client_class=lot.lead.client_class,
        at=at,
        terms=under.version,
    )
    return (sold,)


def _passed(lot: Lot, reason: PassReason, at: datetime, terms: int) -> LotPassed:
    return LotPassed(lot=lot.id, highest=lot.price, reason=reason, at=at, terms=terms)
