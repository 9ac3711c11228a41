"""Readers of times in a TOML file: instants, dates and lengths of time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from ledger.files.problems import Misread
from ledger.files.toml.values import Reading

Day = TypeVar("Day", date, datetime)

A_TIME = "a time"

_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?) ?(Z|[+-]\d\d:\d\d)?", re.ASCII
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SPAN = re.compile(
    r"(\d{1,5}) ?(days?|d|hours?|h|minutes?|mins?|m|seconds?|secs?|s)\b", re.ASCII
)
_SPANS = re.compile(rf"(?:{_SPAN.pattern} ?){{1,4}}", re.ASCII)
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_BEFORE = " before"
_YEARS = range(1900, 2200)


def span(value: object, _: Reading) -> timedelta:
    """Read a length of time: ``10 minutes``, ``30 s``, ``1 hour 30 minutes``."""
    written = value.strip() if isinstance(value, str) else ""
    if not _SPANS.fullmatch(written):
        raise Misread("a length of time", 'Write it like "10 minutes".')
    length = timedelta()
    for number, unit in _SPAN.findall(written):
        length += timedelta(**{_UNITS[unit[0]]: int(number)})
    return length


def day(value: object, _: Reading) -> date:
    """Read a date."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    figures = value.strip() if isinstance(value, str) else ""
    on = _on_calendar(date.fromisoformat, figures) if _DAY.fullmatch(figures) else None
    if on is None:
        raise Misread("a date", 'Write it like "2025-12-11".')
    return on


def moment(value: object, reading: Reading) -> datetime | None:
    """Read an instant, in the sale's zone unless it gives an offset of its own.

    Returns it in UTC, or None while the zone is unclear.
    """
    at = written_time(value)
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    return None if reading.zone is None else _instant_shown(at, reading.zone)


def moment_or_before(value: object, reading: Reading) -> datetime | timedelta | None:
    """Read an instant, or how long before the session it is: ``10 minutes before``."""
    if isinstance(value, str) and value.strip().endswith(_BEFORE):
        return span(value.strip().removesuffix(_BEFORE), reading)
    try:
        return moment(value, reading)
    except Misread as error:
        if error.expected != A_TIME:
            raise
        remedy = 'Write it like "10 minutes before" or "2025-12-11 09:50".'
        raise Misread(f"{A_TIME}, or how long before the session", remedy) from error


def written_time(value: object) -> datetime:
    """Read the figures of a time, with or without an offset."""
    at = value if isinstance(value, datetime) else None
    if isinstance(value, str) and (match := _TIME.fullmatch(value.strip())):
        at = _on_calendar(
            datetime.fromisoformat, f"{match[1]}T{match[2]}{match[3] or ''}"
        )
    if at is None or at.year not in _YEARS:
        raise Misread(A_TIME, 'Write it like "2025-12-11 10:00".')
    return at


def _on_calendar(read: Callable[[str], Day], figures: str) -> Day | None:
    """Read figures, unless they name a day or hour that no calendar has."""
    try:
        return read(figures)
    except ValueError:
        return None


def _instant_shown(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the one instant at which the clocks of a zone show a time.

    When clocks go forward they skip an hour, and when they go back they show one
    twice: neither is guessed.
    """
    either = {at.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    shown = [i for i in sorted(either) if i.astimezone(zone).replace(tzinfo=None) == at]
    if not shown:
        expected = f"a time that exists: clocks in {zone.key} skip this one"
        raise Misread(expected, "Write one before or after the change.")
    if len(shown) > 1:
        first, second = (i.astimezone(zone).isoformat(" ", "minutes") for i in shown)
        expected = f"an offset: clocks in {zone.key} show this time twice"
        raise Misread(expected, f'Write "{first}" or "{second}".')
    return shown[0]
