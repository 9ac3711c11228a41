"""Moments as people in the saleroom read them, on the clock of its zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def local_time(at: datetime, zone: str) -> str:
    """Write a moment on the saleroom's clock: ``2025-12-11 09:50:00``.

    In the hour that a clock shows twice, the offset says which it is.
    """
    local = at.astimezone(ZoneInfo(zone))
    offsets = {local.replace(fold=fold).utcoffset() for fold in (0, 1)}
    offset = local.isoformat()[-6:] if len(offsets) > 1 else ""
    return f"{local:%Y-%m-%d %H:%M:%S}{offset}"


def zoned_time(at: datetime, zone: str) -> str:
    """Write a moment and the zone of its clock."""
    return f"{local_time(at, zone)} {zone}"


def clock_time(at: datetime, zone: str) -> str:
    """Write a moment in a sentence, as refusals do: ``2025-12-11 09:50:00 CST``.

    The clock's own name says which hour it is that comes twice.
    """
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S %Z}"


def utc_time(at: datetime) -> str:
    """Write a moment in a sentence about what has no saleroom, in UTC."""
    return clock_time(at, "UTC")
