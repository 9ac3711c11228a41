"""A moment as scripts read it: in UTC, the same in every locale."""

from __future__ import annotations

from datetime import UTC, datetime


def iso_time(at: datetime) -> str:
    """Write a moment as ISO 8601 in UTC: ``2026-11-26T14:05:00Z``."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
