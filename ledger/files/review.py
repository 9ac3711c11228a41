"""A file read cell by cell to its end, and everything found wrong on the way."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import Generic, TypeVar

from ledger.files.layouts import Fit, Layout
from ledger.files.problems import Faulty, Misread, Problem, nearest, quoted
from ledger.files.row_places import Against, RowPlaces
from ledger.files.table import CsvTable, Row, on_lines
from ledger.identity import LotId, SaleId
from ledger.value import value

Entry = TypeVar("Entry")
Value = TypeVar("Value")

EMPTY = "nothing"
"""An empty cell, in the words of a problem."""


@value
class Roll(Generic[Entry]):
    """The rows of a file in its order, what was assumed, and the file's digest."""

    rows: tuple[Entry, ...]
    notes: tuple[str, ...]
    digest: str
    places: RowPlaces


class Review:
    """A table in its layout, with the problems and the assumptions met so far."""

    def __init__(self, table: CsvTable, fit: Fit) -> None:
        self.table = table
        self.layout: Layout = fit.layout
        self.places = fit.places
        self.problems: list[Problem] = [*table.problems, *fit.problems]
        self._notes = [*table.notes, *fit.notes]
        self._assumed: dict[str, list[int]] = {}
        self._first: dict[tuple[object, ...], int] = {}

    def text(self, row: Row, *words: str) -> str:
        """Return what stands in one column, or in several run together."""
        places = (self.places[word] for word in words if word in self.places)
        return "".join(row.cells[place].strip() for place in places)

    def read(self, row: Row, word: str, reader: Callable[[str], Value]) -> Value | None:
        """Read a cell that may be empty; None too if it cannot be read."""
        return self.required(row, word, reader) if self.text(row, word) else None

    def required(
        self, row: Row, word: str, reader: Callable[[str], Value]
    ) -> Value | None:
        """Read a cell that must be filled; None if it cannot be read."""
        try:
            return reader(self.text(row, word))
        except Misread as error:
            self.fault(row, word, error.expected, error.remedy)
            return None

    def fault(
        self, row: Row, word: str, expected: str, remedy: str, actual: str | None = None
    ) -> None:
        """Keep a problem with one cell."""
        text = self.text(row, word)
        written = quoted(text) if text else EMPTY
        place = self.places.get(word)
        problem = Problem(
            file=self.table.file,
            line=row.line,
            column=None if place is None else place + 1,
            field=self.column(word),
            actual=actual or written,
            expected=expected,
            remedy=remedy,
        )
        self.problems.append(problem)

    def lacks(self, expected: str, remedy: str, *words: str) -> None:
        """Keep the problem that none of some columns is in the file."""
        columns = " or ".join(quoted(self.layout.column(word)) for word in words)
        problem = header_problem(self.table, f"no column {columns}", expected, remedy)
        self.problems.append(problem)

    def once(self, row: Row, word: str, key: tuple[object, ...], what: str) -> None:
        """Keep a problem if an earlier row has the same key."""
        line = self._first.setdefault((word, *key), row.line)
        if line != row.line:
            expected = f"{what} once: it stands on line {line} already"
            self.fault(row, word, expected, "Take one of them out.")

    def known(
        self,
        row: Row,
        word: str,
        lot: LotId,
        lots: Container[LotId] | None,
        *,
        sale: SaleId,
    ) -> None:
        """Keep a problem if a lot is not among those known of a sale."""
        if lots is not None and lot not in lots:
            remedy = f"See what is with: lotledger lots {sale}"
            self.fault(row, word, f"a lot in the catalogue of {sale}", remedy)

    def assume(self, row: Row, what: str) -> None:
        """Keep a default that was applied to a row."""
        self._assumed.setdefault(what, []).append(row.line)

    def note(self, what: str) -> None:
        """Keep a remark on the file as a whole."""
        self._notes.append(what)

    def notes(self, noun: str) -> tuple[str, ...]:
        """Return what was assumed as notes: of how many rows, and on which lines."""
        counted = (
            f"{f'1 {noun}' if len(lines) == 1 else f'{len(lines)} {noun}s'} {what} "
            f"({on_lines(lines)})"
            for what, lines in self._assumed.items()
        )
        return (*self._notes, *counted)

    def sound(
        self, read: Iterable[Entry | None], against: Against[Entry] | None = None
    ) -> tuple[Entry, ...]:
        """Return what was read of each row; raises Faulty if anything is wrong.

        The rows of a faulty file that can be read are held ``against`` the ledger too.
        """
        faulty = {problem.line for problem in self.problems}
        rows = zip(self.table.rows, read, strict=True)
        sound = [
            (row.line, entry)
            for row, entry in rows
            if entry is not None and row.line not in faulty
        ]
        entries = tuple(entry for _, entry in sound)
        if not self.problems:
            return entries
        refused = () if against is None else against(entries)
        places = self.row_places([line for line, _ in sound])
        raise Faulty(self.problems, places.clashes(refused))

    def row_places(self, lines: Iterable[int] | None = None) -> RowPlaces:
        """Return where rows stand, given their lines, or all rows of the file."""
        if lines is None:
            lines = [row.line for row in self.table.rows]
        columns = {
            word: (place + 1, self.column(word)) for word, place in self.places.items()
        }
        return RowPlaces(self.table.file, tuple(lines), columns)

    def column(self, word: str) -> str:
        """Return the name of a column as this file writes it."""
        place = self.places.get(word)
        return self.layout.column(word) if place is None else self.table.header[place]


def header_problem(table: CsvTable, actual: str, expected: str, remedy: str) -> Problem:
    """Return a problem with the header of a table."""
    return Problem(
        file=table.file,
        line=table.header_line,
        field="header",
        actual=actual,
        expected=expected,
        remedy=remedy,
    )


def column_place(table: CsvTable, name: str, problems: list[Problem]) -> int | None:
    """Return the place of a named column; None, and a problem more, if it has none."""
    header = table.header
    if name in header:
        return header.index(name)
    remedy = nearest(name, header, otherwise="Name one of them.")
    actual, expected = f"no column {quoted(name)}", f"one of {', '.join(header)}"
    problems.append(header_problem(table, actual, expected, remedy))
    return None


def read_cell(
    table: CsvTable,
    row: Row,
    place: int,
    reader: Callable[[str], Value],
    problems: list[Problem],
) -> Value | None:
    """Read a cell by its place; None, and a problem more, if it cannot be read."""
    text = row.cells[place].strip()
    try:
        return reader(text)
    except Misread as error:
        problem = Problem(
            file=table.file,
            line=row.line,
            column=place + 1,
            field=table.header[place],
            actual=quoted(text) if text else EMPTY,
            expected=error.expected,
            remedy=error.remedy,
        )
        problems.append(problem)
        return None
