"""List the lots of a sale as they stand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from commands.output import json_option, print_json, print_table, progress
from commands.params import SALE
from commands.session import LedgerSession, as_of
from presenters.words import if_any

if TYPE_CHECKING:
    from ledger.identity import SaleId
    from ledger.money import Currency
    from projections.catalogue import Listing
    from projections.premium import Due

COLUMNS = [
    ("lot", "right"),
    ("title", "left"),
    ("stage", "left"),
    ("price", "right"),
    ("leader", "right"),
    ("bids", "right"),
    ("reserve", "left"),
    ("premium due", "right"),
]


@click.command()
@click.argument("sale", type=SALE)
@click.option("--open", "only_open", is_flag=True, help="Only lots that take bids.")
@json_option
@click.pass_obj
@as_of
def lots(
    ledger: LedgerSession, sale: SaleId, *, only_open: bool, as_json: bool
) -> None:
    """List the lots of SALE: price, leader, bids, reserve, premium due.

    Bids are counted as on a lot's page: bids and registered phone bidders.

    Example: lotledger lots HERITAGE-2025-12 --open
    """
    currency = ledger.records().sale(sale).terms.rules.currency
    found = listed(ledger, sale, only_open=only_open)
    if as_json:
        print_json([_row_json(page, due, currency) for page, due in found])
    elif found:
        rows = [row(page, due, currency) for page, due in found]
        print_table(COLUMNS, rows, title=sale)
    elif only_open:
        click.echo(f"No lot of sale {sale} is open.")
    else:
        enter = f"lotledger catalogue import {sale} LOTS.csv"
        click.echo(f"Sale {sale} has no lots yet. Enter them with: {enter}")


def listed(
    ledger: LedgerSession, sale: SaleId, *, only_open: bool
) -> list[tuple[Listing, Due | None]]:
    """Put each lot's page beside what is due on it."""
    from projections.catalogue import lots_of
    from projections.premium import due_in

    with progress("reading") as advance, ledger.views().asked(advance) as db:
        pages, dues = lots_of(db, sale), {due.lot: due for due in due_in(db, sale)}
    return [
        (page, dues.get(page.lot))
        for page in pages
        if page.stage.value == "open" or not only_open
    ]


def row(page: Listing, due: Due | None, currency: Currency) -> tuple[object, ...]:
    """Write one lot as a row of the table of lots."""
    return (
        page.number,
        page.title,
        page.stage.value,
        None if page.price is None else currency.write(page.price),
        None if due is None else due.paddle,
        page.interest,
        page.reserve.value,
        None if due is None else currency.write(due.premium),
    )


def _row_json(page: Listing, due: Due | None, currency: Currency) -> dict[str, object]:
    plain = partial(if_any, currency.plain)

    return {
        "lot": page.lot,
        "title": page.title,
        "stage": page.stage,
        "price": plain(page.price),
        "leader": None if due is None else due.paddle,
        "asking": plain(page.asking),
        "bids": page.bids,
        "phones": page.phones,
        "tracking": page.tracking,
        "reserve": page.reserve,
        "premium_due": plain(None if due is None else due.premium),
        "hammer": plain(page.hammer),
        "realised": plain(page.realised),
        "ends_at": page.ends_at,
    }
