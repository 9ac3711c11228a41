"""The one clock in the building, and one that stands still."""

from __future__ import annotations

from datetime import datetime
from time import sleep

from ledger.clock import machine_clock


class Clock:
    """A clock to wait by: the one in the building, or one that stands still."""

    def __init__(self, stands_at: datetime | None = None) -> None:
        self._stands_at = stands_at

    def now(self) -> datetime:
        """Return the moment that it is, or at which the clock stands."""
        return self._stands_at or machine_clock()

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        sleep(seconds)
