"""Release lots, once they are paid for."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import DAY, INVOICE, JURISDICTION, LOT
from commands.pay.money import second_option
from commands.session import LedgerSession
from ledger.identity import InvoiceId, LotId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.events import LotReleased


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
@second_option
@attributed
@click.pass_obj
def release(
    ledger: LedgerSession,
    lots: tuple[LotId, ...],
    *,
    number: InvoiceId | None,
    on: date | None,
    calendar: str | None,
    authorised_by: str | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Release lots that are paid for, and show when they are to ship.

    Cleared funds must cover the lots. The shipping dates count business days from the
    day of payment. Before it, lots leave for a reason and with a second person, and the
    dates count from the day they leave.

    Example: lotledger release HERITAGE-2025-12/50061 --on 2025-12-19
    """
    from ledger.events import LotReleased
    from ledger.house import releasing
    from presenters.recorded import position_sentence

    if not lots and number is None:
        raise click.UsageError("Name lots, or an invoice with --invoice.")
    command = releasing.release(
        lots,
        invoice=number,
        on=on,
        calendar=calendar,
        authorised_by=authorised_by,
        at=at,
    )
    recorded = ledger.house().do(command, by=by)
    for event in recorded.events:
        if isinstance(event, LotReleased):
            click.echo(_sentence(event))
    click.echo(position_sentence(recorded))


def _sentence(event: LotReleased) -> str:
    early = "" if event.authorised_by is None else " before payment"
    ships = f"it ships from {event.ships_from} to {event.ships_until}"
    return f"Lot {event.lot} is released on {event.released_on}{early}; {ships}."
