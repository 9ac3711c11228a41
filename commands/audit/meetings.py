"""Tell who met whom on which lots."""

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
from commands.params import CLIENT, PADDLE, SALE
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.identity import ClientId, Paddle, SaleId


@click.command()
@click.argument("sale", type=SALE, required=False)
@click.option("--paddle", type=PADDLE, help="Only meetings of this paddle, or HOUSE.")
@click.option("--client", type=CLIENT, help="Only meetings of this client.")
@click.option(
    "--at-least",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Only those who met on so many lots.",
)
@table_options
@click.pass_obj
def meetings(
    ledger: LedgerSession,
    /,
    *,
    sale: SaleId | None,
    paddle: Paddle | None,
    client: ClientId | None,
    at_least: int,
    **options: Any,
) -> None:
    """Tell which bidders met on the same lots of SALE, or of all sales, and how often.

    Example: lotledger audit meetings HERITAGE-2025-12 --at-least 3
    """
    from ledger.house.sale_streams import bidding_of
    from presenters.meetings import meetings_heading, meetings_of, meetings_report
    from projections import meetings as view

    request = TableRequest(**options)
    begin(ledger, request)
    asks = None if sale is None else lambda _: bidding_of(sale)
    with ledger.at_one_moment(asks) as (db, records):
        if sale is not None:
            records.sale(sale)
        met = meetings_of(
            records,
            view.meetings(db, sale),
            paddle=paddle,
            client=client,
            at_least=at_least,
        )
    heading = meetings_heading(
        table_scope(records, sale, request),
        paddle=paddle,
        client=client,
        at_least=at_least,
    )
    write_table(meetings_report(records, met, heading), request)
