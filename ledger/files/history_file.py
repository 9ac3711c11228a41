"""Bid histories of other houses: any CSV that names lots, bidders, maximums and times.

The order of a lot's bids is that of their times; bids of one moment keep the order of
the file. Times may be plain numbers in any unit, for only their order counts here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from ledger.files import cells
from ledger.files.cells import DecimalMark
from ledger.files.problems import Faulty, Misread, Problem
from ledger.files.review import column_place, read_cell
from ledger.files.table import CsvTable, Row, on_lines, read_table
from ledger.money import Currency, Minor, NotAnAmount
from ledger.value import value

Value = TypeVar("Value")

Time: TypeAlias = Decimal | datetime
"""The time of a bid: a number in the file's unit, or an instant; one kind a file."""

_NUMBER = re.compile(
    r"-?(?:[0-9]{1,20}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})(?:[eE][+-]?[0-9]{1,2})?"
)


class ForeignBid(NamedTuple):
    """One bid of a history; no bidder where the file names none."""

    bidder: str | None
    maximum: Minor
    at: Time
    line: int


@value
class ForeignLot:
    """A lot of a history, its bids in the order of their times.

    ``opening`` and ``announced``, the price the house announced, are None where the
    file does not say; so are who sold it, and what it was.
    """

    lot: str
    opening: Minor | None
    announced: Minor | None
    bids: tuple[ForeignBid, ...]
    seller: str | None = None
    category: str | None = None


@value
class History:
    """The lots of a file as they first appear, remarks, and the file's digest."""

    lots: tuple[ForeignLot, ...]
    notes: tuple[str, ...]
    digest: str


def read_history(
    path: str | Path,
    *,
    lot: str,
    bidder: str | None = None,
    maximum: str,
    at: str | None = None,
    opening: str | None = None,
    price: str | None = None,
    seller: str | None = None,
    category: str | None = None,
    currency: Currency,
    zone: ZoneInfo | None = None,
    decimal: DecimalMark = DecimalMark.POINT,
    skip_last: int = 0,
) -> History:
    """Read a history; ``lot`` to ``category`` are the names of its columns.

    Without ``bidder`` each bid is another's, without ``at`` they came as in the file;
    ``zone`` is for times without a distance from UTC. Raises Faulty with all mistakes.
    """
    table = read_table(path, skip_last=skip_last)
    places = _places_of(
        table,
        lot=lot,
        bidder=bidder,
        maximum=maximum,
        at=at,
        opening=opening,
        announced=price,
        seller=seller,
        category=category,
    )
    reader = _Reader(table, places, _amount_reader(currency, decimal), zone)
    return reader.history()


@value
class _Places:
    """The place of each column, from 0."""

    lot: int
    bidder: int | None
    maximum: int
    at: int | None
    opening: int | None
    announced: int | None
    seller: int | None
    category: int | None


def _places_of(table: CsvTable, **named: str | None) -> _Places:
    """Find the columns that are named; raises Faulty where one is not there."""
    problems: list[Problem] = []
    # Without such a column the file is refused, and no row of it is read.
    places: dict[str, Any] = {
        fact: None if name is None else column_place(table, name, problems) or 0
        for fact, name in named.items()
    }
    if problems:
        raise Faulty([*table.problems, *problems])
    return _Places(**places)


def _amount_reader(currency: Currency, mark: DecimalMark) -> Callable[[str], Minor]:
    """Make a reader of amounts; zeros behind the last decimal change nothing."""
    decimals = currency.decimals

    def read(text: str) -> Minor:
        whole, point, fraction = mark.pointed(text).partition(".")
        kept = fraction[:decimals] + fraction[decimals:].rstrip("0")
        try:
            return currency.read(f"{whole}{point if kept else ''}{kept}")
        except NotAnAmount as error:
            expected = mark.advice(error.expected, "")
            raise Misread(expected, mark.advice(error.remedy, text)) from error

    return read


def _maximum_reader(amount: Callable[[str], Minor]) -> Callable[[str], Minor]:
    def read(text: str) -> Minor:
        if (maximum := amount(text)) == 0:
            raise Misread("an amount above 0", "Take the row out.")
        return maximum

    return read


class _Times:
    """Reads times of one kind: what the first row writes, all rows write."""

    def __init__(self, zone: ZoneInfo | None) -> None:
        self.moment = cells.moment(zone)
        self.numbers: bool | None = None

    def __call__(self, text: str) -> Time:
        number = _NUMBER.fullmatch(text) is not None
        if self.numbers is None:
            at = Decimal(text) if number else self._first_moment(text)
            self.numbers = number
            return at
        if number is not self.numbers:
            kind = "a number" if self.numbers else "a time with its distance from UTC"
            raise Misread(f"{kind}, as in the rows above", "Write all times alike.")
        return Decimal(text) if number else self.moment(text)

    def _first_moment(self, text: str) -> datetime:
        try:
            return self.moment(text)
        except Misread as error:
            raise Misread(f"a number, or {error.expected}", error.remedy) from error


class _Reader:
    """Reads one row after the other, and sorts them by lot."""

    def __init__(
        self,
        table: CsvTable,
        places: _Places,
        amount: Callable[[str], Minor],
        zone: ZoneInfo | None,
    ) -> None:
        self.table = table
        self.places = places
        # The same names and amounts come again and again: each is read once.
        self.name = cache(cells.one_line)
        self.amount = cache(amount)
        self.maximum = cache(_maximum_reader(amount))
        self.time = _Times(zone)
        self.problems: list[Problem] = list(table.problems)
        self.bids: dict[str, list[ForeignBid]] = {}
        self.facts: dict[tuple[str, int], tuple[Minor | str, int]] = {}
        self.otherwise: dict[tuple[str, int], list[int]] = {}

    def history(self) -> History:
        """Read every row; raises Faulty with all that is wrong."""
        table = self.table
        for row in table.rows:
            self.take(row)
        if self.problems:
            raise Faulty(self.problems)
        return History(self.lots(), (*table.notes, *self.notes()), table.digest)

    def take(self, row: Row) -> None:
        """Read a row: a bid, and what is said of its lot."""
        places = self.places
        lot = self._read_cell(row, places.lot, self.name)
        bidder = self._read_if_any(row, places.bidder, self.name)
        maximum = self._read_cell(row, places.maximum, self.maximum)
        at = self._read_if_any(row, places.at, self.time)
        unread = (bidder is None and places.bidder is not None) or maximum is None
        if places.at is None:
            at = Decimal(row.line)
        if lot is not None:
            self._keep_fact(row, lot, places.opening, self.amount)
            self._keep_fact(row, lot, places.announced, self.amount)
            self._keep_fact(row, lot, places.seller, self.name)
            self._keep_fact(row, lot, places.category, self.name)
            if maximum is not None and at is not None and not unread:
                bid = ForeignBid(bidder, maximum, at, row.line)
                self.bids.setdefault(lot, []).append(bid)

    def lots(self) -> tuple[ForeignLot, ...]:
        """Return the lots as they first appear, each with its bids in order."""
        places = self.places
        return tuple(
            ForeignLot(
                lot,
                self._fact_of_lot(lot, places.opening, int),
                self._fact_of_lot(lot, places.announced, int),
                # Sorting is stable: bids of one moment keep the order of the file.
                tuple(sorted(bids, key=attrgetter("at"))),
                self._fact_of_lot(lot, places.seller, str),
                self._fact_of_lot(lot, places.category, str),
            )
            for lot, bids in self.bids.items()
        )

    def notes(self) -> Iterator[str]:
        """Yield a note for each fact on which a lot's rows do not agree."""
        for (lot, place), lines in self.otherwise.items():
            name = self.table.header[place]
            _, line = self.facts[lot, place]
            yield (
                f"lot {lot} has another {name} on {on_lines(lines)}: "
                f"the one of line {line} counts"
            )

    def _read_cell(
        self, row: Row, place: int, reader: Callable[[str], Value]
    ) -> Value | None:
        return read_cell(self.table, row, place, reader, self.problems)

    def _read_if_any(
        self, row: Row, place: int | None, reader: Callable[[str], Value]
    ) -> Value | None:
        return None if place is None else self._read_cell(row, place, reader)

    def _keep_fact(
        self,
        row: Row,
        lot: str,
        place: int | None,
        reader: Callable[[str], Minor | str],
    ) -> None:
        """Keep a fact that belongs to the lot: what its first row says counts."""
        if place is None or not row.cells[place].strip():
            return
        if (fact := self._read_cell(row, place, reader)) is None:
            return
        counts, _ = self.facts.setdefault((lot, place), (fact, row.line))
        if fact != counts:
            self.otherwise.setdefault((lot, place), []).append(row.line)

    def _fact_of_lot(
        self, lot: str, place: int | None, kind: type[Value]
    ) -> Value | None:
        if place is None or (lot, place) not in self.facts:
            return None
        fact, _ = self.facts[lot, place]
        assert isinstance(fact, kind), "a column is read in one way"
        return fact
