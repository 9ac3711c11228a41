"""Make a report or an export, and write it to a file or to standard output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.extras import how_to_install
from commands.report.output import (
    report_bytes,
    scope_of,
    warn_of_width,
    write_files,
)
from commands.report.request import (
    ReportRequest,
    refuse_contradictions,
    refuse_unused_filters,
)
from commands.report.several import report_of_several
from commands.session import LedgerSession
from commands.written_file import write_file
from ledger.identity import LotId
from ledger.terms.house import HouseSettings
from presenters.report_streams import asks_of_book
from projections.exports.chart import NotAnAccountName, UnknownRole
from projections.exports.registry import EXPORTS
from projections.rehearsal import MARK
from projections.reports.books.checks import all_agree
from projections.reports.books.log_check import VIEWS_OF_BOOKS, against_the_log
from projections.reports.books.registry import BOOKS
from projections.reports.books.scope import Scope
from projections.reports.model import Report
from projections.reports.row_filters import changed, hide_zeros
from projections.reports.wording import UnknownLocale

if TYPE_CHECKING:
    from ledger.house.records import Records
    from ledger.money import Minor

PICTURED = ("html", "pdf")
SUMMARIES = ("sale-summary", "settlement")
"""The reports that tell how lots did, and what shows it in a plot."""

DISAGREES = 3
"""The exit code where the books do not agree: the same as of a damaged ledger."""


def print_report(ledger: LedgerSession, request: ReportRequest) -> None:
    """Make a report and write it; where the checks say no, that is the exit code."""
    refuse_contradictions(request)
    refuse_unused_filters(request)
    if request.as_of is not None:
        ledger.look_back(request.as_of)
    if request.format in EXPORTS:
        _refuse_several(ledger, request)
        _write_export(ledger, request)
        return
    if ledger.others:
        report = report_of_several(ledger, request)
    else:
        report = _report(ledger, request)
    if request.name == "checks" and request.beside is None:
        report = against_the_log(report, _differences(ledger))
    if request.hide_zeros:
        report = hide_zeros(report)
    if request.format in PICTURED and request.beside is None:
        report = _with_plots(report)
    try:
        content = report_bytes(report, request.format, request.locale, request.columns)
        _write_files(request, [content])
    except UnknownLocale as no:
        raise click.BadParameter(str(no), param_hint="'--locale'") from no
    if request.format == "text" and request.out is None:
        warn_of_width(report, content)
    if request.name == "checks" and request.beside is None and not all_agree(report):
        raise click.exceptions.Exit(DISAGREES)


def _refuse_several(ledger: LedgerSession, request: ReportRequest) -> None:
    if ledger.others:
        slip = f"{request.format} is of one ledger. Name one, or another format."
        raise click.BadParameter(slip, param_hint="'--ledger'")


def _differences(ledger: LedgerSession) -> dict[str, str | None]:
    """Make the views of the books again from the log, and say where they differ."""
    first = {each.view: str(each) for each in ledger.views().check(VIEWS_OF_BOOKS)}
    return {view: first.get(view) for view in VIEWS_OF_BOOKS}


def _with_plots(report: Report) -> Report:
    """Draw what a sale summary tells, where something is installed that draws."""
    if report.heading.report not in SUMMARIES:
        return report
    try:
        from projections.reports.estimates_plot import with_plots
    except ModuleNotFoundError as fault:
        install = how_to_install("plot", fault, "matplotlib")
        what = "There is no plot: matplotlib draws it, and is not installed here."
        click.echo(f"{what} {install}", err=True)
        return report
    return with_plots(report)


def _report(ledger: LedgerSession, request: ReportRequest) -> Report:
    from projections.reports.books.house_bids import sealed_reserves

    build = BOOKS[request.name].build
    asks = asks_of_book(request.name, request.sale)
    with ledger.at_one_moment(asks) as moment:
        scope = _report_scope(moment.records, request, request.as_of)
        if request.name == "house-bids":
            lots = sealed_reserves(moment.db, request.sale)
            scope = replace(scope, reserves=_reserves(ledger, lots))
        report = build(moment.db, scope)
    if request.beside is None:
        return report
    with ledger.known(request.beside, asks) as (records, views), views.asked() as db:
        _require_earlier(records.head(), ledger.records().head())
        before = _report_scope(records, request, request.beside)
        return changed(build(db, replace(before, reserves=scope.reserves)), report)


def _reserves(ledger: LedgerSession, lots: Sequence[LotId]) -> dict[int, Minor | None]:
    """Open the reserves below which the house bid, once it is on record who looks."""
    from commands.looking import may_show
    from ledger.events import LookKind, ReserveSet
    from ledger.house.shown import opened_amounts

    if not lots or not may_show(ledger, lots, "report house-bids", LookKind.RESERVE):
        return {}
    opened = opened_amounts(ledger.house(), lots)
    return {
        position: event.reserve
        for position, event in opened.items()
        if isinstance(event, ReserveSet)
    }


def _require_earlier(then: int, now: int) -> None:
    """Refuse to tell what changed backwards: what is later would be called then."""
    if then > now:
        slip = f"Position {then} is after position {now}. Exchange the two."
        raise click.BadParameter(slip, param_hint="'--as-of, --beside'")


def _report_scope(
    records: Records, request: ReportRequest, then: int | date | None
) -> Scope:
    """Say what a report is about; one of all sales goes by the first one's clock."""
    scope = scope_of(
        records,
        request.sale,
        then,
        printed_by=request.printed_by,
        printed_at=request.printed_at,
    )
    return request.narrowed(scope)


def _write_export(ledger: LedgerSession, request: ReportRequest) -> None:
    program = EXPORTS[request.format]
    house = _house_settings(request.settings)
    try:
        chart = program.chart.named({} if house is None else dict(house.chart))
    except (NotAnAccountName, UnknownRole) as no:
        raise click.BadParameter(str(no), param_hint="'--settings'") from no
    asks = asks_of_book(request.name, request.sale)
    with ledger.at_one_moment(asks) as (db, records):
        scope = _report_scope(records, request, request.as_of)
        files = program.writer(house)(db, scope, chart)
        journal = "" if request.out is None else request.out.name
        balances = program.balances_file(db, scope, chart, journal)
    if scope.timing.is_rehearsed and not program.has_comments:
        request = _named_as_rehearsal(request)
    _write_files(request, files)
    if balances is not None and request.out is not None:
        _write_balances(request.out, balances)


def _write_balances(out: Path, content: bytes) -> None:
    """Write what asserts the balances beside the journal that it takes in."""
    place = out.with_name(f"{out.stem}-balances{out.suffix}")
    write_file(place, content)
    click.echo(f"{place}: the balances of {out.name}, to be checked by themselves.")


def _named_as_rehearsal(request: ReportRequest) -> ReportRequest:
    """Let a file's name say what the file has no room for."""
    if request.out is None:
        click.echo(f"{MARK} {request.form} has no room to say so.", err=True)
        return request
    named = request.out.with_stem(f"{request.out.stem}-rehearsal")
    return replace(request, out=named)


def _house_settings(settings: Path | None) -> HouseSettings | None:
    """Read how a house has it, if there is a file of that."""
    if settings is None:
        return None
    from ledger.files.house_file import read_house

    return read_house(settings)


def _write_files(
    request: ReportRequest, files: list[bytes] | tuple[bytes, ...]
) -> None:
    write_files(files, request.out, name=request.name, form=request.format)
