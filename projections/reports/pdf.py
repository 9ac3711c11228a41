"""A report as PDF: what its pages say, fitted to a sheet and set in type."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from datetime import UTC
from importlib.resources import files

from projections.reports.model import Report
from projections.reports.pages import LONG, PagePicture, SetTable, pages
from projections.reports.wording import Wording
from projections.typesetting import Setting, Words, typeset

Sheet = tuple[float, float]
"""Width and height, in points."""

PAPERS: dict[str, Sheet] = {"a4": (595.28, 841.89), "us-letter": (612.0, 792.0)}

MARGINS = 102.0
"""Left and right together, in points."""

SIZE, SIZE_SMALL, SIZE_MIN = 9.5, 6.5, 5.0
"""How large a table is set, in points; how small to stay on a sheet, or on any."""

LETTER_WIDTH = 0.5
"""How wide a letter is on average, in sizes."""

GAP = 3
"""The space between two columns, in letters."""

TAGGED_CELLS_MAX = 20_000
"""Tags for screen readers make a file ten times as large: a very long report has none,
and is better heard as HTML."""

SHARE_MAX = 70
NARROW = 0.45
"""A table that takes less of a page than this is not stretched across it."""


class Fitted(SetTable):
    """A table, and how it is fitted to its page."""

    size: float
    widths: list[int | None]
    """The share of each column of what space is left; None takes what it needs."""


def write(report: Report, wording: Wording) -> bytes:
    """Write a report as PDF, dated when it was printed."""
    page_words = pages(report, wording)
    paper = _fitting_sheet(page_words["tables"], PAPERS[wording.paper])
    room = paper[0] - MARGINS
    words: Words = {
        **page_words,
        "author": report.heading.printed_by,
        "paper": {"width": paper[0], "height": paper[1]},
        "tables": [_fitted_table(table, room) for table in page_words["tables"]],
        "figures": [_typst_picture(figure) for figure in page_words["figures"]],
    }
    template = files("projections.reports") / "templates" / "report.typ"
    cells = sum(len(table.rows) * len(table.columns) for table in report.tables)
    setting = Setting(
        files={"main.typ": template.read_bytes()},
        dated=report.heading.printed_at.astimezone(UTC).replace(microsecond=0),
        tagged=cells <= TAGGED_CELLS_MAX,
    )
    return typeset(words, setting)


def _fitting_sheet(tables: Sequence[SetTable], sheet: Sheet) -> Sheet:
    """Choose a sheet for the widest table: upright, across, or twice as large."""
    needed = (
        max((sum(_letters_needed(table)) for table in tables), default=0) * LETTER_WIDTH
    )
    short, long = sheet
    if needed * SIZE <= short - MARGINS:
        return sheet
    return (long, short) if needed * SIZE_SMALL <= long - MARGINS else (2 * short, long)


def _letters_needed(table: SetTable) -> list[int]:
    """Count the letters that each column needs: of a long text, some lines' worth."""
    return [
        min(max(head["longest"], *map(len, head["title"].split()), 1), LONG) + GAP
        for head in table["heads"]
    ]


def _fitted_table(table: SetTable, room: float) -> Fitted:
    """Choose a size at which a table fits, and let long texts share what is left."""
    heads, needs = table["heads"], _letters_needed(table)
    needed = sum(needs) * LETTER_WIDTH
    size = min(SIZE, max(SIZE_MIN, room / needed)) if needed else SIZE
    sharing = [
        min(head["longest"], SHARE_MAX) if head["long"] else None for head in heads
    ]
    is_stretched = needed * size > room * NARROW
    if needed * size > room:
        # Nothing fits: every column gives way, so that none is lost.
        sharing = list(needs)
    elif is_stretched and not any(sharing):
        texts = (n for n, head in enumerate(heads) if not head["flush"])
        sharing[next(texts, 0)] = 1
    return {**table, "size": size, "widths": sharing}


def _typst_picture(picture: PagePicture) -> dict[str, object]:
    """Hand a figure over as the typesetter takes it: a text, or numbers for bytes."""
    drawn = b64decode(picture["data"])
    is_text = picture["form"] == "svg"
    return {
        "title": picture["title"],
        "form": picture["form"],
        "bytes": drawn.decode() if is_text else list(drawn),
    }
