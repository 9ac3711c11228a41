"""Faults of a database, raised by the event-sourcing library's names for them."""

from __future__ import annotations

from types import TracebackType

from eventsourcing import persistence
from sqlalchemy import exc
from sqlalchemy.engine import interfaces

FAULTS = (
    "IntegrityError",
    "OperationalError",
    "InterfaceError",
    "DataError",
    "InternalError",
    "ProgrammingError",
    "NotSupportedError",
    "DatabaseError",
)
"""Drivers (PEP 249), SQLAlchemy and the event-sourcing library share these names."""

STORE_FAULTS: tuple[type[Exception], ...] = (
    persistence.PersistenceError,
    exc.SQLAlchemyError,
)
"""Faults of the store by the library's name, and of the views by SQLAlchemy's."""


class LibraryNames:
    """Raises every fault of a database by the event-sourcing library's name for it."""

    def __init__(self, dialect: interfaces.Dialect) -> None:
        assert dialect.dbapi is not None, "an engine has a driver"
        self.kinds = (exc.SQLAlchemyError, dialect.dbapi.Error)

    def __enter__(self) -> None:
        """Begin to watch."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Raise a fault of the database by the library's name."""
        if isinstance(fault, self.kinds):
            names = {kind.__name__ for kind in type(fault).__mro__}
            name = next((n for n in FAULTS if n in names), "PersistenceError")
            raise getattr(persistence, name)(fault) from fault
