"""Copy a ledger to another place, from a file to a server or back: row by row.

The copy has the same bytes, positions and tree, says what it is a copy of, and takes no
entries until it is taken over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from ledger.damage import KEEP, LedgerDamaged
from ledger.proof.tree import Frontier, leaf_hashes
from ledger.store import schema
from ledger.store.backup import Backup
from ledger.store.database import Database
from ledger.store.dialect import Progress, dialect_at
from ledger.store.edge import read_edge
from ledger.store.library_faults import LibraryNames
from ledger.store.tiles import entry_of

PAGE_ROWS = 5_000


def copy_ledger(source: Database, place: str, progress: Progress) -> Backup:
    """Copy a ledger as it stands to a place where none is, whole or not at all.

    Raises LedgerDamaged where something is there, or the copy would not be sound.
    """
    target = dialect_at(place)
    target.must_be_there(new=True)
    turns = target.turns()
    try:
        with turns:
            if target.exists():
                raise LedgerDamaged(
                    f"{target.name} holds something already. Nothing was changed; name "
                    "a place where no ledger is."
                )
            with (
                source.reading() as of,
                target.begun_apart() as engine,
                LibraryNames(engine.dialect),
                engine.begin() as into,
            ):
                head = _copy_rows(of, into, source.dialect.name, progress)
                for step in target.guards:
                    target.make_guards(into, step)
    finally:
        turns.close()
    return Backup(target.name, head)


def _copy_rows(of: Connection, into: Connection, name: str, progress: Progress) -> int:
    """Copy every row, and hold the tree over what was written against its end."""
    row = of.execute(select(schema.ledger)).mappings().one()
    schema.must_be_current(row["schema"])
    schema.metadata.create_all(into)
    head: int = row["head"]
    for table in schema.metadata.sorted_tables:
        if table is not schema.ledger:
            for page in _pages(of, table):
                into.execute(insert(table), page)
                if table is schema.events:
                    progress(page[-1]["position"], head)
    if _frontier(into) != read_edge(row["frontier"], head).frontier:
        raise LedgerDamaged(
            f"{name} cannot be copied whole: its entries are not those that its tree is"
            f" over. {KEEP}"
        )
    replica = f"{name}, up to position {head}"
    into.execute(insert(schema.ledger), {**row, "replica": replica})
    return head


def _frontier(copy: Connection) -> Frontier:
    """Hash the entries of a copy, as its database gives them back."""
    frontier = Frontier()
    for page in _pages(copy, schema.events):
        entries = [entry_of(row["position"], row["state"]) for row in page]
        frontier = frontier.extended(leaf_hashes(entries))
    return frontier


def _pages(of: Connection, table: Table) -> Iterator[Sequence[dict[str, Any]]]:
    """Read a table in pages, in the order of its key."""
    query = select(table).order_by(*table.primary_key.columns)
    rows = of.execute(query, execution_options={"yield_per": PAGE_ROWS})
    for page in rows.mappings().partitions():
        yield [dict(row) for row in page]
