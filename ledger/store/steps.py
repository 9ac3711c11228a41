"""Schema steps: what turns the tables of an older ledger into those of today.

Steps are numbered by the schema they lead to, and are never changed once released: a
step makes the tables as that schema had them, whatever became of them since. They are
taken in one transaction, after a copy; whatever fails leaves the ledger as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import TypeAlias

from sqlalchemy import Connection, Engine, func, insert, inspect, select, text, update

from ledger.proof.tree import leaf_hashes
from ledger.store import schema
from ledger.store.connection import WriteConnection
from ledger.store.dialect import Dialect, Progress
from ledger.store.edge import Edge
from ledger.store.moments import Moments
from ledger.store.tiles import entry_of
from ledger.store.tree_writer import TreeWriter

PAGE_ROWS = 5_000

SchemaStep: TypeAlias = Callable[[Connection, Progress], None]
Upgrading: TypeAlias = Callable[[str], AbstractContextManager[Progress]]
"""Announces that a ledger is upgraded, and shows how far that is."""


@contextmanager
def silently(_: str) -> Iterator[Progress]:
    """Show no progress."""
    yield lambda _done, _total: None


def schema_of(connection: Connection) -> int | None:
    """Return the number of a ledger's schema, None where no ledger is."""
    if not inspect(connection).has_table(schema.ledger.name):
        return None
    number: int | None = connection.scalar(select(schema.ledger.c.schema))
    return number


def take_steps(dialect: Dialect, engine: Engine, upgrading: Upgrading) -> None:
    """Bring the tables of a ledger up to today's, after a copy of it beside it.

    Whoever calls has the turn to write.
    """
    with engine.connect() as connection:
        number = schema_of(connection)
    if number is None or number >= schema.SCHEMA:
        return
    copy = dialect.prepare_copy(f"before-schema-{schema.SCHEMA}")
    sentence = (
        f"Upgrading {dialect.name} from schema {number} to {schema.SCHEMA}. "
        f"A copy of it as it was: {copy}"
    )
    with upgrading(sentence) as progress:
        dialect.copy_to(copy, progress)
        with engine.begin() as connection:
            climb(connection, dialect, progress)


def climb(connection: Connection, dialect: Dialect, progress: Progress) -> None:
    """Take the steps that are due, in a transaction, without a copy."""
    number = schema_of(connection)
    assert number is not None, "steps are taken from a schema"
    for step in range(number + 1, schema.SCHEMA + 1):
        STEPS[step](connection, progress)
        dialect.make_guards(connection, step)
        connection.execute(update(schema.ledger).values(schema=step))


_MOMENTS = (
    (
        "CREATE TABLE moments (position INTEGER NOT NULL, latest BIGINT NOT NULL, "
        "earliest BIGINT NOT NULL, PRIMARY KEY (position))"
    ),
    "ALTER TABLE ledger ADD COLUMN latest BIGINT",
    (
        "ALTER TABLE ledger ADD COLUMN latest_to BIGINT CONSTRAINT "
        '"it was upgraded by a newer lotledger; restart this one with that version" '
        "CHECK (latest_to = head)"
    ),
    "ALTER TABLE ledger ADD COLUMN earliest BIGINT",
)


def _index_moments(connection: Connection, progress: Progress) -> None:
    """Schema 2: know when the log was recorded, up to which position."""
    for statement in _MOMENTS:
        connection.execute(text(statement))
    head = connection.scalar(select(func.max(schema.events.c.position))) or 0
    moments = Moments(None, None)
    log = select(schema.events).order_by(schema.events.c.position)
    pages = connection.execution_options(yield_per=PAGE_ROWS).execute(log)
    for page in pages.partitions():
        # What was changed by hand may be no text any more; a reader reports it.
        rows = moments.follow(
            (*row[:4], row.state if isinstance(row.state, bytes) else b"")
            for row in page
        )
        if rows:
            connection.execute(
                insert(schema.moments),
                [
                    {"position": position, "latest": latest, "earliest": earliest}
                    for position, latest, earliest in rows
                ],
            )
        progress(page[-1].position, head)
    connection.execute(
        update(schema.ledger).values(
            latest=moments.latest, latest_to=head, earliest=moments.earliest
        )
    )


_TREE = (
    "ALTER TABLE ledger ADD COLUMN frontier BLOB",
    "ALTER TABLE ledger ADD COLUMN replica VARCHAR",
    (
        "CREATE TABLE tiles (level INTEGER NOT NULL, number INTEGER NOT NULL, "
        "root BLOB NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY (level, number))"
    ),
    (
        "CREATE TABLE strips (number INTEGER NOT NULL, hashes BLOB NOT NULL, "
        "PRIMARY KEY (number))"
    ),
    (
        "CREATE TABLE checkpoints (size INTEGER NOT NULL, note BLOB NOT NULL, "
        "PRIMARY KEY (size))"
    ),
    (
        "CREATE TABLE timestamps (size INTEGER NOT NULL, authority VARCHAR NOT NULL, "
        "reply BLOB NOT NULL, PRIMARY KEY (size, authority))"
    ),
)


def _grow_tree(connection: Connection, progress: Progress) -> None:
    """Schema 3: know the tree over the log."""
    for statement in _TREE:
        connection.execute(text(statement))
    events = schema.events.c
    head = connection.scalar(select(func.max(events.position))) or 0
    frontier = Edge().to_bytes()
    tree = TreeWriter(WriteConnection(connection.connection, connection.dialect))
    log = select(events.position, events.state).order_by(events.position)
    pages = connection.execution_options(yield_per=PAGE_ROWS).execute(log)
    for page in pages.partitions():
        entries = [entry_of(position, state) for position, state in page]
        frontier = tree.extend(leaf_hashes(entries))
        progress(page[-1].position, head)
    connection.execute(update(schema.ledger).values(frontier=frontier))


STEPS: Mapping[int, SchemaStep] = {2: _index_moments, 3: _grow_tree}
"""By the schema that each leads to."""
