"""A report as a workbook: a sheet for each table, in numbers and dates, not in text.

A spreadsheet counts in binary fractions. Up to 2 to the 53rd minor units each amount
comes back from there as it was, to the cent; a larger one is refused rather than
blurred. Sums are formulas, and round away what binary fractions leave behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from io import BytesIO

from xlsxwriter import Workbook

from projections.reports.model import Report, ReportTable
from projections.reports.wording import Wording
from projections.reports.xlsx.sheet import Sheet

SHEET_NAME_MAX = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\\r\n\t", " "))


def write(report: Report, wording: Wording) -> bytes:
    """Write a report as XLSX."""
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    heading = report.heading
    book.set_properties(
        {
            "title": heading.title,
            "author": heading.printed_by,
            "company": heading.house,
            "created": heading.printed_at.astimezone(UTC).replace(tzinfo=None),
        }
    )
    names = _sheet_names(report.tables)
    for table, name in zip(report.tables, names, strict=True):
        sheet = Sheet(book, book.add_worksheet(name), table, wording)
        sheet.fill(heading)
    book.close()
    return buffer.getvalue()


def _sheet_names(tables: Sequence[ReportTable]) -> Iterator[str]:
    """Name sheets after their tables, as a spreadsheet allows: short, and once.

    Where a title is too long, what stands after its colon says more than its beginning.
    """
    taken = {"history"}
    for table in tables:
        plain = _sheet_title(table.title)
        if len(plain) > SHEET_NAME_MAX:
            plain = _sheet_title(table.title.partition(": ")[2]) or plain
        name, count = plain[:SHEET_NAME_MAX].strip(" '") or table.name, 1
        while name.lower() in taken:
            count += 1
            mark = f" ({count})"
            name = plain[: SHEET_NAME_MAX - len(mark)].strip(" '") + mark
        taken.add(name.lower())
        yield name


def _sheet_title(title: str) -> str:
    return " ".join(title.translate(_NOT_IN_NAMES).split()).strip("'")
