"""The pages of a report in words, for the writers that print them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import TypedDict
from unicodedata import bidirectional

from rich.cells import cell_len

from ledger.visible import visible
from projections.rehearsal import rehearsal_mark
from projections.reports.lines import (
    EMPTY,
    LineRole,
    WordedLine,
    is_figure,
    lines,
    money_of,
)
from projections.reports.model import Column, Figure, Kind, Report, ReportTable
from projections.reports.wording import Fact, Wording, imprint, subject

MINUS = "\N{MINUS SIGN}"

RIGHT_TO_LEFT = ("R", "AL")
ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"

LONG = 26
"""A column of longer texts than this shares what space is left, and wraps."""


class ColumnHead(TypedDict):
    """A column, as pages show it."""

    name: str
    """What scripts know it by."""
    title: str
    flush: bool
    """Whether it is set flush right."""
    when: bool
    """Whether its cells are days or moments, which stay on one line."""
    is_name: bool
    """Whether its cells say which row this is."""
    longest: int
    """How many letters its longest cell has on a line."""
    long: bool
    """Whether those are so many that its texts are better wrapped."""


class SetTable(TypedDict):
    """A table, as pages show it."""

    title: str
    money: str | None
    heads: list[ColumnHead]
    lines: list[tuple[LineRole, tuple[str, ...]]]
    empty: str | None
    note: str | None


class PagePicture(TypedDict):
    """A figure, as pages show it: ``svg`` or ``png`` in base 64."""

    title: str
    form: str
    data: str


class Pages(TypedDict):
    """A report, as pages show it."""

    title: str
    house: str
    mark: str | None
    """What each page of a rehearsal says above all."""
    subject: list[Fact]
    imprint: list[Fact]
    tables: list[SetTable]
    figures: list[PagePicture]


def pages(report: Report, wording: Wording) -> Pages:
    """Put everything a report says into words."""
    heading = report.heading
    return {
        "title": shown(heading.title),
        "house": shown(heading.house),
        "mark": rehearsal_mark(heading.timing),
        "subject": _shown_facts(subject(heading, wording)),
        "imprint": _shown_facts(imprint(heading, wording)),
        "tables": [_table_as_set(table, wording) for table in report.tables],
        "figures": [_page_picture(figure) for figure in report.figures],
    }


def shown(text: str) -> str:
    """Keep what a page can show: lines stay lines, and what is unseen is a code."""
    return "\n".join(map(_shown_line, text.splitlines()))


def _shown_line(text: str) -> str:
    """Show a line; where it runs from right to left, it turns nothing beside it."""
    if text.isascii() and text.isprintable():
        return text
    kept = visible(text)
    is_turned = any(bidirectional(letter) in RIGHT_TO_LEFT for letter in kept)
    return f"{ISOLATE}{kept}{END_OF_ISOLATE}" if is_turned else kept


def _shown_facts(facts: list[Fact]) -> list[Fact]:
    return [(shown(name), shown(fact)) for name, fact in facts]


def _table_as_set(table: ReportTable, wording: Wording) -> SetTable:
    set_lines = [
        (line.role, _shown_cells(line, table)) for line in lines(table, wording)
    ]
    return {
        "title": shown(table.title),
        "money": money_of(table),
        "heads": [
            _column_head(column, [cells[place] for _, cells in set_lines])
            for place, column in enumerate(table.columns)
        ],
        "lines": set_lines,
        "empty": None if table.rows else EMPTY,
        "note": table.note and shown(table.note),
    }


def _shown_cells(line: WordedLine, table: ReportTable) -> tuple[str, ...]:
    """Show the cells of a line, with a minus that is as wide as a plus."""
    return tuple(
        shown(cell).replace("-", MINUS) if is_figure(column) else shown(cell)
        for cell, column in zip(line.cells, table.columns, strict=True)
    )


def _column_head(column: Column, cells: Sequence[str]) -> ColumnHead:
    longest = max(
        (cell_len(line) for cell in cells for line in cell.split("\n")), default=0
    )
    return {
        "name": column.name,
        "title": shown(column.title),
        "flush": is_figure(column),
        "when": column.kind in {Kind.DAY, Kind.MOMENT},
        "is_name": column.key,
        "longest": longest,
        "long": column.kind is Kind.TEXT and longest > LONG,
    }


def _page_picture(figure: Figure) -> PagePicture:
    """Take the drawing that stays sharp, where there are two."""
    is_sharp = figure.svg is not None
    drawn = figure.svg.encode() if figure.svg is not None else figure.png or b""
    return {
        "title": shown(figure.title),
        "form": "svg" if is_sharp else "png",
        "data": b64encode(drawn).decode(),
    }
