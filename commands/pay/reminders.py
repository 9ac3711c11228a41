"""Remind buyers of what is overdue, step by step."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.output import print_table
from commands.params import DAY, INVOICE, SALE
from commands.recording import carried_out
from commands.session import LedgerSession
from ledger.identity import InvoiceId, SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.events import ReminderSent
    from ledger.terms.paper import ReminderStep


COLUMNS = (
    ("reminder", "left"),
    ("client", "left"),
    ("step", "left"),
    ("overdue for", "right"),
    ("open", "right"),
)


@click.command()
@click.argument("name", type=SALE, metavar="SALE")
@click.option(
    "--settings",
    type=click.Path(path_type=Path),
    envvar="LOTLEDGER_HOUSE",
    metavar="HOUSE",
    required=True,
    help="The house's settings, with the steps of its reminders.",
)
@click.option(
    "--on", type=DAY, metavar="DAY", help="The day of the reminders.  [default: today]"
)
@click.option(
    "--invoice", "number", type=INVOICE, metavar="INVOICE", help="Only this invoice."
)
@click.option(
    "--dry-run", is_flag=True, help="Show who would be reminded, and record nothing."
)
@attributed
@click.pass_obj
def remind(
    ledger: LedgerSession,
    name: SaleId,
    *,
    settings: Path,
    on: date | None,
    number: InvoiceId | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Remind of the overdue invoices of SALE for which a step is due.

    The steps stand in the house's settings. Each is taken once, in its order; print it
    by its number. What is paid is left alone, and so is what the client has paid too
    much on other invoices, or has on account.

    Example: lotledger pay remind HERITAGE-2025-12 --settings house.toml --dry-run
    """
    from ledger.events import ReminderSent
    from ledger.house import reminding

    house = ledger.house()
    steps = _reminder_steps(settings)
    command = reminding.remind(name, steps=steps, on=on, invoice=number, at=at)
    events, recording = carried_out(
        house, command, by, dry_run=dry_run, waits=f"in {name}"
    )
    sent = [event for event in events if isinstance(event, ReminderSent)]
    if not sent:
        click.echo(f"Nobody to remind: no step is due for an invoice of {name}.")
        return
    print_table(COLUMNS, [_reminder_row(reminder) for reminder in sent])
    click.echo(recording)


def _reminder_steps(settings: Path) -> tuple[ReminderStep, ...]:
    """Read the steps of the house; without any there is no reminding."""
    from ledger.files.house_file import read_house

    steps = read_house(settings).reminders
    if not steps:
        what = f"{settings} has no [[reminders]], so there is no step to take."
        remedy = 'Add one: [[reminders]], step = "friendly", after = 7.'
        raise click.BadParameter(f"{what} {remedy}", param_hint="'--settings'")
    return steps


def _reminder_row(sent: ReminderSent) -> tuple[object, ...]:
    from ledger.identity import reminder_id
    from presenters.words import counted

    return (
        reminder_id(sent.invoice, sent.reminder),
        sent.client,
        sent.step,
        counted(sent.days, "day"),
        sent.currency.write(sent.open),
    )
