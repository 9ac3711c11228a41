"""A file that is typed into a form: a table cell by cell, or a text as it stands.

What takes a file takes it typed, too: all of it or nothing, with every mistake named by
its line. The columns of a table are fields that stand once in each row.
"""

from __future__ import annotations

import csv
from base64 import b64encode
from collections.abc import Sequence
from io import StringIO
from itertools import zip_longest

CELL = "cell:"
"""What stands before the name of a column, in the name of its fields."""
TEXT = "typed"
"""The field of a text."""
_CONTENT = "content"


def _is_typed(name: str) -> bool:
    """Say whether a field is a part of a file that is typed."""
    return name == TEXT or name.startswith(CELL)


def with_typed_file(fields: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the fields of a form with what is typed as the content of its file."""
    others = [(name, text) for name, text in fields if not _is_typed(name)]
    typed = dict(fields).get(TEXT)
    if typed is not None:
        return [*others, _content(typed)]
    columns: dict[str, list[str]] = {}
    for name, text in fields:
        if name.startswith(CELL):
            columns.setdefault(name.removeprefix(CELL), []).append(text.strip())
    return [*others, _content(_table(columns))] if columns else others


def _table(columns: dict[str, list[str]]) -> str:
    """Write a table as CSV; a row that is left empty keeps its line."""
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(columns)
    rows.writerows(zip_longest(*columns.values(), fillvalue=""))
    return text.getvalue()


def _content(text: str) -> tuple[str, str]:
    return _CONTENT, b64encode(text.encode()).decode()
