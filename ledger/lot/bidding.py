"""The bids on a lot: which it takes, and what each leads to."""

from __future__ import annotations

from datetime import datetime

from ledger.contest import Claim, Contest, Outcome
from ledger.events.lot import (
    BidPlaced,
    BidRefused,
    HouseBidPlaced,
    LotEvent,
)
from ledger.events.vocabulary import Standing
from ledger.identity import BidId, Channel, number_of
from ledger.increments import OffIncrement
from ledger.lot import Lot, Stage, timed
from ledger.lot.in_time import refusal_of_closed_lot
from ledger.lot.rounded import below_asking, below_price, not_raised, over_limit
from ledger.lot.slip import Slip
from ledger.lot.standing import (
    contest_on,
    ladder_on,
    standing_after,
    with_client_class,
)
from ledger.money import Minor
from ledger.refusals import (
    BiddingClosed,
    BiddingNotOpen,
    ChannelClosed,
    LotNotOpen,
    NotWholeUnits,
    OffTheLadder,
    ReceivedLater,
    Refusal,
)
from ledger.terms import Rules
from ledger.terms.sessions import Session, SessionKind
from ledger.value import value


@value
class Bidder:
    """A paddle as the sale knows it: its class, its limit, and the rest of it."""

    client_class: str | None = None
    limit: Minor | None = None
    left: Minor | None = None


@value
class UnderTerms:
    """The rules in force for a lot: of which version, and of which session if any."""

    rules: Rules
    version: int = 1
    session: Session | None = None


def place_bid(
    lot: Lot, slip: Slip, *, bidder: Bidder, under: UnderTerms
) -> tuple[LotEvent, ...]:
    """Take a bid, contest the lead with it, and let the house answer for the consignor.

    A late bid moves the close of a timed lot, as the terms have it. Raises the first
    refusal that applies, in the order of ``ledger.refusals``.
    """
    claim = claim_of(lot, slip, bidder=bidder, under=under)
    contest = contest_on(lot, under.rules)
    outcome = _outcome(lot, claim, contest)
    rule = under.rules.bidding.off_increment_rule(slip.channel)
    placed = _bid_placed(
        slip, claim, rule, _standing_after(lot, outcome, contest, under), lot
    )
    house = _house_bids(lot, outcome, contest, under)
    return (placed, *house, *timed.extensions_after_bid(lot, placed, under.session))


def claim_of(lot: Lot, slip: Slip, *, bidder: Bidder, under: UnderTerms) -> Claim:
    """Read a slip as a claim on a lot, whatever others would pay.

    Raises the first refusal that applies.
    """
    _must_be_admitted(lot, slip, under.session)
    rules = under.rules
    rule = rules.bidding.off_increment_rule(slip.channel)
    least = _least_amount(lot, slip)
    maximum = normalised(lot, slip.submitted, least=least, rules=rules, rule=rule)
    claim = Claim(
        next_bid(lot),
        slip.paddle,
        maximum,
        slip.received_at,
        slip.channel,
        bidder.client_class,
        slip.static,
        slip.break_tie,
    )
    claim = with_client_class(lot, claim, rules=rules, session=under.session)
    _must_count(lot, claim, slip, least=least, lowering=rules.bidding.lowering)
    must_afford(lot, claim, slip.submitted, bidder, rules)
    return claim


def _house_bids(
    lot: Lot, outcome: Outcome, contest: Contest, under: UnderTerms
) -> tuple[HouseBidPlaced, ...]:
    """Let the house bid for the consignor, where it does."""
    answer = contest.answered(outcome)
    if answer is None:
        return ()
    amount, answered = answer
    standing = _standing_after(lot, answered, contest, under)
    return (HouseBidPlaced(lot=lot.id, amount=amount, standing=standing),)


def _bid_placed(
    slip: Slip, claim: Claim, rule: OffIncrement, standing: Standing, lot: Lot
) -> BidPlaced:
    return BidPlaced(
        lot=lot.id,
        bid=claim.bid,
        paddle=claim.paddle,
        client_class=claim.client_class,
        submitted=slip.submitted,
        maximum=claim.maximum,
        off_increment=rule,
        static=claim.static,
        break_tie=claim.break_tie,
        channel=claim.channel,
        received_at=claim.received_at,
        entered_at=slip.entered_at,
        standing=standing,
        read_at=slip.read_at,
    )


def next_bid(lot: Lot) -> BidId:
    """Number the next bid on a lot, refused ones included: ``50001#3``."""
    return BidId(f"{number_of(lot.id)}#{lot.attempts + 1}")


def _must_be_admitted(lot: Lot, slip: Slip, session: Session | None) -> None:
    """Refuse a bid that comes after the lot, after the time, or the wrong way."""
    opens_at = None if session is None else _opens_at(session, slip.channel)
    early = opens_at is not None and slip.arrived_at < opens_at
    if lot.stage is not Stage.OPEN:
        if early:
            raise LotNotOpen(lot=lot.id, stage=lot.stage)
        raise refusal_of_closed_lot(lot, slip)
    if slip.received_at > slip.entered_at:
        raise ReceivedLater(
            lot=lot.id, received_at=slip.received_at, entered_at=slip.entered_at
        )
    if opens_at is not None and early:
        raise BiddingNotOpen(
            lot=lot.id,
            channel=slip.channel,
            opens_at=opens_at,
            received_at=slip.arrived_at,
        )
    ends_at = timed.due_at(lot, session)
    live = slip.channel is Channel.LIVE and lot.listing.kind is SessionKind.FLOOR
    if ends_at is not None and slip.arrived_at >= ends_at and not live:
        raise BiddingClosed(lot=lot.id, ended_at=ends_at, received_at=slip.arrived_at)
    if session is not None and slip.channel not in session.channels:
        channels = ", ".join(session.channels)
        raise ChannelClosed(lot=lot.id, channel=slip.channel, channels=channels)
    timed.must_be_eligible(lot, slip.paddle, session, at=slip.arrived_at)


def _opens_at(session: Session, channel: Channel) -> datetime | None:
    """Say when a channel opens; None where it is open from the catalogue on."""
    if session.kind is SessionKind.TIMED:
        return session.starts_at
    return session.live_proxies_from if channel is Channel.LIVE else None


def must_be_whole(lot: Lot, amount: Minor, rules: Rules) -> None:
    """Refuse cents where the terms take whole amounts only (rulebook 2.2.4)."""
    if rules.bidding.whole_units and amount % lot.listing.currency.unit:
        raise NotWholeUnits(lot=lot.id, submitted=lot.money(amount))


def normalised(
    lot: Lot, submitted: Minor, *, least: Minor, rules: Rules, rule: OffIncrement
) -> Minor:
    """Bring the submitted amount onto the ladder, as its channel wants it.

    Raises NotWholeUnits and OffTheLadder.
    """
    must_be_whole(lot, submitted, rules)
    table = ladder_on(lot, rules)
    # What the lot asks is a call too: no rounding takes a bid that reaches it below it.
    reached = least if least <= submitted else 0
    maximum = submitted if submitted == least else table.normalise(submitted, rule)
    if maximum is None:
        raise OffTheLadder(
            lot=lot.id,
            submitted=lot.money(submitted),
            lower=lot.money(max(table.at_or_below(submitted), reached)),
            higher=lot.money(table.next_rung(submitted)),
        )
    return max(maximum, reached)


def _least_amount(lot: Lot, slip: Slip) -> Minor:
    """Return what a rival must offer: what is asked, or enough for an earlier tie.

    A bid received before the leader's, and entered after it, ties at the price.
    """
    lead, price = lot.lead, lot.price
    if lead is None or price is None or slip.received_at >= lead.received_at:
        return lot.asking
    return price


def _must_count(
    lot: Lot, claim: Claim, slip: Slip, *, least: Minor, lowering: bool
) -> None:
    """Refuse what does not reach the asking, or changes nothing for who leads."""
    lead, price, submitted = lot.lead, lot.price, slip.submitted
    if lead is None or lead.paddle != claim.paddle:
        if claim.maximum < least:
            raise below_asking(lot, submitted, claim.maximum, least=least)
        return
    assert price is not None, "a leader leads at a price"
    if claim.maximum > lead.maximum:
        return
    # An instruction does not overrule one that was received after it.
    superseded = claim.received_at < lead.received_at
    if claim.maximum == lead.maximum or superseded or not lowering:
        raise not_raised(lot, submitted, claim.maximum, leader=claim.paddle)
    if claim.maximum < price:
        raise below_price(lot, submitted, claim.maximum, price=price)


def _outcome(lot: Lot, claim: Claim, contest: Contest) -> Outcome:
    """Let a claim stand alone, change what its own paddle leads by, or meet it."""
    lead, price = lot.lead, lot.price
    if lead is None or price is None:
        return contest.first(claim, lot.asking)
    if lead.paddle != claim.paddle:
        outcome = contest.meet(lead, claim)
        assert outcome.price >= price, "a price never falls"
        return outcome
    if claim.maximum > lead.maximum:
        return contest.raised(lead, claim, lot.under, price)
    return contest.lowered(claim, price)


def must_afford(
    lot: Lot, claim: Claim, submitted: Minor, bidder: Bidder, rules: Rules
) -> None:
    """Refuse a bid that its bidder's limit does not cover."""
    if bidder.limit is None or bidder.left is None:
        return
    most = claim.maximum
    if claim.break_tie and rules.bidding.break_ties:
        most = contest_on(lot, rules).above(most)
    if lot.hammer(most) > bidder.left:
        raise over_limit(
            lot,
            submitted,
            claim,
            most=lot.hammer(most),
            left=bidder.left,
            limit=bidder.limit,
        )


def _standing_after(
    lot: Lot, outcome: Outcome, contest: Contest, under: UnderTerms
) -> Standing:
    return standing_after(
        lot, outcome, contest=contest, rules=under.rules, terms=under.version
    )


def refuse_bid(lot: Lot, slip: Slip, no: Refusal) -> BidRefused:
    """Write down who tried to bid what, when, and why not."""
    return BidRefused(
        lot=lot.id,
        bid=next_bid(lot),
        paddle=slip.paddle,
        submitted=slip.submitted,
        static=slip.static,
        break_tie=slip.break_tie,
        live=False,
        cut=False,
        channel=slip.channel,
        received_at=slip.received_at,
        entered_at=slip.entered_at,
        code=no.code,
        said=str(no),
        read_at=slip.read_at,
    )
