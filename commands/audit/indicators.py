"""Rank indicators of shill bidding and of rings: evidence for a reviewer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from commands.attribution import login_name
from commands.audit.history_columns import HistoryColumns, history_options
from commands.audit.options import (
    TableRequest,
    begin,
    table_options,
    table_scope,
    write_table,
)
from commands.looking import opened_lines
from commands.output import print_paragraphs, print_remarks
from commands.params import WEIGHTS
from commands.session import LedgerSession
from ledger.clock import machine_clock
from ledger.indicators.catalogue import INDICATORS

if TYPE_CHECKING:
    from ledger.indicators.score import Weights
    from presenters.indicators.looking import Looking

CODES = click.Choice([indicator.code for indicator in INDICATORS])

weights_option = click.option(
    "--weights",
    type=WEIGHTS,
    default="9,2,5,2,2,2",
    show_default=True,
    metavar="NUMBERS",
    help="The weights of alpha to zeta in the shill score.",
)
"""The option of whatever works a shill score out."""


@click.command()
@click.argument("name", required=False, metavar="[SALE|CLIENT]")
@click.option(
    "--at-least",
    "points",
    type=click.IntRange(min=0, max=100),
    default=50,
    show_default=True,
    metavar="POINTS",
    help="Only those of so many points of 100.",
)
@click.option(
    "--indicator",
    "codes",
    type=CODES,
    multiple=True,
    metavar="CODE",
    help="Only this indicator, by its code in the list; may be given again.",
)
@click.option(
    "--unreviewed", is_flag=True, help="Only those that nobody has reviewed yet."
)
@weights_option
@history_options
@table_options
@click.pass_obj
def indicators(
    ledger: LedgerSession,
    /,
    *,
    name: str | None,
    points: int,
    codes: tuple[str, ...],
    unreviewed: bool,
    weights: Weights,
    **options: Any,
) -> None:
    """Rank what in the bidding of SALE, or around CLIENT, looks like a known pattern.

    The patterns are those of shills, alone or together, of rings, of bid shielding, of
    consignors who bid, and of platforms' own rules. Each is told with what it was
    worked out from, its source, and what else it may be. It is evidence for a reviewer
    and never a verdict; to record what a reviewer decides: lotledger audit review

    A client is looked at over all sales they were in. With --csv the bid history of
    another house is looked at, and no ledger; options name its columns, as those of
    lotledger replay csv do.

    Example: lotledger audit indicators HERITAGE-2025-12 --at-least 60
    """
    columns = HistoryColumns.of(options)
    request = TableRequest(**options)
    if columns.file is not None:
        looking = _look_at_file(columns, name, request, weights)
    elif name is not None:
        begin(ledger, request)
        looking = look_at_ledger(ledger, name, request, weights)
    else:
        raise click.UsageError("Name a sale or a client, or a file with --csv.")
    narrowed = looking.narrowed(points=points, codes=codes, unreviewed=unreviewed)
    _print(narrowed, request, points)


def _print(looking: Looking, request: TableRequest, points: int) -> None:
    from presenters.indicators.report import indicators_report

    if request.format is None:
        _print_list(looking, points)
    else:
        write_table(indicators_report(looking.ranking, looking.heading), request)


def look_at_ledger(
    ledger: LedgerSession, name: str, request: TableRequest, weights: Weights
) -> Looking:
    """Look at a sale or a client; raises UnknownName, and BadParameter for a lot."""
    from ledger.identity import SaleId
    from ledger.refusals import UnknownName
    from presenters.indicators.looking import looking_at
    from projections.evidence import evidence_rows
    from projections.mentions import subject_named

    with ledger.at_one_moment() as (db, records):
        subject = subject_named(db, name)
        if subject is None:
            raise UnknownName(name=name)
        if subject.kind.value not in {"sale", "client"}:
            slip = f"{name} is a {subject.kind}. Name a sale or a client."
            raise click.BadParameter(slip, param_hint="'SALE|CLIENT'")
        rows = evidence_rows(db, subject)
    lines = opened_lines(ledger, rows.lines, "audit indicators")
    masked = lines is rows.lines and any(line.sealed for line in lines)
    of_sale = SaleId(subject.name) if subject.kind == "sale" else None
    scope = table_scope(records, of_sale, request)
    rows = replace(rows, lines=lines)
    return looking_at(records, rows, scope, weights, masked=masked)


def _look_at_file(
    columns: HistoryColumns, name: str | None, request: TableRequest, weights: Weights
) -> Looking:
    """Look at a file, whatever ledger there may be."""
    from commands.report.output import refuse_binary_output
    from ledger.events.ledger import Times, Timing
    from ledger.files.history_file import read_history
    from ledger.files.terms_file import read_rules
    from presenters.indicators.looking import REPORT, looking_at_file
    from projections.reports.model import Heading

    if name is not None or request.as_of is not None:
        slip = "A file has no sale, client or position. Leave out SALE and --as-of."
        raise click.BadParameter(slip, param_hint="'--csv'")
    if request.format is not None:
        refuse_binary_output(request.format, request.out)
    file = columns.file
    assert file is not None, "a file is looked at"
    rules = read_rules(f"{columns.terms}")
    history = read_history(file, currency=rules.currency, **columns.to_read())
    for note in history.notes:
        click.echo(f"{file}: {note}", err=True)
    printed_at = request.printed_at or machine_clock()
    heading = Heading(
        report=REPORT,
        title="Indicators in a bid history",
        house=file.name,
        as_of=printed_at,
        position=0,
        ledger="",
        timing=Timing(times=Times.TOLD),
        printed_by=request.printed_by or login_name(),
        printed_at=printed_at,
        zone="UTC",
        filters=(("File", file.name), ("SHA-256", history.digest)),
    )
    return looking_at_file(history, rules, heading, weights, called=columns.called)


def _print_list(looking: Looking, points: int) -> None:
    from presenters.indicators.listing import (
        closing_lines,
        columns_and_rows,
        list_words,
    )

    ranking, heading = looking.ranking, looking.heading
    if not ranking.shown:
        click.echo(f"{heading.title}: no indication of {points} points or more.")
        print_paragraphs(closing_lines(ranking, looking.left_out))
        return
    columns, rows = columns_and_rows(ranking)
    print_remarks(
        columns,
        rows,
        [list_words(ranking, each, heading.zone) for each in ranking.shown],
        title=f"{heading.title}, the strongest first",
    )
    print_paragraphs(closing_lines(ranking, looking.left_out))
