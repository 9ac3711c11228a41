"""List what each lot of a sale fetched."""

from __future__ import annotations

import click

from commands.lots import stated_lots
from commands.output import print_json, print_table, prints_json, progress
from commands.params import SALE
from commands.session import LedgerSession, as_of
from ledger.identity import SaleId


@click.command()
@click.argument("sale", type=SALE)
@prints_json("presenters.results:SaleResultsShape")
@click.pass_obj
@as_of
def results(ledger: LedgerSession, sale: SaleId, *, as_json: bool) -> None:
    """List how the lots of SALE ended, and what the sale came to.

    The realised price is hammer and premium together, as houses publish it.

    Example: lotledger results HERITAGE-2025-12
    """
    from ledger.house.sale_streams import bidding_of
    from presenters.results import (
        RESULT_COLUMNS,
        result_row,
        sale_results_shape,
        totals_sentence,
    )
    from presenters.standing import stated_line
    from projections import results as view

    currency = ledger.records().sale(sale).terms.rules.currency
    views = ledger.views(lambda _: bidding_of(sale))
    with progress("reading") as advance, views.asked(advance) as db:
        lots, totals = view.results_of(db, sale), view.totals(db, sale)
    if as_json:
        print_json(sale_results_shape(sale, lots, totals, currency))
        return
    if lots:
        rows = [result_row(result, currency) for result in lots]
        print_table(RESULT_COLUMNS, rows, title=sale)
    stated = stated_lots(ledger, sale, {result.lot: result.buyer for result in lots})
    if stated:
        click.echo(stated_line(stated))
    click.echo(totals_sentence(totals, currency))
