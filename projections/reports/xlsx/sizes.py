"""The room that texts take on a sheet, and the limits of a cell and a margin."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from ledger.visible import visible
from projections.reports.lines import WordedLine
from projections.reports.model import Kind, ReportTable

TEXT_MAX = 32_767
"""Letters that a cell holds."""

WIDTH_MAX = 60
TITLE_WIDTH = 12
"""A longer title is wrapped, unless its column is wider anyway."""
CODE_WIDTH = 8
"""A sum needs room for the code of its currency."""
SPARE_WIDTH = 3
"""For the button of a filter, and so that columns do not touch."""

LINE_HEIGHT = 15.0
HEIGHT_MAX = 409.0
"""What a spreadsheet takes for a row, in points."""

MARK_MAX = 40
"""Letters of a text in the margin: a margin holds 255 in all, codes counted."""


def widths(table: ReportTable, worded: Sequence[WordedLine]) -> list[int]:
    """Count the letters that each column needs, so far as a page allows."""
    counts = []
    for place, column in enumerate(table.columns):
        longest = max((_longest_line(line.cells[place]) for line in worded), default=0)
        title = min(cell_len(column.title), max(TITLE_WIDTH, longest))
        is_sum = column.total and column.kind is Kind.AMOUNT
        spare = CODE_WIDTH if is_sum else SPARE_WIDTH
        counts.append(min(max(longest, title) + spare, WIDTH_MAX))
    return counts


def height(cells: Sequence[str], wide: Sequence[int]) -> float | None:
    """Say how high a row must be for texts that wrap; None where none does."""
    needed = max(
        sum(-(-max(cell_len(line), 1) // (room - 1)) for line in cell.splitlines())
        for cell, room in zip(cells, wide, strict=True)
    )
    return min(needed * LINE_HEIGHT, HEIGHT_MAX) if needed > 1 else None


def cut(text: str) -> str:
    """Keep a text to what a cell holds, and show what would be unseen in it."""
    text = visible(text, keep="\n")
    return text if len(text) <= TEXT_MAX else f"{text[: TEXT_MAX - 1]}…"


def mark(text: str) -> str:
    """Write a text for the margin of a page, where ``&`` starts a code."""
    return " ".join(text.split())[:MARK_MAX].replace("&", "&&")


def _longest_line(text: str) -> int:
    return max(map(cell_len, text.splitlines()), default=0)
