"""The screen's answer to a key: the events recorded, and their place in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.events import (
    AskingSet,
    FairWarningGiven,
    HouseBidPlaced,
    LiveBidTaken,
    LotOpened,
    LotReopened,
    LotSkipped,
    SessionClosed,
    Standing,
)
from ledger.identity import number_of
from presenters.recorded import outcome_line, position_sentence
from presenters.standing import standing_words

if TYPE_CHECKING:
    from ledger.events import Event
    from ledger.money import Currency
    from ledger.store.writer import Recorded


def answer(recorded: Recorded, currency: Currency) -> str:
    """Say what a key led to, and where that stands in the log."""
    sentences = [_event_sentence(event, currency) for event in recorded.events]
    return " ".join([*filter(None, sentences), position_sentence(recorded)])


def _event_sentence(event: Event, currency: Currency) -> str | None:
    match event:
        case LotOpened(lot=lot, standing=Standing() as standing):
            return f"Lot {number_of(lot)} is up: {standing_words(standing, currency)}"
        case LotOpened(lot=lot):
            return f"Lot {number_of(lot)} is up; asking {currency.write(event.asking)}."
        case (
            LiveBidTaken(lot=lot, standing=standing)
            | HouseBidPlaced(lot=lot, standing=standing)
        ):
            return f"Lot {number_of(lot)}: {standing_words(standing, currency)}"
        case AskingSet(lot=lot, asking=asking):
            return f"Lot {number_of(lot)}: asking {currency.write(asking)}."
        case FairWarningGiven(lot=lot):
            return f"Lot {number_of(lot)}: fair warning."
        case LotSkipped(lot=lot):
            return f"Lot {number_of(lot)} is left for later."
        case LotReopened(lot=lot):
            return f"Lot {number_of(lot)} is up again."
        case SessionClosed(session=session):
            return f"Session {session} is over."
        case _:
            return outcome_line(event, currency)
