"""List what each lot of a sale fetched."""

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
    from projections.results import Result, Totals

COLUMNS = [
    ("lot", "right"),
    ("outcome", "left"),
    ("why", "left"),
    ("hammer", "right"),
    ("premium", "right"),
    ("realised", "right"),
    ("buyer", "right"),
    ("underbidder", "right"),
]


@click.command()
@click.argument("sale", type=SALE)
@json_option
@click.pass_obj
@as_of
def results(ledger: LedgerSession, sale: SaleId, *, as_json: bool) -> None:
    """List how the lots of SALE ended, and what the sale came to.

    The realised price is hammer and premium together, as houses publish it.

    Example: lotledger results HERITAGE-2025-12
    """
    from projections import results as view

    currency = ledger.records().sale(sale).terms.rules.currency
    with progress("reading") as advance, ledger.views().asked(advance) as db:
        found, totals = view.results_of(db, sale), view.totals(db, sale)
    if as_json:
        rows = [_row_json(one, currency) for one in found]
        print_json({"sale": sale, "lots": rows, "totals": _totals(totals, currency)})
        return
    if found:
        print_table(COLUMNS, [_row(one, currency) for one in found], title=sale)
    told = _totals(totals, currency)
    click.echo(
        f"{told['sold']} of {told['lots']} lots sold, hammer "
        f"{currency.write(totals.hammer)}, premium {currency.write(totals.premium)}, "
        f"realised {currency.write(totals.realised)}."
    )


def _row(one: Result, currency: Currency) -> tuple[object, ...]:
    from ledger.identity import number_of

    written = partial(if_any, currency.write)

    return (
        number_of(one.lot),
        one.outcome.value,
        (one.reason or "").replace("-", " "),
        written(one.hammer),
        written(one.premium),
        written(one.realised),
        one.buyer,
        one.underbidder,
    )


def _row_json(one: Result, currency: Currency) -> dict[str, object]:
    plain = partial(if_any, currency.plain)

    return {
        "lot": one.lot,
        "outcome": one.outcome,
        "reason": one.reason,
        "hammer": plain(one.hammer),
        "premium": plain(one.premium),
        "realised": plain(one.realised),
        "buyer": one.buyer,
        "underbidder": one.underbidder,
        "highest": plain(one.highest),
        "reserve": one.reserve,
        "closed_at": one.closed_at,
    }


def _totals(totals: Totals, currency: Currency) -> dict[str, object]:
    rate = totals.sell_through
    return {
        "lots": totals.lots,
        "sold": totals.sold,
        "passed": totals.passed,
        "withdrawn": totals.withdrawn,
        "hammer": currency.plain(totals.hammer),
        "premium": currency.plain(totals.premium),
        "realised": currency.plain(totals.realised),
        "sell_through": None
        if rate is None
        else f"{rate.numerator}/{rate.denominator}",
    }
