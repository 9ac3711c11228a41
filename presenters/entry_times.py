"""The times of an entry in the history of the bidding, and which of them differ."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from presenters.times import local_time

if TYPE_CHECKING:
    from projections.bids import HistoryLine


def listed_at(line: HistoryLine) -> datetime:
    """Return the time that a line is listed at: its receipt, or else its own."""
    return line.received_at or line.closed_at or line.entered_at or line.recorded_at


def other_times_words(line: HistoryLine, zone: str) -> str:
    """Say where a line has other times than the one it is listed at, or its turn."""
    shown = local_time(listed_at(line), zone)
    others = [(word, local_time(at, zone)) for word, at in _other_times(line)]
    parts = [f"{word} {time}" for word, time in others if time != shown]
    if line.ends_at is not None:
        parts.append(f"closes {local_time(line.ends_at, zone)}")
    if line.out_of_time:
        parts.append("received before a bid above")
    if line.before_close:
        parts.append("received before the close above")
    return ", ".join(parts)


def _other_times(line: HistoryLine) -> Iterator[tuple[str, datetime]]:
    """Name the times of a line; the one that it is listed at may be among them."""
    if line.entered_at is not None:
        yield "receipt stated, entered" if line.stated else "entered", line.entered_at
    if line.read_at is not None:
        yield "read", line.read_at
    if line.claimed_at is not None:
        yield "claimed", line.claimed_at
    if line.recorded_at != line.entered_at:
        yield "recorded", line.recorded_at
