"""Lock the books through a day, and open them again."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.output import print_facts, print_json, prints_json
from commands.params import DAY, TEXT
from commands.recording import carried_out, dry_run_option
from commands.session import LedgerSession, as_of

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house.command import Command


@click.group()
def period() -> None:
    """Lock the books through a day, and open them again.

    What counts on a locked day is refused, whichever command it comes by: an invoice,
    a credit note, a statement, a payment, a payout. A correction is dated in the open
    period.

    Example: lotledger period lock 2026-05-31
    """


@period.command()
@click.argument("through", type=DAY, metavar="DAY")
@dry_run_option
@attributed
@click.pass_obj
def lock(
    ledger: LedgerSession,
    *,
    through: date,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Lock the books through a day: this one, and all before it.

    Lock a month once its returns are sent; what was locked further already stays so.

    Example: lotledger period lock 2026-05-31 --reason "the return of May is sent"
    """
    from ledger.house import periods

    _record(ledger, periods.lock(through, at=at), by, dry_run=dry_run)


@period.command()
@click.argument("since", type=DAY, metavar="DAY")
@click.option(
    "--authorised-by",
    type=TEXT,
    metavar="NAME",
    required=True,
    help="The second person, who must agree.",
)
@dry_run_option
@attributed
@click.pass_obj
def reopen(
    ledger: LedgerSession,
    *,
    since: date,
    authorised_by: str,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Open locked books again, from a day on.

    It needs a reason and a second person; days before stay locked.

    Example: lotledger period reopen 2026-05-01 --reason "a bill of May came late"
    --authorised-by Ann
    """
    from ledger.house import periods

    reopening = periods.reopen(since, authorised_by=authorised_by, at=at)
    _record(ledger, reopening, by, dry_run=dry_run)


def _record(
    ledger: LedgerSession, command: Command, by: Attribution, *, dry_run: bool
) -> None:
    from ledger.events import PeriodLocked, PeriodReopened
    from presenters.house_sentences import period_sentence

    events, stands = carried_out(ledger.house(), command, by, dry_run=dry_run)
    for event in events:
        if isinstance(event, PeriodLocked | PeriodReopened):
            click.echo(period_sentence(event))
    click.echo(stands)


@period.command()
@prints_json("presenters.periods:PeriodsShape")
@click.pass_obj
@as_of
def show(ledger: LedgerSession, *, as_json: bool) -> None:
    """Show how far the books are locked, and who locked them or opened them again.

    Example: lotledger period show --json
    """
    from presenters.periods import period_facts, periods_shape

    shape = periods_shape(ledger.records())
    if as_json:
        print_json(shape)
    else:
        print_facts(period_facts(shape))
