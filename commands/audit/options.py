"""The options of a table that an audit prints: how, where, as of when, by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from commands.output import prints_json
from commands.print_options import (
    as_of_option,
    columns_option,
    locale_option,
    out_option,
    printed_at_option,
    printed_by_option,
)
from commands.session import LedgerSession
from projections.reports.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.house.records import Records
    from ledger.identity import SaleId
    from projections.reports.books.scope import Scope
    from projections.reports.model import Report

F = TypeVar("F", bound="Callable[..., Any]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRequest:
    """How a table is printed, and how far back it looks."""

    form: str | None
    as_json: bool
    out: Path | None
    columns: tuple[str, ...]
    locale: str
    as_of: int | date | None
    printed_by: str | None
    printed_at: datetime | None

    @classmethod
    def plain(cls) -> TableRequest:
        """Ask for nothing in particular: as it stands now, for the terminal."""
        return cls(
            form=None,
            as_json=False,
            out=None,
            columns=(),
            locale="en_US",
            as_of=None,
            printed_by=None,
            printed_at=None,
        )

    @property
    def format(self) -> str | None:
        """The format of a file; None where a list on the terminal will do."""
        if self.as_json:
            return "json"
        is_table = self.out is not None or self.columns
        return self.form or ("text" if is_table else None)


_OPTIONS = (
    click.option(
        "--format",
        "form",
        type=click.Choice([*FORMATS, "json"]),
        help="The format to write.  [default: a list for the terminal]",
    ),
    prints_json("presenters.report:ReportShape"),
    out_option,
    columns_option,
    locale_option,
    as_of_option,
    printed_by_option,
    printed_at_option,
)


def table_options(command: F) -> F:
    """Give a command the options of a table."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def begin(ledger: LedgerSession, request: TableRequest) -> None:
    """Refuse what cannot be written, and look back where that is asked for."""
    from commands.report.output import refuse_binary_output

    if request.format is not None:
        refuse_binary_output(request.format, request.out)
    if request.as_of is not None:
        ledger.look_back(request.as_of)


def table_scope(records: Records, sale: SaleId | None, request: TableRequest) -> Scope:
    """Say what a table is of, and who prints it; its records are of one moment."""
    from commands.report.output import scope_of

    return scope_of(
        records,
        sale,
        request.as_of,
        printed_by=request.printed_by,
        printed_at=request.printed_at,
    )


def write_table(report: Report, request: TableRequest) -> None:
    """Write a table in the format that was asked for."""
    from commands.report.output import report_bytes, warn_of_width, write_files
    from projections.reports.wording import UnknownLocale

    form = request.format or "text"
    try:
        content = report_bytes(report, form, request.locale, request.columns)
    except UnknownLocale as no:
        raise click.BadParameter(str(no), param_hint="'--locale'") from no
    write_files([content], request.out, name=report.heading.report, form=form)
    if form == "text" and request.out is None:
        warn_of_width(report, content)
