"""The machine's own clock, the only one that a live ledger is recorded by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]


def machine_clock() -> datetime:
    """Return the moment that it is."""
    return datetime.now(UTC)
