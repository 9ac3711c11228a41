"""The roles of a ledger in PostgreSQL: one appends, one reads, and none changes.

Whoever administers the server makes the two roles, and logins that are members; where
they are there, a ledger that is begun is opened to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, text

APPENDS, READS = "ledger_appends", "ledger_reads"

_GROWS = "events, command_keys, moments, tiles, strips, checkpoints, timestamps"
_GRANTS: dict[str, tuple[str, ...]] = {
    APPENDS: (
        f"SELECT, INSERT ON {_GROWS}, tracking",
        "SELECT ON ledger",
        # The row of the head, which a guard lets rise; no entry is changed so.
        "UPDATE (head, latest, latest_to, earliest, frontier, replica) ON ledger",
        "UPDATE (notification_id) ON tracking",
        # What others sign of a checkpoint, and strips whose tile is full.
        "UPDATE (note) ON checkpoints",
        "DELETE ON strips",
    ),
    READS: (f"SELECT ON {_GROWS}, tracking, ledger",),
}
_THERE = text("SELECT rolname FROM pg_roles WHERE rolname IN (:appends, :reads)")
_VIEWS = {APPENDS: "USAGE, CREATE", READS: "USAGE"}
_MAY_READ = (
    "SELECT rolname FROM pg_roles WHERE rolname IN (%s, %s) "
    "AND has_table_privilege(oid, 'events', 'SELECT')"
)


def open_to_roles(connection: Connection) -> None:
    """Give the roles that the server has what they may do in a ledger."""
    there: Iterable[str] = connection.scalars(
        _THERE, {"appends": APPENDS, "reads": READS}
    ).all()
    for role in there:
        connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS views")
        for grant in _GRANTS[role]:
            connection.exec_driver_sql(f"GRANT {grant} TO {role}")
        views = f"GRANT {_VIEWS[role]} ON SCHEMA views TO {role}"
        connection.exec_driver_sql(views)


def open_views(connection: Any) -> None:
    """Give the roles that a ledger is open to what they may do in its views."""
    for (role,) in connection.execute(_MAY_READ, (APPENDS, READS)).fetchall():
        connection.execute(f"GRANT {_VIEWS[role]} ON SCHEMA views TO {role}")
