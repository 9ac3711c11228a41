"""A report as plain text, in columns of fixed width: for a terminal, or a mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import category, combining, east_asian_width

from projections.reports.lines import EMPTY, Role, is_figure, lines, money_of
from projections.reports.model import Report, Table
from projections.reports.wording import Fact, Wording, imprint, subject

GAP = "  "
_BREAKS = str.maketrans(dict.fromkeys("\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029", " "))
_ZERO_WIDTH = ("Mn", "Me", "Cf")


def write(report: Report, wording: Wording) -> bytes:
    """Write a report as UTF-8 text."""
    heading = report.heading
    told = [f"{plain(heading.house)}: {plain(heading.title)}"]
    told += _facts(subject(heading, wording))
    for table in report.tables:
        told += ["", *_table(table, wording)]
    told += ["", *_facts(imprint(heading, wording))]
    return "".join(f"{line.rstrip()}\n" for line in told).encode()


def plain(text: str) -> str:
    """Keep a text on its line, and whatever would steer a terminal out of it.

    Escape codes and marks that turn the direction of writing are shown, not sent.
    """
    if text.isascii() and text.isprintable():
        return text
    kept = text.translate(_BREAKS)
    return "".join(
        one.encode("unicode_escape").decode() if _steers(one) else one for one in kept
    )


def turns(letter: str) -> bool:
    """Tell whether a letter is none, but turns the direction of those beside it."""
    return "\u202a" <= letter <= "\u202e" or "\u2066" <= letter <= "\u2069"


def _steers(letter: str) -> bool:
    return turns(letter) or category(letter) == "Cc"


def width(text: str) -> int:
    """Count the places a text takes in a terminal: two for a wide letter."""
    return sum(map(_places, text)) if not text.isascii() else len(text)


def _places(letter: str) -> int:
    if combining(letter) or category(letter) in _ZERO_WIDTH:
        return 0
    return 2 if east_asian_width(letter) in "WF" else 1


def _facts(facts: Sequence[Fact]) -> Iterator[str]:
    widest = max(width(plain(name)) for name, _ in facts)
    for name, fact in facts:
        yield f"{_set(plain(name), widest)}{GAP}{plain(fact)}"


def _table(table: Table, wording: Wording) -> Iterator[str]:
    yield plain(table.title)
    if (money := money_of(table)) is not None:
        yield money
    titles = [plain(column.title) for column in table.columns]
    worded = [
        (line.role, [plain(cell) for cell in line.cells])
        for line in lines(table, wording)
    ]
    rows = [cells for _, cells in worded]
    widths = [max(map(width, cells)) for cells in zip(titles, *rows, strict=True)]
    flush = [is_figure(column) for column in table.columns]

    def fitted(cells: Sequence[str]) -> str:
        placed = zip(cells, widths, flush, strict=True)
        return GAP.join(_set(cell, wide, right=right) for cell, wide, right in placed)

    rule = GAP.join("-" * wide for wide in widths)
    yield from ("", fitted(titles), rule)
    for role, cells in worded:
        if role is Role.TOTAL:
            yield rule
        yield fitted(cells)
        if role is Role.SUBTOTAL:
            yield ""
    if not table.rows:
        yield EMPTY
    if table.note is not None:
        yield from ("", plain(table.note))


def _set(text: str, wide: int, *, right: bool = False) -> str:
    space = " " * (wide - width(text))
    return f"{space}{text}" if right else f"{text}{space}"
