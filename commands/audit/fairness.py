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
from commands.output import print_remarks, progress
from commands.params import SALE
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.house.replays import SaleReplay
    from ledger.identity import SaleId
    from presenters.fairness.account import FairnessAccount
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
    from presenters.fairness.report import REPORT, fairness_report

    request = TableRequest(**options)
    begin(ledger, request)
    replay = SaleReplay(ledger.records(), sale)
    account = _account(ledger, replay)
    title = f"How {sale} treated its bidders"
    heading = table_scope(ledger, sale, request).heading(REPORT, title)
    if request.format is None:
        _print_lists(account, replay, heading)
    else:
        write_table(fairness_report(account, heading, replay.currency), request)


def _account(ledger: LedgerSession, replay: SaleReplay) -> FairnessAccount:
    from ledger.house.sale_streams import bidding_of
    from ledger.house.shown import opened_amounts
    from presenters.fairness.account import WITHOUT_HOUSE, fairness_account
    from presenters.opened_history import with_opened_amounts
    from projections.bids import sale_history
    from projections.catalogue import lots_of

    views = ledger.views(lambda _: bidding_of(replay.sale))
    with progress("reading") as advance, views.asked(advance) as db:
        lines = sale_history(db, replay.sale)
        listings = {listing.lot: listing for listing in lots_of(db, replay.sale)}
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
