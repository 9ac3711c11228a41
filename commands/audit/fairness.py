"""Show how a sale treated its bidders, each figure with its events."""

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
from commands.looking import must_show
from commands.output import print_remarks
from commands.params import SALE
from commands.session import LedgerSession

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ledger.house.replays import SaleReplay
    from ledger.identity import LotId, SaleId
    from presenters.fairness.account import FairnessAccount
    from projections.bids import HistoryLine
    from projections.catalogue import Listing
    from projections.reports.model import Heading


@click.command()
@click.argument("sale", type=SALE)
@table_options
@click.pass_obj
def fairness(ledger: LedgerSession, /, *, sale: SaleId, **options: Any) -> None:
    """Show how SALE treated its bidders, each figure with its events.

    How long bids took from receipt to record, by channel; late bids; ties that arrival
    decided; extensions; what the house's bids did to each price, by a replay without
    them; and what came after the hammer, and by how many milliseconds.

    Example: lotledger audit fairness HERITAGE-2025-12 --format html --out fairness.html
    """
    from ledger.house.replays import SaleReplay
    from ledger.house.sale_streams import bidding_of
    from presenters.fairness.report import REPORT, fairness_report
    from projections.bids import sale_history
    from projections.catalogue import lots_of

    request = TableRequest(**options)
    begin(ledger, request)
    with ledger.at_one_moment(lambda _: bidding_of(sale)) as (db, records):
        lines = sale_history(db, sale)
        listings = {listing.lot: listing for listing in lots_of(db, sale)}
    replay = SaleReplay(records, sale)
    account = _account(ledger, replay, lines, listings)
    title = f"How {sale} treated its bidders"
    heading = table_scope(records, sale, request).heading(REPORT, title)
    if request.format is None:
        _print_lists(account, replay, heading)
    else:
        write_table(fairness_report(account, heading, replay.currency), request)


def _account(
    ledger: LedgerSession,
    replay: SaleReplay,
    lines: Sequence[HistoryLine],
    listings: Mapping[LotId, Listing],
) -> FairnessAccount:
    from ledger.house.shown import opened_amounts
    from presenters.fairness.account import WITHOUT_HOUSE, fairness_account
    from presenters.opened_history import with_opened_amounts

    sealed = dict.fromkeys(line.lot for line in lines if line.sealed)
    must_show(ledger, sealed, "audit fairness")
    lines = with_opened_amounts(lines, opened_amounts(ledger.house(), sealed))
    return fairness_account(
        lines, listings, lambda lot: replay.what_if(lot, WITHOUT_HOUSE)
    )


def _print_lists(
    account: FairnessAccount, replay: SaleReplay, heading: Heading
) -> None:
    from presenters.fairness.listing import fairness_lists

    click.echo(f"{heading.title}, times in {heading.zone}")
    for each in fairness_lists(account, replay.currency, heading.zone):
        click.echo()
        print_remarks(each.columns, each.rows, each.remarks, title=each.title)
