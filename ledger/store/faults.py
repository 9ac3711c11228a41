"""What a database may raise, however it is asked: the ledger cannot be used."""

from __future__ import annotations

from eventsourcing.persistence import PersistenceError
from sqlalchemy.exc import SQLAlchemyError

STORE_FAULTS: tuple[type[Exception], ...] = (PersistenceError, SQLAlchemyError)
"""Faults of the store by the library's name, and of the views by SQLAlchemy's."""
