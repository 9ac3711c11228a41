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

from ledger.store import schema
from ledger.store.dialect import Dialect, Progress
from ledger.store.moments import Moments

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
            for step in range(number + 1, schema.SCHEMA + 1):
                STEPS[step](connection, progress)
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


STEPS: Mapping[int, SchemaStep] = {2: _index_moments}
"""By the schema that each leads to."""
