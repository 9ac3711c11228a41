"""List the lots of a sale as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from commands.output import print_json, print_table, prints_json, progress
from commands.params import SALE
from commands.session import LedgerSession, as_of
from ledger.identity import LotId, Paddle, SaleId

if TYPE_CHECKING:
    from projections.catalogue import Listing
    from projections.premium import PremiumRow


@click.command()
@click.argument("sale", type=SALE)
@click.option("--open", "only_open", is_flag=True, help="Only lots that take bids.")
@prints_json("presenters.lot:LotSummaryShape", many=True)
@click.pass_obj
@as_of
def lots(
    ledger: LedgerSession, sale: SaleId, *, only_open: bool, as_json: bool
) -> None:
    """List the lots of SALE: price, leader, bids, reserve, premium due.

    The number of bids includes registered phone bidders.

    Example: lotledger lots HERITAGE-2025-12 --open
    """
    from presenters.lot import LOT_COLUMNS, lot_row, lot_summary_shape
    from presenters.standing import stated_line

    pages = listed_lots(ledger, sale, only_open=only_open)
    stated = stated_lots(ledger, sale, {lot.lot: lead.leader for lot, lead in pages})
    if as_json:
        print_json(
            [
                lot_summary_shape(page, lead, stated=page.lot in stated)
                for page, lead in pages
            ]
        )
    elif pages:
        print_table(LOT_COLUMNS, [lot_row(*page) for page in pages], title=sale)
        if stated:
            click.echo(stated_line(stated))
    elif only_open:
        click.echo(f"No lot of sale {sale} is open.")
    else:
        enter = f"lotledger catalogue import {sale} LOTS.csv"
        click.echo(f"Sale {sale} has no lots yet. Enter them with: {enter}")


def stated_lots(
    ledger: LedgerSession, sale: SaleId, bidders: Mapping[LotId, Paddle | None]
) -> list[LotId]:
    """List the lots of which somebody stated when a bid of such a bidder came."""
    from ledger.house.sale_streams import bidding_of
    from projections.bids import stated_among

    with ledger.views(lambda _: bidding_of(sale)).asked() as db:
        return stated_among(db, sale, bidders)


def listed_lots(
    ledger: LedgerSession, sale: SaleId, *, only_open: bool
) -> list[tuple[Listing, PremiumRow]]:
    """List the lots of a sale as the catalogue has them, each with who leads it.

    Refuses a sale that is not on file.
    """
    from ledger.house.sale_streams import bidding_of
    from projections.catalogue import lots_of
    from projections.premium import leads_in

    ledger.records().sale(sale)
    views = ledger.views(lambda _: bidding_of(sale))
    with progress("reading") as advance, views.asked(advance) as db:
        pages = lots_of(db, sale)
        leads = {lead.lot: lead for lead in leads_in(db, sale)}
    return [
        (page, leads[page.lot])
        for page in pages
        if page.stage.value == "open" or not only_open
    ]
