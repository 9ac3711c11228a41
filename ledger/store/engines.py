"""Engines of SQLAlchemy that begin transactions by a database's own command."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, event


def begin_with(engine: Engine, command: str) -> Engine:
    """Let every transaction of an engine begin with a command."""

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(command)

    return engine
