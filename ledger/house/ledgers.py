"""What may be asked of the house about the ledger itself: to be live, and its clock."""

from __future__ import annotations

from datetime import datetime

from ledger import ledger as ledger_itself
from ledger.entry import LEDGER_STREAM
from ledger.events.ledger import ClockCorrected
from ledger.house.command import Decide, command
from ledger.house.transaction import HouseTransaction
from ledger.identity import CLAIM_MINUTES


@command("begin to be live", corrects=True, begins_live=True)
def begin_live(*, at: datetime, claim_minutes: int = CLAIM_MINUTES) -> Decide:
    """Go over from told times to the machine's clock, for ever."""

    def decide(transaction: HouseTransaction) -> None:
        begun = ledger_itself.begin_live(
            transaction.ledger(), at=at, claim_minutes=claim_minutes
        )
        transaction.record(LEDGER_STREAM, (begun,))

    return decide


@command("correct the clock", corrects=True, corrects_clock=True)
def correct_clock(*, at: datetime) -> Decide:
    """Accept that the machine's clock is behind the last entry."""
    return lambda transaction: transaction.record(
        LEDGER_STREAM, (ClockCorrected(at=at),)
    )
