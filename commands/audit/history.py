"""Tell every event that touches a sale, a lot, a client, a document or a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.audit.options import (
    TableRequest,
    begin,
    table_options,
    table_scope,
    write_table,
)
from commands.looking import readable_words
from commands.output import print_remarks
from commands.params import TEXT
from commands.session import LedgerSession

if TYPE_CHECKING:
    from presenters.audit import AuditLine
    from presenters.audit_filter import Test
    from projections.mentions import Subject
    from projections.reports.books.scope import Scope


@click.command()
@click.argument("name", required=False, metavar="[SALE[/LOT]|CLIENT|DOCUMENT|PERSON]")
@click.option(
    "--filter",
    "filter_line",
    type=TEXT,
    metavar="TERMS",
    help="Only entries that every term fits, such as 'kind:bid-refused paddle:1042'.",
)
@table_options
@click.pass_obj
def history(
    ledger: LedgerSession,
    /,
    *,
    name: str | None,
    filter_line: str | None,
    **options: Any,
) -> None:
    """Tell every event that touches NAME: when, by whom, for whom, and why.

    NAME is a sale, a lot, a client, an invoice, a credit note, a statement, a dispute,
    or a person who acted; without it, every event of the ledger is told. A client's
    history tells what is done with their paddles, too.

    Terms of a filter: actor, second, login and for name a person; sale, lot, paddle,
    client, document and code a thing; kind an event; then channel, role, known and way;
    refused, own-lot, claimed and reason are yes or no; from and until are a day or a
    time, of recording; any other word is looked for everywhere. Every format has the
    entries that the filter leaves.

    Example: lotledger audit history AU-2026-00004 --filter "actor:Sue from:2026-05-01"
    """
    request = TableRequest(**options)
    begin(ledger, request)
    subject, lines, scope = _lines_and_scope(ledger, name, filter_line or "", request)
    title = "History" if subject is None else f"History of {subject.name}"
    sealed = readable_words(ledger) if any(line.sealed for line in lines) else None
    if request.format is None:
        _print_list(lines, f"{title}, times in {scope.zone}", scope.zone, sealed)
        return
    from presenters.audit_report import audit_report

    terms = (("Filter", filter_line),) if filter_line else ()
    heading = scope.heading("audit-history", title, *terms)
    write_table(audit_report(lines, heading, sealed), request)


def _lines_and_scope(
    ledger: LedgerSession, name: str | None, filter_line: str, request: TableRequest
) -> tuple[Subject | None, list[AuditLine], Scope]:
    """Return what a name is of, the entries that fit, and up to where they tell."""
    from ledger.refusals import UnknownName
    from presenters.audit import audit_lines
    from projections.mentions import history_named, own_lots

    with ledger.at_one_moment() as (db, records):
        subject, positions = history_named(db, name)
        own = own_lots(db)
    if name is not None and subject is None:
        raise UnknownName(name=name)
    scope = table_scope(records, None if subject is None else subject.sale, request)
    tests = _tests(filter_line, scope.zone)
    every = audit_lines(records, records.entries_at(positions), own, scope.zone)
    lines = [line for line in every if all(test(line) for test in tests)]
    return subject, lines, scope


def _tests(filter_line: str, zone: str) -> tuple[Test, ...]:
    from presenters.audit_filter import NotAFilter, read_filter

    try:
        return read_filter(filter_line, zone)
    except NotAFilter as no:
        raise click.BadParameter(str(no), param_hint="'--filter'") from no


def _print_list(
    lines: list[AuditLine], title: str, zone: str, sealed: str | None
) -> None:
    from presenters.audit_report import LIST_COLUMNS, list_row, list_words

    if not lines:
        click.echo("No entry fits.")
        return
    print_remarks(
        LIST_COLUMNS,
        [list_row(line, zone) for line in lines],
        [list_words(line, zone) for line in lines],
        title=title,
    )
    if sealed is not None:
        click.echo(f"\nWhat is sealed is not told. {sealed}")
