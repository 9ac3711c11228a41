"""What a report is asked for with on the command line, and what contradicts itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.report.output import refuse_binary_output
from ledger.identity import ClientId, SaleId
from projections.exports.registry import EXPORTS
from projections.reports.books.registry import BOOKS
from projections.reports.books.scope import Scope

if TYPE_CHECKING:
    from projections.journal import BookAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """The arguments of the command."""

    name: str
    sale: SaleId | None
    form: str
    as_json: bool
    out: Path | None
    first: date | None
    last: date | None
    on: date | None
    client: ClientId | None
    account: BookAccount | None
    threshold: int | None
    hide_zeros: bool
    columns: tuple[str, ...]
    locale: str
    settings: Path | None
    as_of: int | date | None
    beside: int | date | None
    printed_by: str | None
    printed_at: datetime | None

    @property
    def format(self) -> str:
        """The format to write."""
        return "json" if self.as_json else self.form

    def narrowed(self, scope: Scope) -> Scope:
        """Return the scope of a report of just what is asked for."""
        return replace(
            scope,
            period=self._period,
            on=self.on,
            client=self.client,
            account=self.account,
            threshold=self.threshold,
        )

    @property
    def _period(self) -> tuple[date, date] | None:
        if self.first is None and self.last is None:
            return None
        return self.first or date.min, self.last or date.max


def refuse_contradictions(request: ReportRequest) -> None:
    """Refuse what cannot be written together."""
    export = EXPORTS.get(request.format)
    of = None if export is None else export.report
    if of is not None and request.name != of:
        slip = f"{request.format} is for the report {of}. Write: report {of}."
        raise click.BadParameter(slip, param_hint="'--format'")
    if of is not None and request.beside is not None:
        slip = "Write a comparison as text, csv, json, xlsx, html or pdf."
        raise click.BadParameter(slip, param_hint="'--beside'")
    refuse_binary_output(request.format, request.out)
    if (
        request.first is not None
        and request.last is not None
        and request.last < request.first
    ):
        slip = f"{request.last} is before {request.first}. Check both days."
        raise click.BadParameter(slip, param_hint="'--until'")


def refuse_unused_filters(request: ReportRequest) -> None:
    """Refuse what a report cannot be narrowed by: it would only claim to be."""
    heeds: tuple[str, ...] = (*BOOKS[request.name].heeds, "zeros", "columns")
    what = request.name
    if request.format in EXPORTS:
        # A journal of one client alone would not balance.
        heeds = ("period",)
        what = f"{request.name} as {request.format}"
    for thing, option, is_given in (
        ("client", "--client", request.client is not None),
        ("account", "--account", request.account is not None),
        ("period", "--from, --until", (request.first or request.last) is not None),
        ("on", "--on", request.on is not None),
        ("threshold", "--threshold", request.threshold is not None),
        ("zeros", "--hide-zeros", request.hide_zeros),
        ("columns", "--columns", bool(request.columns)),
    ):
        if is_given and thing not in heeds:
            slip = f"The report {what} has no such filter. Leave {option} out."
            named = [name for name, book in BOOKS.items() if thing in book.heeds]
            slip += f" It is for: {', '.join(named)}." if named else ""
            raise click.BadParameter(slip, param_hint=f"'{option}'")
