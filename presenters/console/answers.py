"""The screen's answer to a key: the events recorded, and their place in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.events import (
    AskingSet,
    BidPlaced,
    BidRetracted,
    BidStruck,
    FairWarningGiven,
    HouseBidPlaced,
    IncrementSet,
    LiveBidTaken,
    LotOpened,
    LotReopened,
    LotSkipped,
    SessionClosed,
    Standing,
)
from ledger.identity import number_of
from presenters.event_sentences import OWN_LOT, increment_words
from presenters.recorded import (
    is_own_bid,
    outcome_line,
    position_sentence,
    rounding_words,
)
from presenters.standing import standing_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.events import Event
    from ledger.lot import Lot
    from ledger.money import Currency
    from ledger.sale import Sale
    from ledger.store.writer import Recorded


def answer(recorded: Recorded, sale: Sale, lots: Sequence[Lot]) -> str:
    """Say what a key led to on lots of a sale, and where that stands in the log."""
    sentences = [told_sentence(event, sale, lots) for event in recorded.events]
    return " ".join([*filter(None, sentences), position_sentence(recorded)])


def told_sentence(event: Event, sale: Sale, lots: Sequence[Lot]) -> str | None:
    """Say what happened to a lot, and that its own consignor bids, where so."""
    words = event_sentence(event, sale.terms.rules.currency)
    own = any(is_own_bid(event, lot, sale) for lot in lots)
    return f"{words} {OWN_LOT}" if own else words


def event_sentence(event: Event, currency: Currency) -> str | None:
    """Say what happened to a lot in the room; None where the clerk need not know."""
    match event:
        case LotOpened(lot=lot, standing=Standing() as standing):
            return f"Lot {number_of(lot)} is up: {standing_words(standing, currency)}"
        case LotOpened(lot=lot):
            return f"Lot {number_of(lot)} is up; asking {currency.write(event.asking)}."
        case (
            LiveBidTaken(lot=lot, standing=standing)
            | BidPlaced(lot=lot, standing=standing)
        ):
            rounded = rounding_words(event, currency)
            return (
                f"{rounded}Lot {number_of(lot)}: {standing_words(standing, currency)}"
            )
        case HouseBidPlaced(lot=lot, standing=standing):
            return f"Lot {number_of(lot)}: {standing_words(standing, currency)}"
        case AskingSet(lot=lot, asking=asking):
            return f"Lot {number_of(lot)}: asking {currency.write(asking)}."
        case IncrementSet(lot=lot, step=step, asking=asking):
            climbs = increment_words(step, currency)
            return f"Lot {number_of(lot)}: {climbs}; asking {currency.write(asking)}."
        case FairWarningGiven(lot=lot):
            return f"Lot {number_of(lot)}: fair warning."
        case LotSkipped(lot=lot):
            return f"Lot {number_of(lot)} is left for later."
        case LotReopened(lot=lot):
            return f"Lot {number_of(lot)} is up again."
        case BidRetracted() | BidStruck():
            return _taken_out_sentence(event, currency)
        case SessionClosed(session=session):
            return f"Session {session} is over."
        case _:
            return outcome_line(event, currency)


def _taken_out_sentence(event: BidRetracted | BidStruck, currency: Currency) -> str:
    """Say whose bid no longer counts, and where that leaves the lot."""
    taken_back = f"Lot {number_of(event.lot)}: the bid of {event.paddle} is taken back"
    if event.standing is None:
        return f"{taken_back}; no bid stands, asking {currency.write(event.asking)}."
    return f"{taken_back}; {standing_words(event.standing, currency)}"
