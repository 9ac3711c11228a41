"""Spans of time as people read them, from the milliseconds that are kept."""

from __future__ import annotations

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000


def span_words(ms: int, *, point: str = ".", day: str = "d") -> str:
    """Write a span: to the millisecond below a minute, then from its largest unit.

    A language has its own decimal point, and its own sign for days.
    """
    if ms < 0:
        return f"-{span_words(-ms, point=point, day=day)}"
    if ms < SECOND:
        return f"{ms} ms"
    if ms < MINUTE:
        return f"{ms // SECOND}{point}{ms % SECOND:03} s"
    if ms < HOUR:
        return f"{ms // MINUTE} min {ms % MINUTE // SECOND} s"
    if ms < DAY:
        return f"{ms // HOUR} h {ms % HOUR // MINUTE} min"
    return f"{ms // DAY} {day} {ms % DAY // HOUR} h"
