"""Where the views of a ledger are kept: beside it, apart from it, disposable."""

from __future__ import annotations

from sqlalchemy import Engine

from ledger.store import sqlite
from ledger.store.database import as_url


def open_views(place: str) -> tuple[Engine, Engine]:
    """Open the views of the ledger at a place: an engine to write, one to read."""
    return sqlite.views_engines(as_url(place))
