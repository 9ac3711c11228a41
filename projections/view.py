"""What a view is: a table, and an ear that says what each event does to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import MetaData, Table

from ledger.entry import Entry
from ledger.events import Event
from projections.rows import Rows


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A table under the view's name, a shape, and an ear.

    Raise ``shape`` whenever the table or what is heard changes: the view is then
    rebuilt by itself.
    """

    table: Table
    shape: int
    hear: Callable[[Entry[Event], Rows], None]
    heeds: frozenset[type] | None = None
    """The kinds of events that it cares for: it is not told others. None: of all."""

    @property
    def name(self) -> str:
        """What the view is called: ``bids``."""
        return self.table.name


@lru_cache(maxsize=256)
def table_of(view: View, number: int) -> Table:
    """Return the table of one generation of a view: ``bids_2``."""
    return view.table.to_metadata(MetaData(), name=f"{view.name}_{number}")
