"""Commands about the books' periods: lock them, and open them again."""

from __future__ import annotations

from datetime import date, datetime

from ledger.entry import PERIODS_STREAM
from ledger.house.command import Decide, command
from ledger.house.transaction import HouseTransaction
from ledger.settlement import periods


@command("lock the books")
def lock(through: date, *, at: datetime) -> Decide:
    """Lock the books through a day, the first and all before it included."""

    def decide(transaction: HouseTransaction) -> None:
        locked = periods.lock(transaction.periods(), through, today=at.date(), at=at)
        transaction.record(PERIODS_STREAM, locked)

    return decide


@command("reopen the books", corrects=True)
def reopen(since: date, *, authorised_by: str, at: datetime) -> Decide:
    """Open locked books again from a day on, with a second person."""

    def decide(transaction: HouseTransaction) -> None:
        reopened = periods.reopen(
            transaction.periods(), since, authorised_by=authorised_by, at=at
        )
        transaction.record(PERIODS_STREAM, reopened)

    return decide
