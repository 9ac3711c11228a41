"""The words by which a page says that it is of a rehearsal, or that times were told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ledger.events.ledger import Times, Timing

MARK = "Rehearsal: nothing here is a record, and its times are told."


def rehearsal_mark(timing: Timing) -> str | None:
    """Return the sentence that each page of a rehearsal carries, None of any other."""
    return MARK if timing.is_rehearsed else None


def zone_words(zone: str, timing: Timing, moment: Callable[[datetime], str]) -> str:
    """Name the clock that times are shown by, and which of them nobody's clock knew.

    A rehearsal says so in its mark; a ledger of the first release says it here.
    """
    if timing.times is Times.TOLD:
        return f"{zone}, as told by whoever typed"
    if timing.live_since is not None:
        return f"{zone}, before {moment(timing.live_since)} as told by whoever typed"
    return zone
