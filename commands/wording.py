"""The sentences in which the command line reports what was recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.events import BidPlaced, HouseBidPlaced, LotPassed, LotSold
from ledger.identity import HOUSE, LotId, number_of
from ledger.money import Currency

if TYPE_CHECKING:
    from ledger.events import Event, Rule, Standing
    from ledger.store.writer import Recorded


def where(recorded: Recorded) -> str:
    """Say where a command stands in the log, and whether it was there before."""
    if not recorded.events:
        return "Nothing to record: it is so already."
    span = (
        f"position {recorded.first}"
        if recorded.first == recorded.last
        else f"positions {recorded.first}-{recorded.last}"
    )
    return f"Recorded before, at {span}." if recorded.repeated else f"At {span}."


def standing_line(lot: LotId, recorded: Recorded, currency: Currency) -> str:
    """Say who leads a lot after a bid, at what price, and what is asked next."""
    standings = [
        event.standing
        for event in recorded.events
        if isinstance(event, BidPlaced | HouseBidPlaced)
    ]
    return f"Lot {lot}: {standing_words(standings[-1], currency)} {where(recorded)}"


def standing_words(standing: Standing, currency: Currency) -> str:
    """Say who leads at what price, whether the reserve is met, and what is asked."""
    assert standing.price is not None, "a bid leads to a price"
    price, asking = currency.write(standing.price), currency.write(standing.asking)
    match standing.leader:
        case None:
            led = f"tied at {price}, put up again"
        case leader if leader == HOUSE:
            led = f"the house leads at {price}, for the consignor"
        case leader:
            led = f"{leader} leads at {price}"
    unmet = "; reserve not met" if standing.reserve_met is False else ""
    return f"{led}{unmet}; asking {asking}."


def rule_words(rule: Rule) -> str:
    """Name the rule that decided a price: ``one increment``."""
    return rule.value.replace("-", " ")


def outcome_line(event: Event, currency: Currency) -> str | None:
    """Say how a lot ended; None for any other event."""
    match event:
        case LotSold():
            hammer = currency.write(event.hammer)
            due = currency.write(event.premium)
            lot = number_of(event.lot)
            return f"Lot {lot}: sold to {event.buyer} at {hammer}, premium {due}."
        case LotPassed():
            why = event.reason.value.replace("-", " ")
            return f"Lot {number_of(event.lot)}: passed, {why}."
        case _:
            return None
