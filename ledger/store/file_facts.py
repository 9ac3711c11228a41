"""What the file of a ledger is like: its tables, its guards, and what stands beside it.

Whoever describes how a ledger is kept reads this off the file, and assumes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from ledger.store import schema
from ledger.store.database import Database
from ledger.store.inspection import trigger_name
from ledger.store.steps import schema_of


class Guard(NamedTuple):
    """A trigger that keeps recorded rows from being changed."""

    name: str
    is_there: bool
    """Whether the file has it, word for word."""


class StampedBy(NamedTuple):
    """An authority that put a time to checkpoints."""

    authority: str
    timestamps: int
    last_size: int


class FileFacts(NamedTuple):
    """What the file of a ledger is like."""

    database: str
    schema: int
    guards: tuple[Guard, ...]
    durability: Mapping[str, str]
    replica: str | None
    """What it is a copy of, None where it may be written to."""
    checkpoint_sizes: tuple[int, ...]
    stamped_by: tuple[StampedBy, ...]


def file_facts(database: Database) -> FileFacts:
    """Read what the file of a ledger is like, at one moment."""
    dialect = database.dialect
    with database.reading() as connection:
        number = schema_of(connection)
        assert number is not None, "a ledger that is open has a schema"
        there = dialect.guards_of(connection)
        due = [each for step, each in dialect.guards.items() if step <= number]
        has_tree = number >= schema.TREE_SINCE
        return FileFacts(
            database=dialect.product,
            schema=number,
            guards=tuple(
                Guard(trigger_name(guard), guard in there)
                for guard in chain.from_iterable(due)
            ),
            durability=dialect.durability_of(connection),
            replica=_replica(connection) if has_tree else None,
            checkpoint_sizes=_checkpoint_sizes(connection) if has_tree else (),
            stamped_by=_stamped_by(connection) if has_tree else (),
        )


def _replica(connection: Connection) -> str | None:
    replica: str | None = connection.scalar(select(schema.ledger.c.replica))
    return replica


def _checkpoint_sizes(connection: Connection) -> tuple[int, ...]:
    sizes = schema.checkpoints.c.size
    return tuple(connection.scalars(select(sizes).order_by(sizes)))


def _stamped_by(connection: Connection) -> tuple[StampedBy, ...]:
    stamps = schema.timestamps.c
    rows = connection.execute(
        select(stamps.authority, func.count(), func.max(stamps.size))
        .group_by(stamps.authority)
        .order_by(stamps.authority)
    )
    return tuple(StampedBy(*row) for row in rows)
