"""Moments as people in the saleroom read them, on the clock of its zone."""

from __future__ import annotations

from datetime import UTC, datetime
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


def utc_time(at: datetime) -> str:
    """Write a moment for people, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
