"""The arithmetic of a price: the row of the ladder, and the rule that decided."""

from __future__ import annotations

from ledger.contest import Claim, Contest
from ledger.events import Rule, Standing
from ledger.increments import Basis, Increment
from ledger.lot import Lot
from ledger.money import Currency, Minor
from ledger.terms.bidding import BiddingTerms
from presenters.times import utc_time

BASES = {
    Basis.ADD: "the price plus the step",
    Basis.GRID: "the next rung of the ladder",
    Basis.WALK: "the next rung, climbing from the opening",
}


def ladder_row(terms: BiddingTerms, price: Minor, money: Currency) -> str:
    """Name the row of the ladder in force at a price."""
    table = terms.increments
    rows = [row for row in table.increments if row.start <= price]
    row = rows[-1]
    return (
        f"The ladder from {money.write(row.start)} climbs by "
        f"{_step_words(row, money)}: one increment above is {BASES[table.basis]}."
    )


def _step_words(row: Increment, money: Currency) -> str:
    if not row.values:
        return money.write(row.step)
    values = ", ".join(money.write(value) for value in row.values)
    return f"{values} in each {money.write(row.step)}"


def rule_in_words(standing: Standing, lot: Lot, terms: BiddingTerms) -> str:
    """Say how a rule came to a price, with its arithmetic."""
    money = lot.listing.currency
    price = money.write(standing.price or 0)
    against = "nothing" if standing.against is None else money.write(standing.against)
    step = money.write(standing.step)
    sum_ = f"one increment of {step} above {against} = {price}"
    leader = standing.leader or "nobody"
    match standing.rule:
        case Rule.OPENING:
            return f"{leader} stands at what was asked, {price}: nobody else has bid."
        case Rule.ONE_INCREMENT:
            return (
                f"{leader} has the higher maximum: {sum_}{_cap_words(lot.lead, money)}."
            )
        case Rule.OWN_MAXIMUM:
            call = Contest(terms, lot.listing.opening, lot.reserve).above(
                standing.against or 0
            )
            above = f"one increment above {against} = {money.write(call)}"
            capped = f"capped by {leader}'s own maximum of {price}"
            return f"{leader} has the higher maximum: {above}, {capped}."
        case Rule.IN_FULL | Rule.PROMOTED:
            return _unmoved_words(standing, price, against)
        case Rule.HOUSE_LEADS | Rule.HOUSE_ANSWERED:
            return _house_bid_words(standing, sum_, price, against)
        case Rule.RAISED_TO_RESERVE | Rule.FULL_TO_RESERVE:
            return _reserve_words(standing, price)
        case Rule.MAXIMUM_RAISED | Rule.MAXIMUM_LOWERED | Rule.ROUNDED_UP:
            return _own_maximum_words(standing, price, step)
        case _:
            return _tie_words(standing, lot, sum_)


def _unmoved_words(standing: Standing, price: str, against: str) -> str:
    """Say that no increment decided: the bid stands where it was."""
    if standing.rule is Rule.PROMOTED:
        return f"{standing.leader} is promoted, and stands at {price}."
    above = "" if standing.against is None else f", above {against}"
    return f"A bid at its own amount stands in full: {price}{above}."


def _cap_words(lead: Claim | None, money: Currency) -> str:
    if lead is None:
        return ""
    return f", capped by a maximum of {money.write(lead.maximum)}"


def _house_bid_words(standing: Standing, sum_: str, price: str, against: str) -> str:
    if standing.rule is Rule.HOUSE_LEADS:
        return f"The house bid for the consignor below the reserve: {sum_}."
    return f"{standing.leader} answers the house's {against} at {price}."


def _reserve_words(standing: Standing, price: str) -> str:
    if standing.rule is Rule.RAISED_TO_RESERVE:
        return f"{standing.leader}'s maximum reaches the reserve: the price is {price}."
    return f"Below the reserve a maximum is placed in full: {price}."


def _own_maximum_words(standing: Standing, price: str, step: str) -> str:
    leader = standing.leader
    match standing.rule:
        case Rule.MAXIMUM_RAISED:
            return f"{leader} raised: nobody bids against themselves, {price} stays."
        case Rule.MAXIMUM_LOWERED:
            return f"{leader} lowered a maximum, as the terms allow: {price} stays."
        case _:
            return f"{leader} raised: off the ladder, it goes up by {step} to {price}."


def _tie_words(standing: Standing, lot: Lot, sum_: str) -> str:
    """Say how equal maximums were decided."""
    money, leader = lot.listing.currency, standing.leader
    equal = f"Both maximums are {money.write(standing.against or 0)}"
    match standing.rule:
        case Rule.TIE_EARLIER if lot.lead is not None and lot.under is not None:
            times = f"{utc_time(lot.lead.received_at)}, against"
            times += f" {utc_time(lot.under.received_at)}"
            return f"{equal}: {leader}'s was received first, {times}."
        case Rule.TIE_AUTOMATIC:
            return f"{equal}: an automatic bid goes before one at its own amount."
        case Rule.TIE_BROKEN:
            return f"{equal}: {leader} allowed an increment to win a tie; {sum_}."
        case Rule.TIE_REOFFERED:
            return f"{equal}: nobody leads, the lot is put up again."
        case Rule.TIE_PROTECTED:
            return f"{leader} led a tie only by being earlier, and raised: {sum_}."
        case Rule.TIE_BOOK:
            return f"{equal}: the book keeps the lead over the room."
        case Rule.TIE_ROOM:
            return f"{equal}: by the terms the room goes before the book."
        case _:
            return f"{equal}: {leader}'s was received first."
