"""Say results: lines for people, tables, JSON for scripts, progress on long work.

Standard output is for results, standard error for talk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import click

WRAPPED = ("why", "source")
"""Columns whose text goes on in the next line; the others are one line each."""

PIPE_COLUMNS = 1_000

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON for scripts."
)


def say_json(value: object) -> None:
    """Print a value as JSON, in the order it was made."""
    from json import dumps  # noqa: PLC0415

    click.echo(dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case Enum():
            return value.value
        case _ if is_dataclass(value):
            return {one.name: getattr(value, one.name) for one in fields(value)}
        case _:
            raise TypeError(f"{type(value).__name__} has no JSON")


def say_facts(facts: Sequence[tuple[str, object]]) -> None:
    """Print names and values, one to a line, aligned."""
    width = max(len(name) for name, _ in facts)
    for name, value in facts:
        click.echo(f"{name:<{width}}  {value}")


def say_table(
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[object]],
    *,
    title: str | None = None,
) -> None:
    """Print a table; a column is a name and ``left`` or ``right``."""
    from rich import box  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(
        title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False
    )
    for name, side in columns:
        table.add_column(
            name,
            justify="right" if side == "right" else "left",
            no_wrap=name not in (*WRAPPED, "title"),
        )
    for row in rows:
        cells = ("" if cell is None else str(cell) for cell in row)
        # A title gives way to the figures beside it, and stays on its line.
        table.add_row(
            *(
                Text(cell, no_wrap=True, overflow="ellipsis")
                if name == "title"
                else Text(cell)
                for (name, _), cell in zip(columns, cells, strict=True)
            )
        )
    console = Console()
    # A pipe has no width of its own: nothing may be cut there.
    if not console.is_terminal:
        console.width = Console(width=PIPE_COLUMNS).measure(table).maximum
    console.print(table)


@contextmanager
def progress(label: str, *, total: int | None = None) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error while work goes on; gives ``(done, total)``."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, disable=not console.is_terminal, transient=True
    ) as bar:
        task = bar.add_task(label, total=total)

        def advance(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        yield advance
