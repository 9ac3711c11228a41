"""A bank's file that comes with a request, and how its columns are read."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ledger.files.bank_file import BankMapping
from ledger.files.bank_file.mapping import ISO, WIRE, DayFormat
from ledger.files.cells import DecimalMark
from ledger.files.problems import Misread
from web.amounts import currency_named
from web.fields import CurrencyCode, Words
from web.problem import HttpProblem
from web.uploads import FileBody

Lines = Annotated[int, Meta(ge=0, le=1000)]


class ColumnsBody(FileBody, frozen=True, kw_only=True):
    """A bank's file (camt, MT940, CSV); of a CSV, what its columns are called."""

    day: Words | None = None
    """Of a CSV: the column with the day of booking."""
    amount: Words | None = None
    """The column with the signed amount."""
    credit: Words | None = None
    """In its place: the column of what came in,"""
    debit: Words | None = None
    """and the column of what left."""
    text: tuple[Words, ...] = ()
    """The columns with texts that may name invoices."""
    reference: Words | None = None
    """The column with the bank's reference."""
    balance: Words | None = None
    """The column with what stood on the account after each line."""
    payer: Words | None = None
    """The column that tells who paid: shown where a line is not booked, and never
    recorded."""
    day_format: Annotated[str, Meta(min_length=1, max_length=40)] = ISO
    """How its days are written: ``DD.MM.YYYY``."""
    decimal: DecimalMark = DecimalMark.POINT
    """What stands before the decimals."""
    skip: Lines = 0
    """So many lines stand above the header."""
    skip_last: Lines = 0
    """So many stand below the table."""
    currency: CurrencyCode | None = None
    """The currency of a CSV; that of the sales, or of the account, by default."""

    def mapping(self, method: str = WIRE) -> BankMapping:
        """Return how a CSV is read; raises HttpProblem."""
        if self.amount and (self.credit or self.debit):
            words = "It has amount beside credit or debit. Take one of the two out."
            raise _unfit(words)
        return BankMapping(
            day=self.day,
            amount=self.amount,
            credit=self.credit,
            debit=self.debit,
            text=self.text,
            reference=self.reference,
            balance=self.balance,
            payer=self.payer,
            day_format=_day_format(self.day_format),
            decimal=self.decimal,
            skip=self.skip,
            skip_last=self.skip_last,
            currency=None if self.currency is None else currency_named(self.currency),
            method=method,
        )


def _day_format(written: str) -> str:
    try:
        return DayFormat(written).written
    except Misread as no:
        raise _unfit(f"day_format is {written!r}: {no}") from no


def _unfit(words: str) -> HttpProblem:
    return HttpProblem(422, "unreadable-columns", "Columns that cannot be read", words)
