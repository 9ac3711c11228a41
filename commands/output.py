"""Say results: lines for people, tables, JSON for scripts, progress on long work.

Standard output is for results, standard error for talk.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from shutil import get_terminal_size
from textwrap import wrap
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from commands.streams import steering
from ledger.visible import visible

if TYPE_CHECKING:
    from rich.progress import Progress
    from rich.table import Table


F = TypeVar("F", bound=Callable[..., Any])

WRAPPED = ("why", "source", "question", "what", "which")
"""Columns whose text goes on in the next line; the others are one line each."""

PIPE_COLUMNS = 1_000

YIELDING_MIN = 8
"""A title or a sentence is read in no fewer signs than these."""

PATIENCE_SECONDS = 0.5
"""Work that takes no longer needs no bar."""


class JsonOption(click.Option):
    """The option ``--json``, which knows the shapes of what is printed."""

    def __init__(
        self, names: Sequence[str], *, shapes: Sequence[str], many: bool, **attrs: Any
    ) -> None:
        super().__init__(names, **attrs)
        self.shapes, self.many = shapes, many


def prints_json(*shapes: str, many: bool = False) -> Callable[[F], F]:
    """Give a command the option ``--json``, and say which shapes it may print.

    A shape is named by its module, ``presenters.lot:LotShape``, and entered by nobody
    who only asks for help; ``many`` says that a list of it is printed.
    """
    option = click.option(
        "--json",
        "as_json",
        cls=JsonOption,
        shapes=shapes,
        many=many,
        is_flag=True,
        help="Print JSON for scripts.",
    )
    return lambda command: option(_marked(command))


def _marked(command: F) -> F:
    """Let a command that reads say that what it showed is of a rehearsal, if it is."""

    @wraps(command)
    def marked(*args: Any, **given: Any) -> Any:
        try:
            answer = command(*args, **given)
        except click.exceptions.Exit:
            _note_rehearsal()
            raise
        _note_rehearsal()
        return answer

    return cast("F", marked)


def _note_rehearsal() -> None:
    """Say on standard error that what was shown is of a rehearsal, if it is.

    What a script reads keeps its shape: a list of records holds nothing else.
    """
    context = click.get_current_context(silent=True)
    take = getattr(context and context.obj, "rehearsal_mark", None)
    if take is not None and (mark := take()) is not None:
        click.echo(mark, err=True)


def print_json(answer: object) -> None:
    """Print shapes as JSON for scripts."""
    from presenters.shape import to_json

    click.echo(to_json(answer))


def print_facts(facts: Sequence[tuple[str, object]]) -> None:
    """Print names and values, one to a line, aligned."""
    width = max(len(name) for name, _ in facts)
    for name, value in facts:
        click.echo(f"{name:<{width}}  {value}")


def print_filled_table(
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[object]],
    *,
    title: str | None = None,
) -> None:
    """Print a table without the columns that nothing stands in."""
    filled = [
        at
        for at in range(len(columns))
        if not rows or any(row[at] is not None for row in rows)
    ]
    print_table(
        [columns[at] for at in filled],
        [[row[at] for at in filled] for row in rows],
        title=title,
    )


def print_table(
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[object]],
    *,
    title: str | None = None,
) -> None:
    """Print a table; a column is a name and ``left`` or ``right``."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=title,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    for name, side in columns:
        table.add_column(
            name,
            justify="right" if side == "right" else "left",
            no_wrap=name not in (*WRAPPED, "title"),
        )
    shown_rows = [
        ["" if cell is None else visible(str(cell)) for cell in row] for row in rows
    ]
    for row in shown_rows:
        # A title gives way to the figures beside it, and stays on its line.
        table.add_row(
            *(
                Text(cell, no_wrap=True, overflow="ellipsis")
                if name == "title"
                else Text(cell)
                for (name, _), cell in zip(columns, row, strict=True)
            )
        )
    _print_fitted(table, _width_needed([name for name, _ in columns], shown_rows))


def _width_needed(names: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Return how wide a terminal must be for nothing but titles to be cut."""
    from rich.cells import cell_len

    widths = [
        max(map(cell_len, column))
        for column in zip(names, *rows, strict=True)
        if column[0] not in (*WRAPPED, "title")
    ]
    yielding = len(names) - len(widths)
    return sum(widths) + YIELDING_MIN * yielding + 2 * len(names)


def _print_fitted(table: Table, needed: int) -> None:
    """Draw a table as wide as the terminal lets it be, and say where that cuts it."""
    from rich.console import Console

    console = Console()
    # A pipe has no width of its own: nothing may be cut there.
    if not console.is_terminal:
        console.width = Console(width=PIPE_COLUMNS).measure(table).maximum
    with console.capture() as drawn:
        console.print(table)
    lines = "\n".join(line.rstrip() for line in drawn.get().split("\n"))
    # The cells are shown already; what is left to a terminal is the look of the table.
    click.echo(lines.encode(console.encoding, "backslashreplace"), nl=False)
    if console.is_terminal and needed > console.width:
        click.echo(
            f"Cells are cut: the table is {needed} characters wide, the terminal "
            f"{console.width}. Widen it, print --json, or pipe it: … | less -S",
            err=True,
        )


def print_remarks(
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[object]],
    remarks: Sequence[str],
    *,
    title: str,
) -> None:
    """Print a table in which each row has words below it, as wide as they come."""
    names = [name for name, _ in columns]
    cells = [
        ["" if cell is None else visible(str(cell)) for cell in row] for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(names, *cells, strict=True)]
    sides = [">" if side == "right" else "<" for _, side in columns]

    def line(row: Sequence[str]) -> str:
        fitted = zip(row, sides, widths, strict=True)
        return "  ".join(f"{cell:{side}{width}}" for cell, side, width in fitted)

    indent = " " * (widths[0] + 2)
    wide = get_terminal_size().columns if sys.stdout.isatty() else PIPE_COLUMNS
    click.echo(f"{title}\n\n{line(names).rstrip()}")
    for row, remark in zip(cells, remarks, strict=True):
        click.echo(line(row).rstrip())
        for part in wrap(
            remark,
            wide,
            initial_indent=indent,
            subsequent_indent=indent,
            break_on_hyphens=False,
        ):
            click.echo(part)


def print_paragraphs(paragraphs: Iterable[str]) -> None:
    """Print texts as wide as the terminal lets them be, a line between two."""
    wide = get_terminal_size().columns if sys.stdout.isatty() else PIPE_COLUMNS
    for paragraph in paragraphs:
        click.echo()
        for part in wrap(visible(paragraph), wide, break_on_hyphens=False):
            click.echo(part)


def warn_of_more(where: str) -> None:
    """Say that a key gave its recorded answer, and that more is to be done by now."""
    new = f"More came {where} after the key was used, and is on no document yet"
    click.echo(f"Warning: {new}. Repeat the command with another key.", err=True)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error while long work goes on; gives ``(done, total)``.

    Nothing is shown of short work, nor where nobody watches.
    """
    begun_at = monotonic()
    bar: Progress | None = None

    def advance(done: int, total: int) -> None:
        nonlocal bar
        if bar is None:
            if not sys.stderr.isatty() or monotonic() - begun_at < PATIENCE_SECONDS:
                return
            bar = _progress_bar()
            bar.add_task(label, total=total)
            bar.start()
        bar.update(bar.task_ids[0], completed=done, total=total)

    try:
        yield advance
    finally:
        if bar is not None:
            bar.stop()


def _progress_bar() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(file=steering(sys.stderr)),
        transient=True,
    )
