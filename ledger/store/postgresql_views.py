"""The views in PostgreSQL: a schema of their own, changed while others read it.

What a view names is bound to it as it is made: where one is dropped to be made anew,
those that tell of it go with it, and are made again after it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event, text

from ledger.entry import EntryMark
from ledger.store.postgresql_views_owner import must_be_open, prepare_schema
from ledger.store.standings import ViewPlace

_ON_IT = (
    "SELECT DISTINCT c.relname, pg_get_viewdef(c.oid) FROM pg_depend d "
    "JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class c ON c.oid = r.ev_class "
    "WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass "
    "AND d.refobjid = to_regclass(%s) AND c.oid <> d.refobjid ORDER BY c.relname"
)
_STANDINGS = text(
    "SELECT name, position, entry, digest FROM views.views "
    "WHERE purpose <> 'checking' AND position > 0 ORDER BY name, generation"
)
_DROP, _CREATE = "DROP VIEW IF EXISTS ", "CREATE VIEW "


def write_views(engine: Engine, begin: str) -> None:
    """Let an engine make the schema, and change views in it."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        try:
            prepare_schema(connection, begin)
        except BaseException:
            connection.close()
            raise

    event.listen(engine, "before_cursor_execute", _before, retval=True)
    event.listen(engine, "after_cursor_execute", _after)


def _before(
    connection: Connection, cursor: Any, statement: str, parameters: Any, *_: object
) -> tuple[str, Any]:
    words = statement.strip()
    if words.startswith("DROP TABLE"):
        # Whoever reads the views is done with them first.
        cursor.execute("LOCK TABLE views IN ACCESS EXCLUSIVE MODE")
    if words.startswith(_DROP):
        name = words.removeprefix(_DROP)
        cursor.execute(_ON_IT, (name,))
        connection.info[name] = cursor.fetchall()
        statement = f"{words} CASCADE"
    return statement, parameters


def _after(connection: Connection, cursor: Any, statement: str, *_: object) -> None:
    words = statement.strip()
    if words.startswith(_CREATE):
        name = words.removeprefix(_CREATE).split()[0]
        for other, answer in connection.info.pop(name, ()):
            cursor.execute(f"CREATE VIEW {other} AS {answer}")


def read_standings(connection: Connection) -> tuple[str | None, list[ViewPlace]]:
    """Read what the views say of themselves, where there are any."""
    there = connection.scalar(text("SELECT to_regclass('views.source') IS NOT NULL"))
    if not there:
        return None, []
    must_be_open(connection)
    whose = connection.scalar(text("SELECT ledger FROM views.source"))
    return whose, [
        ViewPlace(view, position, None if id_ is None else EntryMark(id_, digest))
        for view, position, id_, digest in connection.execute(_STANDINGS)
    ]
