"""A report as plain text, in columns of fixed width: for a terminal, or a mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO

from rich.box import SIMPLE
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table as Columns
from rich.text import Text

from ledger.visible import visible
from projections.rehearsal import rehearsal_mark
from projections.reports.lines import EMPTY, LineRole, is_figure, lines, money_of
from projections.reports.model import Report, ReportTable
from projections.reports.wording import Fact, Wording, imprint, subject

WIDE = 10_000
_BREAKS = str.maketrans(dict.fromkeys("\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029", " "))


def write(report: Report, wording: Wording) -> bytes:
    """Write a report as UTF-8 text."""
    heading = report.heading
    printed = [sentence] if (sentence := rehearsal_mark(heading.timing)) else []
    printed += [f"{plain(heading.house)}: {plain(heading.title)}"]
    printed += _fact_lines(subject(heading, wording))
    for table in report.tables:
        printed += ["", *_table_lines(table, wording)]
    printed += ["", *_fact_lines(imprint(heading, wording))]
    return "".join(f"{line.rstrip()}\n" for line in printed).encode()


def plain(text: str) -> str:
    """Keep a text on its line, and show whatever would steer a terminal out of it."""
    return visible(text.translate(_BREAKS))


def _fact_lines(facts: Sequence[Fact]) -> Iterator[str]:
    plain_facts = [(plain(name), plain(fact)) for name, fact in facts]
    widest = max(cell_len(name) for name, _ in plain_facts)
    for name, fact in plain_facts:
        yield f"{set_cell_size(name, widest)}  {fact}"


def _table_lines(table: ReportTable, wording: Wording) -> Iterator[str]:
    yield plain(table.title)
    if (money := money_of(table)) is not None:
        yield money
    yield from _drawn_lines(_text_columns(table, wording))
    if not table.rows:
        yield EMPTY
    if table.note is not None:
        yield from ("", plain(table.note))


def _text_columns(table: ReportTable, wording: Wording) -> Columns:
    """Set a table in columns, its total below a rule."""
    worded = list(lines(table, wording))
    totals = next((line.cells for line in worded if line.role is LineRole.TOTAL), None)
    columns = Columns(box=SIMPLE, pad_edge=False, show_footer=totals is not None)
    for place, column in enumerate(table.columns):
        columns.add_column(
            Text(plain(column.title)),
            Text("" if totals is None else plain(totals[place])),
            justify="right" if is_figure(column) else "left",
            no_wrap=True,
        )
    for line in worded:
        if line.role is not LineRole.TOTAL:
            columns.add_row(*(Text(plain(cell)) for cell in line.cells))
        if line.role is LineRole.SUBTOTAL:
            columns.add_row()
    return columns


def _drawn_lines(columns: Columns) -> Iterator[str]:
    """Draw a table as wide as it is: where it is read, nothing may be cut."""
    console = Console(
        file=StringIO(), width=WIDE, color_system=None, force_terminal=False
    )
    console.width = console.measure(columns).maximum
    with console.capture() as drawn:
        console.print(columns)
    printed = [line.rstrip() for line in drawn.get().split("\n")]
    while not printed[-1]:
        printed.pop()
    yield from printed
