"""Make a report of several ledgers: seasons of a house, or houses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from commands.attribution import login_name
from commands.output import progress
from commands.session import LedgerSession
from ledger.clock import machine_clock
from ledger.damage import NotOfThisLog
from presenters.several_ledgers import NamedLedger, NotTogether, SeveralLedgers
from projections.past_views import views_of_past
from projections.reports.books.registry import BOOKS

if TYPE_CHECKING:
    from commands.report.request import ReportRequest
    from projections.reports.model import Report


def report_of_several(ledger: LedgerSession, request: ReportRequest) -> Report:
    """Make a report of all ledgers that were named, as if they were one."""
    _refuse_what_is_of_one(request)
    book = BOOKS[request.name]
    try:
        with _opened(ledger, request) as ledgers:
            several = SeveralLedgers(ledgers)
            scope = several.scope(
                request.as_of,
                printed_by=request.printed_by or login_name(),
                printed_at=request.printed_at or machine_clock(),
            )
            scope = replace(
                request.narrowed(scope),
                begun_on=several.begun_on if book.of_season else None,
            )
            with (
                views_of_past(several, several.pages()) as views,
                progress("reading") as advance,
                views.asked(advance) as db,
            ):
                return several.named(book.build(db, scope))
    except NotTogether as no:
        raise click.BadParameter(str(no), param_hint="'--ledger'") from no
    except NotOfThisLog as fault:
        slip = f"Two of the ledgers name different things alike: {fault.what}."
        raise click.BadParameter(slip, param_hint="'--ledger'") from fault


def _refuse_what_is_of_one(request: ReportRequest) -> None:
    """Refuse what only a report of one ledger tells."""
    if not BOOKS[request.name].of_several:
        named = ", ".join(name for name, book in BOOKS.items() if book.of_several)
        slip = f"The report {request.name} is of one ledger. Of several are: {named}."
        raise click.BadParameter(slip, param_hint="'--ledger'")
    for option, is_given in (
        ("SALE", request.sale is not None),
        ("--beside", request.beside is not None),
        ("--as-of POSITION", isinstance(request.as_of, int)),
    ):
        if is_given:
            slip = f"{option} is of one ledger. Leave it out, or name one."
            raise click.BadParameter(slip, param_hint="'--ledger'")


@contextmanager
def _opened(
    ledger: LedgerSession, request: ReportRequest
) -> Iterator[list[NamedLedger]]:
    """Open each ledger, as it is or as it was known at a moment."""
    with ExitStack() as opened:
        sessions = [
            ledger,
            *(
                opened.enter_context(LedgerSession(place, read_at=ledger.read_at))
                for place in ledger.others
            ),
        ]
        if request.as_of is not None:
            for session in sessions[1:]:
                session.look_back(request.as_of)
        yield [
            NamedLedger(each.name, each.records(), each.house()) for each in sessions
        ]
