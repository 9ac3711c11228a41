"""What stands over and under the figures of every report and export, in one file."""

from __future__ import annotations

from pathlib import Path

import pytest

from projections.exports.registry import EXPORTS
from projections.reports.books.registry import BOOKS
from tests.affairs import first_affair
from tests.books_by_hand import Books, december, scope
from tests.entries import Log

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parent / "golden" / "headings.txt"
MARKS = ("!", "*Contact")
"""How a line begins that says what stands below it."""


@pytest.fixture
def told():
    told = Books(Log().tell(*first_affair()))
    yield told
    told.close()


def headings(told):
    """Write the head and foot of every table, and what exports say of their columns."""
    asked = scope(threshold=1, on=december(31))
    for name, book in BOOKS.items():
        report = book.build(told.db, asked)
        yield f"== {name}: {report.heading.title}"
        for table in report.tables:
            yield f"-- {table.name}: {table.title}"
            yield " | ".join(column.title for column in table.columns)
            totals = table.totals() or ()
            yield " | ".join("" if cell is None else str(cell) for cell in totals)
    for name, export in EXPORTS.items():
        yield f"== {name}"
        (file,) = export.writer(None)(told.db, asked, export.chart)
        lines = file.decode("utf-8-sig").splitlines()
        yield from (line for line in lines if line.startswith(MARKS))


def test_heads_and_totals_are_what_they_were(told, request):
    written = "\n".join(line.rstrip() for line in headings(told)) + "\n"
    if request.config.getoption("--golden-update"):
        GOLDEN.write_text(written, "utf-8")
    assert GOLDEN.read_text("utf-8") == written
