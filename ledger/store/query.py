"""Queries of the hot path, which go to the driver as text.

SQLAlchemy Core compiles each once for the database. To compile a query anew costs as
much as a bid does.
"""

from __future__ import annotations

from sqlalchemy import Dialect
from sqlalchemy.sql import ClauseElement


class Query:
    """A statement of Core, whose parameters are given in the order they stand in it."""

    def __init__(self, clause: ClauseElement) -> None:
        self._clause = clause
        self._compiled: dict[str, tuple[str, tuple[str, ...] | None]] = {}

    def compiled(self, dialect: Dialect) -> tuple[str, tuple[str, ...] | None]:
        """Return the text for a driver, and parameter names where it wants names."""
        if (text_and_names := self._compiled.get(dialect.name)) is None:
            compiled = self._clause.compile(dialect=dialect)
            positional = getattr(compiled, "positiontup", None) is not None
            names = None if positional else tuple(compiled.params)
            text_and_names = self._compiled[dialect.name] = (str(compiled), names)
        return text_and_names
