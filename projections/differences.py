"""The first place where two generations of a view differ, by table, row and column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

from ledger.damage import KEEP_BOTH, LedgerDamaged
from ledger.entry import Entry
from ledger.events import Event
from projections.generations import Generation
from projections.rows import Key, Rows
from projections.view import View, table_of

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
    """Where in the log the event stands that last had a say in it, if one had."""
    event: str | None = None
    """The id of that event."""
    column: str | None = None
    """None where it is the row as a whole that is missing or extra."""
    served: Cell = None
    rebuilt: Cell = None

    def __str__(self) -> str:
        return f"{self.sentence} One of the two was changed. {KEEP_BOTH}"

    @property
    def sentence(self) -> str:
        """What is kept, and what the ledger makes of it, in a sentence."""
        row = f'View "{self.view}", table {self.table}, row {self.key!r}'
        if self.position is not None:
            row += f" (position {self.position} of the log, event {self.event})"
        match self.fault:
            case RowFault.CHANGED:
                values = f"{self.column} is {self.served!r}, the ledger makes it"
                return f"{row}: {values} {self.rebuilt!r}."
            case RowFault.MISSING:
                return f"{row} is missing."
            case RowFault.EXTRA:
                return f"{row} comes from no event."


class ViewsDiffer(LedgerDamaged):
    """Views differ from the log, and so are not built anew: nothing would show it."""

    def __init__(self, differences: Sequence[ViewDifference]) -> None:
        first, *others = differences
        names = ", ".join(difference.view for difference in others)
        more = f" So do others: {names}." if others else ""
        super().__init__(f"Nothing was rebuilt, for a view differs. {first}{more}")
        self.differences = differences


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


def with_events(
    differences: Sequence[tuple[View[object], ViewDifference]],
    entries: Iterable[Entry[Event]],
) -> list[ViewDifference]:
    """Name the event that each difference concerns, by hearing entries once more."""
    concerned: dict[View[object], Entry[Event]] = {}
    for entry in entries:
        for view, difference in differences:
            if _has_a_say(entry, view, difference):
                concerned[view] = entry
    return [
        _concerning(difference, concerned.get(view)) for view, difference in differences
    ]


def _concerning(
    difference: ViewDifference, entry: Entry[Event] | None
) -> ViewDifference:
    if entry is None:
        return difference
    return replace(difference, position=entry.position, event=entry.id)


def _has_a_say(
    entry: Entry[Event], view: View[object], difference: ViewDifference
) -> bool:
    """Say whether a view made the row, or the cell that differs, of an entry."""
    hear = view.hears.get(type(entry.event))
    if hear is None:
        return False
    hear(entry, rows := Rows(table := table_of(view, 0), view.row))
    if difference.column is None:
        return rows.adds(difference.key)
    names = {column.name: column.key for column in table.columns}
    return rows.changes(difference.key, names[difference.column])


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
    for column, cell in rebuilt.items():
        if served[column] != cell:
            return replace(
                difference,
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
