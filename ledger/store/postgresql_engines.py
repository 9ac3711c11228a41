"""Engines of SQLAlchemy that ask a server, or whichever of several leads."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL

from ledger.store.postgresql_texts import take_any_text
from ledger.store.postgresql_timeline import must_lead_today
from ledger.store.postgresql_transactions import SESSION
from ledger.store.postgresql_tries import tries_of
from ledger.store.postgresql_watch import WATCH, parameters_of


def engine_of(url: URL, **options: Any) -> Engine:
    """Open connections on which a dialect begins and ends every transaction itself."""
    engine = create_engine(
        url,
        paramstyle="format",
        connect_args=parameters_of(url),
        # Each is asked before it is used, for a server may have been started again; and
        # ends its transactions itself.
        pool_pre_ping=True,
        pool_reset_on_return=None,
        **options,
    )

    @event.listens_for(engine, "do_connect")
    def connecting(
        dialect: Any, _: Any, given: list[Any], parameters: dict[str, Any]
    ) -> Any:
        def connects() -> Any:
            WATCH.in_turn(parameters)
            connection = dialect.connect(*given, **parameters)
            connection.execute(SESSION)
            return connection

        if "," not in str(parameters.get("host", "")):
            return connects()
        return tries_of(url).connect(connects)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        take_any_text(engine.dialect.dbapi, connection)
        _heed_pooler(connection)
        must_lead_today(engine.dialect.dbapi, connection)
        WATCH.add(connection)

    return engine


def _heed_pooler(connection: Any) -> None:
    """Prepare no statement where each transaction may have another server process."""
    if is_behind_pooler(connection):
        connection.prepare_threshold = None


def is_behind_pooler(connection: Any) -> bool:
    """Say whether a pooler stands between.

    It says another number of the process than that says itself.
    """
    (number,) = connection.execute("SELECT pg_backend_pid()").fetchone()
    return bool(number != connection.info.backend_pid)
