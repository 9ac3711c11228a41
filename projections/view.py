"""The declaration of a view: its row, and a handler for each event that it hears."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeAlias, TypeVar

from sqlalchemy import MetaData, Table

from projections.columns import columns_of
from projections.rows import Rows

R_co = TypeVar("R_co", covariant=True)

Hear: TypeAlias = Callable[[Any, Rows], None]
"""Takes an entry of the kind that it is declared for, and changes rows."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class View(Generic[R_co]):
    """Rows under a name, and all that makes them; its columns are the row's fields.

    Raise ``shape`` whenever the row or what is heard changes: the view is then
    rebuilt by itself.
    """

    name: str
    """What the view is called: ``bids``."""
    row: type[R_co]
    key: str
    """The field that no two rows have alike."""
    shape: int
    hears: Mapping[type, Hear]
    """The kinds of events that it is told, and what each does."""
    indexes: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def table_of(view: View[object], number: int) -> Table:
    """Return the table of one generation of a view: ``bids_2``."""
    columns = columns_of(view.row, key=view.key, indexes=view.indexes)
    return Table(f"{view.name}_{number}", MetaData(), *columns)
