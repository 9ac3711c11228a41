"""Head a report, and write it to a file or to standard output."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click
from rich.cells import cell_len

from commands.attribution import login_name
from commands.written_file import write_file
from ledger.clock import machine_clock
from ledger.identity import SaleId
from presenters.report import report_json
from presenters.report_scope import report_scope
from projections.reports.books.scope import Scope
from projections.reports.column_filters import (
    UnknownColumn,
    column_names,
    with_columns,
)
from projections.reports.formats import write
from projections.reports.model import Report

if TYPE_CHECKING:
    from ledger.house.records import Records

BINARY = ("xlsx", "pdf")


def scope_of(
    records: Records,
    sale: SaleId | None,
    then: int | date | None,
    *,
    printed_by: str | None,
    printed_at: datetime | None,
) -> Scope:
    """Say what a report is about, and who prints it now, unless somebody says."""
    return report_scope(
        records,
        sale,
        then,
        printed_by=printed_by or login_name(),
        printed_at=printed_at or machine_clock(),
    )


def refuse_binary_output(form: str, out: Path | None) -> None:
    """Refuse to write to a terminal what no terminal shows; raises BadParameter."""
    if form in BINARY and out is None:
        slip = f"{form} is no text format. Name a file with --out."
        raise click.BadParameter(slip, param_hint="'--format'")


def report_bytes(
    report: Report, form: str, locale: str, columns: Sequence[str] = ()
) -> bytes:
    """Write a report in a format, all of it or some columns; raises UnknownLocale."""
    if columns:
        try:
            report = with_columns(report, columns)
        except UnknownColumn as no:
            raise click.BadParameter(str(no), param_hint="'--columns'") from no
    return report_json(report) if form == "json" else write(report, form, locale)


def warn_of_width(report: Report, content: bytes) -> None:
    """Say how to choose columns where a table is wider than the terminal."""
    if not sys.stdout.isatty():
        return
    widest = max(map(cell_len, content.decode().splitlines()), default=0)
    columns = get_terminal_size().columns
    if widest > columns:
        names = ", ".join(column_names(report))
        click.echo(
            f"The widest line has {widest} characters, and the terminal {columns}. "
            f"Choose with --columns, out of: {names}. Or write it to a file: "
            "--format xlsx --out FILE.",
            err=True,
        )


def write_files(
    files: Sequence[bytes], out: Path | None, *, name: str, form: str
) -> None:
    """Write files, or all of it to standard output; several are numbered."""
    if out is None:
        for content in files:
            click.echo(content, nl=False)
        return
    places = [out]
    if len(files) > 1:
        numbers = range(1, len(files) + 1)
        places = [out.with_name(f"{out.stem}-{n}{out.suffix}") for n in numbers]
    for place, content in zip(places, files, strict=True):
        write_file(place, content)
        click.echo(f"{place}: {name} written as {form}.")
