"""The pages of a report in the words of who reads them: what is data stays as it is."""

from __future__ import annotations

from projections.reports.lines import LineRole
from projections.reports.model import Column, Kind, Report, ReportTable
from projections.reports.pages import ColumnHead, Pages, SetTable
from web.phrases import PhraseBook

WORDED = frozenset(
    """account box change channel check counts decision figure kind known late looked_at
    looks_for meaning method missing nature notes or_else outcome place purpose records
    remedy role rule scope sentence stage stage_without state to verdict way what
    which why""".split()
)
"""The columns whose texts are words of the product; those of others are data."""


def pages_in_words(pages: Pages, report: Report, book: PhraseBook) -> Pages:
    """Return the pages of a report in the words of a phrase book."""
    return {
        **pages,
        "title": book(pages["title"]),
        "subject": [
            (book(name, "fact"), book(fact)) for name, fact in pages["subject"]
        ],
        "tables": [
            _table(words, table, book)
            for words, table in zip(pages["tables"], report.tables, strict=True)
        ],
    }


def is_worded(column: Column) -> bool:
    """Say whether the values of a column are words of the product."""
    is_text = column.kind is Kind.TEXT and _source_of(column) in WORDED
    return is_text or column.kind is Kind.YES_NO


def heading_contexts(column: Column) -> tuple[str, str]:
    """Return where the heading of a column may have a meaning of its own."""
    source = _source_of(column)
    return f"{source} {column.kind}", source


def _source_of(column: Column) -> str:
    """Return the column that one was made of, where two versions are compared."""
    return column.name.removesuffix("_then").removesuffix("_now")


def _table(words: SetTable, table: ReportTable, book: PhraseBook) -> SetTable:
    heads = zip(words["heads"], table.columns, strict=True)
    return {
        **words,
        "title": book(words["title"]),
        "money": words["money"] and book(words["money"]),
        "heads": [_head(head, column, book) for head, column in heads],
        "lines": [
            (role, _cells(role, cells, table.columns, book))
            for role, cells in words["lines"]
        ],
        "empty": words["empty"] and book(words["empty"]),
        "note": words["note"] and book(words["note"]),
    }


def _head(head: ColumnHead, column: Column, book: PhraseBook) -> ColumnHead:
    return {**head, "title": book(head["title"], *heading_contexts(column))}


def _cells(
    role: LineRole,
    cells: tuple[str, ...],
    columns: tuple[Column, ...],
    book: PhraseBook,
) -> tuple[str, ...]:
    """Write the cells of a line; that it is a sum stands in any column."""
    return tuple(
        book(cell, column.name)
        if is_worded(column) or role is not LineRole.ROW
        else cell
        for cell, column in zip(cells, columns, strict=True)
    )
