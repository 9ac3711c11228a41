"""The events of the books' periods: what is locked, and what was opened again."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeAlias

from ledger.events.vocabulary import event


@event("period-locked/1")
class PeriodLocked:
    """The books were locked through a day: nothing counts on it or before any more."""

    through: date
    at: datetime


@event("period-reopened/1")
class PeriodReopened:
    """Locked books were opened again from a day on, by two people."""

    since: date
    authorised_by: str
    at: datetime


PeriodEvent: TypeAlias = PeriodLocked | PeriodReopened
