"""The first place where two generations of a view differ, by table, row and column."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import (
    Column,
    Connection,
    Select,
    Table,
    exists,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.types import NullType

from ledger.damage import KEEP_BOTH
from projections.generations import Generation
from projections.rows import Key

Cell = str | int | None


class RowFault(StrEnum):
    """In what way a served row is not what the ledger makes of it."""

    CHANGED = "changed"
    MISSING = "missing"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewDifference:
    """One thing that a view says and the ledger does not, or the other way round."""

    view: str
    table: str
    fault: RowFault
    key: Key
    position: int | None = None
    """Where in the log the event of the row stands, where the row says so."""
    column: str | None = None
    """None where it is the row as a whole that is missing or extra."""
    served: Cell = None
    rebuilt: Cell = None

    def __str__(self) -> str:
        row = f'View "{self.view}", table {self.table}, row {self.key!r}'
        if self.position is not None:
            row += f" (position {self.position} of the log)"
        match self.fault:
            case RowFault.CHANGED:
                values = f"{self.column} is {self.served!r}, the ledger makes it"
                sentence = f"{row}: {values} {self.rebuilt!r}."
            case RowFault.MISSING:
                sentence = f"{row} is missing."
            case RowFault.EXTRA:
                sentence = f"{row} comes from no event."
        return f"{sentence} One of the two was changed. {KEEP_BOTH}"


def first_difference(
    db: Connection, served: Generation, rebuilt: Generation
) -> ViewDifference | None:
    """Compare two generations of a view in the order of their keys."""
    here, there = served.table, rebuilt.table
    firsts: list[tuple[Key, RowFault]] = []
    for fault, question in (
        (RowFault.CHANGED, _keys_of_changed_rows(here, there)),
        (RowFault.MISSING, _keys_only_in(there, here)),
        (RowFault.EXTRA, _keys_only_in(here, there)),
    ):
        key = db.scalar(question)
        if key is not None:
            firsts.append((key, fault))
    if not firsts:
        return None
    key, fault = min(firsts)
    difference = ViewDifference(
        view=served.view.name, table=here.name, fault=fault, key=key
    )
    return (
        difference
        if fault is not RowFault.CHANGED
        else _first_differing_cell(db, difference, here, there)
    )


def _key_column(table: Table) -> Column[Key]:
    (key,) = table.primary_key.columns
    return key


def _keys_of_changed_rows(here: Table, there: Table) -> Select[Key]:
    differs = [here.c[c.key].is_distinct_from(c) for c in there.columns]
    joined = here.join(there, _key_column(here) == _key_column(there))
    changed = select(_key_column(here)).select_from(joined).where(or_(*differs))
    return changed.order_by(_key_column(here)).limit(1)


def _keys_only_in(here: Table, there: Table) -> Select[Key]:
    same = exists().where(_key_column(there) == _key_column(here))
    return select(_key_column(here)).where(~same).order_by(_key_column(here)).limit(1)


def _first_differing_cell(
    db: Connection, difference: ViewDifference, here: Table, there: Table
) -> ViewDifference:
    """Name the first column that differs, and what either side keeps there."""
    served, rebuilt = (
        _row_as_kept(db, here, difference.key),
        _row_as_kept(db, there, difference.key),
    )
    position = rebuilt.get("position")
    for column, cell in rebuilt.items():
        if served[column] != cell:
            return replace(
                difference,
                position=position if isinstance(position, int) else None,
                column=column,
                served=served[column],
                rebuilt=cell,
            )
    raise AssertionError("two rows that differ do so in some column")


def _row_as_kept(db: Connection, table: Table, key: Key) -> dict[str, Cell]:
    """Return a row as it is kept: what was tampered with may be unreadable."""
    cells = [type_coerce(c, NullType()).label(c.name) for c in table.columns]
    row = db.execute(select(*cells).where(_key_column(table) == key)).one()
    return dict(row._mapping)
