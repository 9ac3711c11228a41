"""List who is due to be forgotten, and what the laws keep."""

from __future__ import annotations

from datetime import date

import click

from commands.output import print_json, print_table, prints_json
from commands.params import DAY
from commands.session import LedgerSession, as_of


@click.group()
def retention() -> None:
    """List who is due to be forgotten, and what the laws keep.

    Example: lotledger retention due
    """


@retention.command()
@click.option("--on", type=DAY, metavar="DAY", help="Due by a day.  [default: today]")
@prints_json("presenters.erasure:ErasureDueShape", many=True)
@click.pass_obj
@as_of
def due(ledger: LedgerSession, *, on: date | None, as_json: bool) -> None:
    """List what may or must go of each client, and from when.

    Name and contact may go whenever the client asks; they and the bids must go once no
    law keeps a sale that the client took part in. The laws are said sale by sale, with
    lotledger intake retention.

    Example: lotledger retention due --on 2031-01-01
    """
    from ledger.house.due import due_clients
    from presenters.erasure import DUE_COLUMNS, due_row, due_shape

    records = ledger.records()
    day = on or ledger.read_at.date()
    listed = [due_shape(each, day) for each in due_clients(records)]
    if as_json:
        print_json(listed)
        return
    print_table(DUE_COLUMNS, [due_row(each) for each in listed])
