"""Connections of the hot path: one reads, the other writes as well, by driver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Dialect, bindparam, insert, null, select, update

from ledger.proof.tree import Frontier, leaf_hashes
from ledger.store import moments, schema
from ledger.store.durability import Durability
from ledger.store.edge import Edge
from ledger.store.envelope import Row
from ledger.store.query import Query
from ledger.store.tree_writer import TreeWriter

HEAD = Query(select(schema.ledger.c.head))
_SCHEMA = Query(select(schema.ledger.c.schema))
STATE = Query(
    select(
        schema.ledger.c.schema,
        schema.ledger.c.head,
        schema.ledger.c.latest,
        schema.ledger.c.earliest,
        schema.ledger.c.frontier,
        schema.ledger.c.replica,
    )
)
_REPLICA = Query(select(schema.ledger.c.replica))
_END_REPLICA = Query(update(schema.ledger).values(replica=null()))
_LATEST = Query(select(schema.ledger.c.latest))
_APPEND = Query(insert(schema.events))
_MOVE_HEAD = Query(
    update(schema.ledger).values(
        head=bindparam("last"),
        latest=bindparam("moment"),
        latest_to=bindparam("to"),
        earliest=bindparam("first_moment"),
        frontier=bindparam("grown_frontier"),
    )
)
_LAST_BEFORE = Query(moments.LAST_BEFORE)
_WITH_EARLIER = Query(moments.WITH_EARLIER)
_INDEX = Query(insert(schema.moments))
KEEP_KEY = Query(insert(schema.command_keys))
KEY = Query(
    select(
        schema.command_keys.c.digest,
        schema.command_keys.c.first_position,
        schema.command_keys.c.last_position,
    ).where(schema.command_keys.c.key == bindparam("key"))
)


class ReadConnection:
    """Reads from the database, through its driver, a transaction at a time."""

    def __init__(self, connection: Any, dialect: Dialect) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._dialect = dialect

    def execute(self, command: str) -> None:
        """Begin or end a transaction, by the database's own command."""
        # On the cursor that reads as well: the rows it was reading are done with.
        self._cursor.execute(command)

    def close(self) -> None:
        """Close the connection; what was not committed is undone."""
        self._connection.close()

    def run(self, query: Query, *values: object) -> int:
        """Run a query, and return how many rows it touched."""
        text, names = query.compiled(self._dialect)
        parameters = values if names is None else dict(zip(names, values, strict=True))
        self._cursor.execute(text, parameters)
        touched: int = self._cursor.rowcount
        return touched

    def ask(self, query: Query, *values: object) -> tuple[Any, ...] | None:
        """Run a query that reads, and return its first row if there is one."""
        self.run(query, *values)
        row: tuple[Any, ...] | None = self._cursor.fetchone()
        return row

    def rows(self, query: Query, *values: object) -> Iterator[tuple[Any, ...]]:
        """Run a query that reads, and return its rows one by one."""
        self.run(query, *values)
        return iter(self._cursor)

    def short_answer(
        self, query: Query, *values: object
    ) -> Sequence[tuple[Any, ...]] | None:
        """Run a query that reads outside a transaction; None where it wants one."""
        del query, values  # In a file to begin one costs next to nothing.
        return None

    def head(self) -> int:
        """Return the last position given out, as this transaction sees it."""
        row = self.ask(HEAD)
        assert row is not None, "a ledger has a head"
        head: int = row[0]
        return head

    def schema(self) -> int:
        """Return the number of the tables' schema."""
        row = self.ask(_SCHEMA)
        assert row is not None, "a ledger has a schema"
        number: int = row[0]
        return number

    def copied_from(self) -> str | None:
        """Return what the ledger is a copy of, None where it may be written to."""
        if self.schema() < schema.TREE_SINCE:
            return None
        row = self.ask(_REPLICA)
        assert row is not None, "a ledger has a head"
        replica: str | None = row[0]
        return replica

    def is_standby(self) -> bool:
        """Say whether it repeats what another server does, a moment later."""
        return False

    def last_at(self) -> datetime | None:
        """Return when the last entry was recorded, None where that is not known.

        Where times are told it is the latest moment that was.
        """
        if self.schema() < schema.MOMENTS_SINCE:
            return None
        row = self.ask(_LATEST)
        assert row is not None, "a ledger has a head"
        return moments.moment_of(row[0])

    def recorded_by(self, moment: datetime, first: int, last: int) -> int:
        """Return a position up to which nothing was recorded after a moment.

        It is the last such position that the index has from one position of a stretch
        to another; where it has none, the one before the first.
        """
        if not self._is_indexed():
            return first - 1
        before = self.rows(_LAST_BEFORE, first, last, moments.microseconds(moment))
        row = next(before, None)
        return first - 1 if row is None else row[0]

    def blocks_with(self, moment: datetime, first: int, last: int) -> list[int]:
        """Return where the blocks end in which something was recorded by a moment.

        They are those of the index that end from one position to another; without an
        index, every block may be one.
        """
        if not self._is_indexed():
            return list(
                range(
                    first - 1 + moments.SPACING, last + moments.SPACING, moments.SPACING
                )
            )
        at = moments.microseconds(moment)
        return [row[0] for row in self.rows(_WITH_EARLIER, first, last, at)]

    def _is_indexed(self) -> bool:
        """Say whether there is an index: an older ledger, only read, has none."""
        return self.schema() >= schema.MOMENTS_SINCE


class WriteConnection(ReadConnection):
    """Writes to the database as well."""

    def __init__(self, connection: Any, dialect: Dialect) -> None:
        super().__init__(connection, dialect)
        self._head = 0
        self._moments = moments.Moments(None, None)
        self._tree = TreeWriter(self)
        self.durability = Durability.DISK
        """Where the last transaction is that was committed."""
        self.replica: str | None = None
        """What the ledger is a copy of, None where it may be written to."""

    def begin(self, command: str) -> None:
        """Begin a transaction that writes; raises LedgerDamaged after an upgrade."""
        row = self._begun(command)
        assert row is not None, "a ledger has a head"
        number, self._head, latest, earliest, frontier, self.replica = row
        schema.must_be_current(number)
        self._moments = moments.Moments(latest, earliest)
        self._tree.begin(frontier, self._head)

    def _begun(self, command: str) -> tuple[Any, ...] | None:
        """Begin a transaction by the database's own command, and read the state."""
        self.execute(command)
        return self.ask(STATE)

    def expect_keys(self, keys: Sequence[str]) -> None:
        """Be told which keys of commands will be asked for in this transaction."""

    def use_of(self, key: str) -> tuple[Any, ...] | None:
        """Return the digest kept with a key, and where its events stand, if any."""
        return self.ask(KEY, key)

    def commit(self, command: str) -> None:
        """End the transaction, by the database's own command."""
        self.execute(command)

    def settle(self) -> None:
        """Let the end of this transaction wait for what was committed before it, too.

        One that writes nothing else ends at once, and says nothing of what it read.
        """

    def head(self) -> int:
        """Return the last position given out, which nobody else moves meanwhile."""
        return self._head

    def last_at(self) -> datetime | None:
        """Return when the last entry was recorded, as for reading."""
        return moments.moment_of(self._moments.latest)

    @property
    def frontier(self) -> Frontier:
        """The frontier of the tree, with what this transaction recorded."""
        return self._tree.frontier

    @property
    def edge(self) -> Edge:
        """The end of the tree, with what this transaction recorded."""
        return self._tree.edge

    def end_replica(self) -> None:
        """Let the ledger be written to from now on, a copy or not."""
        self.run(_END_REPLICA)

    def run_many(self, query: Query, rows: Sequence[Sequence[object]]) -> None:
        """Run a query that writes, once for each row of values."""
        if len(rows) == 1:  # which executemany takes longer for
            self.run(query, *rows[0])
            return
        text, names = query.compiled(self._dialect)
        if names is not None:
            parameters: Iterable[object] = (
                dict(zip(names, row, strict=True)) for row in rows
            )
        else:
            parameters = rows
        self._cursor.executemany(text, parameters)

    def append(self, rows: Sequence[Row]) -> None:
        """Write events at the positions that follow the head, and move it."""
        if not rows:
            return
        self.run_many(_APPEND, rows)
        indexed = self._moments.follow(rows)
        if indexed:
            self.run_many(_INDEX, indexed)
        self._head = rows[-1][0]
        latest, earliest = self._moments.latest, self._moments.earliest
        frontier = self._tree.extend(leaf_hashes([row[4] for row in rows]))
        self.run(_MOVE_HEAD, self._head, latest, self._head, earliest, frontier)
