"""The arithmetic of a price: the row of the ladder, and the rule that decided."""

from __future__ import annotations

from ledger.contest import Claim, Contest
from ledger.events import Rule, Standing
from ledger.identity import HOUSE
from ledger.increments import Basis, Increment, IncrementTable
from ledger.lot import Lot
from ledger.money import Currency, Minor, write_rate
from ledger.value import replace
from presenters.times import clock_time

BY_INCREMENT = {
    Rule.ONE_INCREMENT,
    Rule.OWN_MAXIMUM,
    Rule.HOUSE_LEADS,
    Rule.TIE_BROKEN,
    Rule.TIE_PROTECTED,
}
"""The rules that measure one increment above another amount."""

BASES = {
    Basis.ADD: "the price plus the step",
    Basis.GRID: "the next rung of the ladder",
    Basis.WALK: "the next rung, climbing from the opening",
}


_BY_STEP = BY_INCREMENT - {Rule.OWN_MAXIMUM}
_TIES = {
    Rule.TIE_EARLIER,
    Rule.TIE_AUTOMATIC,
    Rule.TIE_REOFFERED,
    Rule.TIE_BOOK,
    Rule.TIE_ROOM,
}


def with_against(standing: Standing, lot: Lot) -> Standing:
    """Return a standing with what it was measured against, as far as that is read.

    A sealed lot leaves it out of the record: it is somebody's maximum. It is found
    again by the price, or from the lot where its bids were opened.
    """
    price = standing.price
    if not lot.listing.sealed or standing.against is not None or price is None:
        return standing
    against = None
    if standing.rule in _TIES:
        against = price
    elif standing.rule in _BY_STEP and standing.step:
        against = price - standing.step
    elif standing.rule in {Rule.OWN_MAXIMUM, Rule.IN_FULL} and lot.under is not None:
        against = lot.under.read
    return replace(standing, against=against)


def increment_words(
    standing: Standing, contest: Contest, money: Currency, *, own: bool
) -> str:
    """Say what gave the increment above an amount; nothing where none was measured.

    The auctioneer may have given the lot an increment of its ``own``.
    """
    against = standing.against
    if against is None or standing.rule not in BY_INCREMENT:
        return ""
    call = contest.above(against)
    if standing.step and standing.step != call - against:
        return ""
    if call == contest.table.above(against, opening=contest.opening):
        return ladder_row(contest.table, against, money, own=own)
    asked, price = money.write(call), money.write(against)
    return f"The auctioneer had asked for {asked} after {price}."


def ladder_row(
    table: IncrementTable, price: Minor, money: Currency, *, own: bool
) -> str:
    """Name the row of the ladder in force at a price, or the auctioneer's increment."""
    rows = [row for row in table.increments if row.start <= price]
    row = rows[-1]
    # A list of values has no one step that could be added.
    by_rungs = row.values and table.basis is Basis.ADD
    ladder = f"The ladder from {money.write(row.start)}"
    return (
        f"{'On this lot the auctioneer' if own else ladder} climbs by "
        f"{_step_words(row, money)}: one increment above is "
        f"{BASES[Basis.GRID if by_rungs else table.basis]}."
    )


def _step_words(row: Increment, money: Currency) -> str:
    if row.percent is not None:
        return f"{write_rate(row.percent)}, in whole {money.write(row.step)}"
    if not row.values:
        return money.write(row.step)
    values = ", ".join(money.write(value) for value in row.values)
    return f"{values} in each {money.write(row.step)}"


def rule_in_words(
    standing: Standing, before: Lot, lot: Lot, contest: Contest, zone: str
) -> str:
    """Say how a rule came to a price, with its arithmetic."""
    money = lot.listing.currency
    price = money.write(standing.price or 0)
    leader = standing.leader or "nobody"
    match standing.rule:
        case Rule.OPENING:
            return _opening_words(standing, lot, price)
        case Rule.ONE_INCREMENT | Rule.OWN_MAXIMUM:
            sum_ = _sum_words(standing, contest, money)
            cap = "" if standing.step == 0 else _cap_words(lot.lead, money)
            return f"{leader} has the higher maximum: {sum_}{cap}."
        case Rule.IN_FULL | Rule.PROMOTED:
            return _unmoved_words(standing, price, money)
        case Rule.HOUSE_LEADS | Rule.HOUSE_ANSWERED:
            return _house_bid_words(standing, contest, price, money)
        case Rule.RAISED_TO_RESERVE | Rule.FULL_TO_RESERVE:
            return _reserve_words(standing, price)
        case Rule.MAXIMUM_RAISED | Rule.MAXIMUM_LOWERED | Rule.ROUNDED_UP:
            return _own_maximum_words(standing, price, money.write(standing.step))
        case _:
            return _tie_words(standing, before, lot, contest, zone)


def _opening_words(standing: Standing, lot: Lot, price: str) -> str:
    """Say that nobody was there to measure a bid against."""
    lead = lot.lead
    if lead is not None and all(claim.paddle == lead.paddle for claim in lot.claims):
        return (
            f"{standing.leader} stands at what was asked, {price}: nobody else has bid."
        )
    return f"{standing.leader} stands at what was asked, {price}: nobody led."


def _sum_words(standing: Standing, contest: Contest, money: Currency) -> str:
    """Add one increment to what was measured, up to the leader's own maximum."""
    against, price = standing.against, money.write(standing.price or 0)
    if against is None:
        return f"{price}, {standing.leader}'s own maximum, over one that is sealed"
    above = money.write(against)
    if standing.step:
        step = money.write(standing.step)
        return f"one increment of {step} above {above} = {price}"
    call = money.write(contest.above(against))
    capped = f"capped by {standing.leader}'s own maximum of {price}"
    return f"one increment above {above} = {call}, {capped}"


def _unmoved_words(standing: Standing, price: str, money: Currency) -> str:
    """Say that no increment decided: the bid stands where it was."""
    if standing.rule is Rule.PROMOTED:
        return f"{standing.leader} is promoted, and stands at {price}."
    against = standing.against
    above = "" if against is None else f", above {money.write(against)}"
    return f"A bid at its own amount stands in full: {price}{above}."


def _cap_words(lead: Claim | None, money: Currency) -> str:
    if lead is None or lead.read is None:
        return ""
    return f", capped by a maximum of {money.write(lead.read)}"


def _house_bid_words(
    standing: Standing, contest: Contest, price: str, money: Currency
) -> str:
    against = standing.against
    if standing.rule is Rule.HOUSE_ANSWERED:
        if against is None:
            return f"{standing.leader} answers the house at {price}."
        return (
            f"{standing.leader} answers the house's {money.write(against)} at {price}."
        )
    bid = "The house bid for the consignor below the reserve"
    if against is None:
        return f"{bid}: {price}."
    if standing.step == contest.above(against) - against:
        return f"{bid}: {_sum_words(standing, contest, money)}."
    return f"{bid}: {price}, above {money.write(against)}."


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


def _tie_words(
    standing: Standing, before: Lot, lot: Lot, contest: Contest, zone: str
) -> str:
    """Say how equal maximums were decided."""
    money, leader = lot.listing.currency, standing.leader
    equal = f"Both maximums are {money.write(standing.against or 0)}"
    match standing.rule:
        case Rule.TIE_AUTOMATIC:
            return f"{equal}: an automatic bid goes before one at its own amount."
        case Rule.TIE_BROKEN:
            sum_ = _sum_words(standing, contest, money)
            return f"{equal}: {leader} allowed an increment to win a tie; {sum_}."
        case Rule.TIE_REOFFERED:
            return f"{equal}: nobody leads, the lot is put up again."
        case Rule.TIE_PROTECTED:
            sum_ = _sum_words(standing, contest, money)
            return f"{leader} led a tie only by being earlier, and raised: {sum_}."
        case Rule.TIE_BOOK:
            return f"{equal}: the book keeps the lead over the room."
        case Rule.TIE_ROOM:
            return f"{equal}: by the terms the room goes before the book."
        case _ if before.lead is not None and before.lead.paddle == HOUSE:
            return f"{equal}: the house gives way at its own amount."
        case _:
            return f"{equal}: {_earlier_words(lot, zone)}."


def _receipt_words(claim: Claim, zone: str) -> str:
    """Say when a bid came, and whether that is what somebody stated."""
    stated = "" if claim.entered_at is None else ", as stated"
    return f"{clock_time(claim.received_at, zone)}{stated}"


def _earlier_words(lot: Lot, zone: str) -> str:
    """Say which of two equal maximums came first, and when."""
    lead, under = lot.lead, lot.under
    if lead is None:
        return "the one received first leads"
    if under is None or under.read is None or under.read != lead.read:
        return f"{lead.paddle}'s was received first"
    first, second = _receipt_words(lead, zone), _receipt_words(under, zone)
    if lead.received_at == under.received_at:
        return f"{lead.paddle}'s was entered first, both were received {first}"
    return f"{lead.paddle}'s was received first, {first}, against {second}"
