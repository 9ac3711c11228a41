"""How a report is made and written: of what, as of when, beside what, and where to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.clock import now
from commands.extras import how_to_install
from commands.output import progress
from commands.session import LedgerSession, login_name
from ledger.identity import ClientId, SaleId
from ledger.terms.house import HouseSettings
from projections.exports.chart import NotAnAccountName, UnknownRole
from projections.exports.registry import EXPORTS
from projections.reports.books.checks import all_agree
from projections.reports.books.registry import BOOKS
from projections.reports.books.scope import Scope
from projections.reports.formats import write
from projections.reports.model import Report
from projections.reports.row_filters import changed, hide_zeros
from projections.reports.wording import UnknownLocale

if TYPE_CHECKING:
    from ledger.house.records import Records

BINARY = ("xlsx", "pdf")
PICTURED = ("html", "pdf")
SUMMARIES = ("sale-summary", "settlement")
"""The reports that tell how lots did, and what shows it in a plot."""

DISAGREES = 3
"""The exit code where the books do not agree: the same as of a damaged ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed."""

    name: str
    sale: SaleId | None
    form: str
    as_json: bool
    out: Path | None
    first: date | None
    last: date | None
    on: date | None
    client: ClientId | None
    threshold: int | None
    hide_zeros: bool
    locale: str
    settings: Path | None
    as_of: int | datetime | None
    beside: int | datetime | None
    printed_by: str | None
    printed_at: datetime | None

    @property
    def format(self) -> str:
        """What it is written as."""
        return "json" if self.as_json else self.form


def printed(ledger: LedgerSession, asked: Asked) -> None:
    """Make a report and write it; where the checks say no, that is the exit code."""
    _must_make_sense(asked)
    _must_be_heeded(asked)
    if asked.as_of is not None:
        ledger.look_back(asked.as_of)
    if asked.format in EXPORTS:
        _export(ledger, asked)
        return
    told = _told(ledger, asked)
    if asked.hide_zeros:
        told = hide_zeros(told)
    if asked.format in PICTURED and asked.beside is None:
        told = _pictured(told)
    try:
        _write(asked, [write(told, asked.format, asked.locale)])
    except UnknownLocale as no:
        raise click.BadParameter(str(no), param_hint="'--locale'") from no
    if asked.name == "checks" and asked.beside is None and not all_agree(told):
        raise click.exceptions.Exit(DISAGREES)


def _pictured(told: Report) -> Report:
    """Draw what a sale summary tells, where something is installed that draws."""
    if told.heading.report not in SUMMARIES:
        return told
    try:
        from projections.reports.estimates_plot import with_plots
    except ModuleNotFoundError as fault:
        install = how_to_install("matplotlib", "plot", fault)
        what = "There is no plot: matplotlib draws it, and is not installed here."
        click.echo(f"{what} {install}", err=True)
        return told
    return with_plots(told)


def _must_make_sense(asked: Asked) -> None:
    export = EXPORTS.get(asked.format)
    of = None if export is None else export.report
    if of is not None and asked.name != of:
        slip = f"{asked.format} is for the report {of}. Write: report {of}."
        raise click.BadParameter(slip, param_hint="'--format'")
    if of is not None and asked.beside is not None:
        slip = "What changed is told as text, csv, json, xlsx, html or pdf."
        raise click.BadParameter(slip, param_hint="'--beside'")
    if asked.format in BINARY and asked.out is None:
        slip = f"{asked.format} is no text. Name the file to write, with --out."
        raise click.BadParameter(slip, param_hint="'--format'")
    if asked.first is not None and asked.last is not None and asked.last < asked.first:
        slip = f"{asked.last} is before {asked.first}. Check both days."
        raise click.BadParameter(slip, param_hint="'--until'")


def _must_be_heeded(asked: Asked) -> None:
    """Refuse what a report cannot be narrowed by: it would only claim to be."""
    heeds: tuple[str, ...] = (*BOOKS[asked.name].heeds, "zeros")
    what = asked.name
    if asked.format in EXPORTS:
        # A journal of one client alone would not balance.
        heeds = ("period",)
        what = f"{asked.name} as {asked.format}"
    for thing, option, is_given in (
        ("client", "--client", asked.client is not None),
        ("period", "--from, --until", (asked.first or asked.last) is not None),
        ("on", "--on", asked.on is not None),
        ("threshold", "--threshold", asked.threshold is not None),
        ("zeros", "--hide-zeros", asked.hide_zeros),
    ):
        if is_given and thing not in heeds:
            slip = f"The report {what} cannot be narrowed so. Leave {option} out."
            raise click.BadParameter(slip, param_hint=f"'{option}'")


def _told(ledger: LedgerSession, asked: Asked) -> Report:
    build = BOOKS[asked.name].build
    with progress("reading") as advance, ledger.views().asked(advance) as db:
        told = build(db, _scope(ledger.records(), asked, asked.as_of))
    if asked.beside is None:
        return told
    with ledger.known(asked.beside) as (records, views), views.asked() as db:
        _must_be_earlier(records.head(), ledger.records().head())
        return changed(build(db, _scope(records, asked, asked.beside)), told)


def _must_be_earlier(then: int, now: int) -> None:
    """Refuse to tell what changed backwards: what is later would be called then."""
    if then > now:
        slip = f"Position {then} is after position {now}. Exchange the two."
        raise click.BadParameter(slip, param_hint="'--as-of, --beside'")


def _scope(records: Records, asked: Asked, then: int | datetime | None) -> Scope:
    """Say what a report is about; one of all sales goes by the first one's clock."""
    names = [asked.sale] if asked.sale is not None else records.sale_names()[:1]
    terms = [records.sale(name).terms for name in names]
    position = records.head()
    period = None
    if asked.first is not None or asked.last is not None:
        period = (asked.first or date.min, asked.last or date.max)
    return Scope(
        house=terms[0].house if terms else "",
        zone=terms[0].zone if terms else "UTC",
        as_of=then if isinstance(then, datetime) else _as_of(records, position),
        position=position,
        ledger=records.ledger_id(),
        printed_by=asked.printed_by or login_name(),
        printed_at=asked.printed_at or now(),
        sale=asked.sale,
        period=period,
        on=asked.on,
        client=asked.client,
        threshold=asked.threshold,
    )


def _as_of(records: Records, position: int) -> datetime:
    """Say when the last event that is told was recorded."""
    if position == 0:
        return datetime.min.replace(tzinfo=UTC)
    (last,) = records.entries_after(position - 1, limit=1)
    return last.by.recorded_at


def _export(ledger: LedgerSession, asked: Asked) -> None:
    program = EXPORTS[asked.format]
    house = _house(asked.settings)
    try:
        chart = program.chart.named({} if house is None else dict(house.chart))
    except (NotAnAccountName, UnknownRole) as no:
        raise click.BadParameter(str(no), param_hint="'--settings'") from no
    with progress("reading") as advance, ledger.views().asked(advance) as db:
        scope = _scope(ledger.records(), asked, asked.as_of)
        files = program.writer(house)(db, scope, chart)
    _write(asked, files)


def _house(settings: Path | None) -> HouseSettings | None:
    """Read how a house has it, if there is a file of that."""
    if settings is None:
        return None
    from ledger.files.house_file import read_house

    return read_house(settings)


def _write(asked: Asked, files: list[bytes] | tuple[bytes, ...]) -> None:
    """Write files, or all of it to standard output; several are numbered."""
    if asked.out is None:
        for one in files:
            click.echo(one, nl=False)
        return
    places = [asked.out]
    if len(files) > 1:
        stem, suffix = asked.out.stem, asked.out.suffix
        numbers = range(1, len(files) + 1)
        places = [asked.out.with_name(f"{stem}-{n}{suffix}") for n in numbers]
    for place, one in zip(places, files, strict=True):
        place.write_bytes(one)
        click.echo(f"{place}: {asked.name} written as {asked.format}.")
