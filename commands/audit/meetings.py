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
from commands.output import progress
from commands.params import CLIENT, PADDLE, SALE
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.house.records import Records
    from ledger.identity import ClientId, Paddle, SaleId
    from projections.meetings import Meeting


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
    from presenters.meetings import meetings_report
    from projections import meetings as view

    request = TableRequest(**options)
    begin(ledger, request)
    records = ledger.records()
    if sale is not None:
        records.sale(sale)
    views = ledger.views(None if sale is None else lambda _: bidding_of(sale))
    with progress("reading") as advance, views.asked(advance) as db:
        met = [
            meeting
            for meeting in view.meetings(db, sale)
            if len(meeting.lots) >= at_least
            and paddle in (None, meeting.paddle, meeting.other)
            and _has_client(records, meeting, client)
        ]
    wanted = (("Paddle", paddle), ("Client", client))
    filters = tuple((name, str(value)) for name, value in wanted if value is not None)
    if at_least > 1:
        filters = (*filters, ("At least", f"{at_least} lots"))
    heading = table_scope(ledger, sale, request).heading(
        "audit-meetings", "Bidders who met on the same lots", *filters
    )
    write_table(meetings_report(records, met, heading), request)


def _has_client(records: Records, meeting: Meeting, client: ClientId | None) -> bool:
    """Say whether a client is one of the two, or none is asked for."""
    from presenters.meetings import holder_of

    two = (meeting.paddle, meeting.other)
    clients = [holder_of(records, meeting.sale, paddle) for paddle in two]
    return client is None or client in clients
