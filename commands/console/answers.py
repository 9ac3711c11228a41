"""What the screen says back: one sentence for what was recorded, or for a no."""

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
from presenters.recorded import outcome_line, where
from presenters.standing import standing_words

if TYPE_CHECKING:
    from ledger.events import Event
    from ledger.money import Currency
    from ledger.store.writer import Recorded


def sentence(recorded: Recorded, currency: Currency) -> str:
    """Say what a call led to, and where that stands in the log."""
    said = [_said(event, currency) for event in recorded.events]
    return " ".join([*(one for one in said if one), where(recorded)])


def _said(event: Event, currency: Currency) -> str | None:
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
