"""The clocks: the one that commands read, and the one on the saleroom's wall."""

from __future__ import annotations

from datetime import UTC, date, datetime
from time import sleep
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The one clock in the building."""
    return datetime.now(UTC)


class Clock:
    """A clock to wait by: the one in the building, or one that stands still."""

    def __init__(self, stands_at: datetime | None = None) -> None:
        self._stands_at = stands_at

    def now(self) -> datetime:
        """Return the moment that it is."""
        return self._stands_at or now()

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        sleep(seconds)


def on_the_wall(at: datetime, zone: str) -> str:
    """Write a moment as people in the saleroom read it: ``2025-12-11 09:50:00``."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"


def day_in(at: datetime, zone: str) -> date:
    """Say which day it is in a place."""
    return at.astimezone(ZoneInfo(zone)).date()


def with_zone(at: datetime, zone: str) -> str:
    """Write a moment and the zone of its clock."""
    return f"{on_the_wall(at, zone)} {zone}"
