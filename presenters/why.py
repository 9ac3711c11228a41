"""The reasons of an event: the rules that decided, with their arithmetic."""

from __future__ import annotations

from ledger.events import (
    BidPlaced,
    BidRefused,
    BidRetracted,
    BidStruck,
    ClosingExtended,
    HammerAmended,
    HouseBidPlaced,
    LiveBidTaken,
    LotEvent,
    LotOpened,
    LotPassed,
    LotReopened,
    LotResold,
    LotSold,
    OpeningRule,
    PassReason,
    ReopenedFor,
    ReserveSet,
    Rule,
    SaleRescinded,
    Standing,
)
from ledger.increments import OffIncrement
from ledger.lot import Lot
from ledger.money import Currency, Minor
from ledger.replay.steps import Step
from ledger.replay.timeline import TermsVersion
from ledger.terms.bidding import BiddingTerms, StrikePolicy
from presenters.arithmetic import ladder_row, rule_in_words

OPENINGS = {
    OpeningRule.BOOK: "The book held two bids or more: it opens where they met.",
    OpeningRule.OPENING_BID: "The book held at most one bid: it opens at the opening.",
    OpeningRule.RESERVE: "The book, or the house, had reached the reserve.",
    OpeningRule.CHOICE: "There is no bid and no reserve: the auctioneer chose.",
}
PASSED = {
    PassReason.NO_BIDS: "No bid stood.",
    PassReason.RESERVE_NOT_MET: "The price is below the reserve.",
    PassReason.TIED: "The highest maximums are equal, and nobody leads.",
    PassReason.DISCRETION: "The auctioneer would not sell at what was bid.",
}
ONTO_IT = {
    OffIncrement.ACCEPT: "is taken as it is",
    OffIncrement.REFUSE: "is refused, unless it is what the lot asks",
    OffIncrement.NEAREST: "goes to the nearest rung",
    OffIncrement.DOWN: "goes down to a rung",
    OffIncrement.HALF: "goes to the nearest rung, or half one",
}
POLICIES = {
    StrikePolicy.REOPEN: "No earlier bid is revived: the lot is bid for again.",
    StrikePolicy.PROMOTE_NEXT: "The next bidder leads, at what they were driven to.",
    StrikePolicy.STRIKE_ONE: "The bids that are left meet again, in their order.",
    StrikePolicy.STRIKE_ALL: "All bids of that paddle go; those left meet again.",
}


def why(step: Step) -> tuple[str, ...]:
    """Give the chain of rules from what was said to what it led to."""
    if step.before is None:
        return ()
    terms = step.terms.terms.rules.bidding
    chain = _event_chain(step.event, step.before, step.after, terms)
    return (*chain, _terms_line(step.terms)) if chain else ()


def _terms_line(version: TermsVersion) -> str:
    number = f"Terms version {version.number}, in force from position {version.since}"
    return f"{number}, SHA-256 {version.digest}."


def _event_chain(
    event: LotEvent, before: Lot, after: Lot, terms: BiddingTerms
) -> list[str]:
    money = after.listing.currency
    match event:
        case BidPlaced() | LiveBidTaken() | HouseBidPlaced():
            return _bid_chain(event, before, after, terms)
        case BidRefused(code=code):
            return [f"The first refusal that applies is {code}."]
        case ReserveSet(standing=standing):
            moved = standing is not None and standing != before.standing
            return _standing_chain(standing, after, terms) if standing and moved else []
        case LotOpened(rule=rule):
            return [OPENINGS[rule]]
        case LotSold():
            return [
                *_reserve_lines(after, event.price, money),
                _premium_line(event, money),
            ]
        case LotResold() | HammerAmended():
            return [_premium_line(event, money), _second_person(event.authorised_by)]
        case LotPassed(reason=reason):
            return [PASSED[reason]]
        case _:
            return _correction_chain(event)


def _correction_chain(event: LotEvent) -> list[str]:
    match event:
        case BidRetracted(policy=policy):
            return [POLICIES[policy]]
        case BidStruck(policy=policy, authorised_by=second):
            return [POLICIES[policy], *([_second_person(second)] if second else [])]
        case LotReopened(why=ReopenedFor.LATE_BID):
            return ["The terms allow a bid this soon after the hammer to reopen it."]
        case LotReopened(authorised_by=second):
            return [_second_person(second)] if second else ["The session was on."]
        case SaleRescinded(authorised_by=second):
            return [_second_person(second)]
        case ClosingExtended(scope=scope, trigger=trigger):
            what = trigger.value.replace("-", " ")
            return [f"A late bid extends on {what}; the rule is for each {scope}."]
        case _:
            return []


def _second_person(person: str) -> str:
    return f"Authorised by {person}, a second person."


def _premium_line(event: LotSold | LotResold | HammerAmended, money: Currency) -> str:
    class_ = "no class" if event.client_class is None else f"class {event.client_class}"
    due, hammer = money.write(event.premium), money.write(event.hammer)
    return f"Bought {event.channel.way}, {class_}: the premium on {hammer} is {due}."


def _bid_chain(
    event: BidPlaced | LiveBidTaken | HouseBidPlaced,
    before: Lot,
    after: Lot,
    terms: BiddingTerms,
) -> list[str]:
    chain, money = [], after.listing.currency
    if not isinstance(event, HouseBidPlaced):
        chain += _off_increment_lines(event, money)
        chain.append(f"The lot asked {money.write(before.asking)}.")
    chain += _standing_chain(event.standing, after, terms)
    leader = after.lead
    if leader is not None and leader.client_class and event.standing.premium:
        due = money.write(event.standing.premium)
        chain.append(f"Class {leader.client_class}: the premium would be {due}.")
    return chain


def _off_increment_lines(event: BidPlaced | LiveBidTaken, money: Currency) -> list[str]:
    became = event.maximum if isinstance(event, BidPlaced) else event.amount
    if event.submitted == became:
        if event.off_increment is OffIncrement.ACCEPT:
            return []
        return [f"{money.write(became)} is on the ladder."]
    written, counts = money.write(event.submitted), money.write(became)
    off = f"{written} is off the ladder: {event.channel.way}"
    return [f"{off} it {ONTO_IT[event.off_increment]}: {counts}."]


def _standing_chain(standing: Standing, lot: Lot, terms: BiddingTerms) -> list[str]:
    money = lot.listing.currency
    chain = [rule_in_words(standing, lot, terms)]
    measured = standing.against if standing.against is not None else standing.price
    if measured is not None and (standing.step or standing.rule is Rule.OWN_MAXIMUM):
        chain.insert(0, ladder_row(terms, measured, money))
    if standing.price is not None:
        chain += _reserve_lines(lot, standing.price, money, terms)
    return chain


def _reserve_lines(
    lot: Lot, price: Minor, money: Currency, terms: BiddingTerms | None = None
) -> list[str]:
    if lot.reserve is None:
        return []
    met = "reaches" if price >= lot.reserve else "is below"
    mode = "" if terms is None else f" (rule: {terms.reserve})"
    reserve = money.write(lot.reserve)
    return [f"{money.write(price)} {met} the reserve of {reserve}{mode}."]
