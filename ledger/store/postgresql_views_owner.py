"""Whose the views on a server are: the role's that appends, whoever builds them.

A table is changed by whoever it belongs to. So each login that appends builds views as
the role that it is a member of, and any other goes on with them. What an older version
left to the login that was first is given to the role by that login.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

from ledger.damage import LedgerDamaged
from ledger.store.postgresql_roles import APPENDS, READS, open_views

_BUILDS = (
    "FROM pg_roles r JOIN pg_namespace n ON n.nspname = 'views' "
    f"WHERE r.rolname = '{APPENDS}' AND has_schema_privilege(r.oid, n.oid, 'CREATE')"
)
"""Where the ledger is open to the role."""
ACT = (
    f"SELECT set_config('role', coalesce((SELECT r.rolname::text {_BUILDS}), "
    "current_setting('role')), true)"
)
"""Lets a transaction build views as the role, where there is one."""
_MEMBER = f"SELECT pg_has_role(r.oid, 'MEMBER'), current_user {_BUILDS}"
_ELSEWHERE = (
    "SELECT c.oid::regclass::text, c.relowner::regrole::text, "  # noqa: S608 (ours)
    "pg_has_role(c.relowner, 'MEMBER') FROM pg_class c "
    "WHERE c.relnamespace = 'views'::regnamespace AND c.relkind IN ('r', 'v') "
    f"AND c.relowner <> '{APPENDS}'::regrole ORDER BY 1"
)
_UNSHOWN = (
    "SELECT quote_ident(r.rolname) FROM pg_roles r "  # noqa: S608 (ours)
    "JOIN pg_namespace n ON n.nspname = 'views' "
    f"WHERE (r.rolname = '{READS}' OR r.oid = n.nspowner) "
    "AND r.oid <> current_user::regrole "
    "AND (NOT has_table_privilege(r.oid, to_regclass('views.source'), 'SELECT') "
    "OR NOT EXISTS ("
    "SELECT FROM pg_default_acl d, aclexplode(d.defaclacl) a "
    "WHERE d.defaclnamespace = n.oid AND d.defaclrole = current_user::regrole "
    "AND a.grantee = r.oid)) ORDER BY 1"
)
"""The role that reads and whoever began the ledger, unless they see what is built."""
_CLOSED = text(
    "SELECT c.relowner::regrole::text FROM pg_class c "  # noqa: S608 (ours)
    "WHERE c.oid = to_regclass('views.source') "
    f"AND pg_get_userbyid(c.relowner) <> '{APPENDS}' "
    "AND NOT has_table_privilege(c.oid, 'SELECT')"
)


def prepare_schema(connection: Any, begin: str) -> None:
    """Make room for the views, unless there is, and let them belong to the role.

    Raises LedgerDamaged where a login builds none, or they belong to another one.
    """
    connection.execute(begin)
    (there,) = connection.execute("SELECT to_regnamespace('views')").fetchone()
    if there is None:
        connection.execute("CREATE SCHEMA views")
        open_views(connection)
    is_member, login = connection.execute(_MEMBER).fetchone() or (None, None)
    if is_member:
        _give_over(connection)
        connection.execute(ACT)
    if is_member is not False:
        _show(connection)
    connection.execute("COMMIT")
    if is_member is False:
        raise LedgerDamaged(
            f"The views of this ledger are brought up to date by members of {APPENDS}, "
            f"and {login} is none. Nothing was changed; ask as a login that is one "
            f"(GRANT {APPENDS} TO {login}), or ask the views as they stand in SQL."
        )


def _give_over(connection: Any) -> None:
    """Let all views belong to the role, once whoever reads them is done."""
    elsewhere = connection.execute(_ELSEWHERE).fetchall()
    for _, owner, is_mine in elsewhere:
        if not is_mine:
            raise _belong_to(owner)
    if elsewhere:
        connection.execute("LOCK TABLE views.views IN ACCESS EXCLUSIVE MODE")
    for name, _, _ in elsewhere:
        connection.execute(f"ALTER TABLE {name} OWNER TO {APPENDS}")


def _show(connection: Any) -> None:
    for (role,) in connection.execute(_UNSHOWN).fetchall():
        connection.execute(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA views GRANT SELECT ON TABLES TO {role}"
        )
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA views TO {role}")


def must_be_open(connection: Connection) -> None:
    """Raise LedgerDamaged where the views belong to a login that keeps others out."""
    if (owner := connection.scalar(_CLOSED)) is not None:
        raise _belong_to(owner)


def _belong_to(owner: str) -> LedgerDamaged:
    return LedgerDamaged(
        f"The views of this ledger belong to {owner} alone, as an older version left "
        f"them. Nothing was recorded; ask for a report once as {owner}, which gives "
        f"them to all who append. {owner} is to be one of these: "
        f"GRANT {APPENDS} TO {owner}"
    )
