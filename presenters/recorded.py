"""The events that a command recorded, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from ledger.events import (
    BidPlaced,
    ClosingExtended,
    HouseBidPlaced,
    LiveBidTaken,
    LotPassed,
    LotSold,
)
from ledger.identity import LotId, number_of
from ledger.money import Currency, Minor
from ledger.store.durability import Durability
from presenters.event_sentences import OWN_LOT, increment_words
from presenters.standing import standing_words
from presenters.times import zoned_time

if TYPE_CHECKING:
    from ledger.events import Event
    from ledger.lot import Lot
    from ledger.sale import Sale
    from ledger.store.writer import Recorded
    from ledger.terms import Terms


NOTHING_RECORDED = "Dry run: nothing is recorded."
"""Said wherever a command was tried, and left nothing behind."""


def position_sentence(recorded: Recorded) -> str:
    """Say at which positions a command is recorded, and whether it was before."""
    if not recorded.events:
        return "Nothing to record: this is already on record."
    if not recorded.last:
        return NOTHING_RECORDED
    span = (
        f"position {recorded.first}"
        if recorded.first == recorded.last
        else f"positions {recorded.first}-{recorded.last}"
    )
    span += durability_words(recorded.durability)
    return f"Recorded before, at {span}." if recorded.repeated else f"At {span}."


def durability_of(recorded: Recorded | None) -> Durability | None:
    """Return where it is what a command recorded; None where nothing was."""
    return recorded.durability if recorded is not None and recorded.last else None


def durability_words(durability: Durability | None) -> str:
    """Say where it is what was recorded, where that is more than one disk."""
    match durability:
        case Durability.STANDBY:
            return ", on a standby as well"
        case Durability.WITNESSED:
            return ", and witnessed"
        case _:
            return ""


def bid_lines(lot: LotId, recorded: Recorded, terms: Terms) -> str:
    """Say where a lot stands after a bid, and when it closes if the bid moved that."""
    standings, moved = [], []
    rounded = ""
    for event in recorded.events:
        rounded += rounding_words(event, terms.rules.currency)
        match event:
            case BidPlaced(standing=standing) | HouseBidPlaced(standing=standing):
                standings.append(standing)
            case ClosingExtended(lot=extended, ends_at=at) if extended == lot:
                moved.append(f"It closes at {zoned_time(at, terms.zone)} now.")
            case _:
                pass
    stands = standing_words(standings[-1], terms.rules.currency)
    place = position_sentence(recorded)
    return "\n".join([f"{rounded}Lot {lot}: {stands} {place}", *moved])


def rounding_words(event: Event, currency: Currency) -> str:
    """Say what a submitted amount became, if another: ``$640 became $650. ``.

    Who called it hears at once that the ladder took another amount.
    """
    match event:
        case (
            LiveBidTaken(submitted=submitted, amount=amount)
            | BidPlaced(submitted=submitted, maximum=amount)
        ) if submitted is not None and amount is not None and submitted != amount:
            return f"{currency.write(submitted)} became {currency.write(amount)}. "
        case _:
            return ""


def own_lot_lines(lot: Lot, sale: Sale, recorded: Recorded) -> list[str]:
    """Say that a bid which was just taken is one of the lot's own consignor."""
    return [
        f"{event.bid}: {OWN_LOT}"
        for event in recorded.events
        if is_own_bid(event, lot, sale)
    ]


def is_own_bid(
    event: Event, lot: Lot, sale: Sale
) -> TypeGuard[BidPlaced | LiveBidTaken]:
    """Say whether an event is a bid of the lot's own consignor on it."""
    if not isinstance(event, BidPlaced | LiveBidTaken) or event.lot != lot.id:
        return False
    return event.paddle in sale.paddles_of(lot.listing.consignor)


def room_line(lot: Lot, recorded: Recorded) -> str:
    """Say how a lot stands after a word of the auctioneer, or how it ended."""
    currency = lot.listing.currency
    rounded = "".join(rounding_words(event, currency) for event in recorded.events)
    for event in recorded.events:
        if (ended := outcome_line(event, currency)) is not None:
            return f"{ended} {position_sentence(recorded)}"
    if lot.up is None:
        stands = "is left for later" if lot.skipped else f"is {lot.stage.value}"
        return f"Lot {lot.id} {stands}. {position_sentence(recorded)}"
    warned = " Fair warning." if lot.up.warned else ""
    if lot.standing is None:
        stands = f"no bid yet; asking {currency.write(lot.asking)}."
    else:
        stands = standing_words(lot.standing, currency)
    step = None if lot.increment is None else lot.increment.step
    own = "" if step is None else f" {_own_increment(step, currency)}"
    place = position_sentence(recorded)
    return f"{rounded}Lot {lot.id} is up: {stands}{own}{warned} {place}"


def _own_increment(step: Minor, currency: Currency) -> str:
    words = increment_words(step, currency)
    return f"{words[0].upper()}{words[1:]}."


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
