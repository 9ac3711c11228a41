"""Read the money that is for no invoice."""

from __future__ import annotations

import click

from commands.output import print_json, print_table, prints_json
from commands.params import CLIENT, SALE
from commands.session import LedgerSession, as_of
from ledger.identity import ClientId, SaleId


@click.command("list")
@click.option("--client", type=CLIENT, metavar="CLIENT", help="Only of this client.")
@click.option("--sale", type=SALE, metavar="SALE", help="Only deposits for this sale.")
@click.option("--all", "every", is_flag=True, help="Also what nothing is left of.")
@prints_json("presenters.funds:FundsShape", many=True)
@click.pass_obj
@as_of
def list_(
    ledger: LedgerSession,
    *,
    client: ClientId | None,
    sale: SaleId | None,
    every: bool,
    as_json: bool,
) -> None:
    """List money without an invoice of which something is left.

    Example: lotledger funds list --sale HERITAGE-2025-12
    """
    from presenters.funds import (
        FUNDS_COLUMNS,
        funds_row,
        funds_shape,
        funds_sum_sentence,
    )

    items = [
        item
        for item in ledger.records().all_funds()
        if (every or item.left)
        and client in (None, item.received.client)
        and sale in (None, item.received.sale)
    ]
    if as_json:
        print_json([funds_shape(item) for item in items])
        return
    if items:
        print_table(FUNDS_COLUMNS, [funds_row(item) for item in items])
    click.echo(funds_sum_sentence(items))
