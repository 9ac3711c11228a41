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
        "USAGE, CREATE ON SCHEMA views",
    ),
    READS: (f"SELECT ON {_GROWS}, tracking, ledger", "USAGE ON SCHEMA views"),
}
_THERE = text("SELECT rolname FROM pg_roles WHERE rolname IN (:appends, :reads)")
_SHOWS = (
    "SELECT EXISTS (SELECT FROM pg_default_acl d JOIN pg_namespace n "
    "ON n.oid = d.defaclnamespace WHERE n.nspname = 'views' "
    "AND d.defaclrole = current_user::regrole), "
    "EXISTS (SELECT FROM pg_roles WHERE rolname = %s)"
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


def show_views(connection: Any) -> None:
    """Let the role that reads see what the role of a connection builds in the views."""
    shown, wanted = connection.execute(_SHOWS, (READS,)).fetchone()
    if wanted and not shown:
        connection.execute(
            "ALTER DEFAULT PRIVILEGES IN SCHEMA views "
            f"GRANT SELECT ON TABLES TO {READS}"
        )
