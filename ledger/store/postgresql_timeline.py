"""A primary of yesterday: one that was frozen, while another took over, and goes on.

Whoever takes over begins a new timeline, with a higher number. A process that has seen
one asks no server of an older one any more, whatever that says of itself.
"""

from __future__ import annotations

from threading import Lock
from typing import Any

_LEADS = (
    "SELECT (SELECT system_identifier FROM pg_control_system()), CASE WHEN "
    "pg_is_in_recovery() THEN NULL ELSE pg_walfile_name(pg_current_wal_lsn()) END"
)
_DIGITS = 8
"""So many digits at the beginning of a file of the log are its timeline."""

_lock = Lock()
NEWEST: dict[int, str] = {}
"""The newest timeline that was seen of each cluster."""


def must_lead_today(driver: Any, connection: Any) -> None:
    """Refuse a server that leads where another took over since.

    One that follows is asked by whoever wants to, and leads nobody astray.
    """
    cluster, file = connection.execute(_LEADS).fetchone()
    if file is None:
        return
    timeline = file[:_DIGITS]
    with _lock:
        newest = NEWEST.setdefault(cluster, timeline)
        if timeline >= newest:
            NEWEST[cluster] = timeline
            return
    connection.close()
    raise driver.errors.ReadOnlySqlTransaction(
        f"the server is of the timeline {timeline}, and {newest} was seen"
    )
