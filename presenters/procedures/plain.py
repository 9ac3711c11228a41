"""The description as plain text, for a terminal or a printer of any kind."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from ledger.visible import visible
from presenters.procedures.document import Chapter, Document, Facts, Part, PrintedTable

WIDTH = 80
BLANK = "_" * WIDTH


def plain(document: Document) -> bytes:
    """Write a description as text, in lines of 80 characters where they can be cut."""
    lines = [
        document.title,
        "=" * len(document.title),
        document.subtitle,
        *([document.mark] if document.mark is not None else []),
        *([document.house] if document.house else []),
        "",
        *_facts(document.subject),
        "",
        *wrap(document.intro, WIDTH),
    ]
    for number, chapter in enumerate(document.chapters, 1):
        lines += _chapter(number, chapter)
    return "\n".join([*(visible(line) for line in lines), ""]).encode()


def _chapter(number: int, chapter: Chapter) -> Iterator[str]:
    title = f"{number}  {chapter.title}"
    yield from ("", "", title, "-" * len(title))
    for part in chapter.parts:
        yield ""
        if part.title:
            yield from (part.title, "")
        yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    for place, paragraph in enumerate(part.paragraphs):
        if place:
            yield ""
        yield from wrap(paragraph, WIDTH, break_long_words=False)
    if part.facts:
        if part.paragraphs:
            yield ""
        yield from _facts(part.facts)
    if part.table is not None:
        if part.paragraphs:
            yield ""
        yield from _table(part.table)
    for point in part.points:
        yield from wrap(point, WIDTH, initial_indent="- ", subsequent_indent="  ")
    for blank in part.blanks:
        yield from ("", *wrap(blank, WIDTH), "", BLANK)


def _facts(facts: Facts) -> Iterator[str]:
    width = max(len(name) for name, _ in facts)
    for name, value in facts:
        yield f"{name:<{width}}  {value}"


def _table(table: PrintedTable) -> Iterator[str]:
    """Write columns side by side; the last one takes what room it needs."""
    if not table.rows:
        yield table.empty
        return
    cells = [table.heads, *table.rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip()
