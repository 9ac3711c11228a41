"""Mapping files: the columns of a bank's CSV, and the way it writes them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, TypeAlias

from ledger.files.cells import DecimalMark
from ledger.files.problems import Faulty, Misread
from ledger.files.toml.document import Mistake
from ledger.files.toml.leaves import Code, Text, Whole, leaf
from ledger.files.toml.misfits import fitted
from ledger.files.toml.reading import open_document
from ledger.files.toml.tables import TomlTable
from ledger.files.toml.values import Reading, choice
from ledger.money import Currency
from ledger.value import value

ISO = "YYYY-MM-DD"
WIRE = "wire"

_PARTS = re.compile(r"YYYY|YY|MMM|MM?|DD?")
_READ_AS = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<year>\d\d)",
    "MMM": r"(?P<name>[A-Za-z]{3})",
    "MM": r"(?P<month>\d\d?)",
    "M": r"(?P<month>\d\d?)",
    "DD": r"(?P<day>\d\d?)",
    "D": r"(?P<day>\d\d?)",
}
_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
_CENTURY = 2000


@value
class DayFormat:
    """The format of a bank's dates: ``DD.MM.YYYY``, ``M/D/YY``, ``DD MMM YYYY``."""

    written: str

    def __post_init__(self) -> None:
        kinds = sorted(part[0] for part in _PARTS.findall(self.written))
        if kinds != ["D", "M", "Y"]:
            expected = "a year, a month and a day once each"
            raise Misread(expected, "Write it like DD.MM.YYYY or MM/DD/YY.")

    def read(self, text: str) -> date:
        """Read a day; a time behind it is passed over. Raises Misread."""
        between = map(re.escape, _PARTS.split(self.written))
        parts = [_READ_AS[part] for part in _PARTS.findall(self.written)]
        pattern = next(between) + "".join(
            part + after for part, after in zip(parts, between, strict=True)
        )
        match = re.fullmatch(rf"{pattern}(?:[ T].*)?", text, re.ASCII)
        try:
            return _date_of_parts(match.groupdict() if match else {})
        except (KeyError, ValueError):
            remedy = "Or say how days are written, with --day-format."
            raise Misread(f"a day like {self.written}", remedy) from None


def _date_of_parts(parts: dict[str, str]) -> date:
    year, day = parts["year"], int(parts["day"])
    name = parts.get("name")
    month = int(parts["month"]) if name is None else _MONTHS.index(name.upper()) + 1
    return date(int(year) + (_CENTURY if len(year) < len("YYYY") else 0), month, day)


@value(kw_only=True)
class BankMapping:
    """The columns of a bank's CSV; None or empty where they were not named."""

    day: str | None = None
    amount: str | None = None
    """Below zero, or with a sign behind it, it left the account."""
    credit: str | None = None
    """In place of ``amount``: what came in, and in another column what left."""
    debit: str | None = None
    text: tuple[str, ...] = ()
    """The columns in which invoice numbers and paddles may stand."""
    reference: str | None = None
    """The bank's own name of the line."""
    balance: str | None = None
    """What stood on the account after the line: for the reconciliation."""
    payer: str | None = None
    """Shown where a line is not booked, and never recorded."""
    day_format: str = ISO
    decimal: DecimalMark = DecimalMark.POINT
    skip: int = 0
    """The number of lines above the header."""
    skip_last: int = 0
    """The number of lines below the table, empty ones not counted."""
    currency: Currency | None = None
    method: str = WIRE


def _day_format(value: object, _: Reading) -> str:
    if not isinstance(value, str):
        raise Misread("a text in quotes", 'Write it like "DD.MM.YYYY".')
    return DayFormat(value).written


OneFormat: TypeAlias = Annotated[str | None, leaf(_day_format)]
OneMark: TypeAlias = Annotated[DecimalMark | None, leaf(choice(DecimalMark))]


class MappingFile(TomlTable):
    """The shape of a mapping file."""

    day: Text = None
    amount: Text = None
    credit: Text = None
    debit: Text = None
    text: list[Text] | None = None
    reference: Text = None
    balance: Text = None
    payer: Text = None
    day_format: OneFormat = None
    decimal: OneMark = None
    skip: Whole = None
    skip_last: Whole = None
    currency: Code = None
    method: Text = None


def read_mapping(path: str | Path) -> BankMapping:
    """Read a mapping file; raises Faulty with every mistake of it."""
    document = open_document(path, expected="a mapping file")
    file, misfits = fitted(document, MappingFile, Reading(None, None))
    mistakes = list(misfits)
    if file.amount and (file.credit or file.debit):
        expected = "amount, or credit and debit"
        mistakes.append(Mistake(("amount",), expected, "Take one of the two out."))
    if mistakes:
        raise Faulty(document.problem(mistake) for mistake in mistakes)
    return BankMapping(
        day=file.day,
        amount=file.amount,
        credit=file.credit,
        debit=file.debit,
        text=tuple(name for name in file.text or () if name is not None),
        reference=file.reference,
        balance=file.balance,
        payer=file.payer,
        day_format=file.day_format or ISO,
        decimal=file.decimal or DecimalMark.POINT,
        skip=file.skip or 0,
        skip_last=file.skip_last or 0,
        currency=file.currency,
        method=file.method or WIRE,
    )
