"""The one table model of every report: what is said, before anybody sets it in type.

A report is a heading, tables and figures. Its values are plain: amounts in minor units,
rates as fractions, moments with their zone; a writer words them for its readers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from typing import TypeAlias

from ledger.events.ledger import Timing
from ledger.identity import SaleId
from ledger.money import Currency


class Kind(StrEnum):
    """The kind of the values in a column."""

    TEXT = "text"
    COUNT = "count"
    AMOUNT = "amount"
    """Whole minor units of the table's currency."""
    RATE = "rate"
    DAY = "day"
    MOMENT = "moment"
    SPAN = "span"
    """Milliseconds, which a page tells in the units that people read."""
    YES_NO = "yes-no"
    POSITION = "position"
    """A place in the log: never added up, never grouped by thousands."""


ADDED_UP = (Kind.COUNT, Kind.AMOUNT)
"""The kinds that a total, or a difference, can be told of."""

Value: TypeAlias = str | int | Fraction | date | datetime | bool | None
Row: TypeAlias = tuple[Value, ...]

_TYPES: dict[Kind, type] = {
    Kind.TEXT: str,
    Kind.COUNT: int,
    Kind.AMOUNT: int,
    Kind.RATE: Fraction,
    Kind.DAY: date,
    Kind.MOMENT: datetime,
    Kind.SPAN: int,
    Kind.YES_NO: bool,
    Kind.POSITION: int,
}


def fits(value: Value, kind: Kind) -> bool:
    """Tell whether a value may stand in a column of a kind; None may anywhere."""
    if value is None:
        return True
    # Python counts True as a whole number, and a moment as a day; a text may be a
    # word of the house, as a paddle is.
    is_exact = kind is Kind.TEXT or type(value) is _TYPES[kind]
    is_zoned = not isinstance(value, datetime) or value.tzinfo is not None
    return isinstance(value, _TYPES[kind]) and is_exact and is_zoned


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    """What scripts know it by, for ever: ``hammer_price``."""
    title: str
    """What people read above it: ``Hammer price``."""
    kind: Kind = Kind.TEXT
    _: KW_ONLY
    total: bool = False
    """Whether it is added up below the table."""
    key: bool = False
    """Whether it tells which row this is, when two versions are compared."""

    def __post_init__(self) -> None:
        assert self.name.isidentifier(), f"{self.name} is no name for scripts"
        assert not self.total or self.kind in ADDED_UP, f"{self.name} has no sum"


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of a table that stand together, and what they come to."""

    name: Value
    """What they share in the column they are grouped by."""
    rows: tuple[Row, ...]
    totals: Row | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTable:
    """Rows of plain values under named columns, all amounts in one currency."""

    name: str
    """What scripts know it by, and a second version is compared by: ``accounts``."""
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    currency: Currency | None = None
    note: str | None = None
    """A sentence below the table."""
    group: str | None = None
    """The column by which rows that stand together get a subtotal."""
    shown: range | None = None
    """The places of the rows that a page shows; None: all. Its sums are of all rows."""

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        assert len(set(names)) == len(names), f"{self.name} has a column twice"
        assert self.group is None or self.group in names, f"no column {self.group}"
        assert self.currency or not self.places(Kind.AMOUNT), f"{self.name}: in what?"
        for row in self.rows:
            for value, column in zip(row, self.columns, strict=True):
                assert fits(value, column.kind), f"{column.name}: {value!r}"

    def places(self, *kinds: Kind) -> tuple[int, ...]:
        """Say at which places of a row values of some kinds stand."""
        return tuple(
            place for place, column in enumerate(self.columns) if column.kind in kinds
        )

    @property
    def keys(self) -> tuple[int, ...]:
        """The places that tell which row this is: of all columns, if none is a key."""
        marked = tuple(n for n, column in enumerate(self.columns) if column.key)
        return marked or tuple(range(len(self.columns)))

    def totals(self) -> Row | None:
        """Add the columns up that have a total; None where none has."""
        return self._sum_row(self.rows)

    def sections(self) -> Iterator[Section]:
        """Go through the rows that are shown, in groups; without any, in one section.

        What a group comes to is told where its last row is shown.
        """
        if self.shown is None:
            yield from self._whole_sections()
            return
        first = 0
        for whole in self._whole_sections():
            last = first + len(whole.rows)
            start, stop = max(self.shown.start - first, 0), self.shown.stop - first
            if rows := whole.rows[start : max(stop, 0)]:
                totals = whole.totals if last <= self.shown.stop else None
                yield Section(whole.name, rows, totals)
            first = last

    def _whole_sections(self) -> Iterator[Section]:
        if self.group is None:
            yield Section(None, self.rows, None)
            return
        place = [column.name for column in self.columns].index(self.group)
        for shared, rows in groupby(self.rows, key=lambda row: row[place]):
            members = tuple(rows)
            yield Section(shared, members, self._sum_row(members))

    def _sum_row(self, rows: tuple[Row, ...]) -> Row | None:
        if not any(column.total for column in self.columns):
            return None
        return tuple(
            sum(value for row in rows if isinstance(value := row[place], int))
            if column.total
            else None
            for place, column in enumerate(self.columns)
        )


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The part of the log that was known: everything up to a position."""

    as_of: datetime
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The heading of each page: its subject, sale, day, position and author."""

    report: str
    """What scripts know it by: ``trial-balance``."""
    title: str
    house: str
    as_of: datetime
    position: int
    """The place in the log up to which it tells everything."""
    ledger: str
    """The id of the ledger; empty where it tells of a file, and no ledger was read."""
    timing: Timing
    """Whether it is a rehearsal, or its times were told: each page says so."""
    printed_by: str
    printed_at: datetime
    zone: str
    """Whose clock moments are told by: ``Europe/London``."""
    sale: SaleId | None = None
    period: tuple[date, date] | None = None
    """The first day and the last, both within."""
    filters: tuple[tuple[str, str], ...] = ()
    then: Knowledge | None = None
    """What was known earlier, where a report tells what changed since."""

    def __post_init__(self) -> None:
        assert self.as_of.tzinfo is not None, "a moment has a zone"
        assert self.printed_at.tzinfo is not None, "a moment has a zone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A drawing that pages show, in one form or two; other files leave it out."""

    title: str
    svg: str | None = None
    png: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Tables under a heading, ready to be written in any format."""

    heading: Heading
    tables: tuple[ReportTable, ...]
    figures: tuple[Figure, ...] = ()

    def __post_init__(self) -> None:
        names = [table.name for table in self.tables]
        assert len(set(names)) == len(names), f"{self.heading.report}: a table twice"
