"""The reasons of an event: the rules that decided, with their arithmetic."""

from __future__ import annotations

from ledger.contest import Contest
from ledger.events import (
    BidPlaced,
    BidRefused,
    BidRetracted,
    BidStruck,
    ClosingExtended,
    HammerAmended,
    HouseBidPlaced,
    IncrementSet,
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
    SaleRescinded,
    Standing,
)
from ledger.increments import OffIncrement
from ledger.lot import Lot
from ledger.lot.standing import contest_on, ladder_on
from ledger.money import Currency, Minor
from ledger.replay.steps import Step
from ledger.replay.timeline import TermsVersion
from ledger.terms import Rules, Terms
from ledger.terms.bidding import BiddingTerms, StrikePolicy
from ledger.value import replace
from presenters.arithmetic import (
    increment_words,
    ladder_row,
    rule_in_words,
    with_against,
)

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
    chain = _event_chain(step.event, step.before, step.after, step.terms.terms)
    return (*chain, _terms_line(step.terms)) if chain else ()


def _terms_line(version: TermsVersion) -> str:
    number = f"Terms version {version.number}, in force from position {version.since}"
    return f"{number}, SHA-256 {version.digest}."


def _event_chain(event: LotEvent, before: Lot, after: Lot, terms: Terms) -> list[str]:
    money = after.listing.currency
    match event:
        case BidPlaced() | LiveBidTaken() | HouseBidPlaced():
            return _bid_chain(event, before, after, terms)
        case BidRefused(code=code):
            return [f"The first refusal that applies is {code}."]
        case ReserveSet(standing=standing):
            if standing is None or standing == before.standing:
                return []
            return _reserve_chain(standing, before, after, terms)
        case IncrementSet():
            return _increment_chain(after, terms.rules)
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
    terms: Terms,
) -> list[str]:
    chain, money = [], after.listing.currency
    contest = contest_of(event, before, terms.rules)
    if not isinstance(event, HouseBidPlaced):
        chain += _off_increment_lines(event, before, contest, money)
        chain.append(f"The lot asked {money.write(before.asking)}.")
    chain += _standing_chain(event.standing, before, after, contest, terms.zone)
    chain += _asking_lines(event.standing, contest, money)
    leader = after.lead
    if leader is not None and leader.client_class and event.standing.premium:
        due = money.write(event.standing.premium)
        chain.append(f"Class {leader.client_class}: the premium would be {due}.")
    return chain


def contest_of(event: LotEvent, before: Lot, rules: Rules) -> Contest:
    """Return the contest that decided: a proxy meets what the auctioneer asked."""
    contest = contest_on(before, rules)
    return contest if isinstance(event, BidPlaced) else replace(contest, called=None)


def _off_increment_lines(
    event: BidPlaced | LiveBidTaken, before: Lot, contest: Contest, money: Currency
) -> list[str]:
    """Say what became of an amount, where its channel looks at the ladder."""
    became = event.maximum if isinstance(event, BidPlaced) else event.amount
    if became is None or event.submitted is None:
        return ["What was bid is sealed."]
    rule, table = event.off_increment, contest.table
    written, counts = money.write(event.submitted), money.write(became)
    rounded = table.normalise(event.submitted, rule)
    if rounded == became != event.submitted:
        off = f"{written} is off the ladder: {event.channel.way}"
        return [f"{off} it {ONTO_IT[rule]}: {counts}."]
    if rule is OffIncrement.ACCEPT:
        return []
    low, high = table.at_or_below(became), table.next_rung(became)
    if became == low:
        return [f"{counts} is on the ladder."]
    if rounded == became:
        between = f"{money.write(low)} and {money.write(high)}"
        return [f"{counts} is a cut bid, half way between {between}."]
    if became == before.asking:
        what = "what the lot asked"
    elif isinstance(event, LiveBidTaken) and event.cut:
        what = "half an increment above the price"
    else:
        what = "the price, which it was received before"
    if event.submitted == became:
        return [f"{written} is off the ladder: it is {what}, and taken as it is."]
    return [f"{written} is off the ladder: it reaches {counts}, {what}."]


def _standing_chain(
    standing: Standing, before: Lot, lot: Lot, contest: Contest, zone: str
) -> list[str]:
    money, standing = lot.listing.currency, with_against(standing, lot)
    measured = increment_words(standing, contest, money, own=_is_own(before))
    chain = [*([measured] if measured else [])]
    chain.append(rule_in_words(standing, before, lot, contest, zone))
    if standing.price is not None:
        chain += _reserve_lines(lot, standing.price, money, contest.terms)
    return chain


def _asking_lines(standing: Standing, contest: Contest, money: Currency) -> list[str]:
    """Say why the room is asked for the next rung, and not for an increment more."""
    price, asking = standing.price, standing.asking
    if price is None or not contest.asks_rungs or asking == contest.above(price):
        return []
    after, rung = money.write(price), money.write(asking)
    return [f"The room is asked the next rung of the ladder after {after}: {rung}."]


def _increment_chain(after: Lot, rules: Rules) -> list[str]:
    """Say what follows at once from another increment."""
    money, price = after.listing.currency, after.price
    if price is None:
        return ["No bid stands: what is asked first stays as it was."]
    row = ladder_row(ladder_on(after, rules), price, money, own=_is_own(after))
    return [row, f"After {money.write(price)} it asks {money.write(after.asking)}."]


def _is_own(lot: Lot) -> bool:
    """Say whether the auctioneer gave a lot an increment of its own."""
    return lot.increment is not None


def _reserve_chain(
    standing: Standing, before: Lot, after: Lot, terms: Terms
) -> list[str]:
    """Say what another reserve did; the rule of the price is said again if it moved."""
    contest = replace(contest_on(after, terms.rules), called=None)
    was = None if before.standing is None else before.standing.price
    if standing.price != was:
        return _standing_chain(standing, before, after, contest, terms.zone)
    return _reserve_lines(after, standing.price or 0, after.listing.currency)


def _reserve_lines(
    lot: Lot, price: Minor, money: Currency, terms: BiddingTerms | None = None
) -> list[str]:
    if lot.reserve is None:
        return []
    met = "reaches" if price >= lot.reserve else "is below"
    mode = "" if terms is None else f" (rule: {terms.reserve})"
    reserve = money.write(lot.reserve)
    return [f"{money.write(price)} {met} the reserve of {reserve}{mode}."]
