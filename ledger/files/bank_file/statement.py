"""A bank's CSV as lines of a statement, by the columns that a mapping names."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from ledger.files.bank_file.mapping import BankMapping, DayFormat
from ledger.files.cells import DecimalMark
from ledger.files.problems import Faulty, Misread, Problem
from ledger.files.review import column_place, header_problem, read_cell
from ledger.files.table import CsvTable, Row, read_table
from ledger.money import Currency, Minor, NotAnAmount
from ledger.settlement.bank import BankLine
from ledger.value import value
from ledger.visible import visible

Value = TypeVar("Value")

_SPACES = re.compile(r"[\s'\u2019\u00a0\u202f]")
_SIGNED = re.compile(r"(?P<minus>[-\u2212])?\+?(?P<figure>[^-\u2212]+)(?P<behind>-)?")
_IN_BRACKETS = re.compile(r"\((.+)\)")


@value
class BankStatement:
    """The lines of a bank's file in its order, remarks, and the file's digest."""

    lines: tuple[BankLine, ...]
    notes: tuple[str, ...]
    digest: str


def read_columns(
    file: str, text: str, *, mapping: BankMapping, currency: Currency
) -> BankStatement:
    """Read a bank's CSV; raises Faulty with every mistake of it."""
    # Lines above the header become empty ones, so that all keep their numbers.
    lines = text.split("\n")
    lines[: mapping.skip] = [""] * min(mapping.skip, len(lines))
    text = "\n".join(lines)
    table = read_table(file, text, skip_last=mapping.skip_last)
    reader = _Reader(table, mapping, currency)
    read = [reader.line(row) for row in table.rows] if not reader.problems else []
    if problems := (*table.problems, *reader.problems):
        raise Faulty(problems)
    lines_read = tuple(line for line in read if line is not None)
    notes = () if mapping.skip else table.notes
    return BankStatement(lines_read, notes, table.digest)


def signed_amount(currency: Currency, mark: DecimalMark) -> Callable[[str], Minor]:
    """Make a reader of what banks write: ``1.234,56-``, ``(12.00)``, ``-1'200.00``."""

    def read(text: str) -> Minor:
        bare = _SPACES.sub("", text)
        bracketed = _IN_BRACKETS.fullmatch(bare)
        signed = _SIGNED.fullmatch(bracketed[1] if bracketed else bare)
        figure = signed["figure"] if signed else bare
        if mark is DecimalMark.COMMA:
            figure = figure.replace(".", "").replace(",", ".")
        try:
            amount = currency.read(figure)
        except NotAnAmount as error:
            commas = f", with a decimal {mark}"
            raise Misread(f"{error.expected}{commas}", error.remedy) from error
        left = bracketed or (signed and (signed["minus"] or signed["behind"]))
        return -amount if left else amount

    return read


class _Reader:
    """Reads one row after the other, by the places of its columns."""

    def __init__(
        self, table: CsvTable, mapping: BankMapping, currency: Currency
    ) -> None:
        self.table = table
        self.problems: list[Problem] = []
        self.currency = currency
        self.amount_of = signed_amount(currency, mapping.decimal)
        self.day_of = DayFormat(mapping.day_format).read
        self.day = self._required_place("day", mapping.day)
        self.amount = self._column_place(mapping.amount)
        self.credit = self._column_place(mapping.credit)
        self.debit = self._column_place(mapping.debit)
        if mapping.amount is None and mapping.credit is None:
            self._required_place("amount", None)
        self.text = [self._column_place(name) for name in mapping.text]
        if not mapping.text:
            self._required_place("text", None)
        self.reference = self._column_place(mapping.reference)
        self.payer = self._column_place(mapping.payer)
        self.balance = self._column_place(mapping.balance)

    def line(self, row: Row) -> BankLine | None:
        """Read one line; None where a problem was found in it."""
        assert self.day is not None, "a mapping names the day"
        day = self._read_cell(row, self.day, self.day_of)
        amount = self._amount(row)
        if day is None or amount is None:
            return None
        return BankLine(
            line=row.line,
            day=day,
            amount=amount,
            currency=self.currency,
            text=" ".join(
                part for at in self.text if (part := self._cell_text(row, at))
            ),
            reference=self._cell_text(row, self.reference) or None,
            payer=self._cell_text(row, self.payer) or None,
            balance=self._balance(row),
        )

    def _balance(self, row: Row) -> Minor | None:
        if self.balance is None or not row.cells[self.balance].strip():
            return None
        return self._read_cell(row, self.balance, self.amount_of)

    def _amount(self, row: Row) -> Minor | None:
        """Read an amount with its sign, or what came in less what left."""
        if self.amount is not None:
            return self._read_cell(row, self.amount, self.amount_of)
        came = self._credit_or_debit(row, self.credit)
        left = self._credit_or_debit(row, self.debit)
        return None if came is None or left is None else came - left

    def _credit_or_debit(self, row: Row, place: int | None) -> Minor | None:
        """Read a column of credits or debits: some banks sign what is in it."""
        if place is None or not row.cells[place].strip():
            return 0
        amount = self._read_cell(row, place, self.amount_of)
        return None if amount is None else abs(amount)

    def _cell_text(self, row: Row, place: int | None) -> str:
        if place is None:
            return ""
        return " ".join(visible(row.cells[place].replace("\n", " ")).split())

    def _required_place(self, what: str, name: str | None) -> int | None:
        """Return where a column stands that no statement can do without."""
        if name is not None:
            return self._column_place(name)
        header = ", ".join(self.table.header)
        option = f"--{what}"
        problem = header_problem(
            self.table,
            f"no column named for the {what}",
            f"the name of one of {header}",
            f"Name it with {option}, or in a mapping file.",
        )
        self.problems.append(problem)
        return None

    def _column_place(self, name: str | None) -> int | None:
        if name is None:
            return None
        return column_place(self.table, name, self.problems)

    def _read_cell(
        self, row: Row, place: int, reader: Callable[[str], Value]
    ) -> Value | None:
        return read_cell(self.table, row, place, reader, self.problems)
