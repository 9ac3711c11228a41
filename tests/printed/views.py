"""The page of views: every name that SQL can ask for, and what each column says."""

from __future__ import annotations

import re

from projections.columns import (
    DayColumn,
    FlagColumn,
    MomentColumn,
    RateColumn,
    WordColumn,
    is_amount,
)
from projections.sql_views import shown_columns
from projections.view import table_of
from projections.views import VIEWS
from tests.printed.said import PRINTED, about, must_mean, of_field, table

INTRODUCTION = (
    "# Views",
    PRINTED,
    (
        "What can be asked in SQL of the file `lotledger.db-views` beside a ledger. "
        "Each name below stays the same through every rebuild.\n"
        "How to ask: [Query the books in SQL](../how-to/query-the-books-in-sql.md)."
    ),
    (
        "Every amount stands there twice.\n"
        "The column that ends in `_minor` counts whole minor units, such as cents: add "
        "these up.\n"
        "The column beside it is the exact decimal as text, with the decimals of its "
        "currency: `1250.50` in USD, `1250` in JPY, `1.250` in KWD.\n"
        "Amounts of two currencies never add up: group by `currency`."
    ),
    table(
        "kind",
        "is kept as",
        rows=[
            ("text", "Text. Where only some words can stand there, they are listed."),
            ("number", "A whole number."),
            ("minor units", "A whole number of the currency's smallest unit."),
            ("decimal", "An amount as text, exact."),
            ("yes or no", "1 or 0."),
            ("day", "Text as ISO 8601 has it: `2025-12-12`. It sorts as days do."),
            (
                "time",
                (
                    "Text as ISO 8601 has it, in UTC, always to the microsecond: "
                    "`2025-12-12T16:00:00.000000+00:00`. It sorts as times do."
                ),
            ),
            ("fraction", "An exact rate as text: `33/400` is 8.25 %."),
        ],
    ),
    (
        "A name such as `invoices_2` is the place where the rows of today are kept. It "
        "changes with every rebuild: ask for `invoices`."
    ),
)


def views_page():
    """Print what each view holds, a section for each."""
    return [*INTRODUCTION, *(_section(view) for view in VIEWS)]


def _section(view):
    rows = table_of(view, 0)
    listed = [
        (f"`{name}`", _kind(name, column), _meaning(view, name, column))
        for name, column in shown_columns(rows)
    ]
    key = rows.c[view.key].name
    told = f"No two rows have the same `{key}`."
    columns = table("column", "kind", "", rows=listed)
    return f"## {view.name}\n\n{_in_sql(about(view.row))}\n{told}\n\n{columns}"


def _kind(name, column):
    if column is None:
        return "text"
    if is_amount(column):
        return "minor units" if name == column.name else "decimal"
    match column.type:
        case WordColumn(words=words):
            return f"text: {', '.join(f'`{word.value}`' for word in words)}"
        case FlagColumn():
            return "yes or no"
        case DayColumn():
            return "day"
        case MomentColumn():
            return "time"
        case RateColumn():
            return "fraction"
        case _:
            return "number" if column.type.python_type is int else "text"


def _meaning(view, name, column):
    if column is None:
        return must_mean("views", name)
    if name != column.name:
        return f"`{column.name}` as a decimal."
    said = of_field(view.row, column.key) or must_mean("views", column.key)
    return _in_sql(said)


def _in_sql(text):
    return re.sub(r"\bNone\b", "`NULL`", text)
