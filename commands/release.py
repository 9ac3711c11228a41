"""Release lots, once they are paid for."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import DAY, INVOICE, JURISDICTION, LOT
from commands.session import LedgerSession
from ledger.identity import InvoiceId, LotId

if TYPE_CHECKING:
    from ledger.entry import Attribution


@click.command()
@click.argument("lots", type=LOT, nargs=-1, metavar="[SALE/LOT]...")
@click.option(
    "--invoice",
    "number",
    type=INVOICE,
    metavar="INVOICE",
    help="All lots on this invoice.",
)
@click.option(
    "--on", type=DAY, metavar="DAY", help="The day of release.  [default: today]"
)
@click.option(
    "--calendar",
    type=JURISDICTION,
    metavar="PLACE",
    help="The holidays that count, such as GB or US-TX.  [default: those of the place "
    "where the sale is taxed; in the US the federal ones]",
)
@attributed
@click.pass_obj
def release(
    ledger: LedgerSession,
    lots: tuple[LotId, ...],
    *,
    number: InvoiceId | None,
    on: date | None,
    calendar: str | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Release lots that are paid for, and show when they are to ship.

    Cleared funds must cover the lots. The shipping dates count business days from the
    day of payment.

    Example: lotledger release HERITAGE-2025-12/50061 --on 2025-12-19
    """
    from ledger.events import LotReleased
    from ledger.house import releasing
    from presenters.recorded import position_sentence

    if not lots and number is None:
        raise click.UsageError("Name lots, or an invoice with --invoice.")
    command = releasing.release(lots, invoice=number, on=on, calendar=calendar, at=at)
    recorded = ledger.house().do(command, by=by)
    for event in recorded.events:
        if isinstance(event, LotReleased):
            ships = f"ships from {event.ships_from} to {event.ships_until}"
            click.echo(
                f"Lot {event.lot} is released on {event.released_on}; it {ships}."
            )
    click.echo(position_sentence(recorded))
